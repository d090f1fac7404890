from odoo.tests import tagged

from .common import PaymentsCase


@tagged("post_install", "-at_install")
class TestHome(PaymentsCase):
    """What payments add to the home screen."""

    def home(self):
        data = self.env["ecom.home"].load(self.store.id, "7d")
        return {card["key"]: card for card in data["cards"]}, data

    def test_nothing_yet(self):
        cards, _data = self.home()
        self.assertEqual(cards["awaiting_payment"]["value"], 0.0)
        self.assertEqual(cards["to_collect"]["value"], 0.0)
        self.assertIsNone(cards["rto"]["value"])

    def test_what_waits(self):
        self.place("prepaid")
        self.place("partial_cod")
        self.paid("partial_cod")
        self.place("cod")
        cards, data = self.home()
        self.assertEqual(cards["awaiting_payment"]["value"], 1200.0)
        self.assertEqual(cards["to_collect"]["value"], 1800.0)
        chart = next(chart for chart in data["charts"] if chart["key"] == "payment_types")
        self.assertEqual(chart["series"][0]["data"], [1, 1, 2])
        found = self.env["sale.order"].search(cards["to_collect"]["action"]["domain"])
        self.assertEqual(sum(found.mapped("ecom_to_collect")), 1800.0)

    def test_rate_of_parcels_that_came_back(self):
        parcels = [self.ship(self.paid("cod")) for _ in range(5)]
        for parcel in parcels[:4]:
            parcel.action_ecom_collected()
        parcels[4].action_ecom_refused()
        parcels[4]._ecom_set_outcome("rto_received")
        cards, data = self.home()
        self.assertEqual(cards["rto"]["value"], 0.2)
        chart = next(chart for chart in data["charts"] if chart["key"] == "rto_by_type")
        self.assertEqual(chart["series"][0]["data"], [0.0, 0.2, 0.0])

    def test_flagged_orders_are_a_warning(self):
        order = self.place("cod")
        self.update(order["id"], "collected", amount=1100)
        _cards, data = self.home()
        light = next(entry for entry in data["health"] if entry["label"] == "Payments to look at")
        self.assertEqual(light["level"], "warning")
        found = self.env["sale.order"].search(light["action"]["domain"])
        self.assertEqual(found, self.record(order))
