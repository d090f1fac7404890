from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import UserError
from odoo.tests import Form, new_test_user, tagged

from .books import BooksCase
from .common import PaymentsCase


@tagged("post_install", "-at_install")
class TestHold(PaymentsCase):
    """Who may hold and release orders."""

    def user(self, group):
        return self.make_employee(group, group.rpartition("_")[2])

    def test_hold_is_not_written_by_hand(self):
        order = self.record(self.place("cod"))
        order._ecom_set_hold("review", "Odd address")
        desk = self.user("ecom_base.group_ecom_order_desk")
        seller = self.user("sales_team.group_sale_salesman_all_leads")
        for user in (seller, desk):
            for vals in ({"ecom_hold": False}, {"ecom_hold_reason": "x"}):
                with self.assertRaisesRegex(UserError, "Release the order"):
                    order.with_user(user).write(vals)
        with self.assertRaisesRegex(UserError, "Only the order desk"):
            order.with_user(seller).action_ecom_release()
        self.assertTrue(order.ecom_hold)
        order.with_user(desk).action_ecom_release()
        self.assertFalse(order.ecom_hold)
        event = order.ecom_payment_event_ids[0]
        self.assertEqual((event.kind, event.actor), ("released", desk.name))

    def test_put_on_hold_by_hand(self):
        order, sent = self.record(self.place("cod")), self.record(self.place("cod"))
        desk = self.user("ecom_base.group_ecom_order_desk")
        wizards = self.env["ecom.order.hold.wizard"].with_user(desk)

        def hold(orders):
            return wizards.create({"order_ids": [Command.set(orders.ids)], "reason": "Wait"})

        sent.picking_ids.action_ecom_ship()
        with self.assertRaisesRegex(UserError, sent.name):
            hold(order | sent).action_hold()
        hold(order).action_hold()
        self.assertEqual((order.ecom_stage, order.ecom_hold_reason), ("to_confirm", "Wait"))
        event = order.ecom_payment_event_ids[0]
        self.assertEqual((event.kind, event.actor, event.message), ("held", desk.name, "Wait"))
        with self.assertRaisesRegex(UserError, "on hold"):
            order.picking_ids.action_ecom_ship()

    def test_held_order_is_cancelled_by_the_desk(self):
        order = self.record(self.place("cod"))
        order._ecom_set_hold("review", "Odd address")
        order.with_user(self.user("ecom_base.group_ecom_order_desk")).action_cancel()
        self.assertFalse(order.ecom_hold)


@tagged("post_install", "-at_install")
class TestUpfrontSource(PaymentsCase):
    """Which share applies to a product that has none of its own."""

    def test_where_the_share_comes_from(self):
        template = self.product.product_tmpl_id
        parent = self.env["product.category"].create({"name": "Clothes"})
        template.categ_id = self.env["product.category"].create(
            {"name": "Kurtas", "parent_id": parent.id}
        )
        self.assertIn(
            f"{self.store.name} {self.store.upfront_percent:g} %", template.ecom_upfront_source
        )
        parent.ecom_upfront_percent = 25
        self.env.invalidate_all()
        self.assertIn("25 % of category Clothes", template.ecom_upfront_source)
        self.assertIn("25 % of category Clothes", template.categ_id.ecom_upfront_source)
        template.ecom_upfront_percent = 10
        self.assertFalse(template.ecom_upfront_source)


@tagged("post_install", "-at_install")
class TestLateBooks(BooksCase):
    """Payments that could not be booked for days, and the accounts that merchants set."""

    def test_booked_after_many_days_of_failing(self):
        order = self.record(self.paid("prepaid"))
        row = order.ecom_transaction_ids
        journal = row.provider_id.journal_id
        journal.default_account_id.active = journal.active = False
        row.last_state_change = fields.Datetime.now() - timedelta(days=6)
        self.book_late()
        self.assertFalse(row.payment_id)
        self.assertIn("could not be booked", order.ecom_review_reason)
        journal.default_account_id.active = journal.active = True
        self.book_late()
        self.assertTrue(row.payment_id)

    def book_late(self):
        self.env.flush_all()
        with self.enter_registry_test_mode(), self.registry.cursor() as cr:
            self.env(cr=cr)["payment.transaction"]._ecom_cron_book()
        self.env.invalidate_all()

    def test_accounts_of_the_company_are_set_on_the_store(self):
        company = self.store.company_id
        user = new_test_user(
            self.env,
            "owner",
            groups="ecom_base.group_ecom_manager,account.group_account_invoice",
            company_id=company.id,
            company_ids=[(6, 0, company.ids)],
        )
        loss = self.env["account.account"].search(
            [("company_ids", "in", company.id), ("account_type", "=", "expense")], limit=1
        )
        journal = company._ecom_cod_journal()
        store = self.store.with_user(user)
        self.assertEqual(company.ecom_cod_journal_id, journal)
        self.assertEqual(store.own_cod_journal_id, journal)
        with Form(store) as form:
            self.assertEqual(form.own_cod_journal_id, journal)
            form.write_off_account_id = loss
        self.assertEqual(company.ecom_write_off_account_id, loss)
        self.assertEqual(company.ecom_cod_journal_id, journal)
