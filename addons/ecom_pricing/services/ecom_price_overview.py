from collections import Counter
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from odoo import api, models
from odoo.fields import Domain

_WEEKS = (4, 12, 26, 52)
_SUMS = ("units", "net", "tax", "total", "refunded", "margin", "margin_net")
_MOST_COUNTRIES = 20


class EcomPriceOverview(models.AbstractModel):
    """Figures of the overview of prices: what is priced, what is sold in which currency, and where.

    Every amount belongs to one currency. The one exception is :meth:`consolidated`, which is asked for by itself and says
    what it rests on.
    """

    _name = "ecom.price.overview"
    _description = "Overview of Prices"

    @api.model
    def load(self, store_id=None, weeks=12):
        """Return all the screen shows, as one JSON-able dict.

        :param int store_id: one of the user's stores; None for the first
        :param int weeks: how far back, with the current week: 4, 12, 26 or 52
        """
        stores = self.env["ecom.store"].search([])
        if not stores:
            return {"stores": [], "store": None}
        chosen = stores.filtered(lambda record: record.id == store_id)
        store = chosen or stores.sorted(lambda record: not record._ecom_is_priced())[0]
        weeks = weeks if weeks in _WEEKS else 12
        domain, mondays = self._period(store, weeks)
        sales = self.env["ecom.price.sale"].with_context(tz=store.tz)
        found = self._by_currency(sales, domain)
        currencies = self._currencies(store, found)
        return {
            "stores": [{"id": record.id, "name": record.name} for record in stores],
            "store": {
                "id": store.id,
                "name": store.name,
                "isPriced": store._ecom_is_priced(),
                "canSet": store.has_access("write"),
                "companyCurrency": store.company_id.currency_id.name,
                "companyCurrencyId": store.company_id.currency_id.id,
            },
            "weeks": weeks,
            "domain": list(domain),
            "currencies": currencies,
            "sales": [found[row["id"]] for row in currencies if row["id"] in found],
            "coverage": self._coverage(store),
            "warnings": self._warnings(store),
            "preference": self._preference(sales, domain, mondays),
            "countries": self._places(sales, domain, "country_id"),
            "regions": self._places(sales, domain, "region_id"),
        }

    def _period(self, store, weeks):
        """Return the domain of the sales, and the first days of its weeks."""
        zone = ZoneInfo(store.tz or "UTC")
        today = datetime.now(zone).date()
        monday = today - timedelta(days=today.weekday(), weeks=weeks - 1)
        start = datetime.combine(monday, datetime.min.time(), tzinfo=zone).astimezone(UTC)
        domain = Domain("store_id", "=", store.id) & Domain(
            "placed_at", ">=", start.strftime("%Y-%m-%d %H:%M:%S")
        )
        return domain, [monday + timedelta(weeks=number) for number in range(weeks)]

    def _currencies(self, store, sales):
        """Return the currencies that are priced or were sold in: the store's order first."""
        rows = store.store_currency_ids.sorted(
            lambda row: (not row.is_primary, row.sequence, row.id)
        )
        found = rows.currency_id | self.env["res.currency"].browse(sales)
        flags = {row.currency_id: row.flag for row in rows}
        return [
            {"id": currency.id, "name": currency.name, "flag": flags.get(currency, "")}
            for currency in found
        ]

    # === SALES === #

    def _by_currency(self, sales, domain):
        """Return figures of each currency, by its id."""
        groups = sales._read_group(
            domain,
            ["currency_id", "kind", "cost_basis"],
            ["order_id:count_distinct", *(f"{name}:sum" for name in _SUMS)],
        )
        orders = dict(sales._read_group(domain, ["currency_id"], ["order_id:count_distinct"]))
        found = {
            currency.id: {"id": currency.id, "name": currency.name, "orders": count, "costs": {}}
            | dict.fromkeys(_SUMS, 0.0)
            for currency, count in orders.items()
        }
        for currency, _kind, basis, _count, *sums in groups:
            row = found[currency.id]
            for name, value in zip(_SUMS, sums, strict=True):
                row[name] += value or 0.0
            if basis:
                row["costs"][basis] = row["costs"].get(basis, 0.0) + (sums[0] or 0.0)
        for row in found.values():
            self._finish(row)
        return found

    def _finish(self, row):
        """Round the sums, and work the average and the margin's share out. Without a known cost there is no margin."""
        currency = self.env["res.currency"].browse(row["id"])
        for name in _SUMS[1:]:
            row[name] = currency.round(row[name])
        row["average"] = currency.round(row["total"] / row["orders"]) if row["orders"] else None
        if not row["margin_net"]:
            row["margin"] = None
        row["marginShare"] = row["margin"] / row["margin_net"] if row["margin_net"] else None

    def _preference(self, sales, domain, mondays):
        """Return how many orders were placed in which currency, week by week."""
        groups = sales._read_group(
            domain & Domain("kind", "=", "line"),
            # not by week: which day weeks begin with is the language's business
            ["placed_at:day", "currency_id"],
            ["order_id:count_distinct"],
        )
        counts = Counter()
        for moment, currency, count in groups:
            counts[moment.date() - timedelta(days=moment.weekday()), currency.id] += count
        ids = {currency_id for _day, currency_id in counts}
        return [
            {"day": day.isoformat(), "orders": {str(key): counts[day, key] for key in ids}}
            for day in mondays
        ]

    def _places(self, sales, domain, field):
        """Return orders and totals of countries or regions, in each currency apart."""
        groups = sales._read_group(
            domain, [field, "currency_id"], ["order_id:count_distinct", "total:sum", "refunded:sum"]
        )
        rows = {}
        for place, currency, count, total, refunded in groups:
            row = rows.setdefault(place.id, {"key": place.id or None, "orders": 0, "cells": {}})
            row["label"] = place.sudo().display_name or self.env._(
                "Not given"
            )  # sudo: its name only
            row["orders"] += count
            row["cells"][str(currency.id)] = {
                "orders": count,
                "total": currency.round(total or 0.0),
                "refunded": currency.round(refunded or 0.0),
            }
        found = sorted(rows.values(), key=lambda row: (-row["orders"], row["label"]))
        return found[:_MOST_COUNTRIES]

    @api.model
    def consolidated(self, store_id, weeks):
        """Return all sales as one figure in the company's currency, and what it rests on.

        Each order counts at the accounting rate of its day, as the books have it. Currencies with orders that had no rate
        are named and left out: nothing counts 1:1.

        :return: dict with ``total``, ``refunded``, ``orders``, ``rates`` (code, lowest and highest rate, first and last
            date) and ``left_out`` (code, orders)
        """
        store = self.env["ecom.store"].browse(store_id)
        store.check_access("read")
        domain, _mondays = self._period(store, weeks if weeks in _WEEKS else 12)
        sales = self.env["ecom.price.sale"]
        left = sales._read_group(
            domain & Domain("has_rate", "=", False), ["currency_id"], ["order_id:count_distinct"]
        )
        groups = sales._read_group(
            domain & Domain("has_rate", "=", True),
            ["currency_id", "rate", "rate_date:day"],
            ["total:sum", "refunded:sum"],
        )
        total = sum(amount / rate for _c, rate, _d, amount, _r in groups)
        refunded = sum(back / rate for _c, rate, _d, _a, back in groups)
        own = store.company_id.currency_id
        return {
            "currencyId": own.id,
            "total": own.round(total),
            "refunded": own.round(refunded),
            "orders": sales._read_group(
                domain & Domain("has_rate", "=", True), [], ["order_id:count_distinct"]
            )[0][0],
            "rates": self._rates(groups, own),
            "leftOut": [{"name": currency.name, "orders": count} for currency, count in left],
        }

    def _rates(self, groups, own):
        """Return the rates that amounts were worked out with: one row a currency."""
        found = {}
        for currency, rate, date, *_sums in groups:
            if currency != own:
                found.setdefault(currency, []).append((rate, date))
        return [
            {
                "name": currency.name,
                "low": min(rate for rate, _date in rates),
                "high": max(rate for rate, _date in rates),
                "from": min(date for _rate, date in rates).isoformat(),
                "to": max(date for _rate, date in rates).isoformat(),
            }
            for currency, rates in found.items()
        ]

    # === PRICES === #

    def _coverage(self, store):
        return [
            {
                "id": row.currency_id.id,
                "name": row.currency_id.name,
                "flag": row.flag,
                "enabled": row.enabled,
                "priced": row.priced_count,
                "published": row.published_count,
                "share": row.coverage,
                "hasRate": row.has_rate,
            }
            for row in store.store_currency_ids.sorted(
                lambda row: (not row.is_primary, row.sequence, row.id)
            )
        ]

    def _warnings(self, store):
        """Return how many warnings are open, by kind."""
        warnings = self.env["ecom.price.warning"]
        groups = dict(
            warnings._read_group(
                [("store_id", "=", store.id), ("dismissed_at", "=", False)], ["code"], ["__count"]
            )
        )
        labels = warnings._fields["code"]._description_selection(self.env)
        return [
            {"code": code, "label": label, "count": groups[code]}
            for code, label in labels
            if code in groups
        ]
