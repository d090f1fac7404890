import pytest

from odoo.addons.ecom_base.domain.indian_states import state_code, state_of_pin


# Head post offices, from India Post's directory
@pytest.mark.parametrize(
    ("pin", "state"),
    [
        ("110001", "dl"),
        ("122001", "hr"),
        ("141001", "pb"),
        ("171001", "hp"),
        ("190001", "jk"),
        ("194101", "la"),
        ("226001", "up"),
        ("248001", "uk"),
        ("302001", "rj"),
        ("380001", "gj"),
        ("400001", "mh"),
        ("403001", "ga"),
        ("462001", "mp"),
        ("492001", "cg"),
        ("500001", "ts"),
        ("520001", "ap"),
        ("560001", "ka"),
        ("600001", "tn"),
        ("695001", "kl"),
        ("700001", "wb"),
        ("737101", "sk"),
        ("744101", "an"),
        ("751001", "od"),
        ("781001", "as"),
        ("791111", "ar"),
        ("793001", "ml"),
        ("795001", "mn"),
        ("796001", "mz"),
        ("797001", "nl"),
        ("799001", "tr"),
        ("800001", "br"),
        ("834001", "jh"),
    ],
)
def test_state_of_pin(pin, state):
    assert state_of_pin(pin) == state


# Chandigarh and Mohali, Puducherry and Villupuram, Lakshadweep and Kochi, Haridwar and Saharanpur, army post
@pytest.mark.parametrize("pin", ["160055", "605001", "682555", "247001", "900056"])
def test_shared_digits_settle_nothing(pin):
    assert state_of_pin(pin) is None


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ("tg", "ts"),
        ("chhattisgarh", "cg"),
        ("orissa", "od"),
        ("andaman & nicobar islands", "an"),
        ("karnataka", "karnataka"),
        ("ka", "ka"),
    ],
)
def test_other_spellings(given, code):
    assert state_code(given) == code
