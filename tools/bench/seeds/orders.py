"""Goods to order: `ECOM_PRODUCTS` products, all published, with `ECOM_STOCK` pieces of each; their public ids are printed.

Every run adds products of its own, so that a bench can fill a live shop with scarce goods.
"""

import json
import os

store = env["ecom.store"].search([], limit=1)  # noqa: F821
company = store.company_id
count, stock = int(os.environ["ECOM_PRODUCTS"]), float(os.environ["ECOM_STOCK"])
label = os.environ.get("ECOM_LABEL", "Goods")
taxes = env["account.tax"].search(  # noqa: F821
    [("company_id", "=", company.id), ("type_tax_use", "=", "sale")], limit=1
)
products = env["product.product"].create(  # noqa: F821
    [
        {
            "name": f"{label} {number}",
            "default_code": f"{label.upper()}-{number}",
            "list_price": 100.0 + number,
            "type": "consu",
            "is_storable": True,
            "taxes_id": [(6, 0, taxes.ids)],
            "company_id": company.id,
            "ecom_store_ids": [(6, 0, store.ids)],
        }
        for number in range(count)
    ]
)
if store._ecom_is_priced():
    env["ecom.product.price"].create(  # noqa: F821
        [
            {
                "store_id": store.id,
                "product_tmpl_id": product.product_tmpl_id.id,
                "currency_id": store.currency_id.id,
                "amount": product.list_price,
            }
            for product in products
        ]
    )
location = store.warehouse_id.lot_stock_id
for product in products:
    env["stock.quant"]._update_available_quantity(product, location, stock)  # noqa: F821
env.cr.commit()  # noqa: F821
print(json.dumps(products.mapped("ecom_uid")))  # noqa: T201
