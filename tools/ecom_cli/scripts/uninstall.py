"""Uninstall one addon, as the Apps screen does. Runs inside `odoo shell`."""

# ruff: noqa: F821 - `env` comes from the shell
import os

name = os.environ["ECOM_MODULE"]
module = env["ir.module.module"].search([("name", "=", name), ("state", "=", "installed")])
module.ensure_one()
module.button_immediate_uninstall()
env.cr.commit()
if module.sudo().read(["state"])[0]["state"] != "uninstalled":
    raise SystemExit(f"{name} is still {module.state}")
