"""The demo store without ecom_pricing and what needs it, its catalogue built anew."""

# ruff: noqa: F821 - `env` comes from the shell
env["ir.module.module"].search([("name", "=", "ecom_pricing")]).button_immediate_uninstall()
env = env(cr=env.cr)
env["ecom.catalog"]._rebuild(env["ecom.store"].search([]))
env.cr.commit()
dirty = env["ecom.catalog.dirty"]
while rows := dirty._claim(100):
    env["ecom.catalog"]._work_off(rows)
    env.cr.commit()
