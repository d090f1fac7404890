from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial
from zoneinfo import ZoneInfo

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..domain.cohorts import cohorts, utc
from ..models.ecom_order_day import MEASURES, MOMENTS, PARTS

#: What is added up of orders, by the day on which they were placed.
ORDERS = MEASURES[:8]
#: What is added up of parcels, by the day on which they were sent off.
PARCELS = MEASURES[8:]
_SUMS = {"order": ORDERS, "parcel": PARCELS}
_EXACT = frozenset({*ORDERS[3:], *PARCELS[4:]})
_COHORT = "cohort"  # a key that is no column


@dataclass(frozen=True)
class Scope:
    """What figures are wanted of: whole days of the stores' own time zone.

    :ivar stores: ``ecom.store``
    :ivar currency_id: whose orders; None for all
    :ivar domain: further condition on ``ecom.order.report``
    """

    stores: object
    first: date
    last: date
    currency_id: int | None = None
    domain: Domain = field(default=Domain.TRUE)

    @property
    def zone(self):
        return ZoneInfo(self.stores[:1].tz or "UTC")

    def cohorts(self, unit):
        """Return the scope's days, weeks or months, see ``domain.cohorts``."""
        return cohorts(self.first, self.last, unit, self.zone)

    def days(self):
        """Return the days: list of dates."""
        return [self.first + timedelta(days=n) for n in range((self.last - self.first).days + 1)]


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
        currency = [("currency_id", "=", scope.currency_id)] if scope.currency_id else []
        return (
            Domain([("kind", "=", kind), ("store_id", "in", scope.stores.ids), *currency])
            & Domain(scope.domain)
            & _between(kind, scope.first, scope.last, scope.zone)
        )

    @api.model
    def days_domain(self, stores, kind, days):
        """Return which rows of ``ecom.order.report`` count on some days of stores of one time zone."""
        zone = Scope(stores, None, None).zone
        return Domain([("kind", "=", kind), ("store_id", "in", stores.ids)]) & Domain.OR(
            _between(kind, first, last, zone) for first, last in spans(days)
        )

    @api.model
    def add_up(self, scope, kind, keys, unit="month", names=None):
        """Add rows up by keys. Days that were added up ahead are taken as they are, the others read fact by fact.

        :param str kind: ``order`` or ``parcel``
        :param keys: names of fields of ``ecom.order.report`` to group by, and ``cohort`` (``domain.cohorts.Cohort``)
        :param str unit: of ``cohort``
        :param names: those of :data:`ORDERS` or :data:`PARCELS` that are wanted; None for all
        :return: list of dict: the keys, and the names, amounts as Decimal
        """
        found = scope.cohorts(unit)
        sources = self._sources(scope, kind, [key for key in keys if key != _COHORT])
        names = names or _SUMS[kind]
        starts = {
            "day": [max(cohort.day, scope.first) for cohort in found],
            "moment": [cohort.start for cohort in found],
        }
        selects = [source([*keys, *names], starts) for source in sources]
        rows = self.env.execute_query_dict(
            SQL(
                "SELECT %s FROM (%s) fact%s",
                SQL(", ").join([*map(SQL.identifier, keys), *map(_sum, names)]),
                SQL(" UNION ALL ").join(selects),
                SQL(" GROUP BY %s", SQL(", ").join(map(SQL.identifier, keys))) if keys else SQL(),
            )
        )
        for row in rows:
            for name in _EXACT.intersection(names):
                row[name] = Decimal(repr(row[name]))
            if _COHORT in keys:
                row[_COHORT] = found[row[_COHORT] - 1]
        return rows

    # === WHERE ROWS COME FROM === #

    def _sources(self, scope, kind, keys):
        """Return functions that write a SELECT each: of the days added up ahead, and of the facts of the others."""
        parts = [part for part, columns in PARTS.items() if {*keys, "currency_id"} <= {*columns}]
        one_zone = len({store.tz for store in scope.stores}) <= 1
        if not parts or not one_zone or not Domain(scope.domain).is_true():
            return [partial(self._from_facts, kind, self.domain(scope, kind))]
        self.env["ecom.order.fact"]._settle()
        moving = self.env["ecom.order.day.dirty"]._days(scope.stores, kind)
        settled = datetime.now(scope.zone).date() - timedelta(days=1)
        loose = [day for day in scope.days() if day in moving or day >= settled]
        sources = [partial(self._from_days, scope, kind, parts[0], loose)]
        if loose:
            domain = self.domain(scope, kind) & self.days_domain(scope.stores, kind, loose)
            sources.append(partial(self._from_facts, kind, domain))
        return sources

    def _from_days(self, scope, kind, part, loose, names, starts):
        def column(name):
            if name == _COHORT:
                return SQL("width_bucket(day, %s::date[]) AS cohort", starts["day"])
            return SQL.identifier(name)

        return SQL(
            "SELECT %s FROM ecom_order_day WHERE store_id = ANY(%s) AND kind = %s AND part = %s"
            " AND day BETWEEN %s AND %s AND day <> ALL(%s::date[])%s",
            SQL(", ").join(map(column, names)),
            scope.stores.ids,
            kind,
            part,
            scope.first,
            scope.last,
            loose,
            SQL(" AND currency_id = %s", scope.currency_id) if scope.currency_id else SQL(),
        )

    def _from_facts(self, kind, domain, names, starts):
        report = self.env["ecom.order.report"]
        query = report._search(domain, order="id")
        query.order = None

        def column(name):
            if name == _COHORT:
                moment = report._field_to_sql(query.table, MOMENTS[kind], query)
                return SQL("width_bucket(%s, %s::timestamp[]) AS cohort", moment, starts["moment"])
            field_sql = report._field_to_sql(query.table, name, query)
            return SQL("%s AS %s", field_sql, SQL.identifier(name))

        return query.select(*map(column, names))


def spans(days):
    """Join days to spans without gaps: list of (first, last)."""
    found = []
    for day in sorted(days):
        if found and found[-1][1] == day - timedelta(days=1):
            found[-1] = (found[-1][0], day)
        else:
            found.append((day, day))
    return found


def _between(kind, first, last, zone):
    moment = MOMENTS[kind]
    return Domain(
        [
            (moment, ">=", fields.Datetime.to_string(utc(first, zone))),
            (moment, "<", fields.Datetime.to_string(utc(last + timedelta(days=1), zone))),
        ]
    )


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


def net_paid(sums):
    """Return what was received, less refunds: Decimal."""
    return Decimal(sums["online"] + sums["cash"] - sums["refunded"])


def total(rows):
    """Add all rows up: dict of sums."""
    return fold([row | {"all": None} for row in rows], "all")[None]


def _sum(name):
    column = SQL.identifier(name)
    return SQL("COALESCE(sum(%s), 0) AS %s", column, column)
