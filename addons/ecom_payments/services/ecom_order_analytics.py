from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.ecom_base.api.errors import NotFound, ValidationFailed
from odoo.addons.ecom_base.domain.order_totals import to_decimal

_COUNTS = ("orders", "cancelled", "delivered", "returnedToOrigin")
_AMOUNTS = ("revenue", "paid", "pending")
_DEFAULT_DAYS = 30
_MAX_DAYS = 366 * 5
#: Column to group by. Days and months are those of the store, see :meth:`EcomOrderAnalytics._key`.
_COLUMNS = {
    "paymentType": "ecom_payment_type",
    "status": "ecom_status",
    "paymentStatus": "ecom_payment_status",
    "state": "ecom_ship_state_id",
}
_FORMATS = {"day": "YYYY-MM-DD", "month": "YYYY-MM"}


class EcomOrderAnalytics(models.AbstractModel):
    """Figures of orders for people who run the shop, within what they may see."""

    _name = "ecom.order.analytics"
    _description = "Figures of Storefront Orders"

    @api.model
    def figures(self, data):
        """Return the figures of a period: dict for ``schemas.analytics.OrderAnalytics``. One query.

        :param data: ``schemas.analytics.OrderAnalyticsRequest``
        :raise NotFound: ``store_not_found``
        :raise ValidationFailed: if the period is upside down or too long
        """
        stores = self._stores(data.store)
        tz = stores[:1].tz or "UTC"
        first, last = self._period(data, tz)
        rows = self._read(stores, first, last, data.group_by, tz)
        label = self._labels(data.group_by, {row["key"] for row in rows})
        return {
            "from": first,
            "to": last,
            "groupBy": data.group_by,
            "groups": [self._figures(row, row["key"], label(row["key"])) for row in rows],
            "totals": self._totals(rows),
        }

    def _stores(self, code):
        """Return the stores that count, of those the user may see."""
        stores = self.env["ecom.store"].search([("code", "=", code)] if code else [])
        if code and not stores:
            raise NotFound("There is no such store.", code="store_not_found")
        return stores

    def _period(self, data, tz):
        """Return the first and last day, in the store's time zone."""
        last = data.to or datetime.now(ZoneInfo(tz)).date()
        first = data.from_ or last - timedelta(days=_DEFAULT_DAYS - 1)
        if first > last:
            raise ValidationFailed.for_field("from", "Must not be after `to`.")
        if (last - first).days > _MAX_DAYS:
            raise ValidationFailed.for_field("from", "At most five years at once.")
        return first, last

    def _read(self, stores, first, last, group_by, tz):
        orders = self.env["sale.order"]
        zone = ZoneInfo(tz)
        domain = Domain(
            [
                ("ecom_store_id", "in", stores.ids),
                ("ecom_placed_at", ">=", _utc(first, zone)),
                ("ecom_placed_at", "<", _utc(last + timedelta(days=1), zone)),
                ("ecom_payment_type", "!=", False),
            ]
        )
        orders.flush_model()
        self.env["stock.picking"].flush_model(["ecom_outcome", "sale_id"])
        visible = orders._search(domain).subselect()
        return self.env.execute_query_dict(
            SQL(
                """
                SELECT %(key)s AS key, c.name AS currency, c.id AS currency_id,
                       count(*) FILTER (WHERE NOT gone) AS orders,
                       count(*) FILTER (WHERE gone) AS cancelled,
                       COALESCE(sum(o.amount_total) FILTER (WHERE NOT gone), 0) AS revenue,
                       COALESCE(sum(o.ecom_paid_amount - o.ecom_refunded_amount), 0) AS paid,
                       COALESCE(sum(o.ecom_balance) FILTER (WHERE NOT gone), 0) AS pending,
                       COALESCE(sum(parcel.delivered), 0)::int AS delivered,
                       COALESCE(sum(parcel.back), 0)::int AS "returnedToOrigin"
                  FROM (SELECT *, state = 'cancel' AS gone FROM sale_order WHERE id IN %(visible)s) o
                  JOIN res_currency c ON c.id = o.currency_id
             LEFT JOIN LATERAL (
                       SELECT count(*) FILTER (WHERE p.ecom_outcome = 'delivered') AS delivered,
                              count(*) FILTER (WHERE p.ecom_outcome = 'rto_received') AS back
                         FROM stock_picking p
                        WHERE p.sale_id = o.id AND p.ecom_outcome IN ('delivered', 'rto_received')
                       ) parcel ON true
                 GROUP BY 1, 2, 3
                 ORDER BY 1 NULLS LAST, 2
                """,
                key=self._key(group_by, tz),
                visible=visible,
            )
        )

    def _key(self, group_by, tz):
        if group_by in _COLUMNS:
            return SQL("%s::text", SQL.identifier("o", _COLUMNS[group_by]))
        return SQL(
            "to_char(o.ecom_placed_at AT TIME ZONE 'UTC' AT TIME ZONE %s, %s)",
            tz,
            _FORMATS[group_by],
        )

    def _labels(self, group_by, keys):
        """Return a function from a key to what people call it."""
        nothing = self.env._("None")
        if group_by == "state":
            ids = [int(key) for key in keys if key]
            states = self.env["res.country.state"].browse(ids)
            names = {str(state.id): state.name for state in states}
        elif group_by in _COLUMNS:
            field = self.env["sale.order"]._fields[_COLUMNS[group_by]]
            names = dict(field._description_selection(self.env))
        else:
            names = {}
        return lambda key: names.get(key, key) if key else nothing

    def _figures(self, row, key, label):
        decimals = self.env["res.currency"].browse(row["currency_id"]).decimal_places
        settled = row["delivered"] + row["returnedToOrigin"]
        rate = Decimal(100 * row["returnedToOrigin"]) / settled if settled else None
        return (
            {"key": key, "label": label, "currency": row["currency"]}
            | {name: to_decimal(row[name], decimals) for name in _AMOUNTS}
            | {name: row[name] for name in _COUNTS}
            | {"rtoRate": rate and rate.quantize(Decimal("0.01"))}
        )

    def _totals(self, rows):
        """Add the groups up, per currency."""
        sums = {}
        for row in rows:
            total = sums.setdefault(
                row["currency"],
                {"currency": row["currency"], "currency_id": row["currency_id"]}
                | dict.fromkeys((*_COUNTS, *_AMOUNTS), 0),
            )
            for name in (*_COUNTS, *_AMOUNTS):
                total[name] += row[name]
        return [self._figures(total, None, self.env._("Total")) for total in sums.values()]


def _utc(day, zone):
    """Return the naive UTC time at which a day begins in a time zone, as the ORM wants it."""
    begin = datetime.combine(day, time.min, tzinfo=zone)
    return fields.Datetime.to_string(begin.astimezone(UTC))
