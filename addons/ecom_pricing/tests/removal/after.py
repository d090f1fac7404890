"""What is left of the shop of before.py without the addon, and once it is installed again. Runs inside `odoo shell`."""

# ruff: noqa: F821 - `env` comes from the shell
import json

facts = json.loads(env["ir.config_parameter"].get_param("removal.facts"))
store = env["ecom.store"].browse(facts["store"])
kurta = env["product.product"].browse(facts["kurta"])

# orders are what they were
order = env["sale.order"].browse(facts["order"])
assert (order.state, order.currency_id.name, order.amount_total) == ("sale", "JPY", 2400.0)
assert order.order_line.price_unit == 1200.0
assert not order.pricelist_id.active, "nobody may take the list without its prices"
assert not order.pricelist_id.item_ids

# the store sells at Odoo's prices, in its own currency only
assert not store.pricelist_id
price = env["ecom.catalog.offer"]._catalog_prices(store, kurta)[kurta.id]
home = store.currency_id.name
assert (price.amount, price.currency) == (500, home), price
env["ecom.catalog"]._run_lane(0, 1)
env.cr.execute("SELECT currency FROM ecom_catalog_document WHERE store_id = %s", [store.id])
assert env.cr.fetchall() == [(home,)]

if "ecom.price.change" in env:
    # history went with the prices it was about, and starts anew with them
    assert not env["ecom.product.price"].search([("store_id", "=", store.id)])
    assert not env["ecom.price.change"].search([("store_id", "=", store.id)])
    assert not store._ecom_is_priced()
