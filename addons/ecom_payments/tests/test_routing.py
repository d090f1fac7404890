from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, new_test_user, tagged

from .common import PaymentsCase


@tagged("post_install", "-at_install")
class TestRouting(PaymentsCase):
    """What routing rules do to orders, over HTTP."""

    def rule(self, **values):
        values = {"name": "Rule", "company_id": self.store.company_id.id} | values
        values.setdefault("currency_id", self.store.currency_id.id)
        return self.env["ecom.order.routing"].create(values)

    def team(self, name):
        return self.env["crm.team"].create({"name": name, "company_id": self.store.company_id.id})

    def tag(self, name):
        return self.env["crm.tag"].create({"name": name})

    def tags(self, payment_type="cod", **fields):
        return self.record(self.place(payment_type, **fields)).tag_ids.mapped("name")

    def routed(self, order):
        events = order.ecom_payment_event_ids.filtered(lambda event: event.kind == "routed")
        return events.sorted("id").mapped("message")

    # === ACTIONS === #

    def test_first_rule_that_says_something_decides_on_it(self):
        seniors, juniors, door = self.team("Seniors"), self.team("Juniors"), self.tag("door")
        self.rule(name="Cash", payment_type="at_door", team_id=seniors.id)
        self.rule(
            name="All", sequence=20, team_id=juniors.id, order_tag_ids=[Command.link(door.id)]
        )
        cash = self.record(self.place("cod"))
        self.assertEqual((cash.team_id, cash.tag_ids), (seniors, door))
        self.assertEqual(self.routed(cash), ["Cash: team Seniors", "All: tags door"])
        online = self.record(self.place("prepaid"))
        self.assertEqual((online.team_id, online.tag_ids), (juniors, door))

    def test_hold_stops_the_parcel(self):
        self.rule(hold_reason="Call first", min_total=900)
        order = self.record(self.place("cod"))
        self.assertEqual((order.ecom_hold, order.ecom_hold_reason), ("review", "Call first"))
        self.assertIn("held", order.ecom_payment_event_ids.mapped("kind"))
        order.picking_ids.action_assign()
        with self.assertRaisesRegex(UserError, "Call first"):
            order.picking_ids.action_ecom_ship()

    def test_activity(self):
        clerk = new_test_user(
            self.env,
            "clerk",
            groups="ecom_base.group_ecom_order_desk",
            company_id=self.store.company_id.id,
            company_ids=[(6, 0, self.store.company_id.ids)],
        )
        self.rule(
            activity_type_id=self.env.ref("mail.mail_activity_data_call").id,
            activity_user_id=clerk.id,
            activity_note="Confirm the address",
        )
        (activity,) = self.record(self.place("cod")).activity_ids
        self.assertEqual((activity.user_id, activity.summary), (clerk, "Confirm the address"))

    def test_warehouse_before_the_delivery(self):
        south = self.env["stock.warehouse"].create(
            {"name": "South", "code": "STH", "company_id": self.store.company_id.id}
        )
        self.env["stock.quant"]._update_available_quantity(self.product, south.lot_stock_id, 1)
        self.rule(name="South", warehouse_id=south.id, zip_mode="only", zip_text="5600*")
        near = self.record(self.place("cod"))
        self.assertEqual(near.warehouse_id, south)
        self.assertEqual(near.picking_ids.picking_type_id.warehouse_id, south)
        # the only piece there is taken
        again = self.record(self.place("cod"))
        self.assertEqual(again.warehouse_id, self.store.warehouse_id)
        self.assertIn("not everything is in stock in South", self.routed(again)[0])

    def test_warehouse_is_for_placing(self):
        with self.assertRaisesRegex(ValidationError, "when an order is placed"):
            self.rule(warehouse_id=self.store.warehouse_id.id, trigger="confirmed")

    def test_a_rule_does_something(self):
        with self.assertRaisesRegex(ValidationError, "does nothing"):
            self.rule()

    # === CONDITIONS === #

    def test_conditions(self):
        category = self.env["product.category"].create({"name": "Sarees"})
        for name, values, fits in (
            ("type", {"payment_type": "prepaid"}, False),
            ("any at the door", {"payment_type": "at_door"}, True),
            ("status", {"payment_status": "fully_paid"}, False),
            ("risk", {"risk_level": "high"}, False),
            ("amount", {"min_total": 1000.0, "max_total": 1000.0}, True),
            ("too little", {"min_total": 1000.01}, False),
            ("country", {"country_ids": [Command.link(self.env.ref("base.us").id)]}, False),
            ("category", {"category_ids": [Command.link(category.id)]}, False),
            ("PIN", {"zip_mode": "except", "zip_text": "560001-569999"}, False),
            ("store", {"store_id": self.store.id}, True),
        ):
            tag = self.tag(name)
            rule = self.rule(name=name, order_tag_ids=[Command.link(tag.id)], **values)
            with self.subTest(name):
                self.assertEqual(self.tags(), [name] if fits else [])
            rule.active = False

    def test_other_companies_rules_do_not_act(self):
        other = self.make_company("Elsewhere")
        self.rule(company_id=other.id, order_tag_ids=[Command.link(self.tag("x").id)])
        self.assertFalse(self.tags())

    # === WHEN === #

    def test_when_it_is_confirmed(self):
        tag = self.tag("confirmed")
        self.rule(trigger="confirmed", order_tag_ids=[Command.link(tag.id)])
        order = self.place("prepaid")
        self.assertFalse(self.record(order).tag_ids)
        self.deliver(self.event(order))
        self.assertEqual(self.record(order).tag_ids, tag)

    def test_payment_status_changes_and_each_rule_acts_once(self):
        tag = self.tag("paid")
        rule = self.rule(
            trigger="payment", payment_status="fully_paid", order_tag_ids=[Command.link(tag.id)]
        )
        order = self.record(self.paid("cod"))
        self.assertFalse(order.tag_ids)
        cash = self.env["ecom.cash.on.delivery"]
        cash.collect(order, order._ecom_money("ecom_to_collect") - 1)
        self.assertFalse(order.tag_ids)
        cash.collect(order, order._ecom_money("ecom_to_collect"))
        self.assertEqual((order.tag_ids, order.ecom_routing_ids), (tag, rule))
        order.tag_ids = False
        self.env["ecom.order.router"].route(order, "payment")
        self.assertFalse(order.tag_ids)
        self.assertEqual(len(self.routed(order)), 1)

    # === COST === #

    def queries(self):
        """Count what routing an order on confirmation costs."""
        order = self.record(self.place("cod"))
        router = self.env["ecom.order.router"]
        self.env.flush_all()
        self.env.invalidate_all()
        router.situation(order, "confirmed")
        before = self.env.cr.sql_log_count
        router.route(order, "confirmed")
        return self.env.cr.sql_log_count - before

    def test_without_rules_there_is_no_query(self):
        self.queries()
        self.assertEqual(self.queries(), 0)

    def test_queries_do_not_grow_with_the_rules(self):
        tag = self.tag("x")
        for _ in range(2):
            self.rule(
                trigger="confirmed", payment_type="prepaid", order_tag_ids=[Command.link(tag.id)]
            )
        self.queries()
        few = self.queries()
        for _ in range(30):
            self.rule(
                trigger="confirmed", payment_type="prepaid", order_tag_ids=[Command.link(tag.id)]
            )
        self.queries()
        self.assertLessEqual(self.queries(), few)

    # === TRYING === #

    def test_which_rules_act(self):
        order = self.record(self.place("cod"))
        team = self.team("Seniors")
        self.rule(name="Cash", payment_type="cod", team_id=team.id)
        self.rule(name="Second", sequence=20, team_id=team.id)
        self.rule(name="Online", payment_type="prepaid", team_id=team.id)
        with Form(self.env["ecom.order.routing.test"]) as form:
            form.order_id = order
            self.assertIn("Cash: team Seniors", form.fitting)
            self.assertIn("Second: the rest is decided by rules above it", form.fitting)
            self.assertIn("Online: “Payment Type” does not fit", form.unfitting)
        self.assertFalse(order.ecom_routing_ids)

    def test_only_managers_make_rules(self):
        desk = new_test_user(self.env, "desk", groups="ecom_base.group_ecom_order_desk")
        with self.assertRaises(AccessError):
            self.env["ecom.order.routing"].with_user(desk).create({"name": "x", "hold_reason": "x"})
