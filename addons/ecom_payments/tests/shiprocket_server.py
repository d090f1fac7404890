"""A server that behaves like Shiprocket's API, as its public documentation describes it.

It is our reading of apidocs.shiprocket.in, not Shiprocket: what it proves is that our side sends what the documentation
asks for and survives what it warns of.
"""

import itertools
import secrets

from .carrier_server import CarrierServer, Refusal

LOGIN, PASSWORD = "api-user@shop.example", "Passw0rd-of-the-tests"


class ShiprocketServer(CarrierServer):
    """Orders, numbers and NDR in memory.

    :ivar orders: by Shiprocket's id
    :ivar logins: number of tokens given out
    """

    def __init__(self):
        super().__init__()
        self.orders, self.scans, self.ndr, self.pickups = {}, {}, {}, []
        self.logins, self._tokens = 0, set()
        self._ids = itertools.count(348456385)

    def reset(self):
        super().reset()
        for kept in (self.orders, self.scans, self.ndr, self.pickups):
            kept.clear()

    def withdraw_tokens(self):
        self._tokens.clear()

    # === WHAT COURIERS DO === #

    def scan(self, awb, code, activity, date):
        """Add a scan: ``code`` as in the documentation's table, ``date`` in Indian time."""
        self.scans.setdefault(awb, []).append(
            {
                "date": date,
                "status": "X",
                "activity": activity,
                "location": "Bengaluru",
                "sr-status": str(code),
                "sr-status-label": activity.upper(),
            }
        )

    def webhook(self, awb, *, with_scans=True, **changes):
        """Return the body of the webhook that follows the last scan: dict."""
        scans = self.scans[awb]
        last = scans[-1]
        return {
            "awb": awb,
            "courier_name": "Delhivery Surface",
            "current_status": last["activity"],
            "current_status_id": 20,
            "shipment_status": last["activity"],
            "shipment_status_id": int(last["sr-status"]),
            "current_timestamp": last["date"],
            "order_id": "x",
            "scans": scans if with_scans else [],
            "is_return": 0,
            **changes,
        }

    # === THE API === #

    def authenticate(self, path, headers):
        if path.endswith("/auth/login"):
            return
        if headers.get("Authorization", "").removeprefix("Bearer ") not in self._tokens:
            raise Refusal({"message": "Token has expired", "status_code": 401}, 401)

    def act(self, method, path, query, body):
        match method, path.removeprefix("/v1/external/").split("/"):
            case "POST", ["auth", "login"]:
                return self._login(body)
            case "GET", ["settings", "company", "pickup"]:
                return {"data": {"shipping_address": [{"pickup_location": "Primary"}]}}
            case "GET", ["orders"]:
                return {
                    "data": [
                        o for o in self.orders.values() if query["search"] in o["channel_order_id"]
                    ]
                }
            case "POST", ["orders", "create", "adhoc"]:
                return self._create(body)
            case "POST", ["orders", "cancel"]:
                return self._cancel(body["ids"])
            case "POST", ["courier", "assign", "awb"]:
                return self._assign(body["shipment_id"])
            case "POST", ["courier", "generate", what]:
                return self._generate(what, body["shipment_id"])
            case "POST", ["courier", "track", "awbs"]:
                return self._track(body["awbs"])
            case "POST", ["ndr", awb, "action"]:
                self.ndr.setdefault(awb, []).append(body)
                return {"status": "Data Updated Sucessfully"}
        raise Refusal({"message": "404 Not Found", "status_code": 404}, 404)

    def _generate(self, what, shipment_ids):
        if what == "pickup":
            self.pickups += shipment_ids
            return {"pickup_status": 1}
        return {"label_created": 1, "label_url": f"{self.url}/label/{shipment_ids[0]}.pdf"}

    def _login(self, body):
        if body != {"email": LOGIN, "password": PASSWORD}:
            raise Refusal({"message": "Invalid email and password combination"}, 400)
        self.logins += 1
        token = f"eyJ{secrets.token_hex(12)}.{secrets.token_hex(12)}.{secrets.token_hex(12)}"
        self._tokens.add(token)
        return {"token": token}

    def _create(self, body):
        missing = [
            name
            for name in (
                "billing_phone",
                "billing_pincode",
                "pickup_location",
                "order_items",
                "weight",
            )
            if not body.get(name)
        ]
        if missing:
            errors = {name: [f"The {name} field is required."] for name in missing}
            raise Refusal(
                {"message": "Oops! Invalid Data.", "errors": errors, "status_code": 422}, 422
            )
        if body["pickup_location"] != "Primary":
            raise Refusal({"message": "Wrong Pickup location entered."}, 400)
        if any(order["channel_order_id"] == body["order_id"] for order in self.orders.values()):
            raise Refusal({"message": "Order id is used already."}, 422)
        order_id, shipment_id = next(self._ids), next(self._ids)
        self.orders[order_id] = {
            "id": order_id,
            "channel_order_id": body["order_id"],
            "status": "NEW",
            "body": body,
            "shipments": [{"id": shipment_id, "awb": "", "courier": ""}],
        }
        return {"order_id": order_id, "shipment_id": shipment_id, "status": "NEW", "awb_code": None}

    def _assign(self, shipment_id):
        for order in self.orders.values():
            parcel = order["shipments"][0]
            if parcel["id"] != shipment_id:
                continue
            if order["body"]["billing_pincode"] == "999999":
                error = "Courier is not serviceable for this PIN code"
                return {"awb_assign_status": 0, "response": {"data": {"awb_assign_error": error}}}
            parcel |= {
                "awb": str(19041424751540 + len(self.orders)),
                "courier": "Xpressbees Surface",
            }
            order["status"] = "READY TO SHIP"
            data = {"awb_code": parcel["awb"], "courier_name": parcel["courier"]}
            return {"awb_assign_status": 1, "response": {"data": data}}
        raise Refusal({"message": "Shipment not found"}, 404)

    def _cancel(self, ids):
        for order_id in ids:
            order = self.orders.get(order_id)
            if not order or order["status"] == "CANCELED":
                raise Refusal({"message": "Order is cancelled already or unknown."})
            if any(scan["sr-status"] in {"42", "18"} for scan in self.scans.get(_awb(order), [])):
                raise Refusal({"message": "The shipment has been picked up."})
            order["status"] = "CANCELED"
        return {"message": "Order cancelled successfully."}

    def _track(self, awbs):
        known = {_awb(order) for order in self.orders.values()}
        return {
            awb: {
                "tracking_data": {
                    "track_status": 1,
                    "shipment_track_activities": list(reversed(self.scans.get(awb, []))),
                }
            }
            for awb in awbs
            if awb in known
        }


def _awb(order):
    return order["shipments"][0]["awb"]
