"""Shiprocket: a broker of couriers. An order is created, then a courier and its number (AWB) are assigned to it.

There is no idempotency key and no test system. Before anything is created it is looked for by our reference, so a lost
answer does not make a second parcel.
"""

import json
from hashlib import sha256
from time import time

from ...domain import shipment
from . import indian_time
from .base import Booking, CarrierEvent, CarrierRefused
from .http import NotAccepted, call, reason, verify_token
from .registry import register
from .shiprocket_status import kind_of

_API = "/v1/external"
_NDR = {"reattempt": "re-attempt", "reschedule": "re-attempt", "contact": "re-attempt"}
# seconds; tokens are good for ten days
_TOKEN_LIFE = 9 * 86400
_GONE = {"CANCELED", "CANCELLED", "CANCELLATION REQUESTED"}


@register
class ShiprocketCarrier:
    code = "ecom_shiprocket"
    name = "Shiprocket"
    live_url = "https://apiv2.shiprocket.in"
    test_url = None
    uses_login = True
    batch = 50
    cents = False

    def __init__(self):
        self._tokens = {}

    # === SHIPMENTS === #

    def book(self, account, request):
        found = self._find(account, request.reference)
        if found:
            order_ref, shipment_ref = found["id"], _shipment(found).get("id")
            awb = _shipment(found).get("awb") or ""
            courier = _shipment(found).get("courier") or ""
        else:
            made = self._call(
                account, "POST", "/orders/create/adhoc", json=_order(account, request)
            )
            if not made.get("shipment_id"):
                raise CarrierRefused(f"{self.name}: {reason(made) or 'no shipment was made'}")
            order_ref, shipment_ref = made["order_id"], made["shipment_id"]
            awb, courier = made.get("awb_code") or "", made.get("courier_name") or ""
        if not awb:
            awb, courier = self._assign(account, shipment_ref)
        return Booking(
            awb=str(awb),
            order_ref=str(order_ref),
            shipment_ref=str(shipment_ref),
            courier=courier,
            note=self._ask_for_pickup(account, shipment_ref),
        )

    def cancel(self, account, shipment):
        found = self._find(account, shipment.reference, gone=True)
        if found and found.get("status", "").upper() in _GONE:
            return
        order_ref = (found and found["id"]) or shipment.order_ref
        self._call(account, "POST", "/orders/cancel", json={"ids": [int(order_ref)]})

    def change_amount(self, account, shipment, amount):
        raise NotImplementedError(f"{self.name} fixes the amount when the order is created")

    def label_url(self, account, shipment):
        answer = self._call(
            account,
            "POST",
            "/courier/generate/label",
            json={"shipment_id": [int(shipment.shipment_ref)]},
            idempotent=True,
        )
        if not answer.get("label_url"):
            raise CarrierRefused(f"{self.name}: {answer.get('response') or 'no label yet'}")
        return answer["label_url"]

    def act(self, account, request):
        fields = {
            "action": _NDR.get(request.action, "return"),
            "comments": request.comment or request.action,
            "phone": request.phone,
            "address1": request.address,
            "deferred_date": request.day and request.day.isoformat(),
        }
        answer = self._call(
            account,
            "POST",
            f"/ndr/{request.awb}/action",
            json={name: value for name, value in fields.items() if value},
            idempotent=True,
        )
        return str(answer.get("status") or answer.get("message") or "")

    # === TRACKING === #

    def track(self, account, awbs):
        answer = self._call(
            account, "POST", "/courier/track/awbs", json={"awbs": awbs}, idempotent=True
        )
        events = []
        for awb, found in (answer or {}).items():
            data = found.get("tracking_data") or {}
            events += _scans(str(awb), data.get("shipment_track_activities"))
        return sorted(events, key=lambda event: event.at)

    def tracking_url(self, awb):
        return f"https://shiprocket.co/tracking/{awb}"

    def verify(self, account, headers):
        verify_token(account, headers)

    def parse(self, body):
        report = json.loads(body)
        try:
            if str(report.get("is_return") or "0") == "1":
                return []
            awb = str(report["awb"])
            events = _scans(awb, report.get("scans"))
            said = str(report.get("current_status") or "")
            kind = kind_of(report.get("shipment_status_id"), said)
            at = report.get("current_timestamp")
            latest = max(events, key=lambda event: event.at, default=None)
            if kind and at and (latest is None or latest.kind != kind):
                events.append(CarrierEvent(awb, kind, indian_time.parse(at), said))
        except (LookupError, TypeError, AttributeError) as error:
            raise ValueError(f"not a report of Shiprocket: {error!r}") from error
        return sorted(events, key=lambda event: event.at)

    def check(self, account):
        places = self._call(account, "GET", "/settings/company/pickup")
        names = [
            place.get("pickup_location")
            for place in (places.get("data") or {}).get("shipping_address") or ()
        ]
        if account.pickup not in names:
            raise CarrierRefused(
                f"{self.name} has no pickup location {account.pickup!r}, but: {', '.join(names)}"
            )

    # === CALLS === #

    def _find(self, account, reference, *, gone=False):
        """Return the order with our reference, None if there is none (or only one that was called off)."""
        answer = self._call(account, "GET", "/orders", params={"search": reference})
        for order in answer.get("data") or ():
            if str(order.get("channel_order_id")) == reference and (
                gone or order.get("status", "").upper() not in _GONE
            ):
                return order
        return None

    def _assign(self, account, shipment_ref):
        answer = self._call(
            account, "POST", "/courier/assign/awb", json={"shipment_id": int(shipment_ref)}
        )
        data = (answer.get("response") or {}).get("data") or {}
        if not data.get("awb_code"):
            problem = data.get("awb_assign_error") or reason(answer) or "no courier was found"
            raise CarrierRefused(f"{self.name}: {problem}")
        return data["awb_code"], data.get("courier_name") or ""

    def _ask_for_pickup(self, account, shipment_ref):
        """Have the parcel fetched; return why not. The booking stands either way."""
        path, ids = "/courier/generate/pickup", {"shipment_id": [int(shipment_ref)]}
        try:
            self._call(account, "POST", path, json=ids)
        except CarrierRefused as error:
            return "" if "already" in str(error).lower() else str(error)
        return ""

    def _call(self, account, method, path, **options):
        for attempt in (1, 2):
            headers = {"Authorization": f"Bearer {self._token(account)}"}
            try:
                return call(account, self.name, method, _API + path, headers=headers, **options)
            except NotAccepted:
                # tokens are withdrawn when the password changes
                self._tokens.pop(_key(account), None)
                if attempt == 2:
                    raise
        return None

    def _token(self, account):
        known = self._tokens.get(_key(account))
        if known and known[1] > time():
            return known[0]
        answer = call(
            account,
            self.name,
            "POST",
            f"{_API}/auth/login",
            json={"email": account.login, "password": account.secret},
            idempotent=True,
        )
        if not answer.get("token"):
            raise NotAccepted(f"{self.name} does not accept the credentials.")
        self._tokens[_key(account)] = (answer["token"], time() + _TOKEN_LIFE)
        return answer["token"]


def _key(account):
    """Return what a token belongs to. It is kept in memory only, and goes with the password it was got for."""
    text = "\0".join((account.base_url, account.login, account.secret))
    return sha256(text.encode()).hexdigest()


def _shipment(order):
    return (order.get("shipments") or [{}])[0]


def _scans(awb, scans):
    events = []
    for scan in scans or ():
        said = " - ".join(filter(None, (scan.get("activity"), scan.get("location"))))
        kind = kind_of(scan.get("sr-status"), said)
        if kind:
            events.append(CarrierEvent(awb, kind, indian_time.parse(scan["date"]), said))
    return events


def _order(account, request):
    """Return the body that creates an order.

    Shiprocket knows no amount to collect: it collects the order's total where ``payment_method`` is COD. What was paid
    before is therefore a discount.
    """
    if request.currency != "INR" or not shipment.whole_units(request.to_collect):
        raise CarrierRefused("Shiprocket collects whole rupees only.")
    nothing = request.value * 0
    goods = sum((item.price * item.quantity for item in request.items), start=nothing)
    total = request.to_collect or request.value
    return {
        "order_id": request.reference,
        "order_date": request.ordered_at.strftime("%Y-%m-%d %H:%M"),
        "pickup_location": account.pickup,
        **_billing(request.receiver),
        "shipping_is_billing": True,
        "order_items": [
            {
                "name": item.name,
                "sku": item.sku,
                "units": item.quantity,
                "selling_price": item.price,
                "hsn": item.hsn,
            }
            for item in request.items
        ],
        "payment_method": "COD" if request.to_collect else "Prepaid",
        "total_discount": max(goods - total, nothing),
        "shipping_charges": max(total - goods, nothing),
        "sub_total": total,
        "length": request.size[0],
        "breadth": request.size[1],
        "height": request.size[2],
        "weight": request.weight,
        "invoice_number": request.invoice,
    }


def _billing(to):
    first, _space, last = to.name.partition(" ")
    return {
        "billing_customer_name": first,
        "billing_last_name": last,
        "billing_address": to.street,
        "billing_address_2": to.street2,
        "billing_city": to.city[:30],
        "billing_pincode": to.postal_code,
        "billing_state": to.state,
        "billing_country": to.country,
        "billing_email": to.email,
        "billing_phone": to.phone,
    }
