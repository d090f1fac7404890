from dataclasses import replace

import pytest

from odoo.addons.ecom_base.domain.address import (
    AddressError,
    PostalAddress,
    check_address,
    is_gstin,
)

HOME = PostalAddress(
    name="Asha Rao",
    line1="12 MG Road",
    city="Bengaluru",
    state="IN-KA",
    postal_code="560001",
    country="IN",
)


def test_canonical_form():
    given = replace(
        HOME, name="  Asha   Rao ", postal_code="560 001", country="in", phone="98765 43210"
    )

    assert check_address(given) == replace(HOME, phone="+919876543210")


def test_every_problem_is_named_at_once():
    with pytest.raises(AddressError) as caught:
        check_address(replace(HOME, line1=" ", city="", postal_code="56001", phone="12", gstin="X"))

    assert set(caught.value.fields) == {"line1", "city", "postalCode", "phone", "gstin"}


@pytest.mark.parametrize("code", ["", "5600", "012345", "5600011", "ABCDEF", "560-001"])
def test_pin_code_has_six_digits(code):
    with pytest.raises(AddressError) as caught:
        check_address(replace(HOME, postal_code=code))

    assert list(caught.value.fields) == ["postalCode"]


def test_countries_without_a_rule_take_any_postal_code():
    abroad = replace(HOME, country="IE", postal_code="D02 AF30", state="")

    assert check_address(abroad).postal_code == "D02 AF30"


# Real companies' numbers, from the GST portal's public search
@pytest.mark.parametrize("number", ["27AAPFU0939F1ZV", "29AAGCB7383J1Z4"])
def test_gstin(number):
    assert is_gstin(number)
    assert check_address(replace(HOME, gstin=number.lower())).gstin == number


@pytest.mark.parametrize("number", ["", "27AAPFU0939F1ZW", "27AAPFU0939F1Z", "99AAPFU0939F1ZV"])
def test_no_gstin(number):
    assert not is_gstin(number)
