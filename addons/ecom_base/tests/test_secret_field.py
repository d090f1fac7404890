import logging

from psycopg2 import DataError

from odoo.exceptions import AccessError, UserError
from odoo.tests import TransactionCase, new_test_user, tagged

from ..fields import BULLETS, Secret, reveal
from .fake_models import FakeVault, fake_models

VALUE = "whk-Tr0ub4dor-9876"
SHOWN = BULLETS + "9876"


@tagged("post_install", "-at_install")
class TestSecretField(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.enterClassContext(fake_models(cls.registry, cls.cr, FakeVault))
        cls.env["ir.model.access"].create(
            {
                "name": "vault",
                "model_id": cls.env["ir.model"]._get_id("ecom.test.vault"),
                "group_id": cls.env.ref("base.group_user").id,
                "perm_read": True,
                "perm_write": True,
                "perm_create": True,
            }
        )
        cls.vaults = cls.env["ecom.test.vault"]
        cls.vault = cls.vaults.create({"name": "v", "secret": VALUE})
        cls.admin = new_test_user(cls.env, "vault_admin", groups="base.group_system")

    def test_server_code_can_ask_for_it(self):
        self.assertEqual(reveal(self.vault, "secret"), VALUE)
        self.vault.secret = "another-secret-1"
        self.assertEqual(reveal(self.vault, "secret"), "another-secret-1")
        self.vault.secret = False
        self.assertEqual(reveal(self.vault, "secret"), "")
        with self.assertRaises(TypeError):
            reveal(self.vault, "name")

    def test_nobody_reads_it_in_any_way(self):
        vaults = self.vaults.with_user(self.admin)
        vault = self.vault.with_user(self.admin)
        domain = [("id", "=", vault.id)]
        for fresh in (True, False):
            if fresh:  # as after the request that wrote it
                self.env.flush_all()
                self.env.invalidate_all()
            else:  # as within it
                self.vault.secret = "x" * 20
                self.vault.secret = VALUE
            seen = {
                "attribute": vault.secret,
                "read": vault.read(["secret"])[0]["secret"],
                "search_read": vaults.search_read(domain, ["secret"])[0]["secret"],
                "web_read": vault.web_read({"secret": {}})[0]["secret"],
                "export": vault.export_data(["secret"])["datas"][0][0],
                "mapped": vault.mapped("secret")[0],
                "group": vaults.formatted_read_group(domain, ["secret"])[0]["secret"],
                "aggregate": vaults._read_group(domain, [], ["secret:max"])[0][0],
                "array": vaults._read_group(domain, [], ["secret:array_agg"])[0][0][0],
                "onchange": vault.onchange({"name": "w"}, ["name"], {"name": {}, "secret": {}})
                .get("value", {})
                .get("secret", SHOWN),
                "computed": vault.note.removeprefix("secret is "),
            }
            self.assertEqual(set(seen.values()), {SHOWN}, seen)

    def test_it_cannot_be_guessed_by_searching(self):
        search = self.vaults.search_count
        for operator, value in (
            ("=", VALUE),
            ("like", "Tr0ub4dor"),
            ("=like", "whk%"),
            ("ilike", "whk"),
            (">", "whj"),
            ("in", [VALUE]),
        ):
            domain = [("id", "=", self.vault.id), ("secret", operator, value)]
            if operator == ">":
                other = [("id", "=", self.vault.id), ("secret", operator, "zzz")]
                self.assertEqual(search(domain), search(other))
            else:
                self.assertEqual(search(domain), 0, operator)
            self.assertFalse(
                self.vault.filtered_domain(domain) if operator != ">" else False, operator
            )

    def test_being_set_can_be_searched(self):
        empty = self.vaults.create({"name": "e"})
        mine = [("id", "in", (self.vault | empty).ids)]

        self.assertEqual(self.vaults.search([*mine, ("secret", "=", False)]), empty)
        self.assertEqual(self.vaults.search([*mine, ("secret", "!=", False)]), self.vault)

    def test_order_says_nothing(self):
        first = self.vaults.create({"name": "a", "secret": "a" * 20 + "zz99"})
        second = self.vaults.create({"name": "b", "secret": "b" * 20 + "aa00"})

        found = self.vaults.search([("id", "in", (first | second).ids)], order="secret")

        self.assertEqual(found, second | first)

    def test_others_see_nothing_at_all(self):
        user = new_test_user(self.env, "vault_user")
        with self.assertRaises(AccessError):
            self.vault.with_user(user).read(["secret"])
        with self.assertRaises(AccessError):
            self.vaults.with_user(user).search([("secret", "!=", False)])
        self.assertNotIn("secret", self.vault.with_user(user).read()[0])

    def test_short_secrets_show_nothing(self):
        self.vault.secret = "short-one"
        self.env.flush_all()
        self.env.invalidate_all()

        self.assertEqual(self.vault.secret, BULLETS)

    def test_writing_what_is_shown_changes_nothing(self):
        self.vault.with_user(self.admin).web_save({"secret": SHOWN, "name": "new"}, {"secret": {}})

        self.assertEqual((self.vault.name, reveal(self.vault, "secret")), ("new", VALUE))

    def test_writing_something_beside_the_dots_is_refused(self):
        with self.assertRaises(UserError):
            self.vault.secret = SHOWN + "x"
        self.assertEqual(reveal(self.vault, "secret"), VALUE)

    def test_saving_returns_what_is_shown(self):
        answer = self.vault.with_user(self.admin).web_save(
            {"secret": "brand-new-secret-5555"}, {"secret": {}}
        )

        self.assertEqual(answer[0]["secret"], BULLETS + "5555")

    def test_it_is_not_copied(self):
        self.assertFalse(self.vault.copy().secret)

    def test_what_another_record_shows_is_no_secret(self):
        other = self.vaults.create({"name": "c", "secret": self.vault.secret})

        self.assertEqual(reveal(other, "secret"), "")

    def test_failing_statements_are_logged_without_it(self):
        with (
            self.assertLogs("odoo.sql_db", logging.ERROR) as logs,
            self.assertRaises(DataError),
            self.env.cr.savepoint(flush=False),
        ):
            self.env.cr.execute("SELECT %s::integer", [VALUE])

        self.assertIn("bad query", logs.output[0])
        self.assertNotIn("Tr0ub4dor", logs.output[0])

    def test_options_that_would_give_it_away_are_refused(self):
        for options in ({"tracking": True}, {"index": True}, {"default": "x"}, {"related": "name"}):
            field = Secret(**options)
            with self.assertRaises(ValueError):
                field._get_attrs(self.registry["ecom.test.vault"], "secret")
