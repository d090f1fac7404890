"""A rider's round on the phone: money taken, a door that stays closed, a parcel that is refused."""

import re
import time
from decimal import Decimal

import pytest
from served import search_read

PATH = "/odoo/storefront-rider"


def _amount(text):
    """The number in an amount as the screen shows it."""
    return Decimal(re.search(r"\d[\d,]*\.\d+", text)[0].replace(",", ""))


def _parcel(stop):
    """The parcel of a stop as the shop knows it."""
    order = stop.locator(".text-muted").first.inner_text().split("·")[0].strip()
    domain = [
        ("sale_id.name", "=", order),
        ("ecom_outcome", "!=", False),
        ("picking_type_code", "=", "outgoing"),
    ]
    (parcel,) = search_read(
        "stock.picking", domain, ["ecom_outcome", "ecom_to_collect", "ecom_attempts"]
    )
    return parcel


@pytest.mark.parametrize("screen", ["phone"], indirect=True)
def test_round(screen):
    screen.open(PATH)
    page = screen.page
    stops = page.locator("ul[aria-label=Stops] article")
    assert stops.count() >= 3, "the demo store gives the administrator stops"
    in_hand = page.locator(".o_ecom_rider_head .fs-3 span").first

    def visit(text):
        """Return (name, parcel, card) of the first stop that says so."""
        card = stops.filter(has_text=text).first
        name = card.locator(".fs-4").inner_text()
        return name, _parcel(card), card

    def done(name, card_count):
        screen.settle()
        page.locator(".modal").wait_for(state="detached")
        screen.check(name)
        assert stops.count() == card_count

    # the door opens and cash is handed over
    count, before = stops.count(), _amount(in_hand.inner_text())
    name, parcel, card = visit("in cash")
    due = _amount(card.locator(".o_ecom_rider_collect").inner_text())
    card.locator(".o_ecom_rider_collect").click()
    assert str(due) in page.locator(".modal-body").inner_text().replace(",", "")
    page.get_by_role("button", name="Yes").click()
    done(name, count - 1)
    assert (
        _amount(in_hand.inner_text())
        == before + due
        == before + Decimal(str(parcel["ecom_to_collect"]))
    )

    # somebody pays by UPI: not in the rider's pocket
    name, parcel, card = visit("in cash")
    card.get_by_role("button", name="Paid by UPI").click()
    page.get_by_label("UPI reference (UTR)").fill(str(time.time_ns())[:12])
    page.get_by_role("button", name="Delivered and paid").click()
    done(name, count - 2)
    assert _amount(in_hand.inner_text()) == before + due

    # the parcel is not wanted
    name, parcel, card = visit("Refused")
    card.get_by_role("button", name="Refused", exact=True).click()
    page.get_by_role("button", name="Did not order it").click()
    page.locator(".modal-footer").get_by_role("button", name="Refused").click()
    done(name, count - 3)
    back = page.locator("article", has_text=name)
    assert _parcel(back)["ecom_outcome"] == "rto_initiated"
    assert _amount(in_hand.inner_text()) == before + due
    screen.picture("rider after a round")
