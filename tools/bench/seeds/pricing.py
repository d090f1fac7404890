"""`ECOM_PRODUCTS` products with a price in each of ten currencies: the seller's, and as much in Odoo's fixed price rules.

Everything by SQL, as no merchant types a million prices. What the seller sets is copied from rows that the ORM made.
"""

import os

COUNT = int(os.environ["ECOM_PRODUCTS"])
CODES = ("INR", "USD", "EUR", "JPY", "KWD", "GBP", "AED", "SGD", "AUD", "CAD")
#: SQL of the price of product n in a currency, in its smallest unit or coarser
AMOUNT = "(100 + mod(n, 900))::numeric"
cr = env.cr  # noqa: F821


def columns(table):
    """Return the names of a table's columns, without its key."""
    cr.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_name = %s AND column_name <> 'id'",
        [table],
    )
    return [name for (name,) in cr.fetchall()]


def copy(table, source_id, values, rows):
    """Copy one row of a table for each row of a query, with some columns from SQL."""
    names = columns(table)
    picked = ", ".join(values.get(name, f'source."{name}"') for name in names)
    listed = ", ".join(f'"{name}"' for name in names)
    cr.execute(
        f"INSERT INTO {table} ({listed}) SELECT {picked} FROM {table} source, {rows} WHERE source.id = {source_id}"  # noqa: S608
    )


store = env["ecom.store"].search([], limit=1)  # noqa: F821
currencies = env["res.currency"].with_context(active_test=False).search([("name", "in", CODES)])  # noqa: F821
currencies.active = True
rows = env["ecom.store.currency"]  # noqa: F821
rows.create(
    [
        {"store_id": store.id, "currency_id": currency.id}
        for currency in currencies - store.store_currency_ids.currency_id
    ]
)
model = env["product.template"].create(  # noqa: F821
    {"name": "Model", "type": "consu", "company_id": store.company_id.id}
)
taxes = env["account.tax"].search(  # noqa: F821
    [("company_id", "=", store.company_id.id), ("type_tax_use", "=", "sale")], limit=1
)
native = env["product.pricelist"].create(  # noqa: F821
    [
        {
            "name": f"Native {currency.name}",
            "currency_id": currency.id,
            "company_id": store.company_id.id,
            "item_ids": [
                (
                    0,
                    0,
                    {
                        "applied_on": "1_product",
                        "product_tmpl_id": model.id,
                        "compute_price": "fixed",
                        "fixed_price": 1,
                    },
                )
            ],
        }
        for currency in currencies
    ]
)
price = env["ecom.product.price"].create(  # noqa: F821
    {
        "store_id": store.id,
        "product_tmpl_id": model.id,
        "currency_id": store.currency_id.id,
        "amount": 1,
    }
)
samples = native.item_ids
env.flush_all()  # noqa: F821
copy(
    "product_template",
    model.id,
    {
        "name": "jsonb_build_object('en_US', 'Bench ' || n)",
        "ecom_uid": "'prd_' || md5('price' || n)",
        "ecom_slug": "'priced-' || n",
    },
    f"generate_series(1, {COUNT}) n",
)
products = (
    "(SELECT id, substr(ecom_slug, 8)::int AS n FROM product_template WHERE ecom_slug LIKE 'priced-%') t",
    "(SELECT unnest(ARRAY[{}]) AS currency) c",
)
copy(
    "product_product",
    model.product_variant_id.id,
    {
        "ecom_uid": "'var_' || md5('price' || n)",
        "default_code": "'PRICED-' || n",
        "product_tmpl_id": "t.id",
    },
    products[0],
)
if taxes:
    cr.execute(
        "INSERT INTO product_taxes_rel (prod_id, tax_id) SELECT id, %s FROM product_template WHERE ecom_slug LIKE 'priced-%%'",
        [taxes.id],
    )
copy(
    "ecom_product_price",
    price.id,
    {"product_tmpl_id": "t.id", "currency_id": "c.currency", "amount": AMOUNT},
    f"{products[0]}, {products[1].format(', '.join(map(str, currencies.ids)))}",
)
for sample in samples:
    copy(
        "product_pricelist_item",
        sample.id,
        {"product_tmpl_id": "t.id", "fixed_price": AMOUNT},
        products[0],
    )
price.unlink()
samples.unlink()
cr.commit()
