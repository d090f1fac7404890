import base64
from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged

from .books import BooksCase


@tagged("post_install", "-at_install")
class TestRemittances(BooksCase):
    """What couriers pay out, compared with what they collected."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.put_stock(cls.product, 100)
        cls.carrier = cls.make_carrier()
        company = cls.store.company_id
        cls.fee_account = cls.env["account.account"].search(
            [("company_ids", "in", company.id), ("account_type", "=", "expense")], limit=1
        )
        cls.carrier.with_company(company).ecom_cod_fee_account_id = cls.fee_account
        cls.env = cls.env(context={"allowed_company_ids": company.ids})

    def delivered(self, count, *, collected=True):
        """Return orders whose parcels arrived; their cash is collected, or nobody has said so yet."""
        first = self.record(self.place("cod"))
        orders = first
        for _number in range(count - 1):
            orders |= first.copy(
                {
                    "ecom_store_id": self.store.id,
                    "ecom_placed_at": first.ecom_placed_at,
                    "ecom_payment_type": "cod",
                    "ecom_cod_amount": 1000.0,
                }
            )
        orders.filtered(lambda order: order.state == "draft")
        for order in orders - first:
            order.env["ecom.order.payments"].confirm(order)
        parcels = orders.picking_ids
        parcels.action_assign()
        for number, parcel in enumerate(parcels):
            parcel.write(
                {"carrier_id": self.carrier.id, "carrier_tracking_ref": f"AWB{1000 + number}"}
            )
        parcels.action_ecom_ship()
        if collected:
            parcels.action_ecom_collected()
            self.post_process()
        return orders

    def file(self, *rows, head="AWB Number,COD Amount,COD Charges,GST"):
        return "\n".join([head, *(",".join(map(str, row)) for row in rows)])

    def import_file(self, text, *, carrier=None, encoding="utf-8", **values):
        """Import a file through the dialog; return the remittance and the dialog's answer."""
        wizard = Form(self.env["ecom.cod.remittance.import"])
        wizard.carrier_id = self.carrier if carrier is None else carrier
        wizard.file = base64.b64encode(text.encode(encoding))
        for name, value in values.items():
            setattr(wizard, name, value)
        answer = wizard.save().action_import()
        target = answer.get("params", {}).get("next", answer)
        return self.env["ecom.cod.remittance"].browse(target["res_id"]), answer

    def line(self, remittance, awb):
        return remittance.line_ids.filtered(lambda line: line.awb == awb)

    def balance(self, account):
        lines = self.env["account.move.line"].search(
            [("account_id", "=", account.id), ("parent_state", "=", "posted")]
        )
        return round(sum(lines.mapped("balance")), 2)

    def test_forty_parcels(self):
        """Acceptance case 17: forty parcels, one missing, one taken back later."""
        orders = self.delivered(40)
        self.assertEqual(self.clearing(self.carrier), 40000.0)
        awbs = orders.picking_ids.mapped("carrier_tracking_ref")
        text = self.file(*((awb, "1,000.00".replace(",", ""), 40, 7.2) for awb in awbs[:39]))
        remittance, _answer = self.import_file(text)
        self.assertEqual(
            self.clearing(self.carrier), 40000.0, "nothing happens before it is confirmed"
        )
        self.assertEqual((remittance.collected, remittance.net), (39000.0, 37159.2))
        remittance.action_confirm()
        self.assertEqual(self.clearing(self.carrier), 1000.0)
        self.assertEqual(self.balance(self.fee_account), 1840.8)
        bank = remittance.bank_journal_id.default_account_id
        self.assertEqual(self.balance(bank), 37159.2)
        missing = remittance.line_ids.filtered(lambda line: line.state == "missing")
        self.assertEqual((missing.awb, missing.difference), (awbs[39], -1000.0))
        payments = orders[:39].ecom_transaction_ids.payment_id
        self.assertTrue(all(payments.mapped("is_matched")))
        entries = self.env["account.move"].search_count([])

        again, answer = self.import_file(text)
        self.assertEqual(again, remittance)
        self.assertIn("imported before", answer["params"]["message"])
        touched, _answer = self.import_file(text + "\n")
        self.assertEqual(set(touched.line_ids.mapped("state")), {"duplicate"})
        with self.assertRaisesRegex(UserError, "Nothing in this remittance is new"):
            touched.action_confirm()
        self.assertEqual(self.env["account.move"].search_count([]), entries)

        late, _answer = self.import_file(
            self.file((awbs[0], -1000, 0, 0), (awbs[39], 1000, 40, 7.2)), reference="UTR2"
        )
        self.assertEqual(self.line(late, awbs[0]).state, "reversed")
        late.action_confirm()
        self.assertEqual(self.clearing(self.carrier), 0.0)
        self.assertTrue(missing.is_settled)
        unpaid = orders.filtered(
            lambda order: awbs[0] in order.picking_ids.mapped("carrier_tracking_ref")
        )
        self.assertEqual((unpaid.ecom_payment_status, unpaid.ecom_balance), ("pending", 1000.0))
        self.assertIn("took back", unpaid.ecom_review_reason)

    def test_collections_nobody_reported(self):
        orders = self.delivered(3, collected=False)
        awbs = orders.picking_ids.mapped("carrier_tracking_ref")
        remittance, _answer = self.import_file(
            self.file((awbs[0], 1000, 0, 0), (awbs[1], 750, 0, 0), (awbs[2], 1050, 0, 0))
        )
        self.assertEqual(remittance.line_ids.mapped("state"), ["ok", "short", "over"])
        self.assertEqual(set(orders.mapped("ecom_paid_amount")), {0.0})
        remittance.action_confirm()
        by_awb = {order.picking_ids.carrier_tracking_ref: order for order in orders}
        exact, less, more = (by_awb[awb] for awb in awbs)
        self.assertEqual(exact.ecom_payment_status, "fully_paid")
        self.assertEqual(
            (less.ecom_payment_status, less.ecom_to_collect), ("partially_paid", 250.0)
        )
        self.assertEqual(more.ecom_overpaid_amount, 50.0)
        self.assertEqual(set(orders.picking_ids.mapped("ecom_outcome")), {"delivered"})
        self.assertEqual(self.clearing(self.carrier), 0.0)

    def test_short_over_and_unknown(self):
        orders = self.delivered(2)
        awbs = orders.picking_ids.mapped("carrier_tracking_ref")
        remittance, _answer = self.import_file(
            self.file((awbs[0], 950, 0, 0), (awbs[1], 1020, 0, 0), ("NOBODYS", 300, 0, 0))
        )
        self.assertEqual(
            [(line.state, line.difference) for line in remittance.line_ids],
            [("short", -50.0), ("over", 20.0), ("unknown", 300.0)],
        )
        remittance.action_confirm()
        self.assertEqual(self.clearing(self.carrier), 50.0 - 20.0 - 300.0)
        self.assertEqual(remittance.difference_count, 3)
        cash = self.env["ecom.cod.cash"].search([])
        self.assertEqual(sorted(cash.mapped("amount")), [-300.0, -20.0, 50.0])
        self.assertEqual(set(cash.mapped("awb")), {*awbs, "NOBODYS"})
        self.assertEqual(orders.mapped("ecom_cash_held"), [50.0, -20.0])

    def test_cash_of_another_currency_is_not_set_off(self):
        orders = self.delivered(2, collected=False)
        usd = self.env.ref("base.USD")
        orders[0].flush_recordset()
        self.env.cr.execute(
            "UPDATE sale_order SET currency_id = %s WHERE id = %s", (usd.id, orders[0].id)
        )
        self.env.invalidate_all()
        remittance, _answer = self.import_file(
            self.file(("AWB1000", 1000, 0, 0), ("AWB1001", 1000, 0, 0))
        )
        line = self.line(remittance, "AWB1000")
        self.assertEqual((line.state, line.expected, line.order_id.id), ("unknown", 0, False))
        self.assertIn("USD", line.reason)
        self.assertEqual(self.line(remittance, "AWB1001").state, "ok")
        with self.assertRaisesRegex(UserError, "Book the remittance first"):
            self.env["ecom.remittances"].assign(line, orders[0])
        remittance.action_confirm()
        with self.assertRaisesRegex(UserError, "USD"):
            self.env["ecom.remittances"].assign(line, orders[0])

    def test_unknown_line_finds_its_order_after_booking(self):
        orders = self.delivered(1, collected=False)
        remittance, _answer = self.import_file(self.file(("NOBODYS", 1000, 0, 0)))
        remittance.action_confirm()
        (line,) = remittance.line_ids
        self.assertEqual((line.state, self.clearing(self.carrier)), ("unknown", -1000.0))
        with Form(
            self.env["ecom.cod.remittance.assign"].with_context(default_line_id=line.id)
        ) as form:
            form.order_id = orders
            self.assertEqual(form.to_collect, 1000.0)
        form.record.action_assign()
        self.env.invalidate_all()
        self.assertEqual((line.state, line.order_id, line.difference), ("ok", orders, 0.0))
        self.assertEqual(orders.ecom_payment_status, "fully_paid")
        self.assertEqual(self.clearing(self.carrier), 0.0)
        self.assertFalse(self.env["ecom.cod.cash"].search([]))
        with self.assertRaisesRegex(UserError, "has its order already"):
            self.env["ecom.remittances"].assign(line, orders)

    def test_line_is_given_to_a_known_collection(self):
        orders = self.delivered(1)
        remittance, _answer = self.import_file(self.file(("NOBODYS", 950, 0, 0)))
        remittance.action_confirm()
        line = remittance.line_ids.filtered("collected")
        self.env["ecom.remittances"].assign(line, orders)
        self.assertEqual((line.state, line.difference), ("short", -50.0))
        self.assertEqual(self.clearing(self.carrier), 50.0)
        self.assertEqual(orders.ecom_paid_amount, 1000.0)

    def test_bad_lines_have_number_and_reason(self):
        orders = self.delivered(1)
        awb = orders.picking_ids.carrier_tracking_ref
        text = (
            "Bluebird Logistics;;\nRemittance of 24 Nov;;\nAWB No.;Amount Collected;Fee\n"
            f"{awb};1.000,00;0\n;500;0\n7.12E+11;10;0\nB2;ten;0\nB3;;0\n{awb};1.000,00;0\n"
        )
        remittance, _answer = self.import_file("\ufeff" + text, encoding="utf-16")
        bad = remittance.line_ids.filtered(lambda line: line.state == "unreadable")
        self.assertEqual(bad.mapped("line_number"), [5, 6, 7, 8, 9])
        for line, words in zip(
            bad, ("No tracking number", "shortened", "ten", "No amount", "line 4"), strict=True
        ):
            self.assertIn(words, line.reason)
        remittance.action_confirm()
        self.assertEqual(self.clearing(self.carrier), 0.0)

    def test_columns_are_remembered(self):
        orders = self.delivered(1)
        awb = orders.picking_ids.carrier_tracking_ref
        text = self.file((awb, 1000), head="Parcel,Bahut Paisa")
        wizard = self.env["ecom.cod.remittance.import"].create(
            {"carrier_id": self.carrier.id, "file": base64.b64encode(text.encode())}
        )
        with self.assertRaisesRegex(UserError, "Tracking number, Cash collected"):
            wizard.action_import()
        columns = wizard.column_ids
        columns[0].field, columns[1].field = "awb", "amount"
        wizard.action_import()
        again, _answer = self.import_file(text + "\nX1,5")
        self.assertEqual(again.line_ids.mapped("collected"), [1000.0, 5.0])

    def test_files_that_are_no_text(self):
        for raw, words in ((b"PK\x03\x04", "not a text file"), (b"  \n", "empty")):
            wizard = self.env["ecom.cod.remittance.import"].create(
                {"carrier_id": self.carrier.id, "file": base64.b64encode(raw)}
            )
            with self.assertRaisesRegex(UserError, words):
                wizard.action_import()

    def test_tax_that_can_be_claimed_back(self):
        company = self.store.company_id
        account = self.env["account.account"].create(
            {"name": "Input GST", "code": "118900", "account_type": "asset_current"}
        )
        tax = self.make_gst(18.0, name="Input", included=False)
        tax.type_tax_use = "purchase"
        tax.invoice_repartition_line_ids.filtered(
            lambda part: part.repartition_type == "tax"
        ).account_id = account
        self.carrier.with_company(company).ecom_cod_fee_tax_id = tax
        orders = self.delivered(1)
        awb = orders.picking_ids.carrier_tracking_ref
        remittance, _answer = self.import_file(self.file((awb, 1000, 40, 7.2)))
        remittance.action_confirm()
        self.assertEqual((self.balance(account), self.balance(self.fee_account)), (7.2, 40.0))

    def test_missing_only_up_to_a_day(self):
        orders = self.delivered(3)
        awbs = orders.picking_ids.mapped("carrier_tracking_ref")
        yesterday = fields.Date.today() - timedelta(days=1)
        remittance, _answer = self.import_file(self.file((awbs[0], 1000, 0, 0)))
        self.assertEqual(remittance.line_ids.mapped("state").count("missing"), 2)
        remittance.collected_until = yesterday
        remittance.action_match()
        self.assertEqual(remittance.line_ids.mapped("state"), ["ok"])

    def test_booked_remittances_stay(self):
        orders = self.delivered(1)
        remittance, _answer = self.import_file(
            self.file((orders.picking_ids.carrier_tracking_ref, 1000, 0, 0))
        )
        remittance.action_confirm()
        with self.assertRaises(UserError):
            remittance.action_confirm()
        with self.assertRaises(UserError):
            remittance.unlink()

    def test_only_managers_book(self):
        orders = self.delivered(1)
        text = self.file((orders.picking_ids.carrier_tracking_ref, 1000, 0, 0))
        company = self.store.company_id
        for group in ("analyst", "marketing", "order_desk", "manager"):
            user = new_test_user(
                self.env,
                f"cod_{group}",
                groups=f"ecom_base.group_ecom_{group}",
                company_id=company.id,
                company_ids=[(6, 0, company.ids)],
            )
            wizard = self.env["ecom.cod.remittance.import"].with_user(user)
            if group != "manager":
                with self.assertRaises(AccessError):
                    wizard.create({"file": base64.b64encode(text.encode())})
                continue
            made = wizard.create(
                {"carrier_id": self.carrier.id, "file": base64.b64encode(text.encode())}
            ).action_import()
            remittance = self.env["ecom.cod.remittance"].with_user(user).browse(made["res_id"])
            remittance.action_confirm()
            self.assertEqual(remittance.state, "posted")
            remittance.line_ids.read()
        self.assertEqual(self.clearing(self.carrier), 0.0)
