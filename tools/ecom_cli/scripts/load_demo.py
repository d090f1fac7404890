"""Fill the demo store, where an addon provides one. Runs inside `odoo shell`."""

# ruff: noqa: F821 - `env` comes from the shell
if "ecom.demo" in env:
    env["ecom.demo"].load()
    env.cr.commit()
