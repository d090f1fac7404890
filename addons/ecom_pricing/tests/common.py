"""Tools for tests with the seller's prices."""

from contextlib import contextmanager
from unittest.mock import patch

from odoo import Command

from odoo.addons.base.models.res_currency import ResCurrency
from odoo.addons.ecom_base.tests.selling import SellingMixin

CODES = ("INR", "USD", "EUR", "JPY", "KWD")


class PricingMixin(SellingMixin):
    """Put it before ``EcomCase`` or ``ApiCase``: the store sells in rupees, dollars, euros, yen and dinars."""

    @classmethod
    def make_store(cls, code="testshop", **values):
        store = super().make_store(code, **values)
        cls.env["ecom.store.currency"].create(
            [
                {"store_id": store.id, "currency_id": cls.currency(name).id, "sequence": place}
                for place, name in enumerate(CODES)
            ]
        )
        return store

    @classmethod
    def currency(cls, code):
        return cls.env.ref(f"base.{code}")

    @classmethod
    def pricelist(cls, code, store=None):
        return (store or cls.store)._ecom_currency_row(cls.currency(code)).pricelist_id

    @classmethod
    def set_price(cls, product, code, amount, **values):
        """Set a price of a variant's product (or, with ``variant=True``, of the variant alone)."""
        variant = values.pop("variant", False)
        return cls.env["ecom.product.price"].create(
            {
                "store_id": cls.store.id,
                "product_tmpl_id": product.product_tmpl_id.id,
                "product_id": variant and product.id,
                "currency_id": cls.currency(code).id,
                "amount": amount,
                **values,
            }
        )

    @classmethod
    def make_region(cls, code, *countries, **values):
        """Create a region of the store of countries given by code (``"de"``)."""
        return cls.env["ecom.region"].create(
            {
                "name": code,
                "code": code,
                "store_id": cls.store.id,
                "country_ids": [Command.set([cls.env.ref(f"base.{c}").id for c in countries])],
                **values,
            }
        )

    @classmethod
    def poison(cls, *primes):
        """Give every currency of the store an absurd rate, so that anything converted is seen at once."""
        rates = cls.env["res.currency.rate"]
        currencies = cls.env["res.currency"].union(*map(cls.currency, CODES))
        rates.search([("currency_id", "in", currencies.ids)]).unlink()
        rates.create(
            [
                {
                    "currency_id": currency.id,
                    "name": "2001-01-01",
                    "rate": prime,
                    "company_id": cls.store.company_id.id,
                }
                for currency, prime in zip(currencies, primes, strict=True)
            ]
        )
        cls.env.invalidate_all()

    @contextmanager
    def no_conversion(self):
        """Fail when anything converts an amount between two currencies."""
        convert = ResCurrency._convert

        def refuse(currency, amount, to_currency, *args, **kwargs):
            if currency != to_currency and amount:
                raise AssertionError(f"{amount} {currency.name} converted to {to_currency.name}")
            return convert(currency, amount, to_currency, *args, **kwargs)

        with patch.object(ResCurrency, "_convert", refuse):
            yield

    @classmethod
    def quotation(cls, code, *products, quantity=1, partner=None, **values):
        """Create a quotation as the back office does, on the strict price list of a currency."""
        partner = partner or cls.env["res.partner"].create(
            {"name": "Buyer", "country_id": cls.store.country_id.id}
        )
        return cls.env["sale.order"].create(
            {
                "partner_id": partner.id,
                "company_id": cls.store.company_id.id,
                "warehouse_id": cls.store.warehouse_id.id,
                "pricelist_id": cls.pricelist(code).id,
                "order_line": [
                    Command.create({"product_id": product.id, "product_uom_qty": quantity})
                    for product in products
                ],
                **values,
            }
        )
