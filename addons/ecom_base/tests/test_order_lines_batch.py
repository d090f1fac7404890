from odoo import Command, fields
from odoo.tests import tagged

from .common import EcomCase
from .selling import SellingMixin


@tagged("post_install", "-at_install", "ecom")
class TestOrderLinesBatch(SellingMixin, EcomCase):
    """What is worked out for all lines together is what Odoo works out for each."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        gst = cls.make_gst(18)
        cls.goods = [cls.make_product(f"Bowl {n}", 118.0, taxes=gst) for n in range(12)]

    def order(self, *wanted):
        return self.build(*(self.wanted(product, quantity) for product, quantity in wanted))

    def test_price_rules_by_product_and_quantity(self):
        self.store.pricelist_id = pricelist = self.env["product.pricelist"].create(
            {
                "name": "Wholesale",
                "company_id": self.store.company_id.id,
                "currency_id": self.store.currency_id.id,
            }
        )
        many, one = self.env["product.pricelist.item"].create(
            [
                {
                    "pricelist_id": pricelist.id,
                    "applied_on": "3_global",
                    "min_quantity": 10,
                    "compute_price": "percentage",
                    "percent_price": 10,
                },
                {
                    "pricelist_id": pricelist.id,
                    "applied_on": "0_product_variant",
                    "product_id": self.goods[1].id,
                    "compute_price": "fixed",
                    "fixed_price": 59,
                },
            ]
        )
        order = self.order(
            (self.goods[0], 10), (self.goods[1], 1), (self.goods[2], 1), (self.goods[3], 10)
        )
        rules = [line.pricelist_item_id for line in order.order_line]
        self.assertEqual(rules, [many, one, self.env["product.pricelist.item"], many])
        for line in order.order_line:
            alone = line.order_id.pricelist_id._get_product_rule(
                product=line.product_id, **line._get_pricelist_kwargs()
            )
            self.assertEqual(line.pricelist_item_id.id, alone)

    def test_amount_to_invoice(self):
        self.goods[1].invoice_policy = "delivery"
        self.goods[2].invoice_policy = "delivery"
        self.goods[2].type = "service"
        order = self.order((self.goods[0], 3), (self.goods[1], 2), (self.goods[2], 4))
        order._ecom_confirm()
        first, second, third = order.order_line
        amounts = order.order_line.mapped("untaxed_amount_to_invoice")
        self.assertEqual(amounts, [300.0, 0.0, 0.0])
        first.product_uom_qty = 2
        self.assertEqual(first.untaxed_amount_to_invoice, 200.0)
        third.qty_delivered = 1
        self.assertEqual(third.untaxed_amount_to_invoice, 100.0)
        self.assertEqual(second.untaxed_amount_to_invoice, 0.0)

    def test_analytic_distribution(self):
        company = self.store.company_id
        plan = self.env["account.analytic.plan"].create({"name": "Channels"})
        account = self.env["account.analytic.account"].create(
            {"name": "Shop", "plan_id": plan.id, "company_id": company.id}
        )
        self.env["account.analytic.distribution.model"].create(
            {
                "product_id": self.goods[0].id,
                "analytic_distribution": {account.id: 100},
                "company_id": company.id,
            }
        )
        order = self.order((self.goods[0], 1), (self.goods[1], 1))
        self.assertEqual(
            order.order_line.mapped("analytic_distribution"), [{str(account.id): 100}, False]
        )

    def test_more_lines_take_few_more_queries(self):
        def queries(count):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            order = self.order(*((product, 1) for product in self.goods[:count]))
            order._ecom_confirm()
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        queries(12)  # caches of the registry
        few, many = queries(3), queries(12)
        # Odoo itself looks up the stock rule of each line
        self.assertLess(many - few, 2 * 9, f"{few} queries for 3 lines, {many} for 12")

    def test_order_without_a_store_is_left_to_odoo(self):
        partner = self.env["res.partner"].create({"name": "Walk-in"})
        order = self.env["sale.order"].create(
            {
                "partner_id": partner.id,
                "company_id": self.store.company_id.id,
                "date_order": fields.Datetime.now(),
                "order_line": [Command.create({"product_id": self.goods[0].id})],
            }
        )
        order.action_confirm()
        self.assertEqual(order.order_line.untaxed_amount_to_invoice, 100.0)
