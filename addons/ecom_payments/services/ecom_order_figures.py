from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..domain.cohorts import cohorts, utc

#: What is added up of orders, by the day on which they were placed.
ORDERS = (
    "orders",
    "cancelled",
    "converted",
    "revenue",
    "online",
    "cash",
    "refunded",
    "paid",
    "pending",
)
#: What is added up of parcels, by the day on which they were sent off.
PARCELS = (
    "parcels",
    "final",
    "delivered",
    "returned",
    "on_the_way",
    "final_value",
    "returned_value",
    "return_cost",
    "write_off",
)
_MONEY = frozenset({*ORDERS[3:], *PARCELS[5:]})
_SIDES = {"order": ("placed_at", ORDERS), "parcel": ("dispatched_at", PARCELS)}
_COHORT = "cohort"  # a key that is no column


@dataclass(frozen=True)
class Scope:
    """What figures are wanted of: whole days of the stores' own time zone.

    :ivar stores: ``ecom.store``
    :ivar domain: further condition on ``ecom.order.report``
    """

    stores: object
    first: date
    last: date
    domain: Domain = field(default=Domain.TRUE)

    @property
    def zone(self):
        return ZoneInfo(self.stores[:1].tz or "UTC")

    def cohorts(self, unit):
        """Return the scope's days, weeks or months, see ``domain.cohorts``."""
        return cohorts(self.first, self.last, unit, self.zone)

    def only(self, *conditions):
        """Return this scope with further conditions: (field, operator, value) each."""
        return replace(self, domain=self.domain & Domain(list(conditions)))


class EcomOrderFigures(models.AbstractModel):
    """Adds up orders and parcels of a period: the one place where figures for reports, screens and the API come from.

    Orders count on the day on which they were placed, parcels on the day on which they were sent off. Read with the
    rights of the user.
    """

    _name = "ecom.order.figures"
    _description = "Figures of Orders"

    @api.model
    def domain(self, scope, kind):
        """Return which rows of ``ecom.order.report`` count: also the list behind a figure.

        :param str kind: ``order`` or ``parcel``
        """
        moment, _names = _SIDES[kind]
        return Domain(
            [
                ("kind", "=", kind),
                ("store_id", "in", scope.stores.ids),
                (moment, ">=", fields.Datetime.to_string(utc(scope.first, scope.zone))),
                (moment, "<", fields.Datetime.to_string(_end(scope))),
            ]
        ) & Domain(scope.domain)

    @api.model
    def read(self, scope, kind, keys, unit="month"):
        """Add rows up by keys. One query.

        :param str kind: ``order`` or ``parcel``
        :param keys: names of fields of ``ecom.order.report`` to group by, and ``cohort`` (``domain.cohorts.Cohort``)
        :param str unit: of ``cohort``
        :return: list of dict: the keys, and :data:`ORDERS` or :data:`PARCELS`, amounts as Decimal
        """
        report = self.env["ecom.order.report"]
        moment, names = _SIDES[kind]
        query = report._search(self.domain(scope, kind), order="id")
        query.order = None
        spans = scope.cohorts(unit)

        def column(name):
            if name == _COHORT:
                starts = [span.start for span in spans]
                when = report._field_to_sql(query.table, moment, query)
                return SQL("width_bucket(%s, %s::timestamp[])", when, starts)
            return report._field_to_sql(query.table, name, query)

        inner = query.select(
            *(SQL("%s AS %s", column(name), SQL.identifier(name)) for name in (*keys, *names))
        )
        rows = self.env.execute_query_dict(
            SQL(
                "SELECT %s FROM (%s) fact%s",
                SQL(", ").join([*map(SQL.identifier, keys), *map(_sum, names)]),
                inner,
                SQL(" GROUP BY %s", SQL(", ").join(map(SQL.identifier, keys))) if keys else SQL(),
            )
        )
        for row in rows:
            for name in _MONEY.intersection(names):
                row[name] = Decimal(repr(row[name]))
            if _COHORT in keys:
                row[_COHORT] = spans[row[_COHORT] - 1]
        return rows


def fold(rows, *names):
    """Add rows up further, by some of their keys: dict from key (a tuple with several names) to a dict of sums."""
    sums = defaultdict(lambda: defaultdict(int))
    for row in rows:
        key = row[names[0]] if len(names) == 1 else tuple(row[name] for name in names)
        total = sums[key]
        for name in (*ORDERS, *PARCELS):
            if name in row:
                total[name] += row[name]
    return sums


def total(rows):
    """Add all rows up: dict of sums."""
    return fold([row | {"all": None} for row in rows], "all")[None]


def _sum(name):
    column = SQL.identifier(name)
    return SQL("COALESCE(sum(%s), 0) AS %s", column, column)


def _end(scope):
    return utc(scope.last + timedelta(days=1), scope.zone)
