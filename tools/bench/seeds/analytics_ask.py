"""Ask the analysis screen's figures of a live shop and print how long each took, in milliseconds: the median of five.

`ECOM_QUERIES`: JSON of name to [kind, keys].
"""

import json
import os
import statistics
import time

from odoo.tools import SQL

store = env["ecom.store"].search([], limit=1)  # noqa: F821
dashboard, figures = env["ecom.order.dashboard"], env["ecom.order.figures"]  # noqa: F821
scope = dashboard._scope(store, 12)
found = {}


def timed(name, ask, times=5):
    """Note the median time of some calls; return what the last one answered."""
    spent = []
    for _ in range(times):
        begin = time.monotonic()
        answer = ask()
        spent.append(1000 * (time.monotonic() - begin))
    found[name] = statistics.median(spent)
    return answer


for name, (kind, keys) in json.loads(os.environ["ECOM_QUERIES"]).items():
    timed(name, lambda kind=kind, keys=keys: figures.add_up(scope, kind, keys))
screen = timed("the whole screen, 12 months", lambda: dashboard.load(store.id, 12))
state = screen["states"][0]["key"]
timed(
    "PIN codes of a state",
    lambda: dashboard.pin_codes(store.id, 12, screen["currencyId"], state),
)
plain = SQL(
    """
    SELECT o.ecom_ship_state_id, count(*) FILTER (WHERE o.state <> 'cancel'),
           count(*) FILTER (WHERE o.state = 'cancel'), sum(o.amount_total) FILTER (WHERE o.state <> 'cancel'),
           sum(o.ecom_paid_amount), sum(o.ecom_refunded_amount), sum(o.ecom_balance),
           sum(parcel.final), sum(parcel.returned)
      FROM sale_order o
 LEFT JOIN LATERAL (SELECT count(*) FILTER (WHERE p.ecom_outcome IN ('delivered', 'rto_received')) AS final,
                           count(*) FILTER (WHERE p.ecom_outcome = 'rto_received') AS returned
                      FROM stock_picking p
                     WHERE p.sale_id = o.id AND p.ecom_outcome IS NOT NULL) parcel ON TRUE
     WHERE o.ecom_store_id = %s AND o.ecom_placed_at >= %s
     GROUP BY 1
    """,
    store.id,
    scope.cohorts("month")[0].start,
)
rows = timed(
    "the same sums over sale_order and its parcels",
    lambda: env.execute_query(plain),  # noqa: F821
    3,
)
told = {row["state_id"]: row["orders"] for row in figures.add_up(scope, "order", ["state_id"])}
found["differences"] = sum(told.get(row[0], 0) != row[1] for row in rows)
# a fortnight of days moves again: couriers report
env.cr.execute(  # noqa: F821
    "INSERT INTO ecom_order_day_dirty (store_id, kind, day) SELECT %s, kind, now()::date - age"
    " FROM generate_series(0, 14) age, (VALUES ('order'), ('parcel')) side(kind)",
    [store.id],
)
timed("moved", lambda: figures.add_up(scope, "order", ["state_id"]))
env.cr.rollback()  # noqa: F821
print(json.dumps(found))  # noqa: T201
