"""Whole lives of orders, from the rule to the closed books, with Stripe's API (localstripe) and Razorpay's (its double)."""

from decimal import Decimal

import pytest
from buyer import ADDRESS, BUYER
from gateway_sides import SIDES, WEBHOOK_SECRET
from merchant import FEE, PRICE, Merchant

TOTAL = PRICE + FEE
#: A quarter, and the paise that make the cash whole rupees.
UPFRONT, CASH = Decimal("309.56"), Decimal("974.00")
NET, TAX = Decimal("1046.24"), Decimal("188.32")
KEPT = Decimal("60.00")
COURIER_FEE, COURIER_TAX = Decimal("40.00"), Decimal("7.20")


@pytest.fixture(params=sorted(SIDES))
def side(request):
    kind = SIDES[request.param]
    with kind.running() as server:
        yield kind(server)


@pytest.fixture
def merchant(run, admin, side):
    """A merchant of the gateway, who asks for a quarter upfront in Bengaluru and keeps 60 rupees of refused parcels."""
    found = Merchant(
        run, admin, rto_policy="withhold", rto_charge="fixed", rto_charge_amount=float(KEPT)
    )
    uid = found.enable(side.code, *side.keys, WEBHOOK_SECRET, side.url)
    side.connect(f"{run['url']}/api/webhooks/{side.code}/{uid}")
    found.create(
        "ecom.payment.rule",
        name="A quarter in Bengaluru",
        company_id=found.company,
        currency_id=found.rupee,
        zip_mode="only",
        zip_text="560*",
        upfront_kind="percent",
        upfront_percent=25.0,
    )
    yield found
    found.close()


def upfront_paid(merchant, side):
    """Return a Partial COD order whose upfront part was asked for as quoted, and paid."""
    (product,) = merchant.read("product.product", [("id", "=", merchant.product)], "ecom_uid")
    basket = {
        "items": [{"productId": product["ecom_uid"], "quantity": 1}],
        "shippingAddress": ADDRESS,
    }
    options = merchant.shop.call("payments.options", **basket)["options"]
    (offer,) = (option for option in options if option["paymentType"] == "partial_cod")
    assert (offer["available"], offer["gateway"]) == (True, side.code)
    assert (offer["upfrontAmount"], offer["atDoorAmount"]) == (UPFRONT, CASH)
    assert (offer["upfrontPercent"], offer["fee"]) == (25, FEE)

    order = merchant.shop.call(
        "orders.create", customer=BUYER, paymentType="partial_cod", expectedTotal=TOTAL, **basket
    )
    assert (order["status"], order["upfrontAmount"]) == ("pending_payment", UPFRONT)
    assert side.pay(order) == UPFRONT * 100
    order = merchant.shop.wait_for(
        "orders.get", lambda o: o["paymentStatus"] == "partially_paid", 60, orderId=order["id"]
    )
    assert order["status"] in {"confirmed", "processing"}
    assert (order["paidAmount"], order["remainingAmount"]) == (UPFRONT, CASH)
    return order


def only(balances):
    (balance,) = balances.values()
    return balance


def test_delivered_collected_remitted(merchant, side):
    order = upfront_paid(merchant, side)
    record = merchant.order(order)
    invoice = merchant.invoice(record)
    parcel = merchant.ship(record, "AWB-PAID")
    order = merchant.shop.call("orders.get", orderId=order["id"])
    assert order["status"] == "shipped"
    merchant("stock.picking", "action_ecom_delivered", ids=[parcel])
    order = merchant.shop.call("orders.updatePayment", orderId=order["id"], event="collected")
    assert (order["status"], order["paymentStatus"]) == ("delivered", "fully_paid")
    assert (order["paidAmount"], order["remainingAmount"]) == (TOTAL, 0)
    assert [(t["type"], t["status"], t["amount"]) for t in order["transactions"]] == [
        ("online", "completed", UPFRONT),
        ("cod", "completed", CASH),
    ]

    merchant.booked(record)
    (state,) = merchant.read(
        "account.move", [("id", "=", invoice)], "payment_state", "amount_total"
    )
    assert Decimal(str(state["amount_total"])) == TOTAL
    # the courier has the cash, the gateway the upfront part
    assert sorted(merchant.of_type("asset_current").values()) == [UPFRONT, CASH]
    merchant.remit(("AWB-PAID", CASH, COURIER_FEE, COURIER_TAX))

    assert merchant.open_items() == []
    assert only(merchant.of_type("asset_current")) == UPFRONT
    assert only(merchant.of_type("asset_cash")) == CASH - COURIER_FEE - COURIER_TAX
    assert only(merchant.of_type("expense")) == COURIER_FEE + COURIER_TAX
    assert sum(merchant.of_type("income").values()) == -(NET + FEE)
    assert only(merchant.of_type("liability_current")) == -TAX
    assert sum(merchant.balances().values()) == 0
    (state,) = merchant.read("account.move", [("id", "=", invoice)], "payment_state")
    assert state["payment_state"] == "paid"


def test_refused_returned_credited(merchant, side):
    before = merchant.stock()
    order = upfront_paid(merchant, side)
    record = merchant.order(order)
    merchant.invoice(record)
    parcel = merchant.ship(record, "AWB-BACK")
    merchant("stock.picking", "action_ecom_refused", ids=[parcel])
    order = merchant.shop.call("orders.get", orderId=order["id"])
    assert [row["status"] for row in order["transactions"] if row["type"] == "cod"] == ["failed"]
    merchant.take_back(parcel)
    assert merchant.stock() == before

    # credit note, charge and refund are background work
    order = merchant.shop.wait_for(
        "orders.get", lambda o: o["refundedAmount"], 150, orderId=order["id"]
    )
    assert side.refunds() == [(UPFRONT - KEPT) * 100]
    assert (order["status"], order["refundedAmount"]) == ("returned", UPFRONT - KEPT)
    assert order["paidAmount"] == UPFRONT
    (outcome,) = merchant.read("stock.picking", [("id", "=", parcel)], "ecom_outcome")
    assert outcome["ecom_outcome"] == "rto_received"

    merchant.booked(record)
    notes = merchant.read(
        "account.move",
        [("company_id", "=", merchant.company), ("move_type", "=", "out_refund")],
        "state",
        "amount_total",
    )
    assert [(row["state"], Decimal(str(row["amount_total"]))) for row in notes] == [
        ("posted", TOTAL)
    ]
    assert merchant.open_items() == []
    # all that is left is what the store keeps: what came in less what went out again, and the charge
    assert sum(merchant.of_type("asset_current").values()) == KEPT
    assert only(merchant.of_type("income")) == -KEPT
    assert sum(merchant.balances().values()) == 0
    assert not merchant.of_type("liability_current")
    assert merchant.shop.call("orders.get", orderId=order["id"])["refundedAmount"] == UPFRONT - KEPT
