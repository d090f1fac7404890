"""What a rider reports from a customer's door."""

from decimal import Decimal, InvalidOperation
from urllib.parse import quote

CASH, UPI = "cash", "upi"
EXACT, SHORT, OVER = "exact", "short", "over"


def parse_amount(text):
    """Return an amount as typed on a phone (``"1,250.50"``, ``"₹ 800"``) as a Decimal, None if it is none.

    Separators of thousands may stand anywhere before the decimals; a sign is no amount at the door.
    """
    plain = str(text).strip().removeprefix("₹").replace(",", "").strip()
    if not plain or not plain.isascii() or not plain[0].isdigit():
        return None
    try:
        amount = Decimal(plain)
    except InvalidOperation:
        return None
    return amount if amount.is_finite() else None


def compare(due, amount):
    """Say how what was collected compares with what was due: (kind, positive difference)."""
    if amount < due:
        return SHORT, due - amount
    if amount > due:
        return OVER, amount - due
    return EXACT, Decimal(0)


def map_link(*parts):
    """Return a link that opens an address in the phone's map, empty without an address."""
    address = ", ".join(part for part in parts if part)
    return f"https://www.google.com/maps/search/?api=1&query={quote(address)}" if address else ""


def tel_link(phone):
    """Return a ``tel:`` link for a phone number as people write them, empty if there is none."""
    digits = "".join(sign for sign in phone or "" if sign.isdigit() or sign == "+")
    return f"tel:{digits}" if digits else ""
