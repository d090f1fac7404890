"""A store with prices in five currencies, called over HTTP."""

from datetime import datetime, timedelta

from odoo import Command
from odoo.tests import new_test_user

from odoo.addons.ecom_base.tests.test_carts import CartCase

from .common import PricingMixin

PRICES = {"INR": 499.0, "USD": 7.99, "EUR": 7.49, "JPY": 1200.0, "KWD": 1.234}
JAPAN = {
    "name": "Sato Yuki",
    "line1": "1-1 Chiyoda",
    "city": "Tokyo",
    "state": "JP-13",
    "postalCode": "100-0001",
    "country": "JP",
}
#: What no currency, country, id or number can be.
HOSTILE = (
    [],
    {},
    ["USD"],
    {"a": 1},
    7,
    True,
    "x" * 10_000,
    "US",
    "USDT",
    "₹₹₹",
    "ｊｐｙ",
    "USD\n",
    "",
)


class PricedCase(PricingMixin, CartCase):
    """The kurta has a price in each currency, the lamp in rupees and dollars only."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for code, amount in PRICES.items():
            cls.set_price(cls.kurta, code, amount)
        cls.set_price(cls.lamp, "INR", 1299)
        cls.set_price(cls.lamp, "USD", 19.99)

    @classmethod
    def row(cls, code):
        return cls.store._ecom_currency_row(cls.currency(code))

    @classmethod
    def admin_headers(cls, group="ecom_base.group_ecom_manager", login="currency_manager"):
        """Return the headers of a user of the store's company with one group."""
        company = cls.store.company_id
        user = new_test_user(
            cls.env, login, group, company_id=company.id, company_ids=[Command.set(company.ids)]
        )
        keys = cls.env["res.users.apikeys"].with_user(user)
        key = keys._generate("rpc", "test", datetime.now() + timedelta(days=1))
        return {"Authorization": f"Bearer {key}"}

    def cart_in(self, code, *items):
        return self.create_cart(*(items or [self.item(self.kurta, 2)]), currency=code)
