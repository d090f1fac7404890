"""A shop with the seller's prices and an order in yen, before the addon is uninstalled. Runs inside `odoo shell`."""

# ruff: noqa: F821 - `env` comes from the shell
import json

# Odoo's own prices are in the company's currency
home, yen = env.company.currency_id, env.ref("base.JPY")
yen.active = True
store = env["ecom.store"].create(
    {
        "name": "Removal",
        "code": "removal",
        "currency_id": home.id,
        "country_id": env.ref("base.in").id,
    }
)
env["ecom.store.currency"].create(
    [{"store_id": store.id, "currency_id": currency.id} for currency in (home, yen)]
)
kurta = env["product.product"].create(
    {
        "name": "Kurta",
        "type": "consu",
        "list_price": 500.0,
        "taxes_id": False,
        "company_id": store.company_id.id,
        "ecom_store_ids": [(6, 0, store.ids)],
    }
)
env["ecom.product.price"].create(
    [
        {
            "store_id": store.id,
            "product_tmpl_id": kurta.product_tmpl_id.id,
            "currency_id": currency.id,
            "amount": amount,
        }
        for currency, amount in ((home, 450), (yen, 1200))
    ]
)
order = env["sale.order"].create(
    {
        "partner_id": env["res.partner"].create({"name": "Buyer"}).id,
        "company_id": store.company_id.id,
        "pricelist_id": store._ecom_currency_row(yen).pricelist_id.id,
        "order_line": [(0, 0, {"product_id": kurta.id, "product_uom_qty": 2})],
    }
)
order.action_confirm()
env["ecom.catalog"]._run_lane(0, 1)
facts = {"order": order.id, "kurta": kurta.id, "store": store.id}
env["ir.config_parameter"].set_param("removal.facts", json.dumps(facts))
env.cr.commit()
