from decimal import Decimal

from odoo import Command
from odoo.tests import new_test_user, tagged

from ..api.errors import Conflict, ValidationFailed
from ..schemas.address import Address, Buyer
from .common import EcomCase
from .selling import HOME, SellingMixin


@tagged("post_install", "-at_install", "ecom")
class TestOrderBuilder(SellingMixin, EcomCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.builder = cls.services()["ecom.order.builder"]
        cls.gst = cls.make_gst(18)
        cls.kurta = cls.make_product("Kurta", 499.0, taxes=cls.gst)

    def buyer(self, address=None):
        return self.services()["ecom.customers"].resolve(
            self.info(),
            Buyer(name="Asha Rao", email="asha@example.com"),
            shipping=Address(**(address or HOME)).to_domain(),
        )

    def money(self, order):
        shown = self.builder.dump(order)
        return [shown[key] for key in ("subtotal", "taxAmount", "totalAmount")]

    def test_order_belongs_to_its_buyer_and_store(self):
        order = self.build(self.wanted(self.kurta, 2))
        self.assertEqual(
            (order.company_id, order.ecom_store_id, order.warehouse_id),
            (self.store.company_id, self.store, self.store.warehouse_id),
        )
        self.assertEqual(
            (order.partner_shipping_id.city, order.partner_shipping_id.state_id.code),
            ("Bengaluru", "KA"),
        )
        self.assertEqual(order.ecom_email, "asha@example.com")
        self.assertFalse(order.user_id or order.team_id)
        self.assertFalse(order.message_ids, "the outbox records it, not the chatter")

    def test_tax_included_and_excluded(self):
        self.assertEqual(
            self.money(self.build(self.wanted(self.kurta, 3))),
            [Decimal("1268.64"), Decimal("228.36"), Decimal("1497.00")],
        )
        excluded = self.make_product("Saree", 1234.57, taxes=self.make_gst(5, included=False))
        self.assertEqual(
            self.money(self.build(self.wanted(excluded, 7))),
            [Decimal("8641.99"), Decimal("432.10"), Decimal("9074.09")],
        )

    def test_discounted_price(self):
        inr = self.env.ref("base.INR")
        self.env.ref("base.group_user").implied_ids |= self.env.ref(
            "sale.group_discount_per_so_line"
        )
        self.store.pricelist_id = self.env["product.pricelist"].create(
            {
                "name": "Sale",
                "currency_id": inr.id,
                "company_id": self.store.company_id.id,
                "item_ids": [Command.create({"compute_price": "percentage", "percent_price": 33})],
            }
        )
        order = self.build(self.wanted(self.kurta, 3, unit_price="334.33"))
        item = self.builder.dump(order)["items"][0]
        self.assertEqual(
            (item["unitPrice"], item["totalAmount"]), (Decimal("334.33"), Decimal("1002.99"))
        )

    def test_tax_of_the_buyers_state(self):
        """The guest's cart knows no state; its buyer's decides between CGST + SGST and IGST."""
        igst = self.make_gst(18, name="IGST")
        position = self.env["account.fiscal.position"].create(
            {
                "name": "Other states",
                "company_id": self.store.company_id.id,
                "auto_apply": True,
                "country_id": self.env.ref("base.in").id,
                "state_ids": [Command.link(self.env.ref("base.state_in_mh").id)],
            }
        )
        igst.write(
            {
                "fiscal_position_ids": [Command.link(position.id)],
                "original_tax_ids": [Command.link(self.gst.id)],
            }
        )
        cart = self.builder.build(self.info(), [self.wanted(self.kurta)])
        self.assertEqual(cart.order_line.tax_ids, self.gst)
        pune = {**HOME, "city": "Pune", "state": "IN-MH", "postalCode": "411001"}
        buyer = self.build(self.wanted(self.kurta), address=pune)
        self.assertEqual(buyer.order_line.tax_ids, igst)
        found = self.buyer(pune)
        self.builder.finalize_cart(self.info(), cart, buyer=found)
        self.assertEqual(cart.order_line.tax_ids, igst)
        self.assertEqual(self.money(cart), self.money(buyer))

    def test_missing_price_is_not_zero(self):
        free = self.make_product("Free", 0.0)
        with self.assertRaises(Conflict) as caught:
            self.build(self.wanted(self.kurta), self.wanted(free))
        self.assertEqual(caught.exception.code, "price_not_set")
        self.assertEqual([item["sku"] for item in caught.exception.details["items"]], ["FREE"])

    def test_nothing_is_converted_to_form_a_price(self):
        usd = self.env.ref("base.USD")
        usd.active = True
        self.store.pricelist_id = pricelist = self.env["product.pricelist"].create(
            {"name": "Abroad", "currency_id": usd.id, "company_id": self.store.company_id.id}
        )
        self.store.currency_id = usd
        with self.assertRaises(Conflict) as caught:
            self.build(self.wanted(self.kurta))
        self.assertEqual(caught.exception.code, "price_not_set")
        pricelist.item_ids = [
            Command.create(
                {
                    "applied_on": "0_product_variant",
                    "product_id": self.kurta.id,
                    "compute_price": "fixed",
                    "fixed_price": 9.99,
                }
            )
        ]
        order = self.build(self.wanted(self.kurta))
        self.assertEqual(self.builder.dump(order)["totalAmount"], Decimal("9.99"))
        # A price list in rupees behind a shop in dollars would be converted line by line
        pricelist.currency_id = self.env.ref("base.INR")
        with self.assertRaises(Conflict):
            self.build(self.wanted(self.kurta))

    def test_cart_at_todays_prices(self):
        cart = self.builder.build(self.info(), [self.wanted(self.kurta)])
        buyer = self.buyer(HOME)
        self.kurta.list_price = 549.0
        with self.assertRaises(Conflict) as caught, self.env.cr.savepoint():
            self.builder.finalize_cart(self.info(), cart, buyer=buyer)
        self.assertEqual(caught.exception.code, "price_changed")
        (item,) = caught.exception.details["items"]
        self.assertEqual(
            (item["shownPrice"], item["currentPrice"]), (Decimal("499.00"), Decimal("549.00"))
        )
        self.assertEqual(cart.partner_id, self.store.guest_partner_id)
        self.builder.reprice(cart)
        self.assertEqual(
            self.builder.finalize_cart(self.info(), cart, buyer=buyer).amount_total, 549.0
        )

    def test_cart_that_cannot_be_ordered(self):
        buyer = self.buyer(HOME)
        empty = self.builder.build(self.info(), [])
        with self.assertRaises(ValidationFailed) as caught:
            self.builder.finalize_cart(self.info(), empty, buyer=buyer)
        self.assertEqual(caught.exception.code, "cart_empty")
        cart = self.builder.build(self.info(), [self.wanted(self.kurta)])
        self.kurta.ecom_store_ids = False
        with self.assertRaises(Conflict) as caught:
            self.builder.finalize_cart(self.info(), cart, buyer=buyer)
        self.assertEqual(caught.exception.code, "product_unavailable")

    def test_expected_total(self):
        order = self.build(self.wanted(self.kurta, 2))
        for fine in (None, Decimal("998"), Decimal("998.00")):
            self.builder.check_expected_total(order, fine)
        with self.assertRaises(Conflict) as caught:
            self.builder.check_expected_total(order, Decimal("997.99"))
        self.assertEqual(
            caught.exception.details,
            {
                "shownTotal": Decimal("997.99"),
                "currentTotal": Decimal("998.00"),
                "currency": "INR",
            },
        )

    def test_confirming_is_quiet(self):
        clerk = new_test_user(self.env, "clerk", groups="ecom_base.group_ecom_order_desk")
        lamp = self.make_product("Lamp", 999.0, stock=3)
        order = self.build(self.wanted(lamp))
        mails = self.env["mail.mail"].search_count([])
        order._ecom_confirm()
        self.env.flush_all()
        self.assertEqual((order.state, bool(order.ecom_placed_at)), ("sale", True))
        self.assertEqual(self.env["mail.mail"].search_count([]), mails)
        self.assertFalse(order.message_ids | order.picking_ids.message_ids)
        self.assertNotIn(clerk.partner_id, order.message_partner_ids)

    def test_queries_do_not_grow_with_lines(self):
        products = [self.make_product(f"Product {n}", 10.0 + n, stock=5) for n in range(12)]
        counts = []
        for size in (3, 12):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            order = self.build(*(self.wanted(product) for product in products[:size]))
            self.builder.dump(order)
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 3, counts)
