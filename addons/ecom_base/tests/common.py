"""Tools for tests of this addon and of those that build on it."""

import simplejson

from odoo import Command
from odoo.tests import HttpCase, TransactionCase, new_test_user

UNLIMITED = "1000000/minute"


class StoreMixin:
    """A store of its own company, with keys."""

    @classmethod
    def make_store(cls, code="testshop", **values):
        """Create a store in INR and English whose company is the current one."""
        inr = cls.env.ref("base.INR")
        inr.active = True
        return cls.env["ecom.store"].create(
            {
                "name": "Test Shop",
                "code": code,
                "currency_id": inr.id,
                "country_id": cls.env.ref("base.in").id,
                "tz": "Asia/Kolkata",
                **values,
            }
        )

    @classmethod
    def make_keys(cls, store):
        """Return (publishable, secret) of a store, in clear."""
        keys = cls.env["ecom.store.key"]
        return (
            keys._generate(store, "publishable", "test")[1],
            keys._generate(store, "secret", "test")[1],
        )

    @classmethod
    def make_employee(cls, groups, login="employee", *, company=None, **values):
        """Create a user of one company only, the store's if none is named."""
        company = company or cls.store.company_id
        return new_test_user(
            cls.env,
            login,
            groups=groups,
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
            **values,
        )


class EcomCase(StoreMixin, TransactionCase):
    """A store without HTTP."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.store = cls.make_store()


class ApiCase(StoreMixin, HttpCase):
    """A store called over real HTTP, as a storefront would."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.store = cls.make_store()
        cls.publishable_key, cls.secret_key = cls.make_keys(cls.store)
        for rate in ("read", "write", "events", "refused"):
            cls.env["ir.config_parameter"].set_param(f"ecom_base.rate.{rate}", UNLIMITED)

    def headers(self, auth="store", **headers):
        """Return request headers for a kind of caller: None, ``store``, ``secret`` or a customer token."""
        if auth == "secret":
            headers["Authorization"] = f"Bearer {self.secret_key}"
        elif auth:
            headers["X-Store-Key"] = self.publishable_key
            if auth != "store":
                headers["Authorization"] = f"Customer {auth}"
        return headers

    def call(self, method, path, body=None, *, auth="store", headers=None):
        """Send one request.

        :param body: JSON-able value, or bytes to send as they are
        :return: ``requests.Response``
        """
        data = body
        if body is not None and not isinstance(body, bytes):
            data = simplejson.dumps(body, use_decimal=True)
        return self.opener.request(
            method,
            self.base_url() + path,
            data=data,
            headers={
                "Content-Type": "application/json",
                **self.headers(auth),
                **(headers or {}),
            },
            timeout=30,
        )

    def rpc(self, method, params=None, *, auth="store", headers=None):
        """Call an operation over JSON-RPC and return the decoded answer."""
        message = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params or {}}
        return self.call("POST", "/api/jsonrpc", message, auth=auth, headers=headers).json()

    def assert_error(self, response, status, code):
        """Check that an answer is the envelope with this status and code; return its details."""
        self.assertEqual(response.status_code, status, response.text)
        self.assertEqual(set(response.json()), {"error"})
        error = response.json()["error"]
        self.assertEqual(set(error), {"code", "message", "details", "requestId"})
        self.assertEqual(error["code"], code, response.text)
        self.assertEqual(error["requestId"], response.headers["X-Request-Id"])
        return error["details"]
