from datetime import datetime, timedelta

from odoo.tests import new_test_user, tagged

from ..api.tokens import issue_customer_token
from . import probe  # noqa: F401  registers the operations under test
from .common import ApiCase


class KernelCase(ApiCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.registry.clear_cache("routing")
        cls.addClassCleanup(cls.env.registry.clear_cache, "routing")


@tagged("post_install", "-at_install", "ecom")
class TestRequests(KernelCase):
    def test_echo_keeps_decimals_exact(self):
        response = self.call("POST", "/api/probe/echo/x", b'{"amount": 1299.10, "count": 2}')
        self.assertEqual(response.status_code, 200)
        self.assertIn(b'"amount":1299.1', response.content)

    def test_unparsable_bodies(self):
        for body in (
            b"{",
            b"\xff\xfe",
            b"NaN",
            b'{"amount": Infinity}',
            b"[" * 100_000,
            b'{"count": 1' + b"0" * 5000 + b"}",
        ):
            self.assert_error(self.call("POST", "/api/probe/echo/x", body), 400, "malformed_json")

    def test_wrong_fields_are_named(self):
        cases = {
            b'{"count": "2"}': "count",
            b'{"count": 0}': "count",
            b'{"count": 2.5}': "count",
            b'{"amount": "12"}': "amount",
            b'{"amount": 1.0000000000000000001}': "amount",
            b'{"tags": ["a", 1]}': "tags.1",
            b'{"nope": 1}': "nope",
            b'{"tags": ["a\\u0000b"]}': "tags.0",
            b'{"tags": ["\\ud800"]}': "tags.0",
            b'{"name": "y"}': "name",
        }
        for body, field in cases.items():
            details = self.assert_error(
                self.call("POST", "/api/probe/echo/x", body), 422, "validation_failed"
            )
            self.assertEqual(list(details["fields"]), [field], body)

    def test_body_must_be_an_object(self):
        self.assert_error(self.call("POST", "/api/probe/echo/x", b"[1]"), 422, "validation_failed")

    def test_right_to_left_text_survives(self):
        response = self.call("POST", "/api/probe/echo/x", {"tags": ["\u202eabc", "हिन्दी", "😀"]})
        self.assertEqual(response.json()["tags"], ["\u202eabc", "हिन्दी", "😀"])

    def test_huge_body(self):
        body = b'{"tags": ["' + b"x" * (256 * 1024) + b'"]}'
        self.assert_error(self.call("POST", "/api/probe/echo/x", body), 413, "payload_too_large")

    def test_huge_chunked_body(self):
        response = self.opener.post(
            self.base_url() + "/api/probe/echo/x",
            data=(b"x" * 1024 for _ in range(300)),
            headers=self.headers(),
            timeout=30,
        )
        self.assertEqual(response.status_code, 413, response.text)

    def test_query(self):
        response = self.call("GET", "/api/probe/list?ids=a,b&ids=c&count=3")
        self.assertEqual(response.json(), {"ids": ["a", "b", "c"], "count": 3})
        self.assertEqual(self.call("GET", "/api/probe/list?currency=inr").status_code, 200)
        for query in (
            "count=x",
            "count=1&count=2",
            "nope=1",
            "currency=in1",
            "currency[]=INR",
            "currency=" + "I" * 10_000,
        ):
            self.assert_error(
                self.call("GET", f"/api/probe/list?{query}"), 422, "validation_failed"
            )

    def test_unknown_path_and_method(self):
        self.assert_error(self.call("GET", "/api/nope"), 404, "path_not_found")
        response = self.call("DELETE", "/api/probe/list")
        self.assert_error(response, 405, "method_not_allowed")
        self.assertEqual(response.headers["Allow"], "GET")

    def test_etag(self):
        first = self.call("GET", "/api/probe/list?count=1")
        again = self.call(
            "GET", "/api/probe/list?count=1", headers={"If-None-Match": first.headers["ETag"]}
        )
        self.assertEqual((again.status_code, again.content), (304, b""))
        other = self.call(
            "GET", "/api/probe/list?count=2", headers={"If-None-Match": first.headers["ETag"]}
        )
        self.assertEqual(other.status_code, 200)

    def test_request_id(self):
        self.assertEqual(
            self.call("GET", "/api/nope", headers={"X-Request-Id": "my-request.1"}).headers[
                "X-Request-Id"
            ],
            "my-request.1",
        )
        hostile = self.call("GET", "/api/nope", headers={"X-Request-Id": "a b\tc"}).headers[
            "X-Request-Id"
        ]
        self.assertRegex(hostile, r"^[0-9a-f]{32}$")

    def test_no_session_cookie(self):
        self.assertNotIn("Set-Cookie", self.call("GET", "/api/probe/list").headers)


@tagged("post_install", "-at_install", "ecom")
class TestCredentials(KernelCase):
    def test_missing_unknown_and_wrong_kind(self):
        path = "/api/probe/list"
        self.assert_error(self.call("GET", path, auth=None), 401, "unauthenticated")
        for key in ("pk_nope", "x", self.secret_key):
            response = self.call("GET", path, auth=None, headers={"X-Store-Key": key})
            self.assert_error(response, 401, "key_unknown")
        bearer = {"Authorization": f"Bearer {self.publishable_key}"}
        self.assert_error(self.call("GET", path, auth=None, headers=bearer), 401, "key_unknown")
        response = self.call("POST", "/api/probe/notes", {"name": "a"})
        self.assert_error(response, 403, "credential_not_permitted")

    def test_revoked_key(self):
        self.env["ecom.store.key"].search([("kind", "=", "publishable")]).action_revoke()
        self.assert_error(self.call("GET", "/api/probe/list"), 401, "key_revoked")

    def test_only_hashes_are_stored(self):
        self.env.cr.execute("SELECT row_to_json(k)::text FROM ecom_store_key k")
        rows = "".join(row for (row,) in self.env.cr.fetchall())
        self.assertIn(self.publishable_key[:11], rows)
        self.assertNotIn(self.publishable_key, rows)
        self.assertNotIn(self.secret_key, rows)

    def test_store_parameter_of_another_store(self):
        self.make_store("othershop")
        self.assert_error(
            self.call("GET", "/api/probe/list?store=othershop"), 404, "store_not_found"
        )
        self.assertEqual(self.call("GET", "/api/probe/list?store=testshop").status_code, 200)

    def test_archived_store(self):
        self.store.active = False
        self.assert_error(self.call("GET", "/api/probe/list"), 401, "key_unknown")

    def test_admin_needs_group(self):
        for login, groups, status in (
            ("boss", "ecom_base.group_ecom_manager", 200),
            ("clerk", "ecom_base.group_ecom_order_desk", 403),
        ):
            user = new_test_user(self.env, login, groups=groups)
            key = (
                self.env["res.users.apikeys"]
                .with_user(user)
                ._generate("rpc", "test", datetime.now() + timedelta(days=1))
            )
            headers = {"Authorization": f"Bearer {key}"}
            response = self.call("GET", "/api/admin/probe", auth=None, headers=headers)
            self.assertEqual(response.status_code, status, response.text)
        self.assert_error(
            self.call("GET", "/api/admin/probe", auth="secret"), 403, "credential_not_permitted"
        )
        self.assert_error(self.call("GET", "/api/admin/probe", auth=None), 401, "unauthenticated")

    def test_customer_token(self):
        info = self.store._to_info()
        forged = issue_customer_token(self.env, info, "cus_x", 0, 60)[0][:-2] + "xx"
        self.assert_error(self.call("GET", "/api/probe/mine", auth=forged), 401, "token_invalid")
        expired, _ = issue_customer_token(self.env, info, "cus_x", 0, -1)
        self.assert_error(self.call("GET", "/api/probe/mine", auth=expired), 401, "token_expired")
        foreign, _ = issue_customer_token(
            self.env, self.make_store("other")._to_info(), "cus_x", 0, 60
        )
        self.assert_error(self.call("GET", "/api/probe/mine", auth=foreign), 401, "token_invalid")
        self.assert_error(self.call("GET", "/api/probe/mine"), 403, "credential_not_permitted")

    def test_guessing_is_limited(self):
        self.env["ir.config_parameter"].set_param("ecom_base.rate.refused", "3/hour")
        answers = [
            self.call(
                "GET", "/api/probe/list", auth=None, headers={"X-Store-Key": f"pk_{n}"}
            ).status_code
            for n in range(5)
        ]
        self.assertEqual(answers, [401, 401, 401, 429, 429])

    def test_rate_limit(self):
        self.env["ir.config_parameter"].set_param("ecom_base.rate.read", "2/hour")
        answers = [self.call("GET", "/api/probe/list") for _ in range(3)]
        self.assertEqual([a.status_code for a in answers], [200, 200, 429])
        self.assertEqual([a.headers["RateLimit-Remaining"] for a in answers], ["1", "0", "0"])
        self.assertGreater(int(answers[2].headers["Retry-After"]), 0)
        self.assert_error(answers[2], 429, "rate_limited")

    def test_cors(self):
        self.store.cors_origins = "https://shop.example"
        allowed = self.call("GET", "/api/probe/list", headers={"Origin": "https://shop.example"})
        self.assertEqual(allowed.headers["Access-Control-Allow-Origin"], "https://shop.example")
        foreign = self.call("GET", "/api/probe/list", headers={"Origin": "https://evil.example"})
        self.assertNotIn("Access-Control-Allow-Origin", foreign.headers)
        preflight = self.call(
            "OPTIONS", "/api/probe/list", auth=None, headers={"Origin": "https://shop.example"}
        )
        self.assertEqual(preflight.status_code, 204)
        self.assertIn("X-Store-Key", preflight.headers["Access-Control-Allow-Headers"])
        refused = self.call(
            "OPTIONS", "/api/probe/list", auth=None, headers={"Origin": "https://evil.example"}
        )
        self.assertNotIn("Access-Control-Allow-Origin", refused.headers)


@tagged("post_install", "-at_install", "ecom")
class TestIdempotency(KernelCase):
    def note(self, name, key="key-0001"):
        headers = {"Idempotency-Key": key} if key else {}
        return self.call("POST", "/api/probe/notes", {"name": name}, auth="secret", headers=headers)

    def test_first_answer_is_replayed(self):
        first, again = self.note("Asha"), self.note("Asha")
        self.assertEqual((first.status_code, first.json()["count"]), (201, 1))
        self.assertEqual((again.status_code, again.content), (201, first.content))
        self.assertEqual(again.headers["Idempotent-Replayed"], "true")
        self.assertNotIn("Idempotent-Replayed", first.headers)

    def test_another_body_conflicts(self):
        self.note("Asha")
        self.assert_error(self.note("Bina"), 409, "idempotency_conflict")
        self.assertFalse(self.env["res.partner"].search([("name", "=", "Bina")]))

    def test_key_is_required_and_sane(self):
        self.assert_error(self.note("Asha", key=None), 400, "idempotency_key_required")
        self.assert_error(self.note("Asha", key="short"), 400, "idempotency_key_invalid")
        self.assert_error(self.note("Asha", key="x" * 129), 400, "idempotency_key_invalid")

    def test_refused_call_leaves_nothing_and_frees_the_key(self):
        self.assert_error(self.note("conflict"), 409, "name_taken")
        self.assertFalse(self.env["res.partner"].search([("name", "=", "conflict")]))
        self.assertEqual(self.note("Asha").status_code, 201)

    def test_overload_asks_to_come_back(self):
        with self.assertLogs("odoo.http", "ERROR"):
            response = self.note("overload")
        self.assert_error(response, 503, "unavailable")
        self.assertEqual(response.headers["Retry-After"], "1")

    def test_fault_tells_nothing(self):
        with self.assertLogs("odoo.http", "ERROR"):
            response = self.note("crash")
        self.assert_error(response, 500, "internal_error")
        self.assertNotIn("secret detail", response.text)
        self.assertNotIn("Traceback", response.text)


@tagged("post_install", "-at_install", "ecom")
class TestJsonRpc(KernelCase):
    def test_same_result_as_rest(self):
        answer = self.rpc("probe.echo", {"name": "x", "count": 2, "tags": ["a"]})
        rest = self.call("POST", "/api/probe/echo/x", {"count": 2, "tags": ["a"]}).json()
        self.assertEqual(answer, {"jsonrpc": "2.0", "id": 1, "result": rest})

    def test_errors_carry_code_and_details(self):
        error = self.rpc("probe.echo", {"name": "x", "count": 0})["error"]
        self.assertEqual(error["code"], -32602)
        self.assertEqual(error["data"]["code"], "validation_failed")
        self.assertIn("count", error["data"]["details"]["fields"])
        self.assertEqual(self.rpc("nope")["error"]["code"], -32601)
        self.assertEqual(self.rpc("probe.note", {"name": "a"})["error"]["data"]["status"], 403)

    def test_protocol_errors(self):
        answer = self.call("POST", "/api/jsonrpc", b"{").json()
        self.assertEqual((answer["id"], answer["error"]["code"]), (None, -32700))
        for message in (
            {"method": "probe.list"},
            3,
            {"jsonrpc": "2.0", "id": [], "method": "probe.list"},
        ):
            self.assertEqual(
                self.call("POST", "/api/jsonrpc", message).json()["error"]["code"], -32600
            )

    def test_batch(self):
        good = {"jsonrpc": "2.0", "id": "a", "method": "probe.list", "params": {}}
        silent = {"jsonrpc": "2.0", "method": "probe.list"}
        bad = {"jsonrpc": "2.0", "id": "b", "method": "probe.echo", "params": {}}
        answers = self.call("POST", "/api/jsonrpc", [good, silent, bad]).json()
        self.assertEqual([answer["id"] for answer in answers], ["a", "b"])
        self.assertIn("result", answers[0])
        self.assertIn("error", answers[1])
        self.assertEqual(self.call("POST", "/api/jsonrpc", [silent]).status_code, 204)
        too_many = self.call("POST", "/api/jsonrpc", [good] * 51).json()
        self.assertEqual(too_many["error"]["data"]["code"], "batch_size")

    def test_refused_call_of_a_batch_is_undone_alone(self):
        calls = [
            {"jsonrpc": "2.0", "id": n, "method": "probe.note", "params": {"name": name}}
            for n, name in enumerate(("Chitra", "conflict", "Deepa"))
        ]
        answers = self.call(
            "POST", "/api/jsonrpc", calls, auth="secret", headers={"Idempotency-Key": "batch-001"}
        ).json()
        self.assertEqual(["result" in answer for answer in answers], [True, False, True])
        names = (
            self.env["res.partner"]
            .search([("name", "in", ["Chitra", "conflict", "Deepa"])])
            .mapped("name")
        )
        self.assertCountEqual(names, ["Chitra", "Deepa"])


@tagged("post_install", "-at_install", "ecom")
class TestDescription(KernelCase):
    def test_every_operation_is_described(self):
        document = self.call("GET", "/api/openapi.json", auth=None).json()
        self.assertEqual(document["openapi"], "3.1.0")
        described = {
            op["operationId"] for path in document["paths"].values() for op in path.values()
        }
        self.assertLessEqual({"probe.echo", "probe.note", "health.live"}, described)
        echo = document["paths"]["/api/probe/echo/{name}"]["post"]
        self.assertEqual([p["name"] for p in echo["parameters"]], ["name"])
        schema = echo["requestBody"]["content"]["application/json"]["schema"]
        self.assertNotIn("name", schema["properties"])
        self.assertFalse(schema["additionalProperties"])

    def test_docs_page_loads_nothing_from_elsewhere(self):
        page = self.call("GET", "/api/docs", auth=None)
        self.assertEqual(page.headers["Content-Type"], "text/html; charset=utf-8")
        self.assertNotIn("http", page.text.replace("http-equiv", ""))

    def test_health(self):
        for path in ("live", "ready"):
            self.assertEqual(
                self.call("GET", f"/api/health/{path}", auth=None).json(), {"status": "ok"}
            )
