from urllib.parse import quote

from odoo.tests import tagged

from ..schemas.customer import CustomerUpsert
from .common import ApiCase
from .selling import HOME, SellingMixin


class CustomerCase(SellingMixin, ApiCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kurta = cls.make_product("Kurta", 499.0)

    def upsert(self, external_id="user-1", **body):
        """Upsert a customer who is reachable, and return the answer."""
        response = self.call("PUT", f"/api/customers/{quote(external_id)}", body, auth="secret")
        self.assertIn(response.status_code, (200, 201), response.text)
        return response.json()

    def customers(self, store=None):
        return self.env["ecom.customer"].search([("store_id", "=", (store or self.store).id)])

    def buy_as_guest(self, **buyer):
        """Return an order placed without an account."""
        order = self.build(self.wanted(self.kurta), buyer={"name": "Asha Rao", **buyer})
        order._ecom_place()
        return order.with_env(self.env)


@tagged("post_install", "-at_install", "ecom")
class TestCustomers(CustomerCase):
    def test_upsert_and_get(self):
        body = {
            "name": "Asha Rao",
            "email": "Asha@Example.com",
            "phone": "098765 43210",
            "locale": "en-US",
            "currency": "INR",
            "addresses": [HOME, {**HOME, "name": "Office", "phone": "+91 80 2286 6666"}],
        }
        response = self.call("PUT", "/api/customers/user-1", body, auth="secret")
        self.assertEqual(response.status_code, 201)
        created = response.json()
        self.assertRegex(created["id"], r"^cus_[0-9a-f]{32}$")
        self.assertEqual(
            {key: created[key] for key in ("externalId", "name", "email", "phone", "orderCount")},
            {
                "externalId": "user-1",
                "name": "Asha Rao",
                "email": "asha@example.com",
                "phone": "+919876543210",
                "orderCount": 0,
            },
        )
        self.assertEqual(
            [address["phone"] for address in created["addresses"]],
            ["+919876543210", "+918022866666"],
        )
        partner = self.customers().partner_id
        self.assertEqual(
            (partner.city, partner.child_ids.mapped("name")), ("Bengaluru", ["Office"])
        )
        again = self.call("PUT", "/api/customers/user-1", body, auth="secret")
        self.assertEqual((again.status_code, again.json()), (200, created), "nothing twice")
        read = self.call("GET", "/api/customers/user-1", auth="secret")
        self.assertEqual((read.status_code, read.json()), (200, created))

    def test_states_that_odoo_names_by_their_whole_code(self):
        tokyo = {**HOME, "state": "JP-13", "country": "JP", "postalCode": "100-0001"}
        for state in ("JP-13", "13"):
            body = {"email": "yuki@example.com", "addresses": [{**tokyo, "state": state}]}
            customer = self.call("PUT", "/api/customers/yuki", body, auth="secret").json()
            self.assertEqual([a["state"] for a in customer["addresses"]], ["JP-13"])

    def test_what_is_left_out_stays(self):
        self.upsert(name="Asha", email="asha@example.com", phone="+919876543210")
        changed = self.upsert(email="rao@example.com")
        self.assertEqual(
            (changed["name"], changed["email"], changed["phone"]),
            ("Asha", "rao@example.com", "+919876543210"),
        )
        partner = self.customers().partner_id
        self.assertEqual(
            (partner.email, partner.company_id), (changed["email"], self.store.company_id)
        )

    def test_bad_input_writes_nothing(self):
        partners = self.env["res.partner"].search_count([])
        good = {"name": "Asha", "email": "asha@example.com"}
        for path, body in {
            "email": {},
            "phone": {**good, "phone": "12345"},
            "locale": {**good, "locale": "xx_XX"},
            "currency": {**good, "currency": "XXX"},
            "name": {**good, "name": "x" * 121},
            "addresses": {**good, "addresses": [HOME] * 21},
            "addresses.1.postalCode": {**good, "addresses": [HOME, {**HOME, "postalCode": "1"}]},
            "addresses.0.name": {**good, "addresses": [{**HOME, "name": "a\u0007b"}]},
            "admin": {**good, "admin": True},
            "externalId": {**good, "externalId": "user-2"},
        }.items():
            response = self.call("PUT", "/api/customers/user-1", body, auth="secret")
            details = self.assert_error(response, 422, "validation_failed")
            self.assertEqual(list(details["fields"]), [path], response.text)
        for external_id in ("x" * 129, "a\x00b", "a\x1bb", "\u202eb"):
            path = f"/api/customers/{quote(external_id)}"
            self.assert_error(self.call("PUT", path, good, auth="secret"), 422, "validation_failed")
        self.assertFalse(self.customers())
        self.assertEqual(self.env["res.partner"].search_count([]), partners)

    def test_any_external_id(self):
        for external_id in ("auth0|5f7c", "उपयोगकर्ता", "a b", "1' OR '1'='1", "%", "é" * 128):
            self.upsert(external_id, email="a@example.com")
            read = self.call("GET", f"/api/customers/{quote(external_id)}", auth="secret")
            self.assertEqual(read.json()["externalId"], external_id)
        answer = self.rpc("customers.get", {"externalId": "a/b"}, auth="secret")
        self.assertEqual(answer["error"]["data"]["code"], "customer_not_found")

    def test_server_to_server_only(self):
        customer = self.upsert(email="asha@example.com")
        token = self.call("POST", "/api/customers/user-1/token", {}, auth="secret").json()["token"]
        for auth in ("store", token):
            for method, path in (
                ("GET", "/api/customers/user-1"),
                ("PUT", "/api/customers/user-1"),
                ("POST", "/api/customers/user-1/token"),
            ):
                body = None if method == "GET" else {}
                response = self.call(method, path, body, auth=auth)
                self.assert_error(response, 403, "credential_not_permitted")
        self.assertTrue(customer["id"])

    def test_stores_are_apart(self):
        self.upsert(email="asha@example.com")
        for store in (
            self.make_store("neighbour", company_id=self.store.company_id.id),
            self.make_store("othershop"),
        ):
            key = {"Authorization": f"Bearer {self.make_keys(store)[1]}"}
            path = "/api/customers/user-1"
            for method, way in (("GET", path), ("POST", f"{path}/token")):
                body = None if method == "GET" else {}
                response = self.call(method, way, body, auth=None, headers=key)
                self.assert_error(response, 404, "customer_not_found")
            response = self.call("PUT", path, {"phone": "9876543210"}, auth=None, headers=key)
            self.assertEqual(response.status_code, 201)
            self.assertEqual(self.customers(store).company_id, store.company_id)
        self.assertFalse(self.customers().phone)

    def test_business_buyers(self):
        gstin = "29AAGCB7383J1Z4"
        customer = self.upsert(
            email="asha@example.com",
            addresses=[{**HOME, "company": "Rao Textiles", "gstin": gstin}],
        )
        self.assertEqual(
            (customer["addresses"][0]["company"], customer["addresses"][0]["gstin"]),
            ("Rao Textiles", gstin),
        )
        contact = self.customers().partner_id.child_ids
        self.assertTrue(contact.is_company, "tax numbers of persons are those of their parent")


@tagged("post_install", "-at_install", "ecom")
class TestCustomerTokens(CustomerCase):
    def token(self, **body):
        response = self.call("POST", "/api/customers/user-1/token", body, auth="secret")
        self.assertEqual(response.status_code, 200, response.text)
        return response.json()

    def test_token_speaks_for_its_customer(self):
        customer = self.upsert(email="asha@example.com")
        answer = self.token(ttlSeconds=300)
        self.assertRegex(answer["expiresAt"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")
        cart = self.call("POST", "/api/carts", {}, auth=answer["token"]).json()
        self.assertEqual(cart["customerId"], customer["id"])

    def test_bounds(self):
        self.upsert(email="asha@example.com")
        for ttl in (0, 299, 86401, "300", 300.5):
            response = self.call(
                "POST", "/api/customers/user-1/token", {"ttlSeconds": ttl}, auth="secret"
            )
            self.assert_error(response, 422, "validation_failed")
        response = self.call("POST", "/api/customers/nobody/token", {}, auth="secret")
        self.assert_error(response, 404, "customer_not_found")

    def test_sign_out_everywhere(self):
        self.upsert(email="asha@example.com")
        token = self.token()["token"]
        self.customers().action_revoke_tokens()
        self.env.flush_all()
        response = self.call("POST", "/api/carts", {}, auth=token)
        self.assert_error(response, 401, "token_revoked")
        self.assertEqual(
            self.call("POST", "/api/carts", {}, auth=self.token()["token"]).status_code, 201
        )


@tagged("post_install", "-at_install", "ecom")
class TestGuests(CustomerCase):
    def test_a_guest_who_comes_back_is_one_customer(self):
        first = self.buy_as_guest(email="asha@example.com", phone="+919876543210")
        second = self.buy_as_guest(email="ASHA@example.com")
        by_phone = self.buy_as_guest(phone="98765 43210", email="asha@example.com")
        self.assertEqual(len(first.ecom_customer_id | second.ecom_customer_id), 1)
        self.assertEqual(by_phone.ecom_customer_id, first.ecom_customer_id)
        other = self.buy_as_guest(phone="+919876543210", email="vikram@example.com")
        self.assertNotEqual(other.ecom_customer_id, first.ecom_customer_id, "a shared phone")

    def test_a_guest_is_one_contact(self):
        for phone in (None, "+919876543210"):
            order = self.buy_as_guest(email=f"asha{phone}@example.com", phone=phone)
            self.assertEqual(order.partner_shipping_id, order.partner_id)
            self.assertEqual(order.ecom_customer_id.state_id.code, "KA")
            self.assertEqual(order.partner_id.phone, phone or False)

    def test_registering_takes_over_what_the_guest_had(self):
        order = self.buy_as_guest(email="asha@example.com")
        guest, shipping = order.ecom_customer_id, order.partner_shipping_id
        total = order.amount_total
        stranger = self.buy_as_guest(email="vikram@example.com")
        customer = self.upsert(email="asha@example.com", name="Asha Rao")
        self.env.invalidate_all()
        self.assertEqual(customer["orderCount"], 1)
        self.assertFalse(guest.exists())
        self.assertEqual(order.ecom_customer_id.external_id, "user-1")
        self.assertEqual(order.partner_id, order.ecom_customer_id.partner_id)
        self.assertEqual((order.partner_shipping_id, order.amount_total), (shipping, total))
        self.assertEqual(
            (shipping.street, shipping.commercial_partner_id), ("12 MG Road", order.partner_id)
        )
        self.assertEqual(order.partner_invoice_id.commercial_partner_id, order.partner_id)
        self.assertFalse(order.user_id)
        self.assertEqual(stranger.ecom_customer_id.email, "vikram@example.com")

    def test_same_phone_alone_does_not_outweigh_another_email(self):
        order = self.buy_as_guest(email="vikram@example.com", phone="+919876543210")
        only_phone = self.buy_as_guest(phone="+919876543210")
        customer = self.upsert(email="asha@example.com", phone="+919876543210")
        self.env.invalidate_all()
        self.assertEqual(order.ecom_customer_id.email, "vikram@example.com")
        self.assertEqual(only_phone.ecom_customer_id.ecom_uid, customer["id"])

    def test_accounts_are_never_merged(self):
        one = self.upsert("user-1", email="asha@example.com")
        two = self.upsert("user-2", email="asha@example.com")
        self.assertNotEqual(one["id"], two["id"])
        self.assertEqual(len(self.customers()), 2)

    def test_guests_of_other_stores_stay(self):
        neighbour = self.make_store("neighbour", company_id=self.store.company_id.id)
        self.kurta.ecom_store_ids |= neighbour
        order = self.build(self.wanted(self.kurta), store=neighbour)
        self.upsert(email="asha@example.com")
        self.env.invalidate_all()
        self.assertEqual(order.ecom_customer_id.store_id, neighbour)

    def test_query_count_does_not_grow_with_addresses(self):
        addresses = [{**HOME, "line1": f"{n} MG Road"} for n in range(1, 21)]
        self.upsert(email="asha@example.com", addresses=addresses)
        data = CustomerUpsert(
            external_id="user-1", email="asha@example.com", addresses=addresses[:1]
        )
        env, store = self.services(), self.info()
        self.env.invalidate_all()
        with self.assertQueryCount(16):
            customer, _created = env["ecom.customers"].upsert(store, "user-1", data)
            env["ecom.customers"].dump(customer)
            env.flush_all()
