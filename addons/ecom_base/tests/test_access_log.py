import logging

from odoo.tests import tagged

from ..api.access_log import redact_request_line, secret_route
from .common import ApiCase


@tagged("post_install", "-at_install")
class TestAccessLog(ApiCase):
    """What the web server itself writes about requests, over real HTTP."""

    def setUp(self):
        super().setUp()
        # a test run may have told them to be quieter
        for name in ("werkzeug", "odoo.addons.ecom_base.api.access"):
            logger = logging.getLogger(name)
            self.addCleanup(logger.setLevel, logger.level)
            logger.setLevel(logging.INFO)

    def log_of(self, method, path, body=None, **options):
        with self.assertLogs(level=logging.DEBUG) as logs:
            self.call(method, path, body, **options)
        lines = [
            record.getMessage()
            for record in logs.records
            if record.name == "werkzeug" or "access" in record.name
        ]
        self.assertTrue(lines)
        server_side = [record for record in logs.records if not record.name.startswith("urllib3")]
        return "\n".join(lines), "\n".join(record.getMessage() for record in server_side)

    def test_cart_token_is_not_logged(self):
        token = self.call("POST", "/api/carts", {"items": []}).json()["cartToken"]

        for method, body in (("GET", None), ("PUT", {"items": []}), ("DELETE", None)):
            access, everything = self.log_of(method, f"/api/carts/{token}?lang=en_US", body)
            self.assertIn(f"{method} /api/carts/***?lang=en_US HTTP/1.1", access)
            self.assertNotIn(token, everything)
            self.assertNotIn(self.publishable_key, everything)

    def test_keys_in_the_query_are_not_logged(self):
        query = "key=hunter22&access_token=hunter33&q=kurta&email=asha%40example.com&K%65y=hunter44"
        access, everything = self.log_of("GET", f"/api/products?{query}")

        self.assertIn("/api/products?key=***&access_token=***&q=kurta&email=***&Key=***", access)
        for secret in ("hunter", "asha"):
            self.assertNotIn(secret, everything)

    def test_secret_key_and_customer_token_are_not_logged(self):
        _access, everything = self.log_of("GET", "/api/customers/u1", auth="secret")

        self.assertNotIn(self.secret_key, everything)

    def test_odoo_s_own_links_are_masked_too(self):
        access, _everything = self.log_of("GET", "/web/reset_password?token=hunter22&db=x")

        self.assertIn("token=***&db=x", access)

    def test_routes_of_addons_are_masked_where_their_fields_say_so(self):
        secret_route("/m/<string(length=1):kind>/<token>")
        secret_route("/api/feeds/<store>/<feedToken>.xml")
        for path, masked in (
            ("/m/c/abc123", "/m/c/***"),
            ("/api/feeds/main/abc123.xml", "/api/feeds/main/***.xml"),
            ("/api/feeds/main/other.txt", "/api/feeds/main/other.txt"),
            ("/api/products/prd_1", "/api/products/prd_1"),
            ("/x/sk_live_12345678abc", "/x/sk_***"),
        ):
            self.assertEqual(
                redact_request_line(f'1.2.3.4 - - [now] "GET {path} HTTP/1.1" 200 -'),
                f'1.2.3.4 - - [now] "GET {masked} HTTP/1.1" 200 -',
            )

    def test_lines_without_a_request_are_left(self):
        for line in ("HTTP service (werkzeug) running", "code 400, message Bad request", "%s %d"):
            self.assertEqual(redact_request_line(line), line)
