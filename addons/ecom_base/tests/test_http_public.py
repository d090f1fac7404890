import socket
from unittest.mock import patch

from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger

from ..domain.http_exchange import HttpRefused, HttpUnreachable
from ..domain.net_address import parse_networks
from ..services.http_client import HttpClient
from .web_server import Server, WebCase

LOGGER = "odoo.addons.ecom_base.services.http_client"


@tagged("post_install", "-at_install")
class TestPublicClient(WebCase):
    """Addresses that users gave."""

    def fetch(self, url, networks="", **options):
        client = HttpClient(
            public_only=True,
            networks=parse_networks(networks),
            timeout=2,
            deadline=4,
            attempts=1,
        )
        return client.get(url, follow_redirects=True, **options)

    def resolve(self, *answers):
        """Have names resolve to these addresses, one after the other. The C library's part, not ours."""
        real, rest = socket.getaddrinfo, list(answers)

        def getaddrinfo(host, port, *args, **kwargs):
            if host == "shop.example":
                host = rest.pop(0) if len(rest) > 1 else rest[0]
            return real(host, port, *args, **kwargs)

        return patch("socket.getaddrinfo", getaddrinfo)

    @mute_logger(LOGGER)
    def test_inner_addresses_are_refused(self):
        port = self.server.server_port
        for url in (
            f"{self.server.url}/",
            f"http://localhost:{port}/",
            f"http://2130706433:{port}/",
            f"http://0x7f.1:{port}/",
            f"http://127.1:{port}/",
            f"http://0.0.0.0:{port}/",
            f"http://[::1]:{port}/",
            f"http://[::ffff:127.0.0.1]:{port}/",
            f"http://[64:ff9b::7f00:1]:{port}/",
            "http://10.0.0.1/",
            "http://192.168.1.1/",
            "http://169.254.169.254/latest/meta-data/",
            "http://168.63.129.16/",
            "http://100.100.100.200/",
            "http://[fd00:ec2::254]/",
            "http://[fe80::1]/",
        ):
            with self.subTest(url), self.assertRaises(HttpRefused) as caught:
                self.fetch(url)
            self.assertFalse(caught.exception.sent)
        self.assertEqual(self.server.seen, [])

    def test_other_addresses_are_refused_unresolved(self):
        for url in (
            "file:///etc/passwd",
            "ftp://shop.example/x",
            "gopher://shop.example/",
            "http://user:pw@shop.example/",
            "http://shop.example:22/",
            "http://shop.example:99999/",
            "http:///x",
            "",
        ):
            with self.subTest(url), self.assertRaises(HttpRefused):
                self.fetch(url)

    @mute_logger(LOGGER)
    def test_name_of_an_inner_address_is_refused(self):
        with self.resolve("127.0.0.1"), self.assertRaises(HttpRefused):
            self.fetch(f"http://shop.example:{self.server.server_port}/")
        self.assertEqual(self.server.seen, [])

    def test_network_can_be_permitted(self):
        self.routes["/"] = lambda request: request.reply(body=b"image")

        with self.resolve("127.0.0.1"):
            answer = self.fetch(
                f"http://shop.example:{self.server.server_port}/", networks="127.0.0.1/32"
            )

        self.assertEqual(answer.content, b"image")
        self.assertEqual(
            self.server.seen[0].headers["Host"], f"shop.example:{self.server.server_port}"
        )

    @mute_logger(LOGGER)
    def test_redirect_to_an_inner_address_is_refused(self):
        inner = self.enterContext(Server("127.0.0.2"))
        inner.routes["/"] = lambda request: request.reply()
        self.routes["/"] = lambda request: request.reply(302, Location=f"{inner.url}/")

        with self.assertRaises(HttpRefused):
            self.fetch(f"{self.server.url}/", networks="127.0.0.1/32")

        self.assertEqual((len(self.server.seen), len(inner.seen)), (1, 0))

    @mute_logger(LOGGER)
    def test_redirect_to_another_scheme_is_refused(self):
        self.routes["/"] = lambda request: request.reply(302, Location="file:///etc/passwd")

        with self.assertRaises(HttpRefused):
            self.fetch(f"{self.server.url}/", networks="127.0.0.1/32")

    @mute_logger(LOGGER)
    def test_name_that_changes_its_address_gains_nothing(self):
        inner = self.enterContext(Server("127.0.0.2"))
        inner.routes["/"] = lambda request: request.reply(body=b"inner")
        port = inner.server_port

        # resolves to the permitted address when asked first, to the inner one ever after
        with self.resolve("127.0.0.1", "127.0.0.2"):
            with self.assertRaises(HttpUnreachable):  # nothing listens there: it went to the first
                self.fetch(f"http://shop.example:{port}/", networks="127.0.0.1/32")
            with self.assertRaises(HttpRefused):
                self.fetch(f"http://shop.example:{port}/", networks="127.0.0.1/32")

        self.assertEqual(inner.seen, [])

    @mute_logger(LOGGER)
    def test_proxies_are_not_used(self):
        self.routes["/"] = lambda request: request.reply()
        environment = {"http_proxy": self.server.url, "HTTP_PROXY": self.server.url}
        with (
            patch.dict("os.environ", environment),
            self.resolve("10.0.0.1"),
            self.assertRaises(HttpRefused),
        ):
            self.fetch("http://shop.example/")
        self.assertEqual(self.server.seen, [])


@tagged("post_install", "-at_install")
class TestHttpFactory(TransactionCase):
    def test_networks_come_from_the_system_parameter(self):
        parameters, factory = self.env["ir.config_parameter"], self.env["ecom.http"]
        self.assertEqual(factory._networks(), ())

        parameters.set_param("ecom_base.fetch_networks", "10.1.0.0/16, 127.0.0.1")
        self.assertEqual([str(n) for n in factory._networks()], ["10.1.0.0/16", "127.0.0.1/32"])

        parameters.set_param("ecom_base.fetch_networks", "everything")
        with mute_logger("odoo.addons.ecom_base.services.ecom_http"):
            self.assertEqual(factory._networks(), ())

    def test_public_client_refuses_inner_addresses(self):
        with mute_logger(LOGGER), self.assertRaises(HttpRefused):
            self.env["ecom.http"].public_client().get("http://127.0.0.1/")
