import random
from decimal import Decimal

from odoo import Command
from odoo.tests import tagged

from odoo.addons.ecom_base.tests.common import EcomCase
from odoo.addons.ecom_base.tests.selling import SellingMixin


@tagged("post_install", "-at_install")
class TestTotalsInMemory(SellingMixin, EcomCase):
    """What is known of totals without working all taxes out is what Odoo works out, to the paisa."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.store.company_id
        halves = cls.make_gst(9.0, name="CGST") | cls.make_gst(9.0, name="SGST")
        group = cls.make_gst(0.0, name="GST").copy(
            {"amount_type": "group", "children_tax_ids": [Command.set(halves.ids)]}
        )
        inter = cls.make_gst(18.0, name="IGST")
        inter.include_base_amount = True
        cess = cls.make_gst(1.5, name="Cess")
        excluded = cls.make_gst(12.0, name="Extra", included=False)
        fixed = cls.make_gst(3.0, name="Per piece")
        fixed.amount_type = "fixed"
        cls.kinds = [
            cls.env["account.tax"],
            cls.make_gst(5.0),
            group,
            inter,
            inter | cess,
            excluded,
            fixed | cess,
        ]
        cls.inter, cls.group, cls.excluded = inter, group, excluded

    def setUp(self):
        super().setUp()
        self.dice = random.Random(11)

    def products(self, count=6):
        return [
            self.make_product(
                f"Thing {number}",
                self.dice.randint(100, 300000) / 100,
                taxes=self.dice.choice(self.kinds),
            )
            for number in range(count)
        ]

    def orders(self, method, count=12):
        """Yield draft orders of random lines, discounted here and there."""
        self.company.tax_calculation_rounding_method = method
        products = self.products()
        for _number in range(count):
            chosen = self.dice.sample(products, self.dice.randint(1, 5))
            order = self.build(*(self.wanted(each, self.dice.randint(1, 7)) for each in chosen))
            for line in order.order_line:
                line.discount = self.dice.choice([0, 0, 7.5, 33.33])
            yield order

    def test_a_fee(self):
        for method in ("round_per_line", "round_globally"):
            for taxes in self.kinds:
                fee_product = self.company._ecom_cod_fee_product()
                fee_product.taxes_id = taxes
                for order in self.orders(method, 2):
                    fee = order._ecom_fee(Decimal("49.37"))
                    dearer = order._ecom_total_with(Decimal("49.37")) - order._ecom_total()
                    self.assertEqual(fee.total, dearer, (method, taxes.mapped("name")))

    def test_lines_whose_taxes_are_within_their_price(self):
        found = 0
        for order in self.orders("round_per_line", 20):
            for line in order.order_line:
                if line._ecom_costs_its_price():
                    found += 1
                    self.assertEqual(
                        line._ecom_price(), line.price_total, line.tax_ids.mapped("name")
                    )
            self.assertTrue(order._ecom_lines_stand_alone())
            total = order.currency_id.round(sum(order.order_line.mapped("price_total")))
            self.assertEqual(total, order.amount_total)
        self.assertGreater(found, 20)

    def test_another_place(self):
        """Taxes of a destination, in memory, come to what they would if they were written."""
        maps = (
            {self.group: self.inter},
            {self.group: self.excluded},
            {self.inter: self.env["account.tax"].browse(self.kinds[4].ids)},
        )
        for method in ("round_per_line", "round_globally"):
            for number, taxes in enumerate(maps):
                position = self.env["account.fiscal.position"].create(
                    {"name": f"{method} {number}", "company_id": self.company.id}
                )
                for source, target in taxes.items():
                    target.write(
                        {
                            "fiscal_position_ids": [Command.link(position.id)],
                            "original_tax_ids": [Command.link(source.id)],
                        }
                    )
                for order in self.orders(method, 4):
                    self.compare(order, position)
                position.active = False

    def compare(self, order, position):
        lines = order._get_priced_lines()
        builder = self.env["ecom.order.builder"]
        before = order.amount_total
        self.env.flush_all()
        builder._tax_in_memory(order, lines, position)
        shown = self.amounts(order, lines)
        order.invalidate_recordset(flush=False)
        lines.invalidate_recordset(flush=False)
        self.assertEqual(order.amount_total, before)
        for line in lines:
            line.tax_ids = position.map_tax(line.product_id.taxes_id)
        self.assertEqual(shown, self.amounts(order, lines))

    def amounts(self, order, lines):
        totals = [round(line.price_total, 2) for line in lines]
        return order.amount_total, totals, [line.tax_ids for line in lines]

    def test_a_preview(self):
        env = self.services()
        for method in ("round_per_line", "round_globally"):
            self.company.tax_calculation_rounding_method = method
            products = self.products()
            for _number in range(5):
                chosen = self.dice.sample(products, self.dice.randint(1, 5))
                items = [self.wanted(each, self.dice.randint(1, 7)) for each in chosen]
                ship_to = env["ecom.payment.options"]._ship_to(self.info(), None)
                preview = env["ecom.order.builder"].preview(self.info(), items, ship_to=ship_to)
                order = self.build(*items)
                self.assertEqual(preview.amount_total, order.amount_total)
                self.assertEqual(
                    preview.order_line.mapped("price_total"), order.order_line.mapped("price_total")
                )
