"""A large past for reports: `ECOM_ORDERS` orders of a year, each with two events of its timeline, a parcel and one event of
that, by SQL; then the facts that reports add up, as an update of the addon writes them.

Copies of one real order: what reports read is spread over the year, the types, states, PIN codes, carriers and outcomes.
"""

import os

count = int(os.environ["ECOM_ORDERS"])
cr = env.cr  # noqa: F821


def copy(table, source, values, rows):
    """Insert a copy of a row for each row of a query, with some columns from SQL over ``g``."""
    cr.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_name = %s AND is_generated = 'NEVER'",
        [table],
    )
    names = [name for (name,) in cr.fetchall() if name != "id"]
    picked = ", ".join(f"{values[name]}" if name in values else f'old."{name}"' for name in names)
    columns = ", ".join(f'"{name}"' for name in names)
    cr.execute(
        f'INSERT INTO "{table}" ({columns}) SELECT {picked} FROM "{table}" old CROSS JOIN {rows} WHERE old.id = {source}'  # noqa: S608
    )


def one(query):
    """Return the only value of a query."""
    cr.execute(query)
    return cr.fetchone()[0]


parcel = one(
    "SELECT p.id FROM stock_picking p JOIN sale_order o ON o.id = p.sale_id"
    " WHERE p.ecom_outcome = 'delivered' AND o.ecom_payment_type = 'cod' AND o.ecom_status = 'delivered'"
    " ORDER BY p.id LIMIT 1"
)
order = one(f"SELECT sale_id FROM stock_picking WHERE id = {parcel}")  # noqa: S608
first = one("SELECT COALESCE(max(id), 0) FROM sale_order")
cr.execute(
    "CREATE TEMP TABLE place AS SELECT row_number() OVER (ORDER BY s.id) - 1 AS number, s.id FROM res_country_state s"
    " JOIN res_country c ON c.id = s.country_id WHERE c.code = 'IN'"
)
cr.execute(
    "CREATE TEMP TABLE courier AS SELECT row_number() OVER (ORDER BY id) - 1 AS number, id FROM delivery_carrier"
)
states, couriers = one("SELECT count(*) FROM place"), one("SELECT count(*) FROM courier")
series = (
    f"(SELECT n, random() AS kind, random() AS place, n * 31536000.0 / {count} AS seconds,"
    f" 100 + (random() * 5000)::int AS total, random() AS risk FROM generate_series(1, {count}) n) g"  # noqa: S608
)
placed = "now() AT TIME ZONE 'UTC' - g.seconds * interval '1 second'"
kind = "CASE WHEN g.kind < 0.35 THEN 'prepaid' WHEN g.kind < 0.7 THEN 'cod' ELSE 'partial_cod' END"
copy(
    "sale_order",
    order,
    {
        "name": "'BENCH' || g.n",
        "ecom_uid": "'ord_' || md5('analytics' || g.n)",
        "ecom_cart_token_hash": "NULL",
        "access_token": "NULL",
        "ecom_placed_at": placed,
        "date_order": placed,
        "ecom_payment_type": kind,
        "amount_total": "g.total",
        "ecom_paid_amount": "g.total",
        "ecom_risk_score": "round((60 * g.risk)::numeric, 1)",
        "ecom_ship_state_id": f"(SELECT id FROM place WHERE number = floor(g.place * g.place * {states})::int)",
        "ecom_ship_zip": "(110000 + floor(g.place * 20000))::int::text",
    },
    series,
)
orders = f"(SELECT id, ecom_placed_at, ecom_payment_type, ecom_risk_score, random() AS luck, random() AS who FROM sale_order WHERE id > {first}) g"  # noqa: S608
last = one("SELECT COALESCE(max(id), 0) FROM stock_picking")
copy(
    "stock_picking",
    parcel,
    {
        "name": "'BENCH/' || g.id",
        "sale_id": "g.id",
        "date_done": "g.ecom_placed_at + interval '1 day'",
        "ecom_dispatch_type": "g.ecom_payment_type",
        "carrier_id": f"(SELECT id FROM courier WHERE number = floor(g.who * {couriers})::int)",
        "ecom_outcome": "CASE WHEN g.luck * 100 < COALESCE(g.ecom_risk_score, 0) * 0.6 THEN 'rto_received'"
        " WHEN g.luck < 0.95 THEN 'delivered' ELSE 'in_transit' END",
    },
    orders,
)
cr.execute(
    "INSERT INTO ecom_payment_event (order_id, company_id, kind, amount, currency_id, source, occurred_at)"
    " SELECT o.id, o.company_id, e.kind, o.amount_total, o.currency_id, 'webhook', o.ecom_placed_at FROM sale_order o"
    " CROSS JOIN (VALUES ('placed'), ('collection')) e(kind) WHERE o.id > %s",
    [first],
)
cr.execute(
    "INSERT INTO ecom_shipment_event (picking_id, company_id, outcome, occurred_at, source)"
    " SELECT id, company_id, ecom_outcome, date_done, 'webhook' FROM stock_picking WHERE id > %s",
    [last],
)
cr.commit()
old_isolation = cr.connection.autocommit
cr.execute("ANALYZE sale_order, stock_picking, ecom_payment_event")
env["ecom.order.fact"]._fill()  # noqa: F821
cr.commit()
env["ecom.order.day"]._run()  # noqa: F821
cr.commit()
cr.connection.autocommit = True
for table in (
    "ecom_order_fact",
    "ecom_order_day",
    "ecom_order_day_dirty",
    "sale_order",
    "stock_picking",
):
    cr.execute(f"VACUUM ANALYZE {table}")
cr.connection.autocommit = old_isolation
print(first)  # noqa: T201
