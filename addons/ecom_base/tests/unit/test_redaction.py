import time

import pytest

from odoo.addons.ecom_base.domain.redaction import (
    is_sensitive,
    redact_json,
    redact_mapping,
    redact_text,
    redact_url,
)


@pytest.mark.parametrize(
    "name",
    [
        "Authorization",
        "X-Store-Key",
        "x-api-key",
        "Set-Cookie",
        "client_secret",
        "accessToken",
        "password",
        "X-Razorpay-Signature",
        "X-Shop-Hmac",
        "card_number",
        "cvv",
    ],
)
def test_secret_names_are_known(name):
    assert is_sensitive(name)


@pytest.mark.parametrize(
    "name", ["Content-Type", "Idempotency-Key", "keyId", "author", "max_tokens", "amount", "key"]
)
def test_other_names_are_left(name):
    assert not is_sensitive(name)


def test_headers_are_masked():
    masked = redact_mapping({"Authorization": "Basic abc", "Accept": "application/json"})

    assert masked == {"Authorization": "***", "Accept": "application/json"}


def test_json_is_masked_at_every_depth():
    value = {"a": [{"api_key": "k", "b": 1}], "token": None, "note": "use sk_live_12345678abc"}

    masked = redact_json(value)

    assert masked == {"a": [{"api_key": "***", "b": 1}], "token": None, "note": "use sk_***"}
    assert value["a"][0]["api_key"] == "k"


def test_url_loses_user_info_secret_parameters_and_fragment():
    url = "https://user:pw@host.example:8443/v1/x?access_token=abc&q=a%20b&empty=#frag"

    assert redact_url(url) == "https://host.example:8443/v1/x?access_token=***&q=a%20b&empty="


def test_parameters_that_are_keys_or_people_are_masked_in_addresses():
    url = "https://host.example/geo?key=AIza123&email=a%40b.co&sku=K1&state=KA"

    assert redact_url(url) == "https://host.example/geo?key=***&email=***&sku=K1&state=KA"


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("Authorization: Bearer abcdefgh12345", "abcdefgh12345"),
        ("bad key rzp_live_A1b2C3d4E5", "A1b2C3d4E5"),
        ("whsec_aaaabbbbcccc is wrong", "aaaabbbbcccc"),
        ('{"client_secret": "pi_1_secret_xyz", "id": 3}', "pi_1_secret_xyz"),
        ("POST /x?api_key=verysecret&b=1", "verysecret"),
        ("https://bob:hunter22@host/", "hunter22"),
        ("jwt eyJhbGciOiJI.eyJzdWIiOiIx.c2ln", "eyJzdWIiOiIx"),
        ("{'password': 'p w'}", "p w"),
        ("cannot: password=hunter22", "hunter22"),
        ("answer: token: hunter22", "hunter22"),
        ('{"note": "the password: hunter22"}', "hunter22"),
        ("a=b:c=d:secret=hunter22", "hunter22"),
    ],
)
def test_free_text_is_masked(text, secret):
    assert secret not in redact_text(text)


def test_ordinary_text_is_left():
    text = "Order S00012: amount=120.50 currency=INR, 3 tries. See https://docs.example/x?page=2"

    assert redact_text(text) == text


def test_long_text_takes_no_time():
    text = "name: " * 20_000 + "a=" * 20_000

    started = time.perf_counter()
    assert redact_text(text) == text
    assert time.perf_counter() - started < 2


def test_known_secrets_are_masked_anywhere():
    assert (
        redact_text("the value Tr0ub4dor is wrong", secrets=["Tr0ub4dor"])
        == "the value *** is wrong"
    )


def test_text_is_cut_to_its_limit():
    assert redact_text("x" * 50, limit=10) == "x" * 9 + "…"
