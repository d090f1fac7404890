"""Type one of a million prices by hand, then start to undo the change of all of them; print the figures as JSON."""

# ruff: noqa: F821 - `env` comes from the shell
import json
import time

batch = env["ecom.price.batch"].search([("state", "=", "done")], order="id desc", limit=1)
price = env["ecom.product.price"].search(
    [("product_tmpl_id.ecom_slug", "=", "priced-5"), ("currency_id.name", "=", "JPY")]
)
price.amount = 42
env.cr.commit()
begin = time.monotonic()
undo = batch._make_undo()
env.cr.commit()
spent = time.monotonic() - begin
undo.action_apply()
env.cr.commit()
print(json.dumps({"batch": undo.id, "preview": spent}))  # noqa: T201
