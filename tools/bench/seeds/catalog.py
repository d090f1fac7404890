"""A catalogue of `ECOM_PRODUCTS` products in a store of its own, projected by the lane's own code.

Products are copied in SQL from one that Odoo made: making 100 000 through the ORM takes an hour and shows nothing. What the
projection took is kept in the parameter `ecom_bench.rebuild` as JSON: seconds, and resident memory early and at the end.
"""

import json
import os
import time
from pathlib import Path

COUNT = int(os.environ["ECOM_PRODUCTS"])
EARLY = 500  # products after which memory is read for the first time
GENERATED = {
    "product_template": {
        "name": "jsonb_build_object('en_US', (ARRAY['Indigo','Ivory','Crimson','Saffron','Teal','Olive','Rust'])[1 + mod(n, 7)]"
        " || ' ' || (ARRAY['cotton','linen','silk','wool','khadi'])[1 + mod(n, 5)]"
        " || ' ' || (ARRAY['kurta','saree','shawl','bowl','lamp','rug','cushion','stole','shirt','mug','tray'])[1 + mod(n, 11)]"
        " || ' ' || n)",
        "list_price": "99 + mod(n, 5000)",
        "ecom_uid": "'prd_' || md5('t' || n)",
        "ecom_slug": "'bench-' || n",
        "ecom_popularity": "mod(n, 1000)",
    },
    "product_product": {
        "ecom_uid": "'var_' || md5('v' || n)",
        "default_code": "'BENCH-' || n",
        "product_tmpl_id": "t.id",
    },
}


def resident():
    """Return the memory this process holds now, in bytes."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def columns(table):
    """Return the names of a table's columns, without its key."""
    env.cr.execute(  # noqa: F821
        "SELECT column_name FROM information_schema.columns WHERE table_name = %s AND column_name <> 'id'",
        [table],
    )
    return [name for (name,) in env.cr.fetchall()]  # noqa: F821


def copy(table, source_id, joined):
    """Copy one row of a table for every row of `joined`, with the columns of GENERATED."""
    names = columns(table)
    values = [GENERATED[table].get(name, f'source."{name}"') for name in names]
    env.cr.execute(  # noqa: F821
        f"""INSERT INTO {table} ({", ".join(f'"{name}"' for name in names)})
            SELECT {", ".join(values)} FROM {table} source, {joined} WHERE source.id = %s""",
        [source_id],
    )


store = env["ecom.store"].search([], limit=1)  # noqa: F821
env["product.template"].search([]).ecom_store_ids = False  # noqa: F821
if store._ecom_is_priced():
    # one currency and the products' sales prices: what is measured is the catalogue
    env["ecom.product.price"].search([("store_id", "=", store.id)]).unlink()  # noqa: F821
    store.store_currency_ids.unlink()
    store.pricelist_id = False
categories = env["ecom.category"].create([{"name": f"Bench {n}"} for n in range(20)])  # noqa: F821
taxes = env["account.tax"].search(  # noqa: F821
    [("company_id", "=", store.company_id.id), ("type_tax_use", "=", "sale")], limit=1
)
model = env["product.template"].create(  # noqa: F821
    {
        "name": "Model",
        "type": "consu",
        "company_id": store.company_id.id,
        "ecom_description": "<p>Woven by hand in Bagru, washed twice, made to be worn for years.</p>",
        "ecom_brand": "Bench",
    }
)
env.flush_all()  # noqa: F821
copy("product_template", model.id, f"generate_series(1, {COUNT}) n")
copy(
    "product_product",
    model.product_variant_id.id,
    "(SELECT id, substr(ecom_slug, 7)::int AS n FROM product_template WHERE ecom_slug LIKE 'bench-%%') t",
)
for table, column, value in (
    ("ecom_product_store_rel (product_tmpl_id, store_id)", "id", str(store.id)),
    ("product_taxes_rel (prod_id, tax_id)", "id", str(taxes.id)),
    (
        "ecom_category_product_rel (product_tmpl_id, category_id)",
        "id",
        f"{categories[0].id} + id % 20",
    ),
):
    env.cr.execute(  # noqa: F821
        f"INSERT INTO {table} SELECT {column}, {value} FROM product_template WHERE ecom_slug LIKE 'bench-%'"
    )
env.cr.commit()  # noqa: F821
env.cr.execute("ANALYZE")  # noqa: F821
env.invalidate_all()  # noqa: F821

catalog, dirty = env["ecom.catalog"], env["ecom.catalog.dirty"]  # noqa: F821
catalog._rebuild(store)
env.cr.commit()  # noqa: F821
started, cpu, done, early = time.monotonic(), time.process_time(), 0, 0
while rows := dirty._claim(100):
    catalog._work_off(rows)
    env.cr.commit()  # noqa: F821
    env.invalidate_all()  # noqa: F821
    done += len(rows)
    if done >= EARLY and not early:
        early = resident()
facts = {
    "seconds": time.monotonic() - started,
    "cpu": time.process_time() - cpu,
    "early": early,
    "end": resident(),
}
env["ir.config_parameter"].set_param("ecom_bench.rebuild", json.dumps(facts))  # noqa: F821
env.cr.commit()  # noqa: F821
