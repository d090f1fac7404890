"""Every operation against the API's own description, with made-up requests: valid ones, and ones broken on purpose.

The same seed makes the same requests. A failure shows the request as a curl command.
"""

import uuid

import hypothesis
import requests
import schemathesis
from schemathesis.config import SchemathesisConfig
from served import hand_over

SHOP = hand_over()
CUSTOMER = "contract-test"
EXAMPLES = 15
SEED = 20190
_PATIENCE = 30

_CONFIG = SchemathesisConfig.from_dict(
    {
        "seed": SEED,
        "generation": {"deterministic": True, "max-examples": EXAMPLES, "mode": "all"},
        "phases": {"coverage": {"unexpected-methods": ["PATCH", "DELETE"]}},
        "checks": {
            # a request may fit its schema and still be refused: an unknown product, a phone that no network has, an ETag
            # that is not (any more) that of what it changes (412)
            "positive_data_acceptance": {
                "expected-statuses": ["2xx", "304", "401", "403", "404", "409", "412", "422"]
            },
            # a broken body is unparsable (400) or invalid (422); a broken path leads nowhere (404)
            "negative_data_rejection": {
                "expected-statuses": ["400", "401", "403", "404", "405", "409", "413", "422", "428"]
            },
            # 428: what If-Match is for
            "missing_required_header": {"expected-statuses": ["400", "401", "403", "422", "428"]},
        },
    }
)
schema = schemathesis.openapi.from_url(f"{SHOP['url']}/api/openapi.json", config=_CONFIG)


class World:
    """A few real things to name in requests, so that not all of them end with 404."""

    def __init__(self):
        self.store = {"X-Store-Key": SHOP["publishableKey"]}
        self.secret = {"Authorization": f"Bearer {SHOP['secretKey']}"}
        self.admin = {"Authorization": f"Bearer {SHOP['adminApiKey']}"}
        products = self._ask("GET", "/api/products?limit=5", self.store).get("items", [])
        self.products = [product["id"] for product in products]
        self._ask(
            "PUT", f"/api/customers/{CUSTOMER}", self.secret, {"email": "contract@example.com"}
        )
        token = self._ask("POST", f"/api/customers/{CUSTOMER}/token", self.secret, {})
        self.customer = self.store | {"Authorization": f"Customer {token.get('token', '')}"}
        self.names = {
            "cartToken": [self._ask("POST", "/api/carts", self.store, {}).get("cartToken")],
            "externalId": [CUSTOMER],
            "idOrSlug": self.products,
            "orderId": [
                order["id"]
                for order in self._ask("GET", "/api/orders?limit=5", self.secret).get("items", [])
            ],
        }

    @staticmethod
    def _ask(method, path, headers, body=None):
        answer = requests.request(
            method, SHOP["url"] + path, headers=headers, json=body, timeout=_PATIENCE
        )
        return answer.json() if answer.ok and answer.content else {}

    def credentials(self, operation):
        """Return the headers of the first credential an operation takes."""
        needed = operation.definition.raw.get("security") or [{}]
        names = set(needed[0])
        if "customerToken" in names:
            return self.customer
        if "userKey" in names:
            return self.admin
        return self.secret if "secretKey" in names else self.store if names else {}


WORLD = World()


def _real(name, value):
    """Return a real thing's name for half of the values made up for a path parameter."""
    known = [one for one in WORLD.names.get(name, ()) if one]
    if not known or not isinstance(value, str) or sum(value.encode(errors="replace")) % 2:
        return value
    return known[len(value) % len(known)]


def _with_products(value):
    """Return a body whose products are real ones."""
    if isinstance(value, dict):
        found = {name: _with_products(item) for name, item in value.items()}
        if WORLD.products and isinstance(found.get("productId"), str):
            found["productId"] = WORLD.products[len(found["productId"]) % len(WORLD.products)]
        return found
    return [_with_products(item) for item in value] if isinstance(value, list) else value


def _about_real_things(case):
    """Let valid requests be about things that exist; broken ones stay as they were broken."""
    if case.path_parameters:
        case.path_parameters = {
            name: _real(name, value) for name, value in case.path_parameters.items()
        }
    if isinstance(case.body, dict | list):
        case.body = _with_products(case.body)
    if "Idempotency-Key" in (case.headers or {}):
        case.headers["Idempotency-Key"] = str(uuid.uuid4())


@schema.parametrize()
@hypothesis.settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(hypothesis.HealthCheck),
    phases=[hypothesis.Phase.explicit, hypothesis.Phase.generate],
)
def test_operation(case):
    """No 5xx, and no answer that the description does not know."""
    if case.meta.generation.mode.is_positive:
        _about_real_things(case)
    case.call_and_validate(headers=WORLD.credentials(case.operation), timeout=_PATIENCE)
