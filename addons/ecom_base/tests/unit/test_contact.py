import pytest

from odoo.addons.ecom_base.domain.contact import ContactError, normalize_email, normalize_phone


@pytest.mark.parametrize(
    ("raw", "country", "canonical"),
    [
        ("98765 43210", "IN", "+919876543210"),
        ("098765-43210", "IN", "+919876543210"),
        ("+91 98765 43210", "US", "+919876543210"),
        ("(415) 555-2671", "US", "+14155552671"),
        ("+44 20 7946 0958", "IN", "+442079460958"),
    ],
)
def test_phone(raw, country, canonical):
    assert normalize_phone(raw, country) == canonical


@pytest.mark.parametrize(
    "raw", ["", "12345", "98765", "not a phone", "+999 123456789", "1" * 40, "\u202e123"]
)
def test_no_phone(raw):
    with pytest.raises(ContactError):
        normalize_phone(raw, "IN")


@pytest.mark.parametrize(
    ("raw", "canonical"),
    [
        (" Asha@Example.COM ", "asha@example.com"),
        ("a+b.c@shop.example.in", "a+b.c@shop.example.in"),
    ],
)
def test_email(raw, canonical):
    assert normalize_email(raw) == canonical


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "asha",
        "asha@",
        "@x.in",
        "a@b",
        "a b@x.in",
        "a@x.in, b@x.in",
        "<a@x.in>",
        f"{'a' * 250}@x.in",
        "a@-x.in",
    ],
)
def test_no_email(raw):
    with pytest.raises(ContactError):
        normalize_email(raw)
