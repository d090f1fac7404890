from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from odoo import api, fields, models
from odoo.fields import Domain

from ..domain.period import DAYS, Period, change, period

_UNUSED_DAYS = 90  # a key nobody used for so long should be revoked
_LIST_LENGTH = 5


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
        now = self._sales(scope, scope.during("ecom_placed_at"))
        past = self._sales(scope, scope.before("ecom_placed_at"))
        carts = self.env["sale.order"].search_count(
            self._carts_domain(scope) & scope.during("write_date")
        )
        return [
            self._card(
                "orders",
                self.env._("Orders"),
                now["count"],
                hint=self._orders_hint(now),
                change=change(now["count"], past["count"]),
                action=self._orders_action(scope, scope.during("ecom_placed_at")),
            ),
            self._card(
                "revenue",
                self.env._("Revenue"),
                now["revenue"],
                kind="money",
                hint=self._revenue_hint(now),
                change=change(now["revenue"], past["revenue"]),
                action=self._orders_action(scope, self._revenue_domain(scope)),
            ),
            self._card(
                "average",
                self.env._("Average order"),
                now["average"],
                kind="money",
                hint=self.env._("of confirmed orders, tax included"),
                change=change(now["average"] or 0, past["average"] or 0),
            ),
            self._card(
                "carts",
                self.env._("Open carts"),
                carts,
                hint=self.env._("with items, touched in this period"),
                action={"xmlId": "ecom_base.ecom_cart_action"},
            ),
        ]

    @api.model
    def _charts(self, scope):
        """Return the charts: list of ``{"key", "title", "type", "labels", "series", "wide"}``.

        ``type`` is a Chart.js type; a series is ``{"label", "data", "kind", "type"?}`` with kind ``money`` or ``count``.
        """
        points = self._points(scope)
        return [
            {
                "key": "sales",
                "title": self.env._("Revenue and orders"),
                "type": "bar",
                "wide": True,
                "labels": [self._bucket_label(scope, bucket) for bucket in scope.period.buckets],
                "series": [
                    {
                        "label": self.env._("Revenue"),
                        "kind": "money",
                        "data": [points["revenue"].get(b, 0.0) for b in scope.period.buckets],
                    },
                    {
                        "label": self.env._("Orders"),
                        "kind": "count",
                        "type": "line",
                        "data": [points["count"].get(b, 0) for b in scope.period.buckets],
                    },
                ],
            }
        ]

    @api.model
    def _lists(self, scope):
        """Return short lists: ``{"key", "title", "empty", "rows", "action"}`` with rows as :meth:`_row`."""
        return [self._best_sellers(scope), self._latest_orders(scope)]

    @api.model
    def _health(self, scope):
        """Return the state of what runs by itself: list of :meth:`_light`."""
        return [*self._key_lights(scope), *self._queue_lights(), *self._product_lights(scope)]

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

    # === FIGURES === #

    @api.model
    def _orders_domain(self, scope):
        """Return the domain of the store's orders: all that were placed."""
        return Domain("ecom_store_id", "=", scope.store.id) & Domain("ecom_placed_at", "!=", False)

    @api.model
    def _carts_domain(self, scope):
        return (
            Domain("ecom_store_id", "=", scope.store.id)
            & Domain("ecom_placed_at", "=", False)
            & Domain("state", "=", "draft")
            & Domain("order_line", "!=", False)
        )

    @api.model
    def _revenue_domain(self, scope):
        return (
            scope.during("ecom_placed_at")
            & Domain("state", "=", "sale")
            & Domain("currency_id", "=", scope.store.currency_id.id)
        )

    @api.model
    def _sales(self, scope, when):
        """Count and add up the orders of a time span, cancelled ones left out. One query."""
        groups = self.env["sale.order"]._read_group(
            self._orders_domain(scope) & when & Domain("state", "!=", "cancel"),
            ["state", "currency_id"],
            ["__count", "amount_total:sum"],
        )
        own = scope.store.currency_id
        confirmed = sum(count for state, _c, count, _a in groups if state == "sale")
        in_own = [(n, a) for state, c, n, a in groups if state == "sale" and c == own]
        revenue = own.round(sum(amount for _n, amount in in_own))
        priced = sum(count for count, _a in in_own)
        return {
            "count": sum(count for _s, _c, count, _a in groups),
            "confirmed": confirmed,
            "revenue": revenue,
            "average": own.round(revenue / priced) if priced else None,
            "foreign": confirmed - priced,
        }

    @api.model
    def _orders_hint(self, sales):
        waiting = sales["count"] - sales["confirmed"]
        if waiting:
            return self.env._(
                "%(confirmed)s confirmed, %(waiting)s waiting",
                confirmed=sales["confirmed"],
                waiting=waiting,
            )
        return self.env._("all confirmed") if sales["count"] else self.env._("none in this period")

    @api.model
    def _revenue_hint(self, sales):
        if sales["foreign"]:
            return self.env._(
                "confirmed, tax included; without %(count)s orders in other currencies",
                count=sales["foreign"],
            )
        return self.env._("confirmed orders, tax included")

    @api.model
    def _points(self, scope):
        """Return count and revenue per bucket of the period: dict of dicts keyed by naive local start."""
        grain = f"ecom_placed_at:{scope.period.granularity}"
        domain = self._orders_domain(scope) & scope.during("ecom_placed_at")
        orders = self.env["sale.order"]
        revenue = orders._read_group(
            domain & self._revenue_domain(scope), [grain], ["amount_total:sum"]
        )
        return {
            "count": dict(
                orders._read_group(domain & Domain("state", "!=", "cancel"), [grain], ["__count"])
            ),
            "revenue": dict(revenue),
        }

    @api.model
    def _bucket_label(self, scope, bucket):
        if scope.period.granularity == "hour":
            return bucket.strftime("%H:%M")
        return fields.Date.to_string(bucket)

    @api.model
    def _best_sellers(self, scope):
        groups = self.env["sale.order.line"]._read_group(
            Domain("order_id", "any", self._orders_domain(scope) & self._revenue_domain(scope))
            & Domain("product_id.product_tmpl_id.ecom_store_ids", "in", scope.store.ids),
            ["product_id.product_tmpl_id"],
            ["product_uom_qty:sum", "price_total:sum"],
            order="price_total:sum desc, product_id.product_tmpl_id",
            limit=_LIST_LENGTH,
        )
        return {
            "key": "best_sellers",
            "title": self.env._("Best sellers"),
            "empty": self.env._("Nothing sold in this period."),
            "action": {"xmlId": "ecom_base.ecom_product_action"},
            "rows": [
                self._row(
                    template.name,
                    subtitle=self.env._("%(quantity)g sold", quantity=quantity),
                    value=total,
                    kind="money",
                    image=f"/web/image/product.template/{template.id}/image_128",
                    action=self._record_action(template),
                )
                for template, quantity, total in groups
            ],
        }

    @api.model
    def _latest_orders(self, scope):
        orders = self.env["sale.order"].search_fetch(
            self._orders_domain(scope),
            ["name", "partner_id", "ecom_placed_at", "amount_total", "currency_id", "state"],
            order="ecom_placed_at desc, id desc",
            limit=_LIST_LENGTH,
        )
        return {
            "key": "latest_orders",
            "title": self.env._("Latest orders"),
            "empty": self.env._("No orders yet."),
            "action": self._orders_action(scope, Domain.TRUE),
            "rows": [self._order_row(order) for order in orders],
        }

    @api.model
    def _order_row(self, order):
        """Return the row of an order in the list of the latest."""
        placed = fields.Datetime.context_timestamp(self, order.ecom_placed_at)
        return self._row(
            order.name,
            subtitle=f"{order.partner_id.name} · {placed:%d %b, %H:%M}",
            value=order.amount_total,
            kind="money",
            action=self._record_action(order),
        ) | {"currencyId": order.currency_id.id}

    # === STATE === #

    @api.model
    def _key_lights(self, scope):
        keys = self.env["ecom.store.key"]
        if not keys.has_access("read"):
            return []
        label = self.env._("API keys")
        action = self._store_action(scope.store)
        active = keys.search([("store_id", "=", scope.store.id), ("revoked_at", "=", False)])
        if not active:
            return [
                self._light(label, "bad", self.env._("No active key: the shop is offline"), action)
            ]
        limit = fields.Datetime.now() - timedelta(days=_UNUSED_DAYS)
        idle = active.filtered(lambda key: (key.last_used_at or key.create_date) < limit)
        used = max(active.filtered("last_used_at").mapped("last_used_at"), default=None)
        if idle:
            text = self.env._(
                "%(idle)s of %(active)s not used for %(days)s days: revoke them if nobody needs them",
                idle=len(idle),
                active=len(active),
                days=_UNUSED_DAYS,
            )
            return [self._light(label, "warning", text, action)]
        if used is None:
            return [self._light(label, "warning", self.env._("Never used yet"), action)]
        local = fields.Datetime.context_timestamp(self, used)
        text = self.env._(
            "%(active)s active, last call %(moment)s",
            active=len(active),
            moment=f"{local:%d %b, %H:%M}",
        )
        return [self._light(label, "good", text, action)]

    @api.model
    def _queue_lights(self):
        lights = []
        for queue in self.env["ecom.queue.overview"].get_counts():
            if queue["failed"]:
                level, text = "bad", self.env._("%(count)s failed", count=queue["failed"])
            elif queue["pending"]:
                level, text = "good", self.env._("%(count)s waiting", count=queue["pending"])
            else:
                level, text = "good", self.env._("Nothing waiting, nothing failed")
            lights.append(self._light(queue["name"], level, text, queue.get("action")))
        failing = self._failing_jobs()
        if failing is None:
            return lights
        text = (
            self.env._("Failing: %(names)s", names=", ".join(failing))
            if failing
            else self.env._("All run as planned")
        )
        lights.append(
            self._light(self.env._("Background jobs"), "bad" if failing else "good", text)
        )
        return lights

    @api.model
    def _failing_jobs(self):
        """Return the names of the suite's crons that failed lately or were switched off; None for users it is no use to."""
        if not self.env.user.has_group("ecom_base.group_ecom_manager"):
            return None
        crons = (
            self.env["ir.cron"].sudo().with_context(active_test=False)
        )  # sudo: names and state only
        failing = crons.search(
            [
                ("model_id.model", "like", "ecom."),
                "|",
                ("failure_count", ">", 0),
                ("active", "=", False),
            ]
        )
        return failing.mapped("cron_name")

    @api.model
    def _product_lights(self, scope):
        documents = self.env["ecom.catalog.document"]
        if not documents.has_access("read"):
            return []
        # One document a product: counted in the store's own language and currency, in one query
        by_stock = dict(
            documents._read_group(
                [
                    ("store_id", "=", scope.store.id),
                    ("lang", "=", scope.store.default_lang_id.code),
                    ("currency", "=", scope.store.currency_id.name),
                ],
                ["in_stock"],
                ["__count"],
            )
        )
        label = self.env._("Products")
        action = {"xmlId": "ecom_base.ecom_product_action"}
        published, gone = sum(by_stock.values()), by_stock.get(False, 0)
        if not published:
            return [self._light(label, "warning", self.env._("None published"), action)]
        if not gone:
            text = self.env._("%(count)s published, all in stock", count=published)
            return [self._light(label, "good", text, action)]
        text = self.env._(
            "%(gone)s of %(count)s published are out of stock", gone=gone, count=published
        )
        return [self._light(label, "warning", text, action)]


def _between(field, start, end):
    return Domain(field, ">=", _naive(start)) & Domain(field, "<", _naive(end))


def _naive(moment):
    return moment.replace(tzinfo=None)
