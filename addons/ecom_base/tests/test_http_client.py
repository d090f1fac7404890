import gzip
import ipaddress
import logging
import socket
import tempfile
import time
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from unittest.mock import patch

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from odoo.tests import tagged
from odoo.tools import mute_logger

from ..domain.http_exchange import (
    HttpInsecure,
    HttpRefused,
    HttpStatusError,
    HttpTimeout,
    HttpTooLarge,
    HttpUnreachable,
)
from ..services.http_client import HttpClient
from .web_server import Server, WebCase

LOGGER = "odoo.addons.ecom_base.services.http_client"


@tagged("post_install", "-at_install")
class TestHttpClient(WebCase):
    # === ASKING AND ANSWERING === #

    def test_json_goes_out_and_comes_back_exactly(self):
        self.routes["/v1/charges"] = lambda request: request.reply(
            201, b'{"amount": 12.10, "id": "ch_1"}', X_Id="7"
        )

        answer = self.client().request(
            "POST", "/v1/charges", params={"a": "b c"}, json={"amount": Decimal("12.10")}
        )

        (request,) = self.server.seen
        self.assertEqual((request.path, request.body), ("/v1/charges?a=b+c", b'{"amount": 12.10}'))
        self.assertEqual(request.headers["Content-Type"], "application/json")
        self.assertTrue(request.headers["User-Agent"].startswith("ecom-suite/"))
        self.assertEqual((answer.status_code, answer.headers["x-id"]), (201, "7"))
        self.assertEqual(answer.json()["amount"], Decimal("12.10"))

    def test_error_status_is_an_answer(self):
        self.routes["/"] = lambda request: request.reply(404, b"no")

        answer = self.client().get("/?key=s3cr3t&token=abc")

        self.assertFalse(answer.ok)
        with self.assertRaises(HttpStatusError) as caught:
            answer.raise_for_status()
        self.assertNotIn("abc", str(caught.exception))

    def test_cookies_are_not_kept(self):
        self.routes["/"] = lambda request: request.reply(Set_Cookie="a=b; Path=/")
        client = self.client()

        client.get("/")
        client.get("/")

        self.assertIsNone(self.server.seen[1].headers["Cookie"])

    def test_credentials_cannot_leave_the_origin(self):
        for url in ("https://evil.example/x", f"{self.server.url}1/x", "http://127.0.0.1:1/x"):
            with self.assertRaises(HttpRefused):
                self.client().get(url)

    def test_client_without_time_limits_cannot_be_made(self):
        for limits in ({"timeout": 0}, {"deadline": 0}):
            with self.assertRaises(ValueError):
                HttpClient(**limits)

    # === TIME === #

    @mute_logger(LOGGER)
    def test_silent_server_times_out(self):
        self.routes["/"] = lambda request: time.sleep(3)

        started = time.monotonic()
        with self.assertRaises(HttpTimeout) as caught:
            self.client(timeout=0.3, attempts=1).get("/")

        self.assertLess(time.monotonic() - started, 1.5)
        self.assertTrue(caught.exception.sent)

    @mute_logger(LOGGER)
    def test_deadline_ends_a_body_that_drips(self):
        def drip(request):
            request.reply(200, b"", Content_Length="1000")
            for _ in range(100):
                request.wfile.write(b"x")
                time.sleep(0.1)

        self.routes["/"] = drip
        self._assert_deadline()

    @mute_logger(LOGGER)
    def test_deadline_ends_a_body_without_length(self):
        def drip(request):
            request.reply(200, b"", Content_Length=None, Connection="close")
            for _ in range(100):
                request.wfile.write(b"x")
                time.sleep(0.1)

        self.routes["/"] = drip
        self._assert_deadline()

    @mute_logger(LOGGER)
    def test_deadline_ends_headers_that_drip(self):
        def drip(request):
            for _ in range(100):
                request.wfile.write(b"HTTP/1.1 200 OK\r\nX-A: " if not _ else b"x")
                time.sleep(0.1)

        self.routes["/"] = drip
        self._assert_deadline()

    @mute_logger(LOGGER)
    def test_deadline_ends_a_drip_on_a_connection_that_was_kept_alive(self):
        self.routes["/first"] = lambda request: request.reply()
        client = self.client(attempts=1)
        client.get("/first")

        def drip(request):
            request.reply(200, b"", Content_Length="1000")
            for _ in range(100):
                request.wfile.write(b"x")
                time.sleep(0.1)

        self.routes["/"] = drip
        self._assert_deadline(client)
        self.assertEqual(
            len({request.client_address for request in self.server.seen}), 1, "not kept alive"
        )

    def _assert_deadline(self, client=None):
        started = time.monotonic()
        with self.assertRaises(HttpTimeout):
            (client or self.client(attempts=1)).get("/", deadline=0.8)
        self.assertLess(time.monotonic() - started, 2)

    @mute_logger(LOGGER)
    def test_deadline_covers_retries(self):
        self.routes["/"] = lambda request: request.reply(503)

        started = time.monotonic()
        answer = self.client(attempts=50).get("/", deadline=1.2)

        self.assertEqual(answer.status_code, 503)
        self.assertLess(time.monotonic() - started, 1.5)

    # === RETRIES === #

    def _flaky(self, status, times, **headers):
        def answer(request):
            bad = len(self.server.seen) <= times
            request.reply(status if bad else 200, **(headers if bad else {}))

        return answer

    @mute_logger(LOGGER)
    def test_reads_are_tried_again(self):
        for status in (429, 502, 503, 504):
            self.server.seen.clear()
            self.routes["/"] = self._flaky(status, 1)

            self.assertEqual(self.client().get("/").status_code, 200)
            self.assertEqual(len(self.server.seen), 2)

    @mute_logger(LOGGER)
    def test_writes_are_not_tried_again(self):
        self.routes["/"] = self._flaky(503, 1)

        self.assertEqual(self.client().post("/", data=b"x").status_code, 503)
        self.assertEqual(len(self.server.seen), 1)

    @mute_logger(LOGGER)
    def test_writes_with_an_idempotency_key_are_tried_again(self):
        self.routes["/"] = self._flaky(503, 1)

        answer = self.client().post("/", data=b"x", headers={"Idempotency-Key": "k"})

        self.assertEqual(answer.status_code, 200)
        self.assertEqual([request.body for request in self.server.seen], [b"x", b"x"])

    def test_refusals_are_not_tried_again(self):
        for status in (400, 401, 404, 409, 422, 500, 501):
            self.server.seen.clear()
            self.routes["/"] = self._flaky(status, 1)
            with mute_logger(LOGGER):
                self.client().get("/")
            self.assertEqual(len(self.server.seen), 1)

    @mute_logger(LOGGER)
    def test_retry_after_is_obeyed(self):
        self.routes["/"] = self._flaky(429, 1, Retry_After="1")

        started = time.monotonic()
        self.client().get("/")

        self.assertGreaterEqual(time.monotonic() - started, 1)

    @mute_logger(LOGGER)
    def test_retry_after_the_deadline_is_left_to_the_caller(self):
        self.routes["/"] = self._flaky(429, 1, Retry_After="60")

        started = time.monotonic()
        answer = self.client().get("/")

        self.assertEqual((answer.status_code, answer.headers["Retry-After"]), (429, "60"))
        self.assertLess(time.monotonic() - started, 1)

    @mute_logger(LOGGER)
    def test_write_that_broke_off_is_not_repeated(self):
        self.routes["/"] = lambda request: request.connection.shutdown(socket.SHUT_RDWR)

        with self.assertRaises(HttpUnreachable) as caught:
            self.client().post("/", data=b"x")

        self.assertTrue(caught.exception.sent)
        self.assertEqual(len(self.server.seen), 1)

    @mute_logger(LOGGER)
    def test_write_that_was_never_sent_is_tried_again(self):
        with socket.socket() as unused:
            unused.bind(("127.0.0.1", 0))
            port = unused.getsockname()[1]
        with (
            self.assertLogs(LOGGER, "WARNING") as logs,
            self.assertRaises(HttpUnreachable) as caught,
        ):
            HttpClient(f"http://127.0.0.1:{port}", attempts=2).post("/", data=b"x")

        self.assertFalse(caught.exception.sent)
        self.assertEqual(len(logs.records), 2)

    # === SIZE === #

    @mute_logger(LOGGER)
    def test_large_answers_are_refused(self):
        self.routes["/declared"] = lambda request: request.reply(body=b"x" * 2000)
        self.routes["/undeclared"] = lambda request: request.reply(
            body=b"x" * 2000, Content_Length=None, Connection="close"
        )
        self.routes["/bomb"] = lambda request: request.reply(
            body=gzip.compress(b"x" * 5_000_000), Content_Encoding="gzip"
        )
        for path in ("/declared", "/undeclared", "/bomb"):
            with self.subTest(path), self.assertRaises(HttpTooLarge):
                self.client(max_bytes=1000 if path != "/bomb" else 10_000).get(path)

    # === REDIRECTS === #

    def test_redirects_are_answers_unless_asked_for(self):
        self.routes["/"] = lambda request: request.reply(302, Location="/next")
        self.routes["/next"] = lambda request: request.reply(body=b"here")

        self.assertEqual(self.client().get("/").status_code, 302)
        self.assertEqual(self.client().get("/", follow_redirects=True).content, b"here")
        self.assertEqual(
            self.client().post("/", follow_redirects=True).status_code, 302, "a write is not moved"
        )

    def test_credentials_do_not_follow_to_another_origin(self):
        other = self.enterContext(Server())
        other.routes["/"] = lambda request: request.reply()
        self.routes["/"] = lambda request: request.reply(302, Location=f"{other.url}/")
        client = HttpClient(headers={"Authorization": "Bearer abcdefgh12", "X-Api-Key": "k"})

        client.get(f"{self.server.url}/", follow_redirects=True)

        self.assertEqual(self.server.seen[0].headers["X-Api-Key"], "k")
        self.assertIsNone(other.seen[0].headers["X-Api-Key"])
        self.assertIsNone(other.seen[0].headers["Authorization"])

    @mute_logger(LOGGER)
    def test_endless_redirects_end(self):
        self.routes["/"] = lambda request: request.reply(302, Location="/")

        with self.assertRaises(HttpUnreachable):
            self.client().get("/", follow_redirects=True)
        self.assertEqual(len(self.server.seen), 6)

    # === SECRETS === #

    def test_logs_hold_no_secret(self):
        self.routes["/bot/tr0ub4dor/send"] = lambda request: request.reply(
            500, b"bad key tr0ub4dor", X_Token="tr0ub4dor"
        )
        client = self.client(secrets=["tr0ub4dor"], headers={"Authorization": "Basic dHIwdWI0ZG9y"})

        with self.assertLogs(level=logging.DEBUG) as logs:
            answer = client.post(
                "/bot/tr0ub4dor/send?access_token=hunter22",
                data={"password": "correct-horse"},
            )

        text = "\n".join(record.getMessage() for record in logs.records)
        self.assertIn("/send", text)
        self.assertIn(" 500, ", text)
        for secret in ("tr0ub4dor", "hunter22", "correct-horse", "dHIwdWI0ZG9y"):
            self.assertNotIn(secret, text)
            self.assertNotIn(secret, repr(answer) + repr(client))

    @mute_logger(LOGGER)
    def test_errors_hold_no_secret(self):
        with self.assertRaises(HttpUnreachable) as caught:
            HttpClient(attempts=1, secrets=["tr0ub4dor"]).get(
                "http://127.0.0.1:9/tr0ub4dor?token=hunter22"
            )

        self.assertNotIn("tr0ub4dor", str(caught.exception))
        self.assertNotIn("hunter22", str(caught.exception))
        self.assertIsNone(caught.exception.__cause__)

    # === TLS === #

    @mute_logger(LOGGER)
    def test_server_that_cannot_prove_itself_is_refused(self):
        with tempfile.NamedTemporaryFile(suffix=".pem") as certificate:
            certificate.write(_self_signed("127.0.0.1"))
            certificate.flush()
            server = self.enterContext(Server(certificate=certificate.name))
            server.routes["/"] = lambda request: request.reply()

            with self.assertRaises(HttpInsecure):
                HttpClient(server.url, timeout=2, deadline=4).get("/")
            with patch.dict("os.environ", {"REQUESTS_CA_BUNDLE": certificate.name}):
                answer = HttpClient(server.url, timeout=2, deadline=4).get("/")

        self.assertEqual(answer.status_code, 200)


def _self_signed(address):
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, address)])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime.now(UTC) - timedelta(days=1))
        .not_valid_after(datetime.now(UTC) + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(address))]), False
        )
        .sign(key, hashes.SHA256())
    )
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ) + certificate.public_bytes(serialization.Encoding.PEM)
