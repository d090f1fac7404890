"""`ECOM_PRODUCTS` products with a price in each of ten currencies, by SQL: copies of one that Odoo made."""

import os

COUNT = int(os.environ["ECOM_PRODUCTS"])
CODES = ("INR", "USD", "EUR", "JPY", "KWD", "GBP", "AUD", "CAD", "SGD", "AED")
cr = env.cr  # noqa: F821


def columns(table):
    """Return the names of a table's columns, without its key."""
    cr.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_name = %s AND column_name <> 'id'"
        " ORDER BY ordinal_position",
        [table],
    )
    return [name for (name,) in cr.fetchall()]


def copy(table, source_id, values, rows):
    """Insert a copy of a row for each row of a query, with some columns from SQL."""
    names = columns(table)
    picked = ", ".join(values.get(name, f'source."{name}"') for name in names)
    quoted = ", ".join(f'"{name}"' for name in names)
    cr.execute(
        f"INSERT INTO {table} ({quoted}) SELECT {picked} FROM {table} source, {rows} WHERE source.id = {source_id}"  # noqa: S608
    )


store = env["ecom.store"].search([], limit=1)  # noqa: F821
currencies = env["res.currency"].with_context(active_test=False).search([("name", "in", CODES)])  # noqa: F821
known = store.store_currency_ids.currency_id
env["ecom.store.currency"].create(  # noqa: F821
    [{"store_id": store.id, "currency_id": currency.id} for currency in currencies - known]
)
model = env["product.template"].create(  # noqa: F821
    {"name": "Model", "type": "consu", "company_id": store.company_id.id}
)
price = env["ecom.product.price"].create(  # noqa: F821
    {
        "store_id": store.id,
        "product_tmpl_id": model.id,
        "currency_id": store.currency_id.id,
        "amount": 100,
    }
)
env.flush_all()  # noqa: F821
copy(
    "product_template",
    model.id,
    {
        "name": "jsonb_build_object('en_US', 'Bench ' || n)",
        "ecom_uid": "'prd_' || md5('bulk' || n)",
        "ecom_slug": "'bulk-' || n",
    },
    f"generate_series(1, {COUNT}) n",
)
made = "(SELECT id, substr(ecom_slug, 6)::int AS n FROM product_template WHERE ecom_slug LIKE 'bulk-%') t"
copy(
    "product_product",
    model.product_variant_id.id,
    {
        "ecom_uid": "'var_' || md5('bulk' || n)",
        "default_code": "'BULK-' || n",
        "product_tmpl_id": "t.id",
    },
    made,
)
copy(
    "ecom_product_price",
    price.id,
    {"product_tmpl_id": "t.id", "currency_id": "c.id", "amount": "100 + mod(t.n, 5000)"},
    f"{made}, (SELECT unnest(ARRAY{currencies.ids}) AS id) c",
)
cr.execute(
    "INSERT INTO ecom_product_store_rel (product_tmpl_id, store_id)"
    f" SELECT id, {store.id} FROM product_template WHERE ecom_slug LIKE 'bulk-%'"  # noqa: S608
)
env["ecom.product.price"].search([("product_tmpl_id", "=", model.id)]).unlink()  # noqa: F821
cr.commit()
for table in ("product_template", "product_product", "ecom_product_price"):
    cr.execute(f"ANALYZE {table}")
cr.commit()
