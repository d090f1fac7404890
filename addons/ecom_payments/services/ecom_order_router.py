import dataclasses
from datetime import timedelta

from odoo import Command, api, fields, models

from ..domain import risk_policy, routing
from ..models.ecom_order_routing import SAYS


class EcomOrderRouter(models.AbstractModel):
    """Applies the merchant's routing rules to orders."""

    _name = "ecom.order.router"
    _description = "Routing of Orders"

    @api.model
    def route(self, order, trigger):
        """Do what the rules say that fit an order and have not acted on it yet.

        :param order: one ``sale.order`` whose payment is agreed on
        :param str trigger: see ``domain.routing``
        """
        rules = self.env["ecom.order.routing"]
        if trigger not in rules._triggers(order.company_id.id):
            return
        order = order.sudo()  # sudo: routing is the merchant's will, not that of who places or pays
        fitting = rules._fitting(self.situation(order, trigger)) - order.ecom_routing_ids
        decided = routing.decide((rule.id, rule._actions()) for rule in fitting)
        if not decided:
            return
        acting = fitting.filtered(lambda rule: rule.id in decided.values())
        done = {
            action: fitting.browse(rule_id)
            for action, rule_id in decided.items()
            if self._is_possible(order, action, fitting.browse(rule_id))
        }
        values = {"ecom_routing_ids": [Command.link(rule.id) for rule in acting]}
        for action, rule in done.items():
            values |= getattr(self, f"_values_{action}")(order, rule)
        # nobody is mailed about it within a customer's request
        order.with_context(mail_auto_subscribe_no_notify=True).write(values)
        if values.get("ecom_hold"):
            self.env["ecom.payment.event"]._record(order, "held", message=order.ecom_hold_reason)
        if "activity" in done:
            self._schedule(order, done["activity"])
        self._record(order, acting, done)

    @api.model
    def situation(self, order, trigger):
        """Return what rules look at: :class:`~..domain.routing.RoutedSituation`."""
        base = self.env["ecom.payment.basket"]._situation(order, order.partner_shipping_id)
        return routing.RoutedSituation(
            **{field.name: getattr(base, field.name) for field in dataclasses.fields(base)},
            trigger=trigger,
            payment_type=order.ecom_payment_type or "",
            payment_status=order.ecom_payment_status or "",
            risk_level=order.ecom_risk_level or None,
        )

    # === ACTIONS === #

    def _is_possible(self, order, action, rule):
        """Say whether an action can be done now. Goods ship from where a rule says only if all of them are there."""
        if action != "warehouse":
            return True
        stock = self.env["ecom.stock"]
        needs = stock.needs(order)
        free = stock.free_quantities(
            rule.warehouse_id.id, list(needs), except_order_uid=order.ecom_uid
        )
        return all(free.get(product, 0) >= quantity for product, quantity in needs.items())

    def _values_team(self, _order, rule):
        return {"team_id": rule.team_id.id}

    def _values_user(self, _order, rule):
        return {"user_id": rule.user_id.id}

    def _values_warehouse(self, _order, rule):
        return {"warehouse_id": rule.warehouse_id.id}

    def _values_tags(self, _order, rule):
        return {"tag_ids": [Command.link(tag.id) for tag in rule.order_tag_ids]}

    def _values_activity(self, _order, _rule):
        return {}

    def _values_hold(self, order, rule):
        if order.ecom_hold or order.state == "cancel":
            return {}
        return {"ecom_hold": risk_policy.REVIEW, "ecom_hold_reason": rule.hold_reason}

    def _schedule(self, order, rule):
        today = fields.Date.context_today(rule.with_context(tz=rule.activity_user_id.tz))
        # as above; it is in the list of activities at once
        order.with_context(mail_activity_quick_update=True).activity_schedule(
            activity_type_id=rule.activity_type_id.id,
            summary=rule.activity_note or rule.name,
            user_id=rule.activity_user_id.id,
            date_deadline=today + timedelta(days=rule.activity_days),
        )

    def _record(self, order, acting, done):
        """Say on the order's timeline which rules acted and what they did, a row each."""
        for rule in acting:
            actions = [name for name in SAYS if done.get(name) == rule]
            words = rule._action_words(actions)
            if "warehouse" in rule._actions() and "warehouse" not in done:
                words.append(self.env._("not everything is in stock in %s", rule.warehouse_id.name))
            self.env["ecom.payment.event"]._record(
                order, "routed", message=f"{rule.name}: {', '.join(words)}"
            )
