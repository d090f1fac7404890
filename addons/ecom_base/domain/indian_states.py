"""States of India: the spellings shops use beside the official ones, and what a PIN code tells of the state."""

# ISO 3166-2:IN codes before the changes of 2023 and spellings, to the code in use. Case-folded, "&" written out.
_OTHER_NAMES = {
    "ct": "cg",
    "dh": "dn",
    "or": "od",
    "tg": "ts",
    "ut": "uk",
    "andaman and nicobar islands": "an",
    "chhattisgarh": "cg",
    "dadra and nagar haveli": "dn",
    "national capital territory of delhi": "dl",
    "nct of delhi": "dl",
    "new delhi": "dl",
    "orissa": "od",
    "pondicherry": "py",
    "uttaranchal": "uk",
}

# First digits of a PIN code, the longest match counts. Source: India Post, PIN code directory.
# None where a district on the border shares its digits with the next state.
_BY_PIN = {
    **dict.fromkeys(("11",), "dl"),
    **dict.fromkeys(("12", "13"), "hr"),
    **dict.fromkeys(("14", "15"), "pb"),
    **dict.fromkeys(("17",), "hp"),
    **dict.fromkeys(("18", "19"), "jk"),
    "194": "la",
    **dict.fromkeys(("20", "21", "22", "23", "24", "25", "26", "27", "28"), "up"),
    **dict.fromkeys(("244", "246", "247", "262"), None),
    **dict.fromkeys(("248", "249", "263"), "uk"),
    **dict.fromkeys(("30", "31", "32", "33", "34"), "rj"),
    **dict.fromkeys(("36", "37", "38", "39"), "gj"),
    **dict.fromkeys(("362", "396"), None),
    **dict.fromkeys(("40", "41", "42", "43", "44"), "mh"),
    "403": "ga",
    **dict.fromkeys(("45", "46", "47", "48"), "mp"),
    "49": "cg",
    "50": "ts",
    **dict.fromkeys(("51", "52", "53"), "ap"),
    "533": None,
    **dict.fromkeys(("56", "57", "58", "59"), "ka"),
    **dict.fromkeys(("60", "61", "62", "63", "64"), "tn"),
    **dict.fromkeys(("605", "607", "609"), None),
    **dict.fromkeys(("67", "68", "69"), "kl"),
    **dict.fromkeys(("673", "682"), None),
    **dict.fromkeys(("70", "71", "72", "73", "74"), "wb"),
    "737": "sk",
    "744": "an",
    **dict.fromkeys(("75", "76", "77"), "od"),
    "78": "as",
    **dict.fromkeys(("790", "791", "792"), "ar"),
    **dict.fromkeys(("793", "794"), "ml"),
    "795": "mn",
    "796": "mz",
    **dict.fromkeys(("797", "798"), "nl"),
    "799": "tr",
    **dict.fromkeys(("80", "81", "82", "84", "85"), "br"),
    "813": None,
    **dict.fromkeys(("814", "815", "816", "822", "825", "826", "827", "828", "829"), "jh"),
    "83": "jh",
}


def state_code(name):
    """Return the code in use for an older code or another spelling, else ``name`` itself.

    :param str name: code or name, case-folded
    """
    name = name.replace("&", "and")
    return _OTHER_NAMES.get(name, name)


def state_of_pin(pin):
    """Return the state code (lower case) that a PIN code belongs to, or None where its digits do not settle it.

    :param str pin: six digits
    """
    for length in (3, 2):
        if pin[:length] in _BY_PIN:
            return _BY_PIN[pin[:length]]
    return None
