"""Payment options of a cart of 20 lines, with 5 000 rules that list PIN codes."""

import json

from bench import Measure

_RULES = 5_000
_LINES = 20
#: In the list of rule 4 600, so that one rule decides.
_REFUSED, _SERVED = "560000", "560001"

MEASURES = (
    Measure("empty route", "ms CPU"),
    Measure("payments.options", "ms CPU"),
    Measure(
        "payments.options over an empty route",
        "ms CPU",
        at_most=15,
        why="asked on every keystroke of a PIN code",
    ),
    Measure("a rule that lists the PIN code decides", "", 1, 1),
    Measure("failures", "requests", at_most=0),
)


def run(bench):
    """Measure one cart at a PIN code that no rule lists; what is compared is CPU, not time."""
    shop = bench.shop("options", rules=str(_RULES))
    token = _cart(shop)
    load = bench.compare({"empty": shop.empty, "options": _ask(shop, token, _SERVED)}, 4)
    empty, options = load["empty"], load["options"]
    bench.report("empty route", empty.cpu, empty)
    bench.report("payments.options", options.cpu, options)
    bench.report("payments.options over an empty route", options.cpu - empty.cpu)
    refused = json.loads(shop.call(_ask(shop, token, _REFUSED)).body)["options"][1]
    decided = [reason["code"] for reason in refused["reasons"]] == ["area_not_served"]
    bench.report("a rule that lists the PIN code decides", int(decided))
    bench.report("failures", (empty.failures + options.failures).total())


def _cart(shop):
    """Return the token of a new cart with one of each of the first variants of the catalogue."""
    listed = json.loads(shop.call(shop.get("/api/products?limit=100&inStock=true")).body)["items"]
    items = []
    for product in listed:
        detail = json.loads(shop.call(shop.get(f"/api/products/{product['id']}")).body)
        items += [{"productId": one["id"], "quantity": 1} for one in detail["variants"]]
        if len(items) >= _LINES:
            break
    answer = shop.call(shop.request("POST", "/api/carts", {"items": items[:_LINES]}))
    return json.loads(answer.body)["cartToken"]


def _ask(shop, token, pin):
    address = {
        "name": "Asha Rao",
        "line1": "12 MG Road",
        "city": "Bengaluru",
        "state": "IN-KA",
        "postalCode": pin,
        "country": "IN",
    }
    body = {"cartToken": token, "shippingAddress": address}
    return shop.request("POST", "/api/payments/options", body)
