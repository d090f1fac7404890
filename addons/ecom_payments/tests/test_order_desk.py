from datetime import timedelta

from lxml import etree

from odoo import fields
from odoo.tests import tagged
from odoo.tools.safe_eval import safe_eval

from .common import PaymentsCase


@tagged("post_install", "-at_install")
class TestOrderDesk(PaymentsCase):
    """Stages of orders, and the filters of the desk."""

    def stage(self, order):
        return self.record(order).ecom_stage

    def found(self, name):
        """Return the orders of a filter of the search view, as the desk finds them."""
        view = self.env["sale.order"].get_view(
            self.env.ref("ecom_base.ecom_order_view_search").id, "search"
        )
        (node,) = etree.fromstring(view["arch"]).xpath(f"//filter[@name='{name}']")
        domain = safe_eval(node.get("domain"))
        return self.env["sale.order"].search([("ecom_store_id", "=", self.store.id), *domain])

    def test_life_of_an_order(self):
        order = self.place("partial_cod")
        self.assertEqual(self.stage(order), "awaiting_payment")
        self.deliver(self.event(order))
        self.assertEqual(self.stage(order), "to_ship")
        parcel = self.ship(order)
        self.assertEqual(self.stage(order), "shipped")
        parcel.action_ecom_collected()
        self.assertEqual(self.stage(order), "delivered")

    def test_held_is_to_be_confirmed(self):
        order = self.record(self.place("cod"))
        order.ecom_hold = "confirm"
        self.assertEqual(order.ecom_stage, "to_confirm")
        order.action_ecom_release()
        self.assertEqual(order.ecom_stage, "to_ship")

    def test_all_stages_are_columns(self):
        order = self.record(self.place("cod"))
        domain = [("ecom_store_id", "=", self.store.id)]
        groups = self.env["sale.order"].with_context(read_group_expand=True)
        groups = groups.formatted_read_group(domain, ["ecom_stage"], ["__count"])
        counts = {group["ecom_stage"]: group["__count"] for group in groups if group["ecom_stage"]}
        self.assertEqual(
            list(counts),
            ["to_confirm", "awaiting_payment", "to_ship", "shipped", "delivered", "returned"],
        )
        self.assertEqual(counts["to_ship"], 1)
        order._action_cancel()
        self.assertEqual(order.ecom_stage, "cancelled")

    def test_needs_attention(self):
        quiet, held, failed = (self.record(self.place("cod")) for _ in range(3))
        held.ecom_hold = "confirm"
        parcel = failed.picking_ids
        parcel.action_assign()
        parcel.action_ecom_ship()
        parcel._ecom_set_outcome("ndr")
        self.assertEqual(self.found("attention"), held | failed)
        self.assertEqual(self.found("delivery_failed"), failed)
        self.assertEqual(failed.ecom_parcel_outcome, "ndr")
        parcel._ecom_set_outcome("rto_initiated")
        self.assertEqual(self.found("coming_back"), failed)
        self.assertFalse(quiet.ecom_parcel_outcome)

    def test_unconfirmed_for_a_day(self):
        old, new = (self.record(self.place("cod")) for _ in range(2))
        (old | new).ecom_hold = "confirm"
        old.ecom_placed_at = fields.Datetime.now() - timedelta(hours=25)
        self.assertEqual(self.found("unconfirmed"), old)
        self.assertEqual((old.ecom_age, new.ecom_age), ("25 h", "0 min"))

    def test_delivered_but_not_paid(self):
        parcel = self.ship(self.place("cod"))
        parcel.action_ecom_delivered()
        self.assertEqual(self.found("delivered_unpaid"), parcel.sale_id)
