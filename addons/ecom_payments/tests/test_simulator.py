from odoo.exceptions import AccessError
from odoo.tests import Form, new_test_user, tagged

from odoo.addons.ecom_base.tests.selling import HOME

from .common import PaymentsCase


@tagged("post_install", "-at_install", "ecom")
class TestSimulator(PaymentsCase):
    """The simulator says what the API would, and why."""

    def setUp(self):
        super().setUp()
        # with the company of the store, as a user of the back office has it
        self.env = self.env(
            context={**self.env.context, "allowed_company_ids": self.store.company_id.ids}
        )

    def rule(self, **values):
        values = {"name": "Rule", "company_id": self.store.company_id.id} | values
        return self.env["ecom.payment.rule"].create(
            values | {"currency_id": self.store.currency_id.id}
        )

    def form(self, quantity=1, pin="560001"):
        form = Form(self.env["ecom.payment.simulator"].with_context(default_store_id=self.store.id))
        with form.line_ids.new() as line:
            line.product_id = self.product
            line.quantity = quantity
        form.zip = pin
        return form

    def simulate(self, quantity=1, pin="560001", **values):
        return self.env["ecom.payment.simulation"].simulate(
            self.store,
            [(self.product, quantity)],
            address={"country": "IN", "state": "", "postal_code": pin},
            values=values,
        )

    def test_says_what_the_api_says(self):
        self.store.cod_fee = 50
        self.rule(name="No cash here", cod="refuse", zip_mode="only", zip_text="560001")
        self.rule(name="Half upfront", upfront_kind="percent", upfront_percent=50)
        body = {"items": [self.item(self.product, 3)], "shippingAddress": HOME}
        options = self.call("POST", "/api/payments/options", body).json()["options"]
        cards = self.simulate(3)["cards"]
        self.assertEqual(
            [card["offered"] for card in cards], [option["available"] for option in options]
        )
        money = self.store.currency_id.format
        for card, option in zip(cards, options, strict=True):
            self.assertEqual(
                (card["upfront"], card["at_door"], card["total"]),
                tuple(money(option[n]) for n in ("upfrontAmount", "atDoorAmount", "totalAmount")),
            )
        self.assertEqual(cards[2]["fee"], money(50))

    def test_names_the_rule_that_decided(self):
        rule = self.rule(
            name="Not to Bengaluru",
            cod="refuse",
            reason="area_not_served",
            message="Sorry.",
            zip_mode="only",
            zip_text="5600*",
        )
        later = self.rule(name="Cash for all", cod="allow", partial_cod="allow", sequence=20)
        found = self.simulate()
        (reason,) = found["cards"][1]["reasons"]
        self.assertEqual((reason["rule"], reason["message"]), (rule, "Sorry."))
        self.assertEqual(reason["text"], "Area not served")
        self.assertEqual([record for record, _says in found["fitting"]], [rule, later])
        says = dict((text, (decides, by)) for text, decides, by in found["fitting"][1][1])
        self.assertEqual(says["COD: offered"], (False, rule))
        self.assertEqual(says["Partial COD: offered"], (True, later))
        # over the API the rule has an id, not a name that customers should not read
        body = {"items": [self.item(self.product)], "shippingAddress": HOME}
        options = self.call("POST", "/api/payments/options", body).json()["options"]
        self.assertEqual(options[1]["reasons"][0]["details"]["rule"], rule.ecom_uid)

    def test_says_why_rules_do_not_fit(self):
        category = self.env["product.category"].create({"name": "Rings"})
        tag = self.env["res.partner.category"].create({"name": "Wholesale"})
        karnataka = self.env.ref("base.state_in_ka")
        expected = {
            "Abroad": ({"country_ids": self.env.ref("base.np").ids}, "other countries"),
            "Kerala": ({"state_ids": self.env.ref("base.state_in_kl").ids}, "other states"),
            "List": ({"zip_mode": "only", "zip_text": "110001"}, "560001 is not on its list"),
            "Except": ({"zip_mode": "except", "zip_text": "560001"}, "one of its exceptions"),
            "Rings": ({"category_ids": category.ids}, "categories"),
            "Tag": ({"tag_ids": tag.ids, "state_ids": karnataka.ids}, "tags"),
            "Dear": ({"min_total": 5000}, "outside its limits"),
        }
        for name, (values, _why) in expected.items():
            self.rule(name=name, cod="refuse", **values)
        found = dict((record.name, why) for record, why in self.simulate()["unfitting"])
        self.assertEqual(list(found), list(expected))
        for name, (_values, why) in expected.items():
            self.assertIn(why, found[name])
        self.assertFalse(self.simulate()["fitting"])

    def test_changes_at_once_with_what_is_asked(self):
        self.rule(name="Only small carts", cod="refuse", min_total=2000)
        form = self.form()
        self.assertNotIn("Only small carts</a></div>", form.result)
        form.zip = "5600"
        self.assertIn("six digits", form.result)
        form.zip = "560001"
        with form.line_ids.edit(0) as line:
            line.quantity = 2
        self.assertIn("Only small carts", form.result)
        self.assertIn("Not offered", form.result)
        orders = self.env["sale.order"].with_context(active_test=False).search_count([])
        form.save()
        self.assertEqual(
            self.env["sale.order"].with_context(active_test=False).search_count([]), orders
        )

    def test_takes_over_an_order(self):
        order = self.record(self.place("cod", 2))
        form = Form(self.env["ecom.payment.simulator"].with_context(default_store_id=self.store.id))
        self.assertIn("Add a product", form.result)
        form.order_id = order
        self.assertEqual((form.customer_id, form.zip), (order.partner_id, "560001"))
        self.assertEqual(len(form.line_ids), 1)
        self.assertIn("2,000.00", form.result)

    def test_takes_over_a_cart(self):
        body = {"items": [self.item(self.product, 3)], "shippingAddress": HOME}
        self.call("POST", "/api/carts", body)
        cart = self.env["sale.order"].search(
            [("ecom_store_id", "=", self.store.id), ("ecom_placed_at", "=", False)]
        )
        form = Form(self.env["ecom.payment.simulator"].with_context(default_store_id=self.store.id))
        form.order_id = cart
        self.assertEqual((form.zip, form.state_id.code), ("560001", "KA"))
        self.assertIn("3,000.00", form.result)

    def test_customer_and_carrier_count(self):
        tag = self.env["res.partner.category"].create({"name": "Returns often"})
        customer = self.env["res.partner"].create({"name": "Ravi", "category_id": tag.ids})
        self.rule(name="No cash for them", cod="refuse", tag_ids=tag.ids)
        self.assertTrue(self.simulate()["cards"][1]["offered"])
        self.assertFalse(self.simulate(partner_id=customer.id)["cards"][1]["offered"])
        carrier = self.env["delivery.carrier"].create(
            {"name": "Express", "product_id": self.product.id, "allow_cash_on_delivery": False}
        )
        card = self.simulate(carrier_id=carrier.id)["cards"][2]
        self.assertEqual(card["reasons"][0]["text"], "The carrier does not collect cash.")

    def test_who_may_ask(self):
        company = self.store.company_id
        for group, allowed in {"order_desk": True, "marketing": False, "analyst": False}.items():
            user = new_test_user(
                self.env,
                f"sim_{group}",
                groups=f"ecom_base.group_ecom_{group}",
                company_id=company.id,
                company_ids=[(6, 0, company.ids)],
            )
            simulator = self.env["ecom.payment.simulator"].with_user(user)
            if allowed:
                asked = simulator.create(
                    {
                        "store_id": self.store.id,
                        "zip": "560001",
                        "line_ids": [(0, 0, {"product_id": self.product.id})],
                    }
                )
                self.assertIn("Prepaid", asked.result)
            else:
                with self.assertRaises(AccessError):
                    simulator.create({"store_id": self.store.id})
