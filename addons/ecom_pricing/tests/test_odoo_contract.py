import inspect

from odoo.tests import tagged

from odoo.addons.ecom_base.tests.common import EcomCase
from odoo.addons.payment.models.payment_provider import PaymentProvider
from odoo.addons.product.models.product_pricelist import ProductPricelist
from odoo.addons.product.models.product_pricelist_item import ProductPricelistItem

from .common import PricingMixin


@tagged("post_install", "-at_install", "ecom")
class TestOdooContract(PricingMixin, EcomCase):
    """What strict price lists rely on in Odoo. If one of these fails after an upgrade of Odoo, orders would be converted."""

    def test_price_lists_hand_on_what_they_are_given(self):
        """Offers and the region travel as further arguments from the price list to its rule."""
        pricelist = self.env["product.pricelist"].create(
            {
                "name": "Plain",
                "currency_id": self.currency("INR").id,
                "item_ids": [(0, 0, {"compute_price": "fixed", "fixed_price": 5})],
            }
        )
        seen = []
        compute = ProductPricelistItem._compute_price

        def note(item, *args, **kwargs):
            seen.append(kwargs.get("ecom_canary"))
            return compute(item, *args, **kwargs)

        self.patch(ProductPricelistItem, "_compute_price", note)
        product = self.make_product("Kurta", 1.0)
        price, rule = pricelist._get_product_price_rule(product, 1.0, ecom_canary="alive")
        self.assertEqual((price, rule, seen), (5, pricelist.item_ids.id, ["alive"]))

    def test_methods_take_what_we_hand_over(self):
        for method, names in (
            (
                ProductPricelist._compute_price_rule,
                ["products", "quantity", "currency", "uom", "date", "compute_price", "kwargs"],
            ),
            (
                ProductPricelistItem._compute_price,
                ["product", "quantity", "uom", "date", "currency", "kwargs"],
            ),
            (
                ProductPricelistItem._compute_base_price,
                ["product", "quantity", "uom", "date", "currency", "kwargs"],
            ),
            (ProductPricelist._get_applicable_rules, ["products", "date", "kwargs"]),
            (
                PaymentProvider._get_compatible_providers,
                ["company_id", "partner_id", "amount", "currency_id"],
            ),
        ):
            found = list(inspect.signature(method).parameters)
            self.assertEqual([name for name in names if name not in found], [], method.__name__)

    def test_largest_payment_is_for_the_companys_currency(self):
        """Acceptance 20: a missing rate does not keep a provider from taking yen, and none is used."""
        company = self.store.company_id
        provider = self.env["payment.provider"].create(
            {
                "name": "Bank",
                "company_id": company.id,
                "state": "test",
                "is_published": True,
                "maximum_amount": 1000,
            }
        )
        partner = self.env["res.partner"].create({"name": "Buyer"})

        def offered(amount, code):
            with self.no_conversion():
                return provider in self.env["payment.provider"]._get_compatible_providers(
                    company.id, partner.id, amount, currency_id=self.currency(code).id
                )

        self.env["res.currency.rate"].search([]).unlink()
        self.assertTrue(offered(1000, "INR"))
        self.assertFalse(offered(1000.01, "INR"))
        for code, amount in (("JPY", 120000), ("KWD", 1.234), ("USD", 5000)):
            self.assertTrue(offered(amount, code))
