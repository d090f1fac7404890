"""Delhivery: one call books a parcel and gives its number (waybill).

Order ids are unique there, and are looked for before anything is created, so a lost answer does not make a second parcel.
"""

import json
import re

from ...domain import shipment
from . import indian_time
from .base import Booking, CarrierEvent, CarrierRefused
from .http import call, reason, verify_token
from .registry import register

# refused by Delhivery in any text
_FORBIDDEN = re.compile(r"[&\\%#;]+")
_NDR = {"reattempt": "RE-ATTEMPT", "reschedule": "DEFER_DLV", "contact": "EDIT_DETAILS"}
_CANCELLED = {"cancelled", "canceled", "returned"}
_PICKED_UP = "X-PPOM"


@register
class DelhiveryCarrier:
    code = "ecom_delhivery"
    name = "Delhivery"
    live_url = "https://track.delhivery.com"
    test_url = "https://staging-express.delhivery.com"
    uses_login = False
    batch = 50
    cents = True

    # === SHIPMENTS === #

    def book(self, account, request):
        found = self._packages(account, ref_ids=request.reference)
        if found:
            return Booking(awb=str(found[0]["AWB"]))
        if request.currency != "INR":
            raise CarrierRefused("Delhivery collects rupees only.")
        body = {
            "shipments": [_parcel(account, request)],
            "pickup_location": {"name": account.pickup},
        }
        answer = self._call(
            account,
            "POST",
            "/api/cmu/create.json",
            data={"format": "json", "data": json.dumps(body, default=str)},
        )
        made = (answer.get("packages") or [{}])[0]
        if made.get("status") != "Success" or not made.get("waybill"):
            raise CarrierRefused(f"{self.name}: {_remarks(made) or reason(answer)}")
        return Booking(awb=str(made["waybill"]))

    def cancel(self, account, shipment):
        self._edit(account, shipment.awb, cancellation="true")

    def change_amount(self, account, shipment, amount):
        self._edit(account, shipment.awb, pt="COD" if amount else "Pre-paid", cod=float(amount))

    def label_url(self, account, shipment):
        answer = self._call(
            account, "GET", "/api/p/packing_slip", params={"wbns": shipment.awb, "pdf": "true"}
        )
        for package in answer.get("packages") or ():
            if package.get("pdf_download_link"):
                return package["pdf_download_link"]
        raise CarrierRefused(f"{self.name} has no label of {shipment.awb} yet.")

    def act(self, account, request):
        if request.action == "rto":
            self._edit(account, request.awb, cancellation="true")
            return ""
        order = {"waybill": request.awb, "act": _NDR[request.action]}
        details = {
            "deferred_date": request.day and request.day.isoformat(),
            "phone": request.phone,
            "add": _clean(request.address),
        }
        details = {name: value for name, value in details.items() if value}
        if details and request.action != "reattempt":
            order["action_data"] = details
        answer = self._call(
            account, "POST", "/api/p/update", json={"data": [order]}, idempotent=True
        )
        if answer.get("success") is False or answer.get("status") is False:
            raise CarrierRefused(f"{self.name}: {reason(answer) or 'not done'}")
        return str(answer.get("request_id") or "")

    # === TRACKING === #

    def track(self, account, awbs):
        events = []
        for package in self._packages(account, waybill=",".join(awbs)):
            awb, amount = str(package["AWB"]), package.get("CODAmount")
            for scan in package.get("Scans") or ():
                found = scan.get("ScanDetail") or {}
                status = {
                    "StatusType": found.get("ScanType"),
                    "Status": found.get("Scan"),
                    "StatusDateTime": found.get("StatusDateTime") or found.get("ScanDateTime"),
                    "StatusLocation": found.get("ScannedLocation"),
                    "Instructions": found.get("Instructions"),
                }
                events += _event(awb, status, found.get("StatusCode"), amount)
            # the last scan says it more plainly here
            status = package.get("Status") or {}
            events += _event(awb, status, status.get("StatusCode"), amount)
        return sorted(set(events), key=lambda event: event.at)

    def tracking_url(self, awb):
        return f"https://www.delhivery.com/track-v2/package/{awb}"

    def verify(self, account, headers):
        verify_token(account, headers)

    def parse(self, body):
        reports = json.loads(body)
        try:
            events = []
            for report in reports if isinstance(reports, list) else [reports]:
                found = report["Shipment"]
                events += _event(str(found["AWB"]), found["Status"], found.get("NSLCode"), None)
        except (LookupError, TypeError, AttributeError) as error:
            raise ValueError(f"not a report of Delhivery: {error!r}") from error
        return sorted(events, key=lambda event: event.at)

    def check(self, account):
        # any answer in JSON proves that the token is accepted
        self._call(account, "GET", "/c/api/pin-codes/json/", params={"filter_codes": "110001"})

    # === CALLS === #

    def _packages(self, account, **params):
        """Return parcels that Delhivery knows, as it describes them; empty if it knows none of these."""
        try:
            answer = self._call(account, "GET", "/api/v1/packages/json/", params=params)
        except CarrierRefused:
            return []
        return [
            entry["Shipment"] for entry in answer.get("ShipmentData") or () if entry.get("Shipment")
        ]

    def _edit(self, account, awb, **changes):
        """Change a parcel. Doing it twice is no error, so an answer that was lost can be asked for again."""
        answer = self._call(
            account, "POST", "/api/p/edit", json={"waybill": awb, **changes}, idempotent=True
        )
        if answer.get("status") is False or answer.get("success") is False or answer.get("error"):
            said = reason(answer)
            if "cancellation" in changes and any(word in said.lower() for word in _CANCELLED):
                return
            raise CarrierRefused(f"{self.name}: {said or 'not changed'}")

    def _call(self, account, method, path, **options):
        headers = {"Authorization": f"Token {account.secret}"}
        return call(account, self.name, method, path, headers=headers, **options)


def _remarks(package):
    remarks = package.get("remarks") or ()
    return remarks if isinstance(remarks, str) else " ".join(str(remark) for remark in remarks)


def _event(awb, status, code, amount):
    """Return what one scan means, as a list of one event or none."""
    said = str(status.get("Instructions") or status.get("Status") or "")
    kind = kind_of(status.get("StatusType"), status.get("Status"), code, said)
    if not kind:
        return []
    place = status.get("StatusLocation")
    return [
        CarrierEvent(
            awb,
            kind,
            indian_time.parse(status["StatusDateTime"]),
            f"{said} - {place}" if place else said,
            amount if kind == shipment.DELIVERED and amount is not None else None,
        )
    ]


def kind_of(status_type, status, code, said):
    """Return what a scan means, None for those of no interest.

    The type decides first: a parcel on its way back is ``In Transit`` and ``Pending`` as well.
    """
    status_type, status = (status_type or "").upper(), (status or "").lower()
    if status == "lost" or status_type == "LT":
        return shipment.LOST
    if status_type == "DL":
        return shipment.RTO_RECEIVED if status == "rto" else shipment.DELIVERED
    if status_type == "RT":
        return shipment.RTO_IN_TRANSIT
    if status_type == "CN":
        return shipment.CANCELLED
    if status_type != "UD":
        return None
    if status == "pending" and str(code or "").startswith("EOD-"):
        return shipment.REFUSED if "refus" in said.lower() else shipment.NDR
    if code == _PICKED_UP:
        return shipment.PICKED_UP
    return {
        "manifested": shipment.BOOKED,
        "in transit": shipment.IN_TRANSIT,
        "pending": shipment.IN_TRANSIT,
        "dispatched": shipment.OUT_FOR_DELIVERY,
    }.get(status)


def _clean(text):
    return " ".join(_FORBIDDEN.sub(" ", text or "").split())


def _parcel(account, request):
    to = request.receiver
    return {
        "name": _clean(to.name),
        "add": _clean(", ".join(filter(None, (to.street, to.street2)))),
        "city": _clean(to.city),
        "state": _clean(to.state),
        "country": to.country,
        "pin": to.postal_code,
        "phone": to.phone,
        "order": request.reference,
        "order_date": request.ordered_at.strftime("%Y-%m-%d %H:%M:%S"),
        "payment_mode": "COD" if request.to_collect else "Prepaid",
        "cod_amount": request.to_collect,
        "total_amount": request.value,
        "products_desc": _clean(", ".join(item.name for item in request.items))[:250],
        "hsn_code": next((item.hsn for item in request.items if item.hsn), ""),
        "quantity": sum(item.quantity for item in request.items),
        "weight": int(request.weight * 1000),
        "shipment_length": request.size[0],
        "shipment_width": request.size[1],
        "shipment_height": request.size[2],
        "seller_name": _clean(request.seller),
        "seller_gst_tin": request.seller_gstin,
        "seller_inv": request.invoice,
        "shipping_mode": account.service or "Surface",
    }
