"""What can be wrong with an address that a courier is to find. Nothing here refuses an address."""

import re

_SHORT = 10
_REPEATED = re.compile(r"(.)\1{3,}")
_DIGIT = re.compile(r"\d")
_PIN = re.compile(r"[1-9]\d{5}")

NO_NUMBER, SHORT, REPEATED, PIN_INVALID, PIN_ELSEWHERE = (
    "no_number", "short", "repeated", "pin_invalid", "pin_elsewhere",
)  # fmt: skip
DEFECTS = (NO_NUMBER, SHORT, REPEATED, PIN_INVALID, PIN_ELSEWHERE)

#: States (ISO 3166-2:IN, with the older codes in use) by the first two digits of a PIN code. Source: the postal
#: circles of India Post; circles that cross a state's border name each state they serve.
_STATES = {
    "11": "DL", "12": "HR", "13": "HR", "14": "PB", "15": "PB", "16": "CH PB HR", "17": "HP", "18": "JK", "19": "JK LA",
    "20": "UP", "21": "UP", "22": "UP", "23": "UP", "24": "UP UK UT", "25": "UP", "26": "UP UK UT", "27": "UP", "28": "UP",
    "30": "RJ", "31": "RJ", "32": "RJ", "33": "RJ", "34": "RJ", "36": "GJ DD DH", "37": "GJ", "38": "GJ",
    "39": "GJ DN DD DH", "40": "MH GA", "41": "MH", "42": "MH", "43": "MH", "44": "MH", "45": "MP", "46": "MP", "47": "MP",
    "48": "MP", "49": "CG CT", "50": "TS TG", "51": "AP", "52": "AP", "53": "AP PY", "56": "KA", "57": "KA", "58": "KA",
    "59": "KA", "60": "TN PY", "61": "TN", "62": "TN", "63": "TN", "64": "TN", "67": "KL PY", "68": "KL LD", "69": "KL",
    "70": "WB", "71": "WB", "72": "WB", "73": "WB SK", "74": "WB AN", "75": "OD OR", "76": "OD OR", "77": "OD OR", "78": "AS",
    "79": "AR MN ML MZ NL TR AS", "80": "BR", "81": "BR JH", "82": "JH BR", "83": "JH", "84": "BR", "85": "BR JH",
}  # fmt: skip


def defects(street, pin, state, country):
    """Return what is wrong with an address: tuple of :data:`DEFECTS`.

    :param str street: all its lines but the place
    :param str pin: normalised postal code, empty if not given
    :param str state: code of the state within the country, empty if not given
    :param str country: ISO code; PIN codes are checked in India only
    """
    street = " ".join((street or "").split())
    found = []
    if not _DIGIT.search(street):
        found.append(NO_NUMBER)
    if len(street) < _SHORT:
        found.append(SHORT)
    if _REPEATED.search(street.lower()):
        found.append(REPEATED)
    if country == "IN":
        if not _PIN.fullmatch(pin or ""):
            found.append(PIN_INVALID)
        elif state and state not in _STATES.get(pin[:2], state).split():
            found.append(PIN_ELSEWHERE)
    return tuple(found)
