from odoo import Command
from odoo.exceptions import ValidationError
from odoo.tests import Form, new_test_user, tagged

from odoo.addons.ecom_base.tests.common import EcomCase
from odoo.addons.ecom_pricing.tests.common import PricingMixin


@tagged("post_install", "-at_install", "ecom")
class TestLoyalty(PricingMixin, EcomCase):
    """Acceptance 9: discounts are amounts of the order's currency, or the program does not apply and says why."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kurta = cls.make_product("Kurta", 123.0)
        for code, amount in (("INR", 2000), ("EUR", 30), ("JPY", 5000), ("KWD", 12.345)):
            cls.set_price(cls.kurta, code, amount)
        cls.poison(7919, 104729, 1299709, 15485863, 32452843)
        cls.env["loyalty.program"].search([]).active = False

    @classmethod
    def make_program(cls, currency, reward, rule=None, **values):
        return cls.env["loyalty.program"].create(
            {
                "name": "Diwali",
                "program_type": "promo_code",
                "trigger": "with_code",
                "applies_on": "current",
                "company_id": cls.store.company_id.id,
                "currency_id": cls.currency(currency).id,
                "rule_ids": [
                    Command.create({"mode": "with_code", "code": "DIWALI", **(rule or {})})
                ],
                "reward_ids": [Command.create(reward)],
                **values,
            }
        )

    @classmethod
    def coupon(cls, currency="JPY", amount=500, **values):
        reward = {
            "reward_type": "discount",
            "discount_mode": "per_order",
            "discount": amount,
            "discount_applicability": "order",
        }
        return cls.make_program(currency, reward, **values)

    @classmethod
    def percent(cls, **values):
        return {
            "reward_type": "discount",
            "discount_mode": "percent",
            "discount": 15,
            "discount_applicability": "order",
            **values,
        }

    @classmethod
    def set_amount(cls, program, code, amount, kind="discount"):
        return cls.env["ecom.loyalty.amount"].create(
            {
                "program_id": program.id,
                "currency_id": cls.currency(code).id,
                "kind": kind,
                "amount": amount,
            }
        )

    def apply(self, order, code="DIWALI"):
        """Enter a code as the back office does; return the refusal, if any."""
        with self.no_conversion():
            answer = order._try_apply_code(code)
            if "error" in answer:
                return answer["error"]
            for coupon, rewards in answer.items():
                order._apply_program_reward(rewards[:1], coupon)
            order._update_programs_and_rewards()
        return None

    def test_coupon_in_yen_does_not_apply_to_euros(self):
        self.coupon("JPY", 500)
        order = self.quotation("EUR", self.kurta)
        self.assertRegex(self.apply(order), "Diwali does not apply to orders in EUR: no amount")
        self.assertEqual((order.amount_total, len(order.order_line)), (30, 1))
        wizard = self.env["sale.loyalty.coupon.wizard"].create(
            {"order_id": order.id, "coupon_code": "DIWALI"}
        )
        with self.assertRaisesRegex(ValidationError, "orders in EUR"):
            wizard.action_apply()
        yen = self.quotation("JPY", self.kurta)
        self.assertIsNone(self.apply(yen))
        self.assertEqual(yen.amount_total, 4500)

    def test_amounts_per_currency(self):
        program = self.coupon("INR", 200)
        for code, amount, total in (("EUR", 3.5, 26.5), ("KWD", 1.234, 11.111), ("JPY", 600, 4400)):
            with self.subTest(code):
                self.set_amount(program, code, amount)
                order = self.quotation(code, self.kurta)
                self.assertIsNone(self.apply(order))
                self.assertAlmostEqual(order.amount_total, total, 6)
                line = order.order_line.filtered("reward_id")
                self.assertEqual(
                    (line.ecom_price_source, line.ecom_price_currency_id.name), ("reward", code)
                )
                self.assertNotIn("200", line.name)
                with self.no_conversion():
                    order.action_confirm()
                self.assertEqual(order.state, "sale")
                self.assertAlmostEqual(order.amount_total, total, 6)
        self.env.invalidate_all()
        self.assertEqual(program.reward_ids.discount, 200)
        self.assertEqual(program.currency_id.name, "INR")

    def test_minimum_purchase(self):
        program = self.make_program("INR", self.percent(), rule={"minimum_amount": 1500})
        order = self.quotation("JPY", self.kurta)
        self.assertIn("no amount is set", self.apply(order))
        minimum = self.set_amount(program, "JPY", 5001, "minimum")
        self.assertRegex(self.apply(order), "minimum of 5001.0 JPY")
        minimum.amount = 5000
        self.assertIsNone(self.apply(order))
        self.assertEqual(order.amount_total, 4250)

    def test_largest_discount(self):
        program = self.make_program("INR", self.percent(discount_max_amount=100))
        order = self.quotation("JPY", self.kurta)
        self.assertIn("no amount is set", self.apply(order))
        self.set_amount(program, "JPY", 300, "maximum")
        self.assertIsNone(self.apply(order))
        self.assertEqual(order.amount_total, 4700)

    def test_percentages_need_no_amount(self):
        self.make_program("INR", self.percent())
        order = self.quotation("KWD", self.kurta)
        self.assertIsNone(self.apply(order))
        self.assertAlmostEqual(order.amount_total, 10.493, 6)

    def test_what_stands_for_money_is_for_one_currency(self):
        points = self.percent(discount_mode="per_point", discount=1)
        self.make_program("INR", points)
        self.assertRegex(
            self.apply(self.quotation("JPY", self.kurta)), "worth an amount in INR.*orders in JPY"
        )
        self.env["loyalty.program"].search([]).active = False
        gift = self.env["loyalty.program"].create(
            {
                "name": "Gift card",
                "program_type": "gift_card",
                "trigger": "auto",
                "applies_on": "future",
                "company_id": self.store.company_id.id,
                "currency_id": self.currency("INR").id,
                "reward_ids": [Command.create({**points, "discount_applicability": "order"})],
            }
        )
        card = self.env["loyalty.card"].create({"program_id": gift.id, "points": 500})
        order = self.quotation("JPY", self.kurta)
        self.assertRegex(self.apply(order, card.code), "worth an amount in INR")
        home = self.quotation("INR", self.kurta)
        self.assertIsNone(self.apply(home, card.code))
        self.assertEqual(home.amount_total, 1500)

    def test_free_product_needs_no_price(self):
        mug = self.make_product("Mug", 50.0)
        self.make_program(
            "INR", {"reward_type": "product", "reward_product_id": mug.id, "reward_product_qty": 1}
        )
        order = self.quotation("JPY", self.kurta)
        self.assertIsNone(self.apply(order))
        line = order.order_line.filtered("reward_id")
        self.assertEqual((line.product_id, line.price_total), (mug, 0))
        self.assertEqual(line.ecom_price_source, "reward")
        self.assertFalse(self.env["ecom.order.builder"].unpriced(order))
        order.action_confirm()
        self.assertEqual(order.amount_total, 5000)

    def test_another_currency_drops_the_discount(self):
        self.coupon("JPY", 500)
        order = self.quotation("JPY", self.kurta)
        self.apply(order)
        with self.no_conversion():
            order.write({"pricelist_id": self.pricelist("EUR").id})
        self.assertEqual((order.amount_total, len(order.order_line)), (30, 1))
        with self.no_conversion():
            order.action_confirm()
        self.assertEqual(order.amount_total, 30)

    def test_seller_may_apply_a_coupon(self):
        self.set_amount(self.coupon("INR", 200), "JPY", 600)
        company = self.store.company_id
        seller = new_test_user(
            self.env,
            "coupon_seller",
            "sales_team.group_sale_salesman_all_leads",
            company_id=company.id,
            company_ids=[(6, 0, company.ids)],
        )
        order = self.quotation("JPY", self.kurta).with_user(seller)
        self.assertIsNone(self.apply(order))
        self.assertEqual(order.amount_total, 4400)

    def test_amounts_are_exact_and_foreign(self):
        program = self.coupon("INR", 200)
        with self.assertRaisesRegex(ValidationError, "JPY have 0 decimals"), self.cr.savepoint():
            self.set_amount(program, "JPY", 99.5)
        with self.assertRaisesRegex(ValidationError, "own currency"), self.cr.savepoint():
            self.set_amount(program, "INR", 100)
        with Form(program) as form:
            self.assertFalse(form.ecom_amount_ids)
        self.assertEqual(program.rule_ids.display_name, "DIWALI")

    def test_orders_on_other_lists_are_odoos(self):
        self.coupon("INR", 200)
        native = self.env["product.pricelist"].create(
            {
                "name": "Dollars",
                "currency_id": self.currency("USD").id,
                "company_id": self.store.company_id.id,
            }
        )
        order = self.quotation("USD", self.kurta, pricelist_id=native.id)
        self.assertNotIn("error", order._try_apply_code("DIWALI"))
