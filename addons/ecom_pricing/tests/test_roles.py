from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from odoo.addons.ecom_base.tests.common import EcomCase

from .common import PricingMixin

READ = {"read"}
EVERYTHING = {"read", "write", "create", "unlink"}
GROUPS = {
    "public": "base.group_public",
    "portal": "base.group_portal",
    "user": "base.group_user",
    "analyst": "ecom_base.group_ecom_analyst",
    "marketing": "ecom_base.group_ecom_marketing",
    "order_desk": "ecom_base.group_ecom_order_desk",
    "manual": "ecom_pricing.group_price_manual",
    "editor": "ecom_pricing.group_price_editor",
    "manager": "ecom_base.group_ecom_manager",
}
_STAFF = ("analyst", "marketing", "order_desk", "manual", "editor", "manager")

#: What the roles may do, as (who reads, who does everything).
SETTINGS = (("user", *_STAFF), ("manager",))
PRICES = (_STAFF, ("editor", "manager"))
HISTORY = (_STAFF, ())
QUEUE = (("manager",), ())
#: Every model of this addon that keeps something.
MODELS = {
    "ecom.region": SETTINGS,
    "ecom.store.currency": SETTINGS,
    "ecom.product.price": PRICES,
    "ecom.price.change": HISTORY,
    "ecom.price.campaign": PRICES,
    "ecom.price.campaign.line": PRICES,
    "ecom.price.campaign.change": HISTORY,
    "ecom.price.campaign.cover": HISTORY,
    "ecom.price.interval": HISTORY,
    "ecom.price.batch": PRICES,
    "ecom.price.batch.line": HISTORY,
    "ecom.price.batch.currency": HISTORY,
    "ecom.price.interval.dirty": QUEUE,
    "ecom.price.extra": PRICES,
    "ecom.price.warning": HISTORY,
    "ecom.price.sale": HISTORY,
    "ecom.reference.rate": PRICES,
}


@tagged("post_install", "-at_install", "ecom")
class TestRoles(PricingMixin, EcomCase):
    """Who may do what with prices, model by model."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users = {role: cls.make_user(role, cls.store.company_id) for role in GROUPS}
        cls.kurta = cls.make_product("Kurta", 499.0)
        cls.price = cls.set_price(cls.kurta, "INR", 499)
        cls.region = cls.make_region("DE", "de")

    @classmethod
    def make_user(cls, role, company, prefix="price_role"):
        return new_test_user(
            cls.env,
            f"{prefix}_{role}",
            groups=GROUPS[role],
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )

    def own_models(self):
        """Return the models that this addon brings, without those that keep nothing."""
        data = self.env["ir.model.data"].search(
            [("module", "=", "ecom_pricing"), ("model", "=", "ir.model")]
        )
        names = self.env["ir.model"].browse(data.mapped("res_id")).mapped("model")
        return [name for name in names if name.startswith("ecom.") and not self.env[name]._abstract]

    def test_matrix(self):
        for model, (readers, owners) in MODELS.items():
            for role, user in self.users.items():
                records = self.env[model].with_user(user)
                may = {name for name in EVERYTHING if records.has_access(name)}
                wanted = EVERYTHING if role in owners else READ if role in readers else set()
                with self.subTest(model=model, role=role):
                    self.assertEqual(may, wanted)

    def test_no_model_is_forgotten(self):
        brought = {name for name in self.own_models() if not self.env[name]._transient}
        self.assertFalse(
            brought - MODELS.keys() - {"ecom.store", "ecom.catalog.dirty"}, "give it a line above"
        )

    def test_dialogs_are_for_those_who_may_do_what_they_do(self):
        for name in self.own_models():
            if self.env[name]._transient:
                for role in ("public", "portal", "user", "analyst", "marketing", "order_desk"):
                    with self.subTest(model=name, role=role):
                        self.assertFalse(
                            self.env[name].with_user(self.users[role]).has_access("create")
                        )

    def test_other_companies_see_nothing(self):
        """Each model has a rule that nobody escapes; those that a store starts with are tried."""
        outsider = self.make_user("manager", self.make_company("Elsewhere"), "outsider")
        for name, rights in MODELS.items():
            if rights == QUEUE:
                continue  # ids of what to do, for all companies
            with self.subTest(model=name):
                rules = self.env["ir.rule"].search(
                    [("model_id.model", "=", name), ("groups", "=", False)]
                )
                self.assertTrue(any("company" in (rule.domain_force or "") for rule in rules))
        changes = self.env["ecom.price.change"].search([("store_id", "=", self.store.id)])
        for records in (self.price, self.region, self.store.store_currency_ids, changes):
            self.assertTrue(records)
            with self.subTest(records=records):
                theirs = records.with_user(outsider)
                self.assertFalse(theirs.search([("id", "in", records.ids)]))
                with self.assertRaises(AccessError):
                    theirs[0].read(["display_name"])

    def test_prices_on_the_product_are_for_staff(self):
        product = self.kurta.product_tmpl_id
        self.assertEqual(product.with_user(self.users["analyst"]).ecom_price_ids, self.price)
        with self.assertRaises(AccessError):
            product.with_user(self.users["user"]).read(["ecom_price_ids"])

    def test_editor_touches_neither_orders_nor_settings(self):
        order = self.quotation("INR", self.kurta)
        for records, values in (
            (order, {"client_order_ref": "x"}),
            (self.store, {"name": "Mine"}),
            (self.region, {"name": "Mine"}),
            (self.store.store_currency_ids, {"enabled": False}),
            (self.pricelist("INR"), {"name": "Mine"}),
        ):
            with self.subTest(records=records), self.assertRaises(AccessError):
                records.with_user(self.users["editor"]).write(values)

    def test_editors_are_no_managers_and_managers_are_editors(self):
        groups = {
            role: {name for name, group in GROUPS.items() if user.has_group(group)}
            for role, user in self.users.items()
        }
        self.assertNotIn("manager", groups["editor"])
        self.assertNotIn("order_desk", groups["editor"])
        self.assertNotIn("editor", groups["order_desk"])
        self.assertLessEqual({"editor", "manual", "order_desk"}, groups["manager"])
