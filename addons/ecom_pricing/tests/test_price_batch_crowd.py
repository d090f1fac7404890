from contextlib import closing
from unittest.mock import patch

from odoo import SUPERUSER_ID, api
from odoo.exceptions import UserError
from odoo.modules.registry import Registry
from odoo.service.model import retrying
from odoo.tests import get_db_name, tagged
from odoo.tools import SQL, mute_logger

from odoo.addons.ecom_base.tests.crowd import CrowdCase
from odoo.addons.ecom_base.tests.killing import KillTools


@tagged("post_install", "-at_install", "ecom")
class TestPriceBatchCrowd(KillTools, CrowdCase):
    """Bulk changes that are killed, applied twice at once, and met by somebody who edits the same price."""

    def set_up_shop(self, env):
        super().set_up_shop(env)
        self.registry = Registry(get_db_name())
        self.patch(self.registry["ecom.price.batch"], "_chunk", 2)
        rupees = env.ref("base.INR")
        rupees.active = True
        self.shop.currency_id = rupees
        self.lists = (
            env["ecom.store.currency"]
            .create({"store_id": self.shop.id, "currency_id": rupees.id})
            .pricelist_id
        )
        self.prices = env["ecom.product.price"].create(
            [
                {
                    "store_id": self.shop.id,
                    "product_tmpl_id": product.product_tmpl_id.id,
                    "currency_id": rupees.id,
                    "min_qty": quantity,
                    "amount": 100,
                }
                for product in self.goods
                for quantity in (0, 5)
            ]
        )
        self.batch = env["ecom.price.batch"].create(
            {"store_id": self.shop.id, "operation": "percent", "value": 10}
        )
        self.batch.action_preview()

    def remove(self, env):
        env.cr.rollback()
        env.invalidate_all()
        env["ecom.price.batch.line"]._forget(self.batch.ids)
        tables = ("ecom_price_batch", "ecom_price_change", "ecom_product_price")
        for table in (*tables, "ecom_store_currency"):
            env.cr.execute(
                SQL("DELETE FROM %s WHERE store_id = %s", SQL.identifier(table), self.shop.id)
            )
        self.shop.pricelist_id = False
        env.flush_all()
        env.cr.execute(SQL("DELETE FROM product_pricelist WHERE id = ANY(%s)", self.lists.ids))
        env.invalidate_all()
        env.registry.clear_cache()
        super().remove(env)

    def start(self):
        self.batch.action_apply()
        self.env.cr.commit()  # pylint: disable=invalid-commit

    def run_lane(self):
        with closing(self.registry.cursor()) as cr:
            api.Environment(cr, SUPERUSER_ID, {})["ecom.price.batch"]._run_lane(0, 1)

    def assert_changed_once(self, prices):
        self.assertEqual(set(prices.mapped("amount")), {110})
        self.assertEqual(set(prices.mapped("version")), {2})
        changes = self.env["ecom.price.change"].search([("batch_id", "=", self.batch.id)])
        self.assertEqual(sorted(changes.mapped("price_id")), sorted(prices.ids))

    @mute_logger("odoo.sql_db")
    def test_killed_in_the_middle(self):
        self.start()

        def work(env, here):
            writer = self.registry["ecom.price.writer"]
            chunks, write = [], writer._write

            def slow(service, *args):
                done = write(service, *args)
                chunks.append(done)
                if len(chunks) == 2:
                    here()  # prices and history are written, but not how far it is
                return done

            writer._write = slow
            env["ecom.price.batch"]._run_lane(0, 1)

        self.kill_at(work)
        self.fresh()
        self.assertEqual((self.batch.state, self.batch.done_count), ("running", 2))
        self.assertEqual(sorted(self.prices.mapped("amount")), [100] * 4 + [110] * 2)
        self.run_lane()
        self.fresh()
        self.assertEqual((self.batch.state, self.batch.done_count), ("done", 6))
        self.assert_changed_once(self.prices)

    @mute_logger("odoo.sql_db")
    def test_applied_twice_at_once(self):
        preview = self.batch.preview_hash
        with closing(self.registry.cursor()) as cr:
            other = api.Environment(cr, SUPERUSER_ID, {})
            other["ecom.price.batch"].browse(self.batch.id).read(["state"])  # its snapshot
            self.start()
            with self.assertRaisesRegex(UserError, "started already"):
                retrying(
                    lambda: other["ecom.price.batch"].browse(self.batch.id)._apply(preview), other
                )
        self.run_lane()
        self.run_lane()
        self.fresh()
        self.assert_changed_once(self.prices)

    @mute_logger("odoo.sql_db")
    def test_somebody_edits_a_price_while_it_is_changed(self):
        self.start()
        edited, write = self.prices[1], self.registry["ecom.price.writer"]._write
        met = []

        def meanwhile(service, *args):
            if not met:
                met.append(True)
                with closing(self.registry.cursor()) as cr:
                    api.Environment(cr, SUPERUSER_ID, {})[edited._name].browse(
                        edited.id
                    ).amount = 77
                    cr.commit()  # pylint: disable=invalid-commit
            return write(service, *args)

        with patch.object(self.registry["ecom.price.writer"], "_write", meanwhile):
            self.run_lane()
        self.fresh()
        self.assertEqual((self.batch.state, self.batch.conflict_count), ("done", 1))
        self.assertEqual(edited.amount, 77)
        self.assert_changed_once(self.prices - edited)
