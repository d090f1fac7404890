from odoo.tests import tagged

from .books import BooksCase


@tagged("post_install", "-at_install")
class TestBooks(BooksCase):
    """What the ledger says is in the books: once, and settled with the invoice whenever that comes."""

    def test_upfront_is_a_payment_on_account(self):
        record = self.record(self.paid("partial_cod"))
        self.assertFalse(record.invoice_ids, "no down payment invoice")
        row = record.ecom_transaction_ids.filtered(lambda row: row.state == "done")
        self.assertEqual(row.ecom_book_state, "waiting")
        self.post_process()
        self.assertEqual(row.ecom_book_state, "booked")
        self.assertEqual((row.payment_id.amount, row.payment_id.payment_type), (200.0, "inbound"))
        self.assertEqual(self.receivable(record), -200.0)
        self.assertFalse(record.invoice_ids)

    def test_nothing_is_booked_in_the_request(self):
        order = self.paid("partial_cod")
        self.update(order["id"], "collected")
        self.assertFalse(self.record(order).ecom_transaction_ids.payment_id)

    def test_invoice_after_everything(self):
        order = self.paid("partial_cod")
        self.update(order["id"], "collected")
        self.post_process()
        invoice = self.invoice(self.record(order))
        self.assertEqual((invoice.payment_state, invoice.amount_residual), ("paid", 0.0))
        self.assertEqual(self.clearing(), 800.0)

    def test_invoice_between_upfront_and_collection(self):
        order = self.paid("partial_cod")
        self.post_process()
        record = self.record(order)
        invoice = self.invoice(record)
        self.assertEqual((invoice.payment_state, invoice.amount_residual), ("partial", 800.0))
        self.update(order["id"], "collected")
        self.post_process()
        self.assertEqual((invoice.payment_state, invoice.amount_residual), ("paid", 0.0))
        self.assertEqual((self.receivable(record), self.unsettled(record)), (0.0, 0.0))

    def test_invoice_before_anything_is_booked(self):
        order = self.paid("partial_cod")
        invoice = self.invoice(self.record(order))
        self.assertEqual(invoice.amount_residual, 1000.0)
        self.update(order["id"], "collected", amount=300)
        self.update(order["id"], "collected", amount=500)
        self.post_process()
        self.assertEqual(invoice.payment_state, "paid")

    def test_booked_once(self):
        record = self.record(self.paid("prepaid"))
        self.post_process()
        payment = record.ecom_transaction_ids.payment_id
        record.ecom_transaction_ids._post_process()
        record.ecom_transaction_ids.action_ecom_book()
        self.env["ecom.books"].book(record.ecom_transaction_ids)
        found = self.env["account.payment"].search([("ecom_order_id", "=", record.id)])
        self.assertEqual(found, payment)

    def test_each_carrier_has_its_own_clearing_account(self):
        one, other = self.make_carrier("Bluebird"), self.make_carrier("Kite")
        for carrier in (one, other):
            order = self.place("cod")
            parcel = self.record(order).picking_ids
            parcel.carrier_id = carrier
            self.ship(order).action_ecom_collected()
        self.post_process()
        self.assertEqual((self.clearing(one), self.clearing(other)), (1000.0, 1000.0))
        self.assertEqual(self.clearing(), 0.0)
        company = self.store.company_id
        journals = [carrier.with_company(company).ecom_cod_journal_id for carrier in (one, other)]
        accounts = [journal._ecom_clearing_account() for journal in journals]
        self.assertEqual(len(set(accounts)), 2)
        self.assertTrue(all(account.reconcile for account in accounts))
        self.assertEqual({journal.type for journal in journals}, {"cash"})

    def test_refund_settles_with_the_payment(self):
        order = self.paid("cod")
        self.update(order["id"], "collected")
        self.post_process()
        self.update(order["id"], "refund", amount=1000)
        self.post_process()
        record = self.record(order)
        self.assertEqual((self.receivable(record), self.unsettled(record)), (0.0, 0.0))
        payments = record.ecom_transaction_ids.payment_id
        self.assertEqual(sorted(payments.mapped("payment_type")), ["inbound", "outbound"])
        self.assertEqual(self.clearing(), 1000.0, "the carrier still owes what it collected")

    def test_under_collection_stays_open(self):
        order = self.paid("partial_cod")
        record = self.record(order)
        invoice = self.invoice(record)
        self.update(order["id"], "collected", amount=750)
        self.post_process()
        self.assertEqual(invoice.amount_residual, 50.0)
        self.assertEqual(record.ecom_payment_status, "partially_paid")
        self.assertEqual((record.ecom_balance, record.ecom_to_collect), (50.0, 50.0))

    def test_over_collection_is_the_customers_credit(self):
        order = self.paid("partial_cod")
        record = self.record(order)
        invoice = self.invoice(record)
        self.update(order["id"], "collected", amount=850)
        self.post_process()
        self.assertEqual(invoice.payment_state, "paid")
        self.assertEqual((self.receivable(record), self.unsettled(record)), (-50.0, -50.0))
        self.assertEqual(record.ecom_overpaid_amount, 50.0)
        self.assertTrue(record.ecom_review_reason)
        self.assertEqual(self.clearing(), 850.0)

    def test_what_cannot_be_booked_is_shown_and_tried_again(self):
        """Acceptance case 23: trouble after the fact never touches the order."""
        order = self.paid("prepaid")
        record = self.record(order)
        journal = record.ecom_transaction_ids.provider_id.journal_id
        journal.default_account_id.active = journal.active = False
        receivable = record.partner_id.with_company(
            record.company_id
        ).property_account_receivable_id
        receivable.active = False
        self.post_process()
        self.assertEqual((record.state, record.ecom_payment_status), ("sale", "fully_paid"))
        self.assertIn("could not be booked", record.ecom_review_reason)
        events = len(record.ecom_payment_event_ids)
        self.post_process()
        self.assertEqual(len(record.ecom_payment_event_ids), events, "said once")
        receivable.active = True
        journal.default_account_id.active = journal.active = True
        self.post_process()
        self.assertEqual(record.ecom_transaction_ids.ecom_book_state, "booked")

    # === FOREIGN CURRENCY === #

    def rate(self, day, rupees):
        company = self.store.company_id
        self.env["res.currency.rate"].create(
            {
                "name": day,
                "currency_id": self.env.ref("base.USD").id,
                "company_id": company.id,
                "company_rate": 1 / rupees,
            }
        )

    def test_rate_changes_between_upfront_and_door(self):
        """Acceptance case 24: an order in dollars, books in rupees."""
        self.env.ref("base.USD").active = True
        self.rate("2026-01-01", 80.0)
        dollar = self.env.ref("base.USD")
        company = self.store.company_id
        record = self.record(self.paid("partial_cod"))
        pricelist = self.env["product.pricelist"].create(
            {"name": "Dollars", "currency_id": dollar.id, "company_id": company.id}
        )
        order = record.copy(
            {
                "pricelist_id": pricelist.id,
                "currency_id": dollar.id,
                "ecom_store_id": self.store.id,
                "ecom_placed_at": record.ecom_placed_at,
                "ecom_payment_type": "partial_cod",
                "ecom_upfront_amount": 200.0,
                "ecom_cod_amount": 800.0,
            }
        )
        order.order_line.price_unit = 1000.0
        self.assertEqual((order.currency_id, order.amount_total), (dollar, 1000.0))
        payments = self.env["ecom.order.payments"]
        first = payments.ledger_row(order, self.provider, 200, "upfront")
        first._set_done()
        first.last_state_change = "2026-03-01 06:00:00"
        payments.confirm(order)
        self.post_process()
        self.assertEqual(self.receivable(order), -16000.0)
        self.rate("2026-03-02", 90.0)
        invoice = order._create_invoices()
        invoice.invoice_date = "2026-03-03"
        invoice.action_post()
        self.assertEqual(order.ecom_payment_status, "partially_paid")
        self.rate("2026-03-05", 95.0)
        door = order.ecom_transaction_ids - first
        door._set_done()
        door.last_state_change = "2026-03-06 06:00:00"
        self.post_process()
        self.assertEqual(
            (order.ecom_payment_status, order.ecom_paid_amount), ("fully_paid", 1000.0)
        )
        self.assertEqual((invoice.payment_state, invoice.amount_residual), ("paid", 0.0))
        self.assertEqual(self.unsettled(order), 0.0)
        exchange = invoice.line_ids.matched_credit_ids.exchange_move_id
        # invoice 90 000; paid 200 at 80 and 800 at 95 are 92 000
        gain = -sum(
            exchange.line_ids.filtered(lambda line: line.account_type != "asset_receivable").mapped(
                "balance"
            )
        )
        self.assertEqual(gain, 2000.0)
        self.assertEqual(self.clearing(), 76000.0)
