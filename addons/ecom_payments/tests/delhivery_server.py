"""A server that behaves like Delhivery's API, as its public documentation describes it.

It is our reading of delhivery-express-api-doc.readme.io, not Delhivery: what it proves is that our side sends what the
documentation asks for and survives what it warns of.
"""

import itertools
import json

from .carrier_server import CarrierServer, Refusal

TOKEN = "token_of_the_tests_0123456789"


class DelhiveryServer(CarrierServer):
    """Packages by waybill, and NDR requests, in memory."""

    def __init__(self):
        super().__init__()
        self.packages, self.ndr = {}, []
        self._ids = itertools.count(5420410001234)

    def reset(self):
        super().reset()
        self.packages.clear()
        self.ndr.clear()

    # === WHAT COURIERS DO === #

    def scan(self, awb, status_type, status, said, date, code=""):
        """Add a scan; ``date`` in Indian time."""
        self.packages[awb]["scans"].append(
            {
                "ScanDateTime": date,
                "StatusDateTime": date,
                "ScanType": status_type,
                "Scan": status,
                "ScannedLocation": "Bengaluru_Hub (Karnataka)",
                "StatusCode": code,
                "Instructions": said,
            }
        )

    def webhook(self, awb, scan=None):
        """Return the body of the scan push for a scan, the last by default: dict."""
        scan = scan or self.packages[awb]["scans"][-1]
        return {
            "Shipment": {
                "Status": {
                    "Status": scan["Scan"],
                    "StatusDateTime": scan["StatusDateTime"],
                    "StatusType": scan["ScanType"],
                    "StatusLocation": scan["ScannedLocation"],
                    "Instructions": scan["Instructions"],
                },
                "NSLCode": scan["StatusCode"],
                "Sortcode": "BLR/MDP",
                "ReferenceNo": self.packages[awb]["order"],
                "AWB": awb,
            }
        }

    # === THE API === #

    def authenticate(self, path, headers):
        if headers.get("Authorization") != f"Token {TOKEN}":
            raise Refusal("There has been an error but we were asked to not let you see that.", 401)

    def act(self, method, path, query, body):
        match method, path:
            case "GET", "/c/api/pin-codes/json/":
                return {"delivery_codes": []}
            case "POST", "/api/cmu/create.json":
                return self._create(body)
            case "GET", "/api/v1/packages/json/":
                return self._track(query)
            case "POST", "/api/p/edit":
                return self._edit(body)
            case "POST", "/api/p/update":
                self.ndr += body["data"]
                return {"request_id": "UPL10575891229462827496"}
            case "GET", "/api/p/packing_slip":
                link = f"{self.url}/label/{query['wbns']}.pdf"
                return {"packages": [{"wbn": query["wbns"], "pdf_download_link": link}]}
        raise Refusal({"detail": "Not found."}, 404)

    def _create(self, body):
        if body.get("format") != "json":
            raise Refusal({"error": "format key missing in POST"}, 200)
        data = json.loads(body["data"])
        shipment = data["shipments"][0]
        if data["pickup_location"]["name"] != "Primary":
            return _failed("ClientWarehouse matching query does not exist.")
        if any(package["order"] == shipment["order"] for package in self.packages.values()):
            return _failed("", "Duplicate order id")
        if any(sign in str(value) for value in shipment.values() for sign in "&\\%#;"):
            return _failed("", "Special characters are not allowed")
        if shipment["pin"] == "999999":
            return _failed("", "Pincode is not serviceable")
        awb = str(next(self._ids))
        cod = float(shipment["cod_amount"])
        self.packages[awb] = {"order": shipment["order"], "body": shipment, "cod": cod, "scans": []}
        made = {"status": "Success", "waybill": awb, "refnum": shipment["order"], "remarks": []}
        return {"success": True, "packages": [made], "package_count": 1}

    def _track(self, query):
        wanted = query.get("waybill", "").split(",")
        found = [
            (awb, package)
            for awb, package in self.packages.items()
            if awb in wanted or package["order"] == query.get("ref_ids")
        ]
        if not found:
            return {"Error": "No such waybill or Order Id found"}
        return {"ShipmentData": [{"Shipment": _described(awb, package)} for awb, package in found]}

    def _edit(self, body):
        package = self.packages.get(body["waybill"])
        if not package:
            return {"status": False, "error": "No such waybill found"}
        moved = any(scan["Scan"] in {"Dispatched", "Delivered"} for scan in package["scans"])
        if body.get("cancellation") == "true":
            if package.get("cancelled"):
                return {"status": False, "error": "Shipment is already cancelled"}
            if any(scan["Scan"] == "Delivered" for scan in package["scans"]):
                return {"status": False, "error": "Shipment cannot be changed, it is delivered"}
            package["cancelled"] = True
        if "cod" in body:
            if moved:
                return {"status": False, "error": "Shipment has been dispatched"}
            package |= {"cod": body["cod"], "pt": body["pt"]}
        return {"status": True, "waybill": body["waybill"]}


def _described(awb, package):
    scans = [{"ScanDetail": scan} for scan in package["scans"]]
    last = package["scans"][-1] if package["scans"] else {}
    return {
        "AWB": awb,
        "ReferenceNo": package["order"],
        "CODAmount": package["cod"],
        "Scans": scans,
        "Status": {
            "Status": last.get("Scan"),
            "StatusType": last.get("ScanType"),
            "StatusCode": last.get("StatusCode"),
            "StatusDateTime": last.get("StatusDateTime"),
            "StatusLocation": last.get("ScannedLocation"),
            "Instructions": last.get("Instructions"),
        },
    }


def _failed(rmk, *remarks):
    packages = [{"status": "Fail", "waybill": "", "remarks": list(remarks)}] if remarks else []
    return {"success": False, "error": True, "rmk": rmk, "packages": packages}
