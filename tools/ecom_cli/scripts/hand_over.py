"""Print what a client program needs to start, as one line of JSON. Runs inside `odoo shell`.

Sets the administrator's password and makes a fresh API key: keys are stored hashed and cannot be read back.
"""

# ruff: noqa: F821, T201 - `env` comes from the shell, and printing is how the launcher gets the answer
import datetime
import json
import os

KEY_NAME = "ecom launcher"
KEY_DAYS = 365

url = os.environ["ECOM_URL"]
parameters = env["ir.config_parameter"].sudo()
parameters.set_param("web.base.url", url)
parameters.set_param("web.base.url.freeze", "True")

admin = env.ref("base.user_admin")
admin.password = os.environ["ECOM_PASSWORD"]
keys = env["res.users.apikeys"].with_user(admin)
keys.sudo().search([("user_id", "=", admin.id), ("name", "=", KEY_NAME)]).sudo()._remove()
expiry = datetime.datetime.now() + datetime.timedelta(days=KEY_DAYS)
api_key = keys._generate("rpc", KEY_NAME, expiry)

hand_over = {
    "url": url,
    "database": env.cr.dbname,
    "adminLogin": admin.login,
    "adminPassword": os.environ["ECOM_PASSWORD"],
    "adminApiKey": api_key,
}
if hasattr(env.registry.get("ecom.store"), "_hand_over"):
    hand_over |= env["ecom.store"]._hand_over()
env.cr.commit()
print("HAND-OVER " + json.dumps(hand_over))
