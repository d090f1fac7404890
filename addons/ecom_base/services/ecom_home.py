from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from odoo import api, models
from odoo.fields import Domain

from ..domain.period import DAYS, Period, period


@dataclass(frozen=True)
class HomeScope:
    """What the home screen is drawn for."""

    store: Any  # ecom.store record
    period: Period

    def during(self, field):
        """Return the domain of records whose ``field`` lies in the period."""
        return _between(field, self.period.start, self.period.end)

    def before(self, field):
        """Return the domain of records whose ``field`` lies in the time compared with."""
        return _between(field, self.period.previous_start, self.period.previous_end)


class EcomHome(models.AbstractModel):
    """The figures of the Storefront home. Addons extend the ``_cards``, ``_charts``, ``_lists`` and ``_health`` hooks.

    Everything is read with the rights of the user who looks, so an order, a key or a queue one may not read adds nothing.
    Amounts are in the store's primary currency; orders in other currencies are counted but never added up with it.
    """

    _name = "ecom.home"
    _description = "Storefront Home"

    @api.model
    def load(self, store_id=None, period_key="30d"):
        """Return all the home screen shows, as one JSON-able dict.

        :param int store_id: one of the user's stores; None for the first
        :param str period_key: ``today``, ``7d``, ``30d`` or ``90d``
        :return: ``{"stores", "store", "period", "setup", "cards", "charts", "lists", "health"}``; see the hooks for
            the shape of each part
        """
        stores = self.env["ecom.store"].search([])
        if not stores:
            return {"stores": [], "canCreateStore": stores.has_access("create")}
        store = stores.filtered(lambda record: record.id == store_id) or stores[0]
        key = period_key if period_key in DAYS else "30d"
        scope = HomeScope(store, period(key, datetime.now(UTC), store.tz))
        home = self.with_context(tz=store.tz)
        return {
            "stores": [{"id": record.id, "name": record.name} for record in stores],
            "store": {"id": store.id, "name": store.name, "currencyId": store.currency_id.id},
            "period": key,
            "setup": home._setup(scope),
            "cards": home._cards(scope),
            "charts": home._charts(scope),
            "lists": home._lists(scope),
            "health": home._health(scope),
        }

    # === HOOKS === #

    @api.model
    def _cards(self, scope):
        """Return the tiles: list of :meth:`_card`."""
        return []

    @api.model
    def _charts(self, scope):
        """Return the charts: list of ``{"key", "title", "type", "labels", "series", "wide"}``.

        ``type`` is a Chart.js type; a series is ``{"label", "data", "kind", "type"?}`` with kind ``money`` or ``count``.
        """
        return []

    @api.model
    def _lists(self, scope):
        """Return short lists: ``{"key", "title", "empty", "rows", "action"}`` with rows as :meth:`_row`."""
        return []

    @api.model
    def _health(self, scope):
        """Return the state of what runs by itself: list of :meth:`_light`."""
        return []

    @api.model
    def _setup(self, scope):
        """Return the steps to a working shop: list of ``{"label", "done", "action"}``; empty once all are done."""
        store = scope.store
        steps = [
            {
                "label": self.env._("Publish a product"),
                "done": bool(
                    self.env["product.template"].search_count(
                        [("ecom_store_ids", "in", store.ids)], limit=1
                    )
                ),
                "action": {"xmlId": "ecom_base.ecom_product_action"},
            },
            {
                "label": self.env._("Receive the first order"),
                "done": bool(
                    self.env["sale.order"].search_count(self._orders_domain(scope), limit=1)
                ),
                "action": {"url": "/api/docs"},
            },
        ]
        keys = self.env["ecom.store.key"]
        if keys.has_access("create"):
            steps.insert(
                0,
                {
                    "label": self.env._("Create API keys for your storefront"),
                    "done": bool(keys.search_count([("store_id", "=", store.id)], limit=1)),
                    "action": self._store_action(store),
                },
            )
        return [] if all(step["done"] for step in steps) else steps

    # === SHAPES === #

    @api.model
    def _card(self, key, label, value, *, kind="count", hint="", change=None, action=None, good=1):
        """Return a tile.

        :param value: number, or None if there is nothing to measure yet
        :param str kind: ``count``, ``money`` or ``percent`` (value 0.25 is 25 %)
        :param float change: relative to the time before, None if unknown
        :param int good: 1 if more is better, -1 if less is, 0 if neither
        """
        return {
            "key": key,
            "label": label,
            "value": value,
            "kind": kind,
            "hint": hint,
            "change": change,
            "good": good,
            "action": action,
        }

    @api.model
    def _row(self, title, *, subtitle="", value=None, kind="count", image=None, action=None):
        """Return a row of a list; ``image`` is a URL."""
        return {
            "title": title,
            "subtitle": subtitle,
            "value": value,
            "kind": kind,
            "image": image,
            "action": action,
        }

    @api.model
    def _light(self, label, level, text, action=None):
        """Return a state: ``level`` is ``good``, ``warning`` or ``bad``."""
        return {"label": label, "level": level, "text": text, "action": action}

    @api.model
    def _orders_action(self, scope, domain):
        """Return what opens the list of the store's orders within ``domain``."""
        return {
            "xmlId": "ecom_base.ecom_order_action",
            "domain": list(self._orders_domain(scope) & domain),
        }

    @api.model
    def _record_action(self, record):
        return {"model": record._name, "id": record.id}

    @api.model
    def _store_action(self, store):
        return self._record_action(store)

    @api.model
    def _orders_domain(self, scope):
        """Return the domain of the store's orders: all that were placed."""
        return Domain("ecom_store_id", "=", scope.store.id) & Domain("ecom_placed_at", "!=", False)


def _between(field, start, end):
    # the database keeps whole seconds: what happened in this very second counts
    return Domain(field, ">=", _naive(start)) & Domain(field, "<=", _naive(end))


def _naive(moment):
    return moment.replace(tzinfo=None)
