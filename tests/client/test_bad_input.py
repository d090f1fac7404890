"""What a broken, careless or hostile caller gets: the envelope with the right code, and nothing half-written."""

import json
import time

import pytest
from buyer import ADDRESS, BUYER
from shop_client import ApiError, dump

LIMIT = 256 * 1024
#: Words that belong into a log and never into an answer.
_INSIDES = ("Traceback", "psycopg", "SELECT ", "odoo.", "sale.order", "res.partner")


@pytest.fixture
def refused(shop):
    """Call an operation that must be refused; return the error."""

    def call(operation, *, by=shop, **fields):
        with pytest.raises(ApiError) as caught:
            by.call(operation, **fields)
        return clean(caught.value)

    return call


def clean(error):
    assert error.code
    assert error.message
    assert error.request_id
    assert isinstance(error.details, dict)
    assert not [word for word in _INSIDES if word in f"{error.message} {error.details}"]
    return error


def envelope(response):
    """Read the error of a raw answer, and check its shape."""
    body = response.json()
    assert set(body) == {"error"}, body
    assert set(body["error"]) == {"code", "message", "details", "requestId"}
    assert response.headers["Content-Type"] == "application/json"
    assert not [word for word in _INSIDES if word in response.text]
    return response.status_code, body["error"]["code"]


def order_count(rest):
    """How many orders the shop has today, by the newest one's number."""
    newest = rest.call("orders.list", limit=1)["items"]
    return newest[0]["number"] if newest else None


class TestBodies:
    @pytest.mark.parametrize(
        "body",
        [
            b"{",
            b'{"items": [}',
            b"not json",
            b'{"a": 1} trailing',
            b"\xff\xfe{}",
            b'{"a": NaN}',
            b"[" * 5000,
        ],
        ids=["cut", "bracket", "word", "trailing", "not-utf8", "nan", "deep"],
    )
    def test_what_cannot_be_parsed(self, rest, body):
        response = rest.send("POST", "/api/carts", body, rest.keys.headers("pk"))
        assert envelope(response) == (400, "malformed_json")

    @pytest.mark.parametrize("body", [b"[]", b'"text"', b"7", b"null"])
    def test_json_that_is_no_object(self, rest, body):
        response = rest.send("POST", "/api/carts", body, rest.keys.headers("pk"))
        assert envelope(response)[0] in {400, 422}

    def test_json_rpc_says_it_in_its_own_way(self, rest):
        headers = rest.keys.headers("pk")
        answer = rest.send("POST", "/api/jsonrpc", b"{", headers).json()
        assert (answer["error"]["code"], answer["id"]) == (-32700, None)
        answer = rest.send("POST", "/api/jsonrpc", {"method": "products.list"}, headers).json()
        assert answer["error"]["code"] == -32600
        answer = rest.send("POST", "/api/jsonrpc", [], headers).json()
        assert answer["error"]["code"] == -32600

    def test_a_batch_of_51(self, rest):
        answer = rest.batch(*[("health.live", {})] * 51)
        assert answer["error"]["data"]["code"] == "batch_size"

    @pytest.mark.parametrize("path", ["/api/carts", "/api/jsonrpc", "/api/payments/options"])
    def test_a_body_over_256_kib(self, rest, path):
        body = dump({"items": [], "buyer": {"name": "x" * LIMIT}})
        response = rest.send("POST", path, body, rest.keys.headers("pk"))
        assert envelope(response) == (413, "payload_too_large")

    def test_a_body_over_256_kib_of_unknown_length(self, rest):
        chunks = (b" " * 4096 for _ in range(LIMIT // 4096 + 1))
        response = rest.http.post(
            f"{rest.url}/api/carts", data=chunks, headers=rest.keys.headers("pk"), timeout=60
        )
        assert envelope(response) == (413, "payload_too_large")

    def test_the_wrong_method_and_an_unknown_path(self, rest):
        response = rest.send("PATCH", "/api/carts", {}, rest.keys.headers("pk"))
        assert envelope(response) == (405, "method_not_allowed")
        assert "POST" in response.headers["Allow"]
        assert envelope(rest.send("GET", "/api/nothing/here")) == (404, "path_not_found")


class TestFields:
    def test_unknown_fields(self, refused):
        error = refused("carts.create", colour="red")
        assert (error.status, error.code) == (422, "validation_failed")
        assert list(error.details["fields"]) == ["colour"]
        error = refused("products.list", pageSize=5)
        assert (error.status, list(error.details["fields"])) == (422, ["pageSize"])

    @pytest.mark.parametrize(
        ("fields", "named"),
        [
            ({"items": "two"}, "items"),
            ({"items": [{"productId": 7, "quantity": 1}]}, "items.0.productId"),
            ({"items": [{"productId": "var_x", "quantity": "1"}]}, "items.0.quantity"),
            ({"items": [{"productId": "var_x", "quantity": True}]}, "items.0.quantity"),
            ({"items": [{"quantity": 1}]}, "items.0.productId"),
            ({"items": [{"productId": "var_x", "quantity": 1, "price": 1}]}, "items.0.price"),
            ({"currency": "rupees"}, "currency"),
            ({"buyer": {"email": "no address"}}, "buyer.email"),
            ({"buyer": {"phone": "12"}}, "buyer.phone"),
            ({"shippingAddress": ADDRESS | {"postalCode": "12"}}, "shippingAddress.postalCode"),
            ({"shippingAddress": ADDRESS | {"country": "XX"}}, "shippingAddress.country"),
        ],
    )
    def test_wrong_types_and_values_are_named(self, refused, fields, named):
        error = refused("carts.create", **fields)
        assert error.status == 422
        assert named in error.details["fields"]

    @pytest.mark.parametrize("quantity", [0, -1, 10**9, 0.5, 1e300])
    def test_quantities_nobody_can_buy(self, refused, rest, checkout, variants, quantity):
        items = [{"productId": variants[0]["id"], "quantity": quantity}]
        before = order_count(rest)
        for operation, fields in (
            ("carts.create", {"items": items}),
            ("payments.options", {"items": items}),
            ("orders.create", checkout | {"items": items, "paymentType": "cod"}),
        ):
            error = refused(operation, **fields)
            assert error.status == 422, (operation, error)
            assert "items.0.quantity" in error.details["fields"], (operation, error)
        assert order_count(rest) == before

    def test_nul_is_refused(self, refused):
        error = refused("carts.create", buyer={"name": "Asha\0Rao", "email": "a@example.com"})
        assert error.status == 422
        assert "buyer.name" in error.details["fields"]
        error = refused("products.list", q="kurta\0")
        assert (error.status, list(error.details["fields"])) == (422, ["q"])
        assert refused("products.get", idOrSlug="a\0b").status in {404, 422}

    def test_other_scripts_and_directions_survive(self, shop, checkout):
        names = [
            "आशा राव",
            "عائشة راو",
            "👩🏽‍💻 Asha",
            "O'Brien; DROP TABLE x;--",
        ]
        for name in names:
            address = ADDRESS | {"name": name}
            cart = shop.call("carts.create", buyer=BUYER | {"name": name}, shippingAddress=address)
            assert cart["buyer"]["name"] == cart["shippingAddress"]["name"] == name
            assert shop.call("products.list", q=name)["nextCursor"] is None

    def test_characters_that_reorder_text_are_refused(self, refused):
        error = refused("carts.create", buyer={"name": "\u202eevil\u202c"})
        assert (error.status, list(error.details["fields"])) == (422, ["buyer.name"])

    def test_cursors_that_were_tampered_with(self, refused):
        for cursor in ("x", "W10", "WyJwb3NpdGlvbiIsIiIsWyIxIiwiJyJdXQ"):
            error = refused("products.list", cursor=cursor)
            assert (error.status, list(error.details["fields"])) == (422, ["cursor"])

    @pytest.mark.parametrize("limit", [0, 101, "many"])
    def test_limits(self, refused, limit):
        error = refused("products.list", limit=limit)
        assert (error.status, list(error.details["fields"])) == (422, ["limit"])

    def test_amounts_with_too_many_decimals(self, refused, shop, checkout):
        order = shop.call("orders.create", paymentType="cod", **checkout)
        error = refused(
            "orders.updatePayment", orderId=order["id"], event="collected", amount=1.005
        )
        assert (error.status, error.code) == (422, "amount_precision")
        error = refused("orders.updatePayment", orderId=order["id"], event="collected", amount=-1)
        assert error.status == 422
        assert shop.call("orders.get", orderId=order["id"]) == order

    def test_a_status_cannot_be_set(self, refused, shop, checkout):
        order = shop.call("orders.create", paymentType="cod", **checkout)
        error = refused("orders.updatePayment", orderId=order["id"], event="fully_paid")
        assert (error.status, list(error.details["fields"])) == (422, ["event"])
        error = refused(
            "orders.updatePayment", orderId=order["id"], event="collected", paymentStatus="failed"
        )
        assert (error.status, list(error.details["fields"])) == (422, ["paymentStatus"])


class TestUnknown:
    @pytest.mark.parametrize(
        ("operation", "fields", "code"),
        [
            ("products.get", {"idOrSlug": "prd_unknown"}, "product_not_found"),
            ("carts.get", {"cartToken": "crt_unknown"}, "cart_not_found"),
            ("carts.update", {"cartToken": "crt_unknown", "items": []}, "cart_not_found"),
            ("orders.get", {"orderId": "ord_unknown"}, "order_not_found"),
            ("orders.cancel", {"orderId": "ord_unknown"}, "order_not_found"),
            ("orders.updatePayment", {"orderId": "1", "event": "pay"}, "order_not_found"),
            ("customers.get", {"externalId": "nobody"}, "customer_not_found"),
            ("customers.token", {"externalId": "nobody"}, "customer_not_found"),
        ],
    )
    def test_ids(self, refused, operation, fields, code):
        error = refused(operation, **fields)
        assert (error.status, error.code) == (404, code)

    def test_a_product_in_a_cart(self, refused):
        error = refused("carts.create", items=[{"productId": "var_unknown", "quantity": 1}])
        assert (error.status, list(error.details["fields"])) == (422, ["items.0.productId"])

    def test_a_price_that_has_changed(self, refused, rest, checkout, variants):
        shown = {"productId": variants[0]["id"], "quantity": 1, "unitPrice": 1}
        before = order_count(rest)
        error = refused("orders.create", paymentType="cod", **checkout | {"items": [shown]})
        assert (error.status, error.code) == (409, "price_changed")
        error = refused("orders.create", paymentType="cod", expectedTotal=1, **checkout)
        assert (error.status, error.code) == (409, "price_changed")
        assert order_count(rest) == before

    def test_more_than_there_is(self, refused, rest, checkout, variants):
        many = [{"productId": variants[0]["id"], "quantity": 9000}]
        before = order_count(rest)
        error = refused("orders.create", paymentType="prepaid", **checkout | {"items": many})
        assert (error.status, error.code) == (409, "out_of_stock")
        assert order_count(rest) == before


class TestKeys:
    @pytest.mark.parametrize("who", ["pk", "sk"])
    def test_no_key_and_a_wrong_one(self, refused, shop, who):
        operation = {"pk": "products.list", "sk": "orders.list"}[who]
        assert refused(operation, who="none").status == 401
        stranger = shop.acting(publishable="pk_wrong", secret="sk_wrong")
        assert refused(operation, by=stranger).status == 401

    def test_a_publishable_key_places_no_order(self, refused, checkout):
        error = refused("orders.create", who="pk", paymentType="cod", **checkout)
        assert error.status in {401, 403}

    def test_a_secret_key_is_no_administrator(self, refused):
        assert refused("admin.orders.analytics", who="sk").status in {401, 403}

    def test_revoked_keys(self, revoked):
        for operation in ("products.list", "orders.list"):
            with pytest.raises(ApiError) as caught:
                revoked.call(operation)
            assert (clean(caught.value).status, caught.value.code) == (401, "key_revoked")

    def test_another_store_sees_nothing_of_this_one(self, rest, other_shop, checkout, unique):
        cart = rest.call("carts.create", items=checkout["items"])
        order = rest.call("orders.create", paymentType="cod", **checkout)
        known = unique()
        rest.call("customers.upsert", externalId=known, name="Asha", phone="+919845012345")
        for operation, fields in (
            ("carts.get", {"cartToken": cart["cartToken"]}),
            ("carts.update", {"cartToken": cart["cartToken"], "items": []}),
            ("carts.delete", {"cartToken": cart["cartToken"]}),
            ("orders.get", {"orderId": order["id"]}),
            ("orders.cancel", {"orderId": order["id"]}),
            ("orders.updatePayment", {"orderId": order["id"], "event": "collected"}),
            ("customers.get", {"externalId": known}),
        ):
            with pytest.raises(ApiError) as caught:
                other_shop.call(operation, **fields)
            assert clean(caught.value).status == 404, operation
        assert other_shop.call("orders.list")["items"] == []
        assert rest.call("orders.get", orderId=order["id"]) == order
        assert rest.call("carts.get", cartToken=cart["cartToken"])["items"] == cart["items"]

    def test_another_stores_customer_token(self, rest, other_shop, checkout, unique):
        name = unique()
        other_shop.call("customers.upsert", externalId=name, name="Asha", email="a@example.com")
        token = other_shop.call("customers.token", externalId=name)["token"]
        with pytest.raises(ApiError) as caught:
            rest.acting(customer=token).call("orders.list", who="customer")
        assert clean(caught.value).status == 401
        with pytest.raises(ApiError) as caught:
            rest.acting(customer=token[:-4] + "AAAA").call("orders.list", who="customer")
        assert clean(caught.value).status == 401

    def test_the_store_of_the_url_must_be_the_keys(self, refused, run):
        error = refused("products.list", store="some-other-store")
        assert error.status in {403, 404, 422}


class TestIdempotencyKeys:
    def test_one_is_needed(self, rest, checkout):
        body = checkout | {"paymentType": "cod"}
        response = rest.send("POST", "/api/orders/create", body, rest.keys.headers("sk"))
        assert envelope(response) == (400, "idempotency_key_required")

    def test_replayed_with_another_body(self, shop, refused, checkout, unique):
        key = unique()
        order = shop.call("orders.create", key=key, paymentType="cod", **checkout)
        error = refused("orders.create", key=key, paymentType="partial_cod", **checkout)
        assert (error.status, error.code) == (409, "idempotency_conflict")
        assert (
            shop.call("orders.create", key=key, paymentType="cod", **checkout)["id"] == order["id"]
        )

    def test_a_refused_call_does_not_use_up_its_key(self, shop, refused, checkout, unique):
        key, wrong = unique(), checkout | {"items": []}
        assert refused("orders.create", key=key, paymentType="cod", **wrong).status == 422
        assert shop.call("orders.create", key=key, paymentType="cod", **checkout)["id"]


class TestWebhooks:
    @pytest.fixture
    def open_order(self, rest, checkout):
        return rest.call("orders.create", paymentType="partial_cod", **checkout)

    def test_signatures_that_do_not_fit(self, rest, gateway, open_order):
        event = gateway.captured(open_order["payment"], open_order["upfrontAmount"])
        now = int(time.time())
        for answer in (
            gateway.notify(event, secret="guessed"),
            gateway.notify(event, signed_at=now - 3600),
            gateway.notify(event, signed_at=now + 3600),
            rest.send("POST", f"/api/webhooks/demo/{gateway.account['providerId']}", event),
        ):
            assert envelope(answer)[0] == 401
        time.sleep(1)
        assert rest.call("orders.get", orderId=open_order["id"]) == open_order

    def test_an_unknown_provider(self, gateway, open_order):
        event = gateway.captured(open_order["payment"], 1)
        assert envelope(gateway.notify(event, provider="gwy_unknown"))[0] == 404

    def test_signed_nonsense_is_refused_or_kept_without_effect(self, rest, gateway, open_order):
        event = gateway.captured(open_order["payment"], open_order["upfrontAmount"])
        for change in (
            {"amount": "much"},
            {"amount": -5},
            {"currency": "USD"},
            {"reference": "dmo_unknown"},
        ):
            nonsense = event | {
                "id": event["id"] + json.dumps(change),
                "data": event["data"] | change,
            }
            assert gateway.notify(nonsense).status_code < 500
        assert gateway.notify(b"{").status_code < 500
        assert gateway.notify(b"[]").status_code < 500
        time.sleep(2)
        order = rest.call("orders.get", orderId=open_order["id"])
        assert (order["paidAmount"], order["status"]) == (0, "pending_payment")
