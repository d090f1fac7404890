import ast

from lxml import etree

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..api.tokens import issue_customer_token
from .common import EcomCase
from .selling import SellingMixin

ROLES = ("analyst", "marketing", "order_desk", "manager")
READ, WRITE, CREATE, UNLINK = "read", "write", "create", "unlink"
EVERYTHING = {READ, WRITE, CREATE, UNLINK}

#: What each role may do with each model of this addon, and with those of Odoo that it shows. Nothing else.
MATRIX = {
    "ecom.store": ({READ}, {READ}, {READ}, EVERYTHING),
    "ecom.store.key": (set(), set(), set(), EVERYTHING),
    "ecom.customer": ({READ}, {READ}, {READ, WRITE}, {READ, WRITE}),
    "ecom.stock.hold": ({READ},) * 4,
    "ecom.stock.lock": (set(),) * 4,
    "ecom.category": ({READ}, EVERYTHING, {READ}, EVERYTHING),
    "ecom.badge": ({READ}, EVERYTHING, {READ}, EVERYTHING),
    "ecom.product.image": ({READ}, EVERYTHING, {READ}, EVERYTHING),
    "ecom.webhook.event": (set(), set(), set(), {READ, WRITE}),
    "ecom.event": ({READ},) * 4,
    "ecom.idempotency.key": (set(),) * 4,
    "sale.order": ({READ}, {READ}, {READ, WRITE, CREATE}, EVERYTHING),
    "ir.config_parameter": (set(),) * 4,
}


def _specification(arch):
    """Return which fields a view reads, those of its lines included."""
    found = {}
    for node in arch.iterchildren(tag=etree.Element):
        if node.tag == "field":
            found[node.get("name")] = {"fields": lines} if (lines := _specification(node)) else {}
        else:
            found |= _specification(node)
    return found


class RoleCase(SellingMixin, EcomCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users = {role: cls.make_user(role, cls.store.company_id) for role in ROLES}

    @classmethod
    def make_user(cls, role, company, login=None):
        group = f"ecom_base.group_ecom_{role}"
        return cls.make_employee(group, login or f"role_{role}", company=company)

    def as_role(self, records, role):
        return records.with_user(self.users[role]).with_company(self.store.company_id)


@tagged("post_install", "-at_install", "ecom")
class TestRoles(RoleCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kurta = cls.make_product("Kurta", 499.0, stock=5)
        cls.order = cls.build(cls.wanted(cls.kurta)).with_env(cls.env)
        cls.order._ecom_place()
        cls.customer = cls.order.ecom_customer_id
        cls.cart = cls.services()["ecom.order.builder"].build(cls.info(), [cls.wanted(cls.kurta)])

    def test_matrix(self):
        for model, allowed in MATRIX.items():
            for role, operations in zip(ROLES, allowed, strict=True):
                records = self.env[model].with_user(self.users[role])
                may = {name for name in EVERYTHING if records.has_access(name)}
                self.assertEqual(may, operations, f"{role} on {model}")

    def test_every_model_is_in_the_matrix_or_readable_only(self):
        """A model that is added later gets a line above, unless nobody but the system may change it."""
        data = self.env["ir.model.data"].search(
            [("module", "=", "ecom_base"), ("model", "=", "ir.model")]
        )
        for model in self.env["ir.model"].browse(data.mapped("res_id")).mapped("model"):
            if model in MATRIX or not model.startswith("ecom.") or self.env[model]._abstract:
                continue
            for role in ROLES:
                records = self.env[model].with_user(self.users[role])
                may = {name for name in EVERYTHING if records.has_access(name)}
                if not self.env[model]._transient and role != "manager":
                    self.assertLessEqual(may, {READ}, f"{role} on {model}")

    def test_analyst_changes_nothing(self):
        for records, values in (
            (self.order, {"client_order_ref": "x"}),
            (self.customer, {"phone": "+919876543210"}),
            (self.kurta, {"list_price": 1.0}),
            (self.kurta.product_tmpl_id, {"ecom_store_ids": False}),
            (self.store, {"name": "Mine"}),
            (self.customer.partner_id, {"name": "Mine"}),
        ):
            mine = self.as_role(records, "analyst")
            self.assertTrue(mine.read(["display_name"]))
            with self.assertRaises(AccessError, msg=records):
                mine.write(values)
        with self.assertRaises(AccessError):
            self.as_role(self.order, "analyst").action_confirm()
        with self.assertRaises(AccessError):
            self.as_role(self.customer, "analyst").action_revoke_tokens()

    def test_marketing_sells_nothing_away(self):
        product = self.as_role(self.kurta.product_tmpl_id, "marketing")
        product.ecom_description = "<p>Block-printed by hand</p>"
        with self.assertRaises(AccessError):
            self.as_role(self.order, "marketing").action_confirm()
        with self.assertRaises(AccessError):
            self.as_role(self.order, "marketing").action_cancel()
        with self.assertRaises(AccessError):
            self.as_role(self.store, "marketing").cors_origins = "https://evil.example"
        with self.assertRaises(AccessError):
            self.as_role(self.customer, "marketing").action_revoke_tokens()

    def test_order_desk_handles_orders_only(self):
        self.as_role(self.order, "order_desk").action_confirm()
        self.assertEqual(self.order.state, "sale")
        version = self.customer.token_version
        self.as_role(self.customer, "order_desk").action_revoke_tokens()
        self.assertEqual(self.customer.token_version, version + 1)
        for records, values in (
            (self.kurta, {"list_price": 1.0}),
            (self.kurta.product_tmpl_id, {"ecom_store_ids": False}),
            (self.store, {"payment_hold_minutes": 1}),
        ):
            with self.assertRaises(AccessError, msg=records):
                self.as_role(records, "order_desk").write(values)
        with self.assertRaises(AccessError):
            self.as_role(self.env["ecom.customer"], "order_desk").create({})

    def test_keys_are_the_managers(self):
        keys = self.env["ecom.store.key"]
        record, _clear = keys._generate(self.store, "secret", "test")
        for role in ("analyst", "marketing", "order_desk"):
            with self.assertRaises(AccessError, msg=role):
                self.as_role(record, role).read(["name"])
            with self.assertRaises(AccessError, msg=role):
                self.as_role(record, role).action_revoke()
        self.as_role(record, "manager").action_revoke()
        self.assertTrue(record.revoked_at)

    def test_nobody_writes_holds_or_history(self):
        for role in ROLES:
            for model in ("ecom.stock.hold", "ecom.event"):
                records = self.as_role(self.env[model], role)
                with self.assertRaises(UserError, msg=f"{role} on {model}"):
                    records.create({})

    def test_menus(self):
        """Settings are for managers; everybody finds the orders."""
        for role in ROLES:
            menus = self.env["ir.ui.menu"].with_user(self.users[role])
            visible = menus._visible_menu_ids()
            settings = self.env.ref("ecom_base.menu_configuration").id
            self.assertEqual(settings in visible, role == "manager", role)
            self.assertIn(self.env.ref("ecom_base.menu_order").id, visible, role)

    def test_screens_open(self):
        """Whatever the app's lists and forms show can be read by every role that sees their menu."""
        root = self.env.ref("ecom_base.menu_root")
        menus = self.env["ir.ui.menu"].search([("parent_id", "child_of", root.id)])
        for role in ROLES:
            env = self.env(user=self.users[role])
            visible = env["ir.ui.menu"]._visible_menu_ids()
            for menu in menus:
                parents = {int(part) for part in menu.parent_path.split("/") if part}
                if (
                    menu.action
                    and parents <= visible
                    and menu.action.type == "ir.actions.act_window"
                ):
                    with self.subTest(role=role, menu=menu.complete_name):
                        self.open_action(env, menu.action)

    def open_action(self, env, action):
        """Read what the lists, cards and forms of an action ask for, as the web client does."""
        model = env[action.res_model]
        record = model.search(ast.literal_eval(action.domain or "[]"), limit=1)
        for view_id, mode in action.views:
            arch = etree.fromstring(model.get_view(view_id, mode)["arch"])
            if mode in ("list", "form", "kanban"):
                record.web_read(_specification(arch))


@tagged("post_install", "-at_install", "ecom")
class TestCompaniesAndStores(RoleCase):
    """Two companies, the second of which has two stores."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.make_store("othershop")
        cls.third = cls.make_store("thirdshop", company_id=cls.other.company_id.id)
        cls.stores = cls.store | cls.other | cls.third
        cls.orders = cls.env["sale.order"]
        for store in cls.stores:
            product = cls.make_product(f"Kurta of {store.code}", 499.0, stock=5, store=store)
            order = cls.build(cls.wanted(product), store=store).with_env(cls.env)
            order._ecom_place()
            cls.orders |= order
            cls.env["ecom.store.key"]._generate(store, "secret", "test")

    def test_users_see_their_company(self):
        for role in ROLES:
            mine = self.users[role]
            theirs = self.make_user(role, self.other.company_id, f"other_{role}")
            for user, stores in ((mine, self.store), (theirs, self.other | self.third)):
                env = self.env(user=user, context={"allowed_company_ids": user.company_id.ids})
                self.assertEqual(env["ecom.store"].search([]), stores, role)
                customers = env["ecom.customer"].search([])
                self.assertEqual(customers.store_id, stores, role)
                orders = env["sale.order"].search([("ecom_store_id", "!=", False)])
                self.assertEqual(orders.ecom_store_id, stores, role)
                if role == "manager":
                    self.assertEqual(env["ecom.store.key"].search([]).store_id, stores)
            foreign = self.orders.filtered(lambda order: order.ecom_store_id == self.other)
            for records in (foreign, foreign.ecom_customer_id, self.other):
                with self.assertRaises(AccessError, msg=role):
                    records.with_user(mine).read(["display_name"])

    def test_api_calls_are_confined_to_the_stores_company(self):
        env = self.services()
        self.assertEqual(env.companies, self.store.company_id)
        self.assertEqual(env["ecom.customer"].search([]).store_id, self.store)
        self.assertEqual(
            env["sale.order"].search([("ecom_store_id", "!=", False)]).ecom_store_id, self.store
        )
        with self.assertRaises(AccessError):
            env["sale.order"].browse(self.orders[1].id).read(["name"])

    def test_api_user_is_no_manager(self):
        env = self.services()
        self.assertFalse(env.user.has_group("ecom_base.group_ecom_manager"))
        self.assertFalse(env["ecom.store.key"].has_access("read"))
        self.assertFalse(env["ecom.store"].has_access("write"))
        self.assertFalse(env["product.template"].has_access("write"))
        self.assertFalse(env["res.users"].has_access("write"))
        self.assertFalse(env.user.has_group("base.group_system"))

    def test_customer_tokens_are_the_stores(self):
        tokens = {
            issue_customer_token(self.env, store._to_info(), "cus_x", 1, 60)[0].rpartition(".")[2]
            for store in self.stores
        }
        self.assertEqual(len(tokens), 3)
