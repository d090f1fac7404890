from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from .sale_order import PAYMENT_TYPES

#: What a day is added up by: the columns of each part.
PARTS = {
    "payment": ("currency_id", "placed_type", "payment_type", "provider_id", "carrier_id"),
    "state": ("currency_id", "state_id"),
    "category": ("currency_id", "categ_id"),
    "risk": ("currency_id", "risk_percent"),
}
KEYS = (
    "currency_id",
    "placed_type",
    "payment_type",
    "provider_id",
    "carrier_id",
    "state_id",
    "categ_id",
    "risk_percent",
)
MEASURES = (
    "orders",
    "cancelled",
    "converted",
    "revenue",
    "online",
    "cash",
    "refunded",
    "pending",
    "parcels",
    "final",
    "returned",
    "on_the_way",
    "final_value",
    "returned_value",
    "write_off",
    "expected",
)
#: Column of ``ecom.order.report`` that says on which day a row counts.
MOMENTS = {"order": "placed_at", "parcel": "dispatched_at"}
_BATCH = 30  # days


class EcomOrderDay(models.Model):
    """Orders and parcels of a store's days, added up ahead by what the screen groups by.

    A day is added up once nothing of it moved since the job last ran; until then it stands in ``ecom.order.day.dirty``,
    and its figures come from its facts. So figures are never behind, and what is added up anew is a few days.
    """

    _name = "ecom.order.day"
    _description = "Orders of a Day"
    _log_access = False
    _order = "store_id, kind, part, day"
    _rec_name = "day"

    store_id = fields.Many2one("ecom.store", required=True, ondelete="cascade")
    kind = fields.Selection([("order", "Order"), ("parcel", "Parcel")], required=True)
    part = fields.Selection([(name, name) for name in PARTS], required=True)
    day = fields.Date(required=True, help="In the store's time zone.")
    currency_id = fields.Many2one("res.currency", required=True)
    placed_type = fields.Selection(PAYMENT_TYPES)
    payment_type = fields.Selection(PAYMENT_TYPES)
    provider_id = fields.Many2one("payment.provider", ondelete="cascade")
    carrier_id = fields.Many2one("delivery.carrier", ondelete="cascade")
    state_id = fields.Many2one("res.country.state", ondelete="cascade")
    categ_id = fields.Many2one("product.category", ondelete="cascade")
    risk_percent = fields.Integer()
    orders = fields.Integer()
    cancelled = fields.Integer()
    converted = fields.Integer()
    revenue = fields.Monetary()
    online = fields.Monetary()
    cash = fields.Monetary()
    refunded = fields.Monetary()
    pending = fields.Monetary()
    parcels = fields.Integer()
    final = fields.Integer()
    returned = fields.Integer()
    on_the_way = fields.Integer()
    final_value = fields.Monetary()
    returned_value = fields.Monetary()
    write_off = fields.Float(digits=0)
    expected = fields.Float(digits=0)

    _place = models.Index("(store_id, kind, part, day)")

    @api.model
    def _run(self):
        """Add up the days that moved, some at a time; called by a cron."""
        dirty = self.env["ecom.order.day.dirty"]
        rows = dirty._read_group(
            # what still moves is read fact by fact, see ecom.order.figures
            [("day", "<", fields.Date.today() - timedelta(days=1))],
            ["store_id", "kind", "day:day"],
        )
        days = {}
        for store, kind, day in rows:
            days.setdefault((store, kind), []).append(day)
        self.env["ir.cron"]._commit_progress(remaining=len(rows))
        for (store, kind), found in days.items():
            for start in range(0, len(found), _BATCH):
                batch = found[start : start + _BATCH]
                self._add_up(store, kind, batch)
                if not self.env["ir.cron"]._commit_progress(processed=len(batch)):
                    return

    @api.model
    def _add_up(self, store, kind, days):
        """Add days of a store up anew.

        :param list days: of the store's own time zone, over by now
        """
        for table in ("ecom_order_day", "ecom_order_day_dirty"):
            self.env.cr.execute(
                SQL(
                    "DELETE FROM %s WHERE store_id = %s AND kind = %s AND day = ANY(%s)",
                    SQL.identifier(table),
                    store.id,
                    kind,
                    days,
                )
            )
        self.env.cr.execute(
            SQL(
                "INSERT INTO ecom_order_day (store_id, kind, part, day, %(names)s)"
                " SELECT %(store)s, %(kind)s, %(part)s, day, %(keys)s, %(sums)s FROM (%(facts)s) fact"
                " GROUP BY GROUPING SETS (%(sets)s)",
                names=_names(*KEYS, *MEASURES),
                store=store.id,
                kind=kind,
                part=SQL(
                    "CASE WHEN GROUPING(placed_type) = 0 THEN 'payment' WHEN GROUPING(state_id) = 0 THEN 'state'"
                    " WHEN GROUPING(categ_id) = 0 THEN 'category' ELSE 'risk' END"
                ),
                keys=_names(*KEYS),
                sums=SQL(", ").join(SQL("sum(%s)", SQL.identifier(name)) for name in MEASURES),
                facts=self._facts(store, kind, days),
                sets=SQL(", ").join(
                    SQL("(day, %s)", _names(*columns)) for columns in PARTS.values()
                ),
            )
        )
        self.invalidate_model()

    def _facts(self, store, kind, days):
        """Return SQL of what is added up: a row for each order or parcel, with its day."""
        report = self.env["ecom.order.report"]
        domain = self.env["ecom.order.figures"].days_domain(store, kind, days)
        query = report.sudo()._search(domain, order="id")  # sudo: adds up for everybody
        query.order = None
        column = {
            name: report._field_to_sql(query.table, name, query) for name in (*KEYS, *MEASURES)
        }
        moment = report._field_to_sql(query.table, MOMENTS[kind], query)
        return query.select(
            SQL("(%s AT TIME ZONE 'UTC' AT TIME ZONE %s)::date AS day", moment, store.tz or "UTC"),
            *(SQL("%s AS %s", sql, SQL.identifier(name)) for name, sql in column.items()),
        )


def _names(*names):
    return SQL(", ").join(map(SQL.identifier, names))
