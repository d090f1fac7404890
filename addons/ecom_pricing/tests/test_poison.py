from decimal import Decimal

from odoo import fields
from odoo.tests import tagged

from odoo.addons.ecom_base.api.errors import Conflict
from odoo.addons.ecom_base.schemas.address import Address, Buyer
from odoo.addons.ecom_base.tests.selling import HOME

from .storefront import JAPAN, PRICES, PricedCase

POISONS = ((7919, 104729, 1299709, 15485863, 32452843), (3, 5, 7, 11, 13))


@tagged("post_install", "-at_install", "ecom")
class TestPoison(PricedCase):
    """Acceptance cases 1, 2 and 20: from the cart to the invoice, no rate has a say in what anybody pays."""

    @classmethod
    def make_company(cls, name):
        company = super().make_company(name)
        rupee = company.currency_id
        cls.env["account.chart.template"].try_loading("generic_coa", company, install_demo=False)
        company.currency_id = rupee
        company.country_id = company.account_fiscal_country_id = cls.env.ref("base.in")
        # the chart's own taxes are not those of the tests
        company.account_sale_tax_id = company.account_purchase_tax_id = False
        return company

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.book = cls.make_product("Book", 321.0, taxes=cls.make_gst(5, name="GST 5"))
        for code, amount in {"INR": 333.33, "JPY": 777, "KWD": 0.999}.items():
            cls.set_price(cls.book, code, amount)
        (cls.kurta | cls.book).write(
            {
                "invoice_policy": "order",
                "property_account_income_id": cls.env["account.account"].search(
                    [
                        ("company_ids", "in", cls.store.company_id.id),
                        ("account_type", "=", "income"),
                    ],
                    limit=1,
                ),
            }
        )

    def buyer(self, address=HOME):
        env = self.services()
        return env["ecom.customers"].resolve(
            self.info(),
            Buyer(name="Asha Rao", email="asha@example.com"),
            shipping=Address(**address).to_domain(),
        )

    def finalize(self, cart, address=HOME):
        """Make a cart an order, as placing it does; return the ``sale.order``."""
        env, store = self.services(), self.info()
        order = env["ecom.carts"].find(store, cart["cartToken"])
        builder = env["ecom.order.builder"]
        builder.finalize_cart(store, order, buyer=self.buyer(address))
        builder.check_currency(order, paying=True)
        return order.with_env(self.env)

    def life(self, code):
        """Return all figures of an order in a currency: cart, order lines, order, invoice."""
        cart = self.cart_in(code, self.item(self.kurta, 3), self.item(self.book))
        with self.no_conversion():
            cart = self.get_cart(cart["cartToken"])
            order = self.finalize(cart)
        order._ecom_confirm()
        invoice = order._create_invoices()
        invoice.invoice_date = fields.Date.today()
        invoice.action_post()
        self.assertEqual(invoice.currency_id.name, code)
        self.assertEqual(order.order_line.mapped("ecom_price_source"), ["seller_price"] * 2)
        return (
            float(cart["totalAmount"]),
            order.order_line.mapped("price_unit"),
            order.order_line.mapped("price_total"),
            order.amount_total,
            order.amount_tax,
            invoice.invoice_line_ids.mapped("price_total"),
            invoice.amount_total,
            invoice.amount_tax,
            invoice.amount_residual,
        )

    def test_cart_order_and_invoice_under_two_poisons(self):
        figures = {}
        for primes in POISONS:
            self.poison(*primes)
            for code in ("INR", "JPY", "KWD"):
                figures.setdefault(code, []).append(self.life(code))
        for code, (first, second) in figures.items():
            kurta, book = PRICES[code], {"INR": 333.33, "JPY": 777, "KWD": 0.999}[code]
            total = float(Decimal(str(kurta)) * 3 + Decimal(str(book)))
            with self.subTest(code):
                self.assertEqual(first, second)
                self.assertEqual(first[1], [kurta, book])
                self.assertEqual({first[0], first[3], first[6], first[8]}, {total})
                self.assertAlmostEqual(first[2][1], book, 6)

    def test_no_rate_at_all(self):
        self.env["res.currency.rate"].search(
            [("currency_id", "=", self.currency("KWD").id)]
        ).unlink()
        self.env.invalidate_all()
        self.assertEqual(self.life("KWD")[3], 4.701)

    def test_disabled_between_cart_and_order(self):
        """Acceptance case 5: whatever happens between the cart and the payment, nothing is charged."""
        cart = self.cart_in("JPY")
        row = self.row("JPY")
        for values, code in (
            ({"enabled": False}, "currency_disabled"),
            ({"enabled": True, "allow_checkout": False}, "currency_not_allowed"),
            (
                {"allow_checkout": True, "country_ids": self.env.ref("base.jp")},
                "currency_not_allowed_in_country",
            ),
        ):
            row.write(values)
            with self.subTest(code), self.assertRaises(Conflict) as refused, self.cr.savepoint():
                self.finalize(cart)
            self.assertEqual(refused.exception.code, code)
            self.env.invalidate_all()
        order = self.finalize(cart, JAPAN)
        self.assertEqual((order.currency_id.name, order.amount_total), ("JPY", 2400))

    def test_where_it_goes_decides(self):
        """The address of the order, not the one the cart knew, says whose prices are paid."""
        region = self.make_region("JP", "jp")
        self.set_price(self.kurta, "JPY", 1500, region_id=region.id)
        cart = self.cart_in("JPY")
        cart = self.decode(self.update_cart(cart["cartToken"], {"shippingAddress": JAPAN}))
        self.assertEqual(cart["totalAmount"], 3000)
        with self.assertRaises(Conflict) as changed, self.cr.savepoint():
            self.finalize(cart)
        self.assertEqual(changed.exception.code, "price_changed")
        (item,) = changed.exception.details["items"]
        self.assertEqual((item["shownPrice"], item["currentPrice"]), (1500, 1200))
        self.env.invalidate_all()
        order = self.finalize(cart, JAPAN)
        self.assertEqual((order.ecom_region_id, order.amount_total), (region, 3000))
