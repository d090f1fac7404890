from odoo.exceptions import ValidationError
from odoo.tests import tagged

from odoo.addons.ecom_base.tests.selling import HOME

from ..domain.rules import Situation
from .common import PaymentsCase


@tagged("post_install", "-at_install", "ecom")
class TestPaymentRules(PaymentsCase):
    """What a merchant's rules do to the options of a checkout, and to orders."""

    def rule(self, **values):
        values = {"name": "Rule", "company_id": self.store.company_id.id} | values
        return self.env["ecom.payment.rule"].create(
            values | {"currency_id": self.store.currency_id.id}
        )

    def options(self, *items, **address):
        body = {
            "items": [self.item(*item) for item in items or [(self.product, 1)]],
            "shippingAddress": HOME | address,
        }
        response = self.call("POST", "/api/payments/options", body)
        self.assertEqual(response.status_code, 200, response.text)
        return {option["paymentType"]: option for option in response.json()["options"]}

    def reasons(self, payment_type, **address):
        return [reason["code"] for reason in self.options(**address)[payment_type]["reasons"]]

    # === CONDITIONS === #

    def test_pin_codes(self):
        self.rule(
            cod="refuse",
            reason="area_not_served",
            zip_mode="only",
            zip_text="560001, 560010-560099",
        )
        for code, refused in {
            "560001": True,
            "560 001": True,
            "560002": False,
            "560010": True,
            "560099": True,
            "560100": False,
            "110001": False,
        }.items():
            with self.subTest(code=code):
                expected = ["area_not_served"] if refused else []
                self.assertEqual(self.reasons("cod", postalCode=code), expected)
        self.assertEqual(self.reasons("partial_cod", postalCode="560001"), [])

    def test_all_but_these_pin_codes(self):
        self.rule(cod="refuse", zip_mode="except", zip_text="560001")
        self.assertEqual(self.reasons("cod", postalCode="560001"), [])
        self.assertEqual(self.reasons("cod", postalCode="560002"), ["not_offered"])

    def test_list_of_pin_codes_can_change(self):
        rule = self.rule(cod="refuse", zip_mode="only", zip_text="560001")
        rule.zip_text = "560002"
        self.assertEqual(self.reasons("cod", postalCode="560001"), [])
        self.assertEqual(self.reasons("cod", postalCode="560002"), ["not_offered"])

    def test_state_and_amount(self):
        self.rule(
            cod="refuse",
            state_ids=self.env.ref("base.state_in_ka").ids,
            min_total=1000,
            max_total=2000,
        )
        for quantity, refused in {1: True, 2: True, 3: False}.items():
            option = self.options((self.product, quantity))["cod"]
            self.assertEqual(not option["available"], refused, quantity)
        self.assertEqual(self.reasons("cod", state="IN-DL", postalCode="110001"), [])

    def test_amounts_speak_of_their_own_currency(self):
        usd = self.env.ref("base.USD")
        rule = self.rule(cod="refuse", min_total=1)
        rule.currency_id = usd
        self.assertEqual(self.reasons("cod"), [])

    def test_category_and_those_below_it(self):
        parent = self.env["product.category"].create({"name": "Jewellery"})
        child = parent.create({"name": "Rings", "parent_id": parent.id})
        self.rule(cod="refuse", reason="product_not_allowed", category_ids=parent.ids)
        self.assertEqual(self.reasons("cod"), [])
        self.product.categ_id = child
        self.assertEqual(self.reasons("cod"), ["product_not_allowed"])

    def test_customer_tag(self):
        tag = self.env["res.partner.category"].create({"name": "Returns often"})
        self.rule(cod="refuse", reason="customer_not_allowed", tag_ids=tag.ids)
        order = self.place("cod")
        self.record(order).partner_id.category_id = tag
        answer = self.place("cod", expect=409)
        self.assertEqual(answer["error"]["code"], "payment_type_unavailable")
        self.assertEqual(answer["error"]["details"]["reasons"], ["customer_not_allowed"])

    def test_other_companies_and_stores_do_not_matter(self):
        other = self.make_store("othershop")
        self.rule(cod="refuse", company_id=other.company_id.id)
        self.rule(cod="refuse", company_id=other.company_id.id, store_id=other.id)
        archived = self.rule(cod="refuse")
        archived.active = False
        self.assertEqual(self.reasons("cod"), [])
        self.rule(cod="refuse", store_id=self.store.id)
        self.assertEqual(self.reasons("cod"), ["not_offered"])

    # === WHAT WINS === #

    def test_the_first_rule_that_fits_decides(self):
        late = self.rule(cod="allow", sequence=20, zip_mode="only", zip_text="560001")
        self.rule(cod="refuse", sequence=10, message="No cash, please.")
        reason = self.options(postalCode="560001")["cod"]["reasons"][0]
        self.assertEqual(reason["details"]["message"], "No cash, please.")
        late.sequence = 5
        self.assertEqual(self.reasons("cod", postalCode="560001"), [])
        self.assertEqual(self.reasons("cod", postalCode="560002"), ["not_offered"])

    def test_a_rule_may_offer_cash_abroad(self):
        abroad = {"country": "NP", "state": None, "postalCode": "44600", "city": "Kathmandu"}
        self.assertEqual(self.reasons("cod", **abroad), ["country_not_served"])
        self.rule(cod="allow", country_ids=self.env.ref("base.np").ids)
        self.assertEqual(self.reasons("cod", **abroad), [])

    def test_upfront_share_of_each_line(self):
        """Product before category before rule before store; summed, then rounded once."""
        category = self.env["product.category"].create(
            {"name": "Sarees", "ecom_upfront_percent": 10}
        )
        saree = self.make_product("Saree", 333.33, stock=5, categ_id=category.id)
        shawl = self.make_product("Shawl", 999.99, stock=5, categ_id=category.id)
        shawl.product_tmpl_id.ecom_upfront_percent = 30
        items = [(self.product, 1), (saree, 1), (shawl, 1)]
        # 20 % of 1 000.00, 10 % of 333.33, 30 % of 999.99: 533.33; the door takes whole rupees
        option = self.options(*items)["partial_cod"]
        self.assertEqual((option["upfrontAmount"], option["atDoorAmount"]), (534.32, 1799.0))
        self.rule(upfront_kind="percent", upfront_percent=50)
        option = self.options(*items)["partial_cod"]
        self.assertEqual((option["upfrontAmount"], option["atDoorAmount"]), (834.32, 1499.0))
        option = self.options()["partial_cod"]
        self.assertEqual((option["upfrontPercent"], option["upfrontAmount"]), (50.0, 500.0))

    def test_fixed_upfront_amount(self):
        self.rule(upfront_kind="fixed", upfront_fixed=99)
        option = self.options()["partial_cod"]
        self.assertEqual((option["upfrontAmount"], option["atDoorAmount"]), (99.0, 901.0))
        order = self.place("partial_cod")
        self.assertEqual(order["upfrontAmount"], 99.0)

    def test_what_was_agreed_stays(self):
        order = self.place("partial_cod")
        self.rule(upfront_kind="percent", upfront_percent=50)
        self.store.upfront_percent = 30
        self.assertEqual(self.fetch(order["id"])["upfrontAmount"], 200.0)

    # === ASKED AGAIN === #

    def test_an_address_that_changed_after_the_quote(self):
        """Acceptance 18: judged again on placing and when the payment is asked for, with a reason."""
        rule = self.rule(
            partial_cod="refuse",
            reason="area_not_served",
            zip_mode="only",
            zip_text="560100",
        )
        self.assertTrue(self.options(postalCode="560001")["partial_cod"]["available"])
        elsewhere = HOME | {"postalCode": "560100"}
        details = self.place("partial_cod", shippingAddress=elsewhere, expect=409)["error"][
            "details"
        ]
        self.assertEqual(details["reasons"], ["area_not_served"])
        self.assertEqual(details["reasonDetails"]["area_not_served"]["rule"], rule.ecom_uid)
        order = self.place("partial_cod")
        self.record(order).partner_shipping_id.zip = "560100"
        for event in ("pay", "retry"):
            answer = self.update(order["id"], event)
            details = self.assert_error(answer, 409, "payment_type_unavailable")
            self.assertEqual(details["reasons"], ["area_not_served"])
        self.record(order).partner_shipping_id.zip = "560001"
        again = self.update(order["id"], "pay").json()
        self.assertEqual(again["upfrontAmount"], order["upfrontAmount"])

    def test_a_carrier_that_does_not_collect(self):
        """Acceptance 18, and no rule makes it collect."""
        self.rule(cod="allow", partial_cod="allow")
        carrier = self.env["delivery.carrier"].create(
            {"name": "Express", "product_id": self.product.id, "allow_cash_on_delivery": False}
        )
        order = self.record(self.place("partial_cod"))
        options = self.env["ecom.payment.options"]
        self.assertTrue(options.require(order, "cod"))
        order.carrier_id = carrier
        codes = {o.type: [reason.code for reason in o.reasons] for o in options.for_order(order)}
        refused = ["carrier_not_allowed"]
        self.assertEqual(codes, {"prepaid": [], "cod": refused, "partial_cod": refused})
        carrier.allow_cash_on_delivery = True
        self.assertTrue(options.require(order, "cod"))

    def test_a_discount_has_its_share(self):
        """Acceptance 3: category, product, taxes included and a discount line; rounded once, and kept."""
        category = self.env["product.category"].create(
            {"name": "Sarees", "ecom_upfront_percent": 10}
        )
        taxes = self.product.taxes_id
        saree = self.make_product("Saree", 333.33, stock=5, categ_id=category.id, taxes=taxes)
        shawl = self.make_product("Shawl", 999.99, stock=5, categ_id=category.id, taxes=taxes)
        shawl.product_tmpl_id.ecom_upfront_percent = 20
        order = self.build(self.wanted(saree), self.wanted(shawl))
        order.company_id.sudo().sale_discount_product_id = self.make_product("Discount", 0.0)
        order.order_line = [
            (
                0,
                0,
                {
                    "product_id": order.company_id.sudo().sale_discount_product_id.id,
                    "price_unit": -100.01,
                    "tax_ids": [(6, 0, taxes.ids)],
                },
            )
        ]
        payments = self.env["ecom.payment.options"]
        option = payments.require(order, "partial_cod")
        # 33.333 + 199.998 - 20.002 = 213.329 of 1 233.31; the door takes whole rupees
        self.assertEqual((str(option.upfront), str(option.at_door)), ("214.31", "1019"))

    # === SETTING RULES UP === #

    def test_mistakes_are_named(self):
        for values, text in [
            ({"cod": "refuse", "zip_mode": "only"}, "needs its list"),
            ({"cod": "refuse", "zip_mode": "only", "zip_text": "560001, MG Road"}, "MG Road"),
            ({"cod": "refuse", "zip_mode": "only", "zip_text": "560009-560001"}, "backwards"),
            ({}, "does nothing"),
        ]:
            with self.subTest(values=values), self.assertRaisesRegex(ValidationError, text):
                self.rule(**values)

    def test_one_query_however_many_rules(self):
        rules = self.env["ecom.payment.rule"]
        situation = Situation(
            self.store.company_id.id, self.store.id, self.store.currency_id.id, 100, zip="560001"
        )
        for count in (5, 50):
            rules.create(
                [
                    {
                        "name": f"Rule {number}",
                        "company_id": self.store.company_id.id,
                        "currency_id": self.store.currency_id.id,
                        "cod": "refuse",
                        "zip_mode": "only",
                        "zip_text": f"{600000 + number}",
                    }
                    for number in range(count)
                ]
            )
            self.env.flush_all()
            with self.assertQueryCount(1):
                self.assertEqual(rules._fitting(situation), [])
