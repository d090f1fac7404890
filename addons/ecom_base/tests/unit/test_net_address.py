import pytest

from odoo.addons.ecom_base.domain.net_address import (
    AddressRefused,
    check_url,
    is_public,
    parse_networks,
)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.255.255.254",
        "0.0.0.0",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.0.1",
        "169.254.169.254",
        "100.64.0.1",
        "100.100.100.200",
        "168.63.129.16",
        "192.0.0.192",
        "198.18.0.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "fe80::1",
        "fe80::1%eth0",
        "fd00:ec2::254",
        "ff02::1",
        "2001:db8::1",
        "::ffff:127.0.0.1",
        "::ffff:a9fe:a9fe",
        "::7f00:1",
        "2002:7f00:1::",
        "2002:a00:1::1",
        "64:ff9b::a00:1",
    ],
)
def test_inner_addresses_are_not_public(address):
    assert not is_public(address)


@pytest.mark.parametrize(
    "address",
    ["8.8.8.8", "93.184.216.34", "2606:4700:4700::1111", "64:ff9b::808:808", "::ffff:808:808"],
)
def test_others_are(address):
    assert is_public(address)


def test_networks_can_be_permitted():
    networks = parse_networks("10.1.0.0/16, fd00::/8 127.0.0.1")

    assert is_public("10.1.2.3", networks)
    assert is_public("fd00::5", networks)
    assert is_public("127.0.0.1", networks)
    assert not is_public("10.2.0.1", networks)


def test_networks_must_be_networks():
    with pytest.raises(ValueError, match="everything"):
        parse_networks("everything")


@pytest.mark.parametrize(
    "url",
    [
        "https://shop.example/a?b=c",
        "http://shop.example:8080/",
        "http://shop.example:80",
        "http://[2606::1]/",
    ],
)
def test_web_addresses_pass(url):
    check_url(url)


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("ftp://shop.example/", "http"),
        ("javascript:alert(1)", "http"),
        ("//shop.example/", "http"),
        ("http:///path", "host"),
        ("http://user@shop.example/", "user name"),
        ("http://shop.example:25/", "Port 25"),
        ("http://shop.example:x/", "not a web address"),
        ("http://[::1/", "not a web address"),
    ],
)
def test_others_are_refused(url, why):
    with pytest.raises(AddressRefused, match=why):
        check_url(url)
