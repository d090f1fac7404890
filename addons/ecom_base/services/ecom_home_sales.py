from odoo import api, fields, models
from odoo.fields import Domain

from ..domain.period import change

_LIST_LENGTH = 5


class EcomHome(models.AbstractModel):
    """What was sold."""

    _inherit = "ecom.home"

    @api.model
    def _cards(self, scope):
        now = self._sales(scope, scope.during("ecom_placed_at"))
        past = self._sales(scope, scope.before("ecom_placed_at"))
        carts = self.env["sale.order"].search_count(
            self._carts_domain(scope) & scope.during("write_date")
        )
        return super()._cards(scope) + [
            self._card(
                "orders",
                self.env._("Orders"),
                now["count"],
                hint=self._orders_hint(now),
                change=change(now["count"], past["count"], past["count"]),
                action=self._orders_action(scope, scope.during("ecom_placed_at")),
            ),
            self._card(
                "revenue",
                self.env._("Revenue"),
                now["revenue"],
                kind="money",
                hint=self._revenue_hint(scope, now),
                change=change(now["revenue"], past["revenue"], past["count"]),
                action=self._orders_action(scope, self._revenue_domain(scope)),
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
        points = self._points(scope)
        return super()._charts(scope) + [
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
        lists = [self._best_sellers(scope), self._latest_orders(scope)]
        return super()._lists(scope) + lists

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
    def _revenue_domain(self, scope):
        return (
            scope.during("ecom_placed_at")
            & Domain("state", "=", "sale")
            & Domain("currency_id", "=", scope.store.currency_id.id)
        )

    @api.model
    def _carts_domain(self, scope):
        return (
            Domain("ecom_store_id", "=", scope.store.id)
            & Domain("ecom_placed_at", "=", False)
            & Domain("state", "=", "draft")
            & Domain("order_line", "!=", False)
        )

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
    def _revenue_hint(self, scope, sales):
        if sales["average"] is None:
            text = self.env._("confirmed orders, tax included")
        else:
            text = self.env._(
                "%(average)s an order, tax included",
                average=scope.store.currency_id.format(sales["average"]),
            )
        if sales["foreign"]:
            text += " · " + self.env._(
                "%(count)s orders in other currencies not counted", count=sales["foreign"]
            )
        return text

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
