import threading
from collections import Counter
from contextlib import closing
from decimal import Decimal

from odoo import SUPERUSER_ID, api
from odoo.exceptions import UserError
from odoo.modules.registry import Registry
from odoo.service.model import retrying
from odoo.tests import get_db_name, tagged
from odoo.tools import SQL, mute_logger

from odoo.addons.ecom_base.tests.crowd import CrowdCase

from ..domain.price_cell import Cell

CODES = ("INR", "USD")


@tagged("post_install", "-at_install", "ecom")
class TestPricesAtOnce(CrowdCase):
    """Prices and settings that are changed at the same moment, and carts that are filled meanwhile."""

    def set_up_shop(self, env):
        super().set_up_shop(env)
        currencies = {code: env.ref(f"base.{code}") for code in CODES}
        self.shop.currency_id = currencies["INR"]
        self.rows = env["ecom.store.currency"].create(
            [
                {"store_id": self.shop.id, "currency_id": currency.id}
                for currency in currencies.values()
            ]
        )
        self.lists = self.rows.pricelist_id
        self.prices = env["ecom.product.price"].create(
            [
                {
                    "store_id": self.shop.id,
                    "product_tmpl_id": product.product_tmpl_id.id,
                    "currency_id": currency.id,
                    "amount": 100,
                }
                for product in self.goods[:2]
                for currency in currencies.values()
            ]
        )

    def remove(self, env):
        env.cr.rollback()
        orders = env["sale.order"].with_context(active_test=False)
        orders.search([("pricelist_id", "in", self.lists.ids)]).unlink()
        env.invalidate_all()
        # what is refused to people: history, and lists that orders may point to
        for table in ("ecom_price_change", "ecom_product_price", "ecom_store_currency"):
            env.cr.execute(
                SQL("DELETE FROM %s WHERE store_id = %s", SQL.identifier(table), self.shop.id)
            )
        self.shop.pricelist_id = False
        env.flush_all()
        env.cr.execute(SQL("DELETE FROM product_pricelist WHERE id = ANY(%s)", self.lists.ids))
        env.invalidate_all()
        env.registry.clear_cache()
        super().remove(env)

    def beside(self, *works):
        """Run functions of an environment at the same moment, each in a transaction of its own, again on conflicts.

        :return: list, what each returned, or the error it ended with
        """
        start, ends = threading.Barrier(len(works)), [None] * len(works)

        def run(number, work):
            try:
                with closing(Registry(get_db_name()).cursor()) as cr:
                    env = api.Environment(cr, SUPERUSER_ID, {})
                    start.wait()
                    ends[number] = retrying(lambda: work(env), env)
            except Exception as error:  # noqa: BLE001 shown by the test
                ends[number] = error

        workers = [
            threading.Thread(target=run, args=(number, work)) for number, work in enumerate(works)
        ]
        with mute_logger("odoo.sql_db", "odoo.service.model"):
            for worker in workers:
                worker.start()
            for worker in workers:
                worker.join()
        return ends

    def refusals(self, ends):
        """Return the errors among the ends of :meth:`beside`, which must be for people."""
        errors = [end for end in ends if isinstance(end, Exception)]
        self.assertTrue(all(isinstance(error, UserError) for error in errors), errors)
        return [str(error) for error in errors]

    def history(self, product, **terms):
        changes = self.fresh()["ecom.price.change"]
        domain = [("product_tmpl_id", "=", product.product_tmpl_id.id)]
        domain += [(name, "=", value) for name, value in terms.items()]
        return changes.search(domain, order="id")

    def test_one_price_set_by_many_keeps_every_step(self):
        price_id, amounts = self.prices[0].id, [110.0 + n for n in range(self.writers)]

        def set_to(amount):
            return lambda env: env["ecom.product.price"].browse(price_id).write({"amount": amount})

        self.assertFalse(self.refusals(self.beside(*map(set_to, amounts))))
        changes = self.history(self.goods[0], price_id=price_id, kind="changed")
        self.assertEqual(sorted(changes.mapped("new_amount")), amounts)
        # each was told what it really replaced
        self.assertEqual(changes.mapped("old_amount"), [100.0, *changes.mapped("new_amount")[:-1]])
        price = self.env["ecom.product.price"].browse(price_id)
        self.assertEqual((price.amount, price.version), (changes[-1].new_amount, len(amounts) + 1))

    def test_one_price_is_added_once(self):
        product = self.goods[2]
        values = {
            "store_id": self.shop.id,
            "product_tmpl_id": product.product_tmpl_id.id,
            "currency_id": self.rows[0].currency_id.id,
        }

        def add(amount):
            return lambda env: env["ecom.product.price"].create({**values, "amount": amount}).id

        refused = self.refusals(self.beside(*[add(50.0 + n) for n in range(self.writers)]))
        self.assertEqual(len(refused), self.writers - 1)
        self.assertTrue(all("already has a price" in text for text in refused), refused)
        changes = self.history(product)
        self.assertEqual(changes.mapped("kind"), ["set"])
        price = self.env["ecom.product.price"].browse(changes.price_id)
        self.assertEqual(price.amount, changes.new_amount)

    def test_one_empty_cell_filled_by_many_spares_their_others(self):
        template, rupee = self.goods[0].product_tmpl_id.id, self.rows[0].currency_id.id
        shop = self.shop.id

        def fill(number):
            values = {"amount": Decimal(50 + number)}
            cells = [
                Cell(template, None, rupee, None, values, min_qty=step, expected_version=0)
                for step in (5.0, 10.0 + number)
            ]

            def save(env):
                saved = env["ecom.price.cells"]._save(
                    env["ecom.store"].browse(shop), cells, "matrix"
                )
                return [one.status for one in saved]

            return save

        ends = self.beside(*map(fill, range(self.writers)))
        late = [["conflict", "saved"]] * (self.writers - 1)
        self.assertEqual(sorted(ends), [*late, ["saved", "saved"]])

    def test_of_sales_at_the_same_time_one_is_planned(self):
        values = {
            "store_id": self.shop.id,
            "product_tmpl_id": self.goods[0].product_tmpl_id.id,
            "currency_id": self.rows[0].currency_id.id,
        }

        def plan(day):
            window = {"valid_from": f"2030-01-0{day} 00:00:00", "valid_to": "2030-01-09 00:00:00"}
            return lambda env: env["ecom.product.price"].create({**values, "amount": 90, **window})

        refused = self.refusals(self.beside(*[plan(n + 1) for n in range(self.writers)]))
        self.assertEqual(len(refused), self.writers - 1)
        self.assertTrue(all("Times must not overlap" in text for text in refused), refused)
        domain = [("store_id", "=", self.shop.id), ("valid_from", "!=", False)]
        planned = self.fresh()["ecom.product.price"].search(domain)
        self.assertEqual(len(planned), 1)
        self.assertEqual(len(self.history(self.goods[0], valid_from=planned.valid_from)), 1)

    def fill(self, product, currency):
        body = {"items": [self.item(product)], "currency": currency}
        return ("POST", "/api/carts", body)

    def carts(self):
        orders = self.fresh()["sale.order"].with_context(active_test=False)
        return orders.search([("ecom_store_id", "=", self.shop.id)])

    def test_currency_switched_off_while_carts_are_filled(self):
        """Whoever comes first: a cart is whole and in dollars, or refused by name."""
        dollars, answers = self.rows[1].id, []

        def fill(_env):
            answers.extend(self.at_once(*[self.fill(self.goods[0], "USD")] * self.writers))

        def switch_off(env):
            env["ecom.store.currency"].browse(dollars).enabled = False

        self.assertFalse(self.refusals(self.beside(fill, switch_off)))
        codes = Counter(answer.status_code for answer in answers)
        self.assertEqual(codes[201] + codes[409], self.writers, [a.text for a in answers])
        for answer in answers:
            if answer.status_code == 409:
                self.assertEqual(answer.json()["error"]["code"], "currency_disabled")
        carts = self.carts()
        self.assertEqual(len(carts), codes[201])
        for cart in carts:
            self.assertEqual((cart.currency_id.name, cart.amount_untaxed), ("USD", 100.0))
        (late,) = self.at_once(self.fill(self.goods[0], "USD"))
        self.assertEqual(late.json()["error"]["code"], "currency_disabled")

    def test_primary_currency_changed_while_carts_are_filled(self):
        """A cart that names no currency is in the old one or in the new one, with that one's price."""
        answers = []
        dollars = self.rows[1].currency_id.id
        self.prices.filtered(lambda price: price.currency_id.id == dollars).amount = 7
        self.env.cr.commit()  # pylint: disable=invalid-commit

        def fill(_env):
            request = ("POST", "/api/carts", {"items": [self.item(self.goods[0])]})
            answers.extend(self.at_once(*[request] * self.writers))

        def change(env):
            env["ecom.store"].browse(self.shop.id).currency_id = dollars

        self.assertFalse(self.refusals(self.beside(fill, change)))
        self.assertEqual({answer.status_code for answer in answers}, {201})
        carts = self.carts()
        self.assertEqual(len(carts), self.writers)
        for cart in carts:
            self.assertIn((cart.currency_id.name, cart.amount_untaxed), {("INR", 100), ("USD", 7)})
            self.assertTrue(cart.order_line._ecom_price_is_clean())

    def test_price_changed_while_a_cart_is_filled(self):
        """The line says which price it stands on, whichever that was."""
        price_id, answers = self.prices[0].id, []

        def fill(_env):
            answers.extend(self.at_once(*[self.fill(self.goods[0], "INR")] * self.writers))

        def change(env):
            env["ecom.product.price"].browse(price_id).amount = 120

        self.assertFalse(self.refusals(self.beside(fill, change)))
        self.assertEqual({answer.status_code for answer in answers}, {201})
        amounts, lines = {1: 100.0, 2: 120.0}, self.carts().order_line
        self.assertEqual(len(lines), self.writers)
        for line in lines:
            self.assertEqual(line.ecom_price_id, price_id)
            self.assertEqual(line.price_unit, amounts[line.ecom_price_version])
