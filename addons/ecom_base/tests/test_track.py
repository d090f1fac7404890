import uuid
from datetime import UTC, datetime, timedelta

from odoo.tests import tagged

from ..schemas.customer import CustomerUpsert
from .common import ApiCase


@tagged("post_install", "-at_install")
class TestTrack(ApiCase):
    def event(self, name="view_item", **values):
        return {
            "id": uuid.uuid4().hex,
            "name": name,
            "occurredAt": datetime.now(UTC).isoformat(),
            "sessionId": "visit-0001",
            **({"productId": "prd_1"} if name == "view_item" else {}),
            **values,
        }

    def track(self, *events, **body):
        return self.call("POST", "/api/events", {"events": list(events), **body})

    def stored(self):
        return self.env["ecom.event"].search([("store_id", "=", self.store.id)], order="id")

    def test_batch_is_recorded(self):
        answer = self.track(
            self.event("page_view", path="/", referrerHost="example.org"),
            self.event(),
            self.event("search", term="red kurta", resultCount=3),
            self.event("add_to_cart", items=[{"productId": "prd_1", "quantity": 2}]),
            self.event("begin_checkout"),
        )

        self.assertEqual(
            (answer.status_code, answer.json()), (202, {"recorded": 5, "duplicates": 0})
        )
        events = self.stored()
        self.assertEqual(
            events.mapped("name"),
            ["page_view", "view_item", "search", "add_to_cart", "begin_checkout"],
        )
        self.assertEqual(set(events.mapped("source")), {"storefront"})
        self.assertEqual(events[3].payload, {"items": [{"productId": "prd_1", "quantity": 2}]})
        self.assertEqual(events[0].session_id, "visit-0001")

    def test_batch_sent_again_counts_once(self):
        batch = [self.event(), self.event()]
        self.track(*batch)

        answer = self.track(*batch, self.event(), batch[0])

        self.assertEqual(answer.json(), {"recorded": 1, "duplicates": 3})
        self.assertEqual(len(self.stored()), 3)

    def test_bad_events_are_named_and_nothing_is_stored(self):
        answer = self.track(
            self.event(),
            self.event(email="asha@example.com"),
            self.event("purchase"),
            self.event("add_to_cart", items=[]),
            self.event("page_view", path="/x?email=a@b.co"),
            self.event(occurredAt="yesterday"),
            self.event("add_to_cart", items=[{"productId": "p", "quantity": 0}]),
            {"name": "search"},
        )

        fields_ = self.assert_error(answer, 422, "validation_failed")["fields"]
        self.assertEqual(
            set(fields_),
            {
                "events.1.email",
                "events.2",
                "events.3.items",
                "events.4.path",
                "events.5.occurredAt",
                "events.6.items.0.quantity",
                "events.7.id",
                "events.7.occurredAt",
                "events.7.sessionId",
                "events.7.term",
            },
        )
        self.assertFalse(self.stored())

    def test_impossible_times_are_named(self):
        now = datetime.now(UTC)
        answer = self.track(
            self.event(occurredAt=(now - timedelta(hours=73)).isoformat()),
            self.event(),
            self.event(occurredAt=(now + timedelta(minutes=6)).isoformat()),
        )

        fields_ = self.assert_error(answer, 422, "validation_failed")["fields"]
        self.assertEqual(set(fields_), {"events.0.occurredAt", "events.2.occurredAt"})
        self.assertFalse(self.stored())

    def test_wrong_clock_is_corrected(self):
        clock = datetime.now(UTC) + timedelta(days=400)

        self.track(
            self.event(occurredAt=(clock - timedelta(minutes=10)).isoformat()),
            sentAt=clock.isoformat(),
        )

        age = datetime.now() - self.stored().occurred_at
        self.assertLess(abs(age - timedelta(minutes=10)), timedelta(seconds=20))

    def test_contacts_in_search_terms_are_masked(self):
        self.track(self.event("search", term="order of asha@example.com 98765 43210"))

        self.assertEqual(self.stored().payload["term"], "order of [email] [number]")

    def test_batches_have_a_size(self):
        for events in ([], [self.event()] * 101):
            self.assert_error(self.track(*events), 422, "validation_failed")

    def test_customer_of_the_token_is_recorded(self):
        customer, _created = self.env["ecom.customers"].upsert(
            self.store._to_info(),
            "u1",
            CustomerUpsert(external_id="u1", email="asha@example.com", name="Asha"),
        )
        token, _expiry = self.env["ecom.customers"].issue_token(self.store._to_info(), "u1", 600)

        answer = self.call("POST", "/api/events", {"events": [self.event()]}, auth=token)

        self.assertEqual(answer.status_code, 202, answer.text)
        tracked = self.stored().filtered(lambda event: event.source == "storefront")
        self.assertEqual(tracked.customer_id, customer)

    def test_json_rpc_takes_events_too(self):
        answer = self.rpc("events.track", {"events": [self.event()]})

        self.assertEqual(answer["result"], {"recorded": 1, "duplicates": 0})

    def test_key_is_needed(self):
        self.assert_error(
            self.call("POST", "/api/events", {"events": [self.event()]}, auth=None),
            401,
            "unauthenticated",
        )

    def test_cart_facts_over_http(self):
        cart = self.call("POST", "/api/carts", {"items": []}).json()
        self.call(
            "PUT", f"/api/carts/{cart['cartToken']}", {"buyer": {"email": "asha@example.com"}}
        )

        events = self.stored()
        self.assertEqual(events.mapped("name"), ["cart.created", "cart.updated"])
        self.assertNotIn(cart["cartToken"], "".join(events.mapped("payload_text")))
        self.assertNotIn("asha", "".join(events.mapped("payload_text")))
