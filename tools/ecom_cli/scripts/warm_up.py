"""Build the style sheets and scripts of the back office, which the first visitor would wait for. Runs inside `odoo shell`."""

# ruff: noqa: F821 - `env` comes from the shell
env["ir.qweb"]._pregenerate_assets_bundles()
env.cr.commit()
