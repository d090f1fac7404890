import uuid
from datetime import timedelta
from decimal import Decimal
from urllib.parse import urlencode

from odoo import Command, fields
from odoo.tests import new_test_user, tagged

from odoo.addons.ecom_base.tests.common import ApiCase
from odoo.addons.ecom_base.tests.lanes import LaneTools

from .common import PricingMixin

ROOT = "/api/admin/prices"


@tagged("post_install", "-at_install", "ecom")
class TestPriceAdminApi(PricingMixin, LaneTools, ApiCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kurta, cls.saree = (cls.make_product(name, 499.0) for name in ("Kurta", "Saree"))
        cls.kurta.default_code = "KURTA"
        cls.region = cls.make_region("EU", "de")
        cls.price = cls.set_price(cls.kurta, "INR", 499, mrp=600)
        cls.set_price(cls.kurta, "EUR", 8.49)
        cls.set_price(cls.kurta, "EUR", 8.99, region_id=cls.region.id)
        cls.keys = {}
        cls.users = {}
        for role in ("ecom_base.group_ecom_analyst", "ecom_pricing.group_price_editor"):
            company = cls.store.company_id
            user = new_test_user(
                cls.env,
                role,
                role,
                company_id=company.id,
                company_ids=[Command.set(company.ids)],
            )
            until = fields.Datetime.now() + timedelta(days=1)
            keys = cls.env["res.users.apikeys"].with_user(user)
            cls.users[role], cls.keys[role] = user, keys._generate("rpc", "test", until)

    def ask(self, method, path="", body=None, role="ecom_pricing.group_price_editor", **query):
        headers = {"Authorization": f"Bearer {self.keys[role]}"}
        if method != "GET":
            headers["Idempotency-Key"] = query.pop("key", None) or uuid.uuid4().hex
        if method == "GET" or body is None:
            query["store"] = self.store.code
        else:
            body = {"store": self.store.code, **body}
        if "/bulk/" in path:
            query.pop("store", None)
            body and body.pop("store")
        path = f"{ROOT}{path}?{urlencode(query)}" if query else ROOT + path
        return self.call(method, path, body, auth=None, headers=headers)

    def good(self, method, *args, **kwargs):
        response = self.ask(method, *args, **kwargs)
        self.assertIn(response.status_code, (200, 201), response.text)
        return response.json(parse_float=Decimal)

    def cell(self, code="INR", product=None, **values):
        uid = (product or self.kurta).product_tmpl_id.ecom_uid
        return {"productId": uid, "currency": code, **values}

    def write(self, *cells, **kwargs):  # pylint: disable=method-required-super
        return self.good("PUT", "", {"cells": list(cells)}, **kwargs)["results"]

    def test_list_and_explain(self):
        page = self.good("GET", limit=1, currencies="INR,EUR", explain="true", country="DE")
        self.assertEqual(page["items"][0]["name"], "Kurta")
        self.assertEqual(
            [(p["currency"], p["amount"], p.get("region")) for p in page["items"][0]["prices"]],
            [("INR", 499, None), ("EUR", Decimal("8.49"), None), ("EUR", Decimal("8.99"), "EU")],
        )
        euros = page["items"][0]["explanations"][1]
        self.assertEqual((euros["currency"], euros["region"]), ("EUR", "EU"))
        self.assertEqual(
            [(r["reason"], r["price"]["amount"]) for r in euros["reasons"]],
            [("chosen", Decimal("8.99")), ("less_specific", Decimal("8.49"))],
        )
        rest = self.good("GET", limit=1, cursor=page["nextCursor"])
        self.assertEqual([item["name"] for item in rest["items"]], ["Saree"])
        self.assertNotIn("nextCursor", rest)
        self.assert_error(self.ask("GET", currencies="VND"), 422, "unknown_currency")
        self.assert_error(self.ask("GET", currencies="inr"), 422, "validation_failed")
        self.assert_error(self.ask("GET", cursor="x"), 422, "invalid_cursor")

    def test_each_cell_has_its_result(self):
        results = self.write(
            self.cell(amount=450, expectedVersion=1),
            self.cell("JPY", amount=99.5),
            self.cell("KWD", amount=Decimal("1.2345")),
            self.cell("USD", amount=Decimal("7.99"), compareAt=5),
            self.cell("EUR", amount=9, region="EU", expectedVersion=7),
            self.cell(amount=601),
            self.cell("VND", amount=5),
            self.cell("EUR", amount=5, region="US"),
            {"productId": "prd_none", "currency": "INR", "amount": 5},
            self.cell("JPY", amount=900, validFrom="2030-01-01T00:00:00Z"),
            self.cell("JPY", amount=800, validFrom="2030-02-01T00:00:00+01:00"),
            self.cell("EUR", clear=True),
            self.cell("USD", mrp=5),
        )
        self.assertEqual(
            [(result["status"], result.get("code")) for result in results],
            [
                ("saved", None),
                ("refused", "amount_precision"),
                ("refused", "amount_precision"),
                ("refused", "compare_at_too_low"),
                ("conflict", "version_conflict"),
                ("refused", "above_mrp"),
                ("refused", "unknown_currency"),
                ("refused", "unknown_region"),
                ("refused", "unknown_product"),
                ("saved", None),
                ("refused", "overlap"),
                ("cleared", None),
                ("refused", "amount_missing"),
            ],
        )
        self.assertEqual(results[4]["current"]["amount"], Decimal("8.99"))
        self.assertEqual(results[0]["version"], 2)
        changes = self.env["ecom.price.change"].search(
            [("source", "=", "api"), ("store_id", "=", self.store.id)]
        )
        self.assertEqual(sorted(changes.mapped("kind")), ["changed", "cleared", "set"])
        self.assertEqual(changes.user_id, self.users["ecom_pricing.group_price_editor"])

    def test_the_same_key_writes_once(self):
        for _again in range(2):
            (result,) = self.write(self.cell(amount=450), key="the-same-key")
            self.assertEqual((result["status"], result["version"]), ("saved", 2))
        self.assert_error(
            self.ask("PUT", "", {"cells": [self.cell(amount=1)]}, key="the-same-key"),
            409,
            "idempotency_conflict",
        )

    def test_bad_input(self):
        for cell in (
            self.cell(amount="450"),
            self.cell(amount=450, minQuantity=-1),
            self.cell(amount=450, validFrom="2030-01-01T00:00:00"),
            self.cell(amount=450, validFrom="0.5"),
            self.cell(amount=450, validFrom="0001-01-01T00:00:00+05:30"),
            self.cell(amount=450, validFrom=1900000000),
            self.cell("inr", amount=450),
            self.cell(["INR"], amount=450),
            self.cell("X" * 10_000, amount=450),
            self.cell(amount=450, price=1),
        ):
            self.assert_error(self.ask("PUT", "", {"cells": [cell]}), 422, "validation_failed")
        self.assert_error(self.ask("GET", at="0.5"), 422, "validation_failed")
        response = self.call(
            "PUT",
            ROOT,
            b'{"cells": [{"productId": "x", "currency": "INR", "amount": NaN}]}',
            auth=None,
            headers={
                "Authorization": f"Bearer {self.keys['ecom_pricing.group_price_editor']}",
                "Idempotency-Key": uuid.uuid4().hex,
            },
        )
        self.assert_error(response, 400, "malformed_json")
        self.assertEqual(self.price.version, 1)

    def test_history(self):
        for amount in (450, 460, 470):
            self.write(self.cell(amount=amount), key=f"history-{amount}")
        uid = self.kurta.product_tmpl_id.ecom_uid
        page = self.good("GET", "/history", productId=uid, currency="INR", limit=3)
        self.assertEqual([row.get("oldAmount") for row in page["items"]], [460, 450, 499])
        self.assertEqual(page["items"][0]["source"], "api")
        rest = self.good(
            "GET", "/history", productId=uid, currency="INR", cursor=page["nextCursor"]
        )
        self.assertEqual([row["kind"] for row in rest["items"]], ["set"])

    def test_bulk_preview_apply_undo(self):
        ask = {"operation": "percent", "value": 10, "currencies": ["INR", "EUR"]}
        batch = self.good("POST", "/bulk", ask)
        self.assertEqual((batch["state"], batch["toChange"]), ("previewed", 3))
        self.assertEqual(batch["currencies"][0]["maxChange"], Decimal("49.90"))
        path = f"/bulk/{batch['batchId']}"
        self.assert_error(
            self.ask("POST", f"{path}/apply", {"previewHash": "old"}), 409, "preview_stale"
        )
        hashed = {"previewHash": batch["previewHash"]}
        self.price.amount = 500
        self.assert_error(self.ask("POST", f"{path}/apply", dict(hashed)), 409, "preview_stale")
        self.price.amount = 499
        self.assert_error(self.ask("POST", f"{path}/apply", dict(hashed)), 409, "preview_stale")
        batch = self.good("POST", "/bulk", ask)
        path, hashed = f"/bulk/{batch['batchId']}", {"previewHash": batch["previewHash"]}
        self.assertEqual(self.good("POST", f"{path}/apply", dict(hashed))["state"], "running")
        self.assert_error(self.ask("POST", f"{path}/apply", dict(hashed)), 409, "batch_state")
        self.run_lane("ecom.price.batch")
        done = self.good("GET", path)
        self.assertEqual((done["state"], done["changed"], done["progress"]), ("done", 3, 100))
        self.env.invalidate_all()
        self.assertEqual(self.price.amount, 548.9)
        undo = self.good("POST", f"{path}/undo", {})
        self.assertEqual((undo["undoes"], undo["toChange"]), (batch["batchId"], 3))
        self.assertFalse(self.good("GET", "/history", batchId=undo["batchId"])["items"])
        self.assert_error(self.ask("GET", "/bulk/bch_none"), 404, "batch_not_found")
        nonsense = {"operation": "percent", "value": -100}
        self.assert_error(self.ask("POST", "/bulk", nonsense), 422, "validation_failed")

    def test_files(self):
        file = self.good("GET", "/export", currencies="INR")
        self.assertEqual(file["lines"], 1)
        content = file["content"].replace("499.00", "489.00")
        batch = self.good("POST", "/import", {"content": content})
        self.assertEqual((batch["toChange"], batch["leftOut"]), (1, 0))
        wrong = {"content": "sku,INR,JPY\nKURTA,450,99.5\nKURTA,1.234,5"}
        details = self.assert_error(self.ask("POST", "/import", wrong), 422, "file_invalid")
        self.assertEqual(
            [(line["line"], line["column"], line["code"]) for line in details["lines"]],
            [(2, "JPY", "precision"), (3, "INR", "ambiguous")],
        )
        wrong = {"content": "sku;INR,JPY\n"}
        details = self.assert_error(self.ask("POST", "/import", wrong), 422, "file_unreadable")
        self.assertEqual(details["problem"], "separator_ambiguous")

    def test_who_may(self):
        analyst = {"role": "ecom_base.group_ecom_analyst"}
        self.good("GET", **analyst)
        self.good("GET", "/history", **analyst)
        cells = {"cells": [self.cell(amount=1)]}
        self.assert_error(self.ask("PUT", "", cells, **analyst), 403, "group_missing")
        self.assert_error(self.call("GET", ROOT), 403, "credential_not_permitted")
        self.assert_error(self.call("GET", ROOT, auth="secret"), 403, "credential_not_permitted")
        self.assert_error(self.call("GET", ROOT, auth=None), 401, "unauthenticated")
