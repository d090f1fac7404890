"""One cart through five currencies, and an order paid in each: what the gateway takes is the seller's figure, to the last unit."""

from decimal import Decimal

import pytest
from buyer import ADDRESS, BUYER
from gateway_sides import SIDES, WEBHOOK_SECRET
from merchant import PRICE, Merchant
from shop_client import ApiError, DemoGateway

#: The seller's price, and what the gateway counts it as. Stripe and Razorpay take dinars in steps of ten fils only.
FIGURES = {
    "INR": (PRICE, 123456),
    "USD": (Decimal("7.99"), 799),
    "EUR": (Decimal("7.49"), 749),
    "JPY": (Decimal("1200"), 1200),
    "KWD": (Decimal("1.230"), 1230),
}


class Seller(Merchant):
    """A merchant who has set a price of the kurta in five currencies."""

    def __init__(self, run, admin):
        super().__init__(run, admin)
        for place, (code, (amount, _units)) in enumerate(FIGURES.items(), 1):
            (currency,) = self.find(
                "res.currency", ("name", "=", code), context={"active_test": False}
            )
            self.create(
                "ecom.store.currency", store_id=self.store, currency_id=currency, sequence=place
            )
            self.set_price(currency, amount)
        (product,) = self.read("product.product", [("id", "=", self.product)], "ecom_uid")
        self.items = [{"productId": product["ecom_uid"], "quantity": 1}]
        (store,) = self.read("ecom.store", [("id", "=", self.store)], "code")
        self.code = store["code"]
        self.back_office = self.shop.acting(admin=run["adminApiKey"])

    def set_price(self, currency, amount):
        (template,) = self.read("product.product", [("id", "=", self.product)], "product_tmpl_id")
        values = {
            "store_id": self.store,
            "product_tmpl_id": template["product_tmpl_id"][0],
            "currency_id": currency,
        }
        known = self.find("ecom.product.price", *((key, "=", v) for key, v in values.items()))
        if known:
            self("ecom.product.price", "write", ids=known, vals={"amount": float(amount)})
        else:
            self.create("ecom.product.price", **values, amount=float(amount))

    def retire(self, gateway):
        """Offer a gateway to customers no more."""
        providers = self.find(
            "payment.provider", ("code", "=", f"ecom_{gateway}"), ("company_id", "=", self.company)
        )
        self("payment.provider", "write", ids=providers, vals={"ecom_at_checkout": False})

    def change(self, **setting):
        """Change one currency of the store, as the seller's own program would."""
        read = self.back_office.ask("admin.currencies.get", store=self.code)
        return self.back_office.call(
            "admin.currencies.settings",
            headers={"If-Match": read.headers["ETag"]},
            store=self.code,
            currencies=[setting],
        )

    def place(self, **basket):
        return self.shop.call(
            "orders.create",
            customer=BUYER,
            shippingAddress=ADDRESS,
            paymentType="prepaid",
            **basket,
        )

    def paid(self, order):
        """Wait until an order's payment has come in; return it."""
        return self.shop.wait_for(
            "orders.get", lambda o: o["paymentStatus"] == "fully_paid", 60, orderId=order["id"]
        )

    def given_back(self, order):
        """Cancel an order and wait until its payment is given back; return it."""
        self.shop.call("orders.cancel", orderId=order["id"], reason="Changed my mind")
        return self.shop.wait_for(
            "orders.get", lambda o: o["refundedAmount"], 150, orderId=order["id"]
        )


@pytest.fixture(scope="module")
def seller(run, admin):
    found = Seller(run, admin)
    yield found
    found.close()


@pytest.fixture(params=sorted(SIDES))
def side(request, run, seller):
    kind = SIDES[request.param]
    with kind.running() as server:
        found = kind(server)
        uid = seller.enable(found.code, *found.keys, WEBHOOK_SECRET, found.url)
        found.connect(f"{run['url']}/api/webhooks/{found.code}/{uid}")
        yield found
        seller.retire(found.code)


def test_one_cart_through_five_currencies(seller):
    shop = seller.shop
    cart = shop.call("carts.create", items=seller.items)
    for code, (amount, _units) in FIGURES.items():
        cart = shop.call("carts.update", cartToken=cart["cartToken"], currency=code.lower())
        assert (cart["currency"], cart["totalAmount"]) == (code, amount)
        prices = shop.call("prices.list", productIds=seller.items[0]["productId"], currency=code)
        assert prices["items"][0]["price"] == {"amount": amount, "currency": code}
    offered = shop.call("currencies.available", store=seller.code)
    assert [currency["code"] for currency in offered["currencies"]] == list(FIGURES)
    assert offered["primary"] == "INR"


def test_each_currency_is_paid_and_given_back(seller, side):
    shop, asked = seller.shop, []
    for code, (amount, units) in FIGURES.items():
        cart = shop.call("carts.create", items=seller.items, currency=code)
        order = seller.place(cartToken=cart["cartToken"], expectedTotal=amount)
        assert (order["currency"], order["totalAmount"]) == (code, amount)
        assert side.pay(order) == units
        order = seller.paid(order)
        assert (order["status"], order["paidAmount"]) == ("confirmed", amount)
        order = seller.given_back(order)
        assert (order["currency"], order["refundedAmount"]) == (code, amount)
        asked.append(units)
    assert sorted(side.refunds()) == sorted(asked)


def test_every_fils_is_paid(run, seller):
    """The demo gateway takes dinars to the last of their three decimals."""
    (dinar,) = seller.find("res.currency", ("name", "=", "KWD"))
    seller.set_price(dinar, Decimal("1.234"))
    order = seller.place(items=seller.items, currency="KWD")
    seller.set_price(dinar, FIGURES["KWD"][0])
    assert order["payment"]["gateway"] == "demo"
    DemoGateway(run["url"], {}).pay_on_page(order["payment"])
    assert seller.paid(order)["paidAmount"] == Decimal("1.234")
    assert seller.given_back(order)["refundedAmount"] == Decimal("1.234")


def test_switched_off_during_the_checkout(seller):
    """409, and the gateway is not asked for anything."""
    shop = seller.shop
    cart = shop.call("carts.create", items=seller.items, currency="JPY")
    waiting = seller.place(items=seller.items, currency="JPY")
    reference = waiting["payment"]["clientParams"]
    seller.change(code="JPY", enabled=False)

    def refused(operation, **fields):
        with pytest.raises(ApiError) as answer:
            shop.call(operation, **fields)
        assert answer.value.status == 409
        return answer.value.code

    order = {"customer": BUYER, "shippingAddress": ADDRESS, "paymentType": "prepaid"}
    by_items = {"items": seller.items, "currency": "JPY"}
    for basket in ({"cartToken": cart["cartToken"]}, by_items):
        assert refused("orders.create", **order, **basket) == "currency_disabled"
    for event in ("pay", "retry"):
        code = refused("orders.updatePayment", orderId=waiting["id"], event=event)
        assert code == "currency_disabled"
    assert refused("carts.create", **by_items) == "currency_disabled"
    known = shop.call("carts.get", cartToken=cart["cartToken"])
    assert (known["version"], known["totalAmount"]) == (1, 1200)
    seller.change(code="JPY", enabled=True, checkout=False)
    assert refused("orders.create", cartToken=cart["cartToken"], **order) == "currency_not_allowed"

    seller.change(code="JPY", checkout=True)
    again = shop.call("orders.updatePayment", orderId=waiting["id"], event="pay")
    assert again["payment"]["clientParams"] == reference
    assert seller.place(cartToken=cart["cartToken"])["totalAmount"] == 1200
