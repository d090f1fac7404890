from odoo.tests import Form, tagged

from .common import PaymentsCase


@tagged("post_install", "-at_install")
class TestEmployees(PaymentsCase):
    """Who works in Odoo's own apps, without a role in the shop, works on as before."""

    def read_all(self, record):
        """Read what the suite adds, as far as the user sees it at all."""
        for name in record.fields_get():
            if name.startswith("ecom_"):
                with self.subTest(field=name):
                    record.read([name])

    def test_salesperson_sees_orders(self):
        order = self.record(self.paid("partial_cod"))
        mine = order.with_user(self.make_employee("sales_team.group_sale_salesman_all_leads"))
        self.read_all(mine)
        self.assertEqual(Form(mine).id, order.id)

    def test_storekeeper_sees_parcels(self):
        picking = self.record(self.place("cod")).picking_ids[:1]
        mine = picking.with_user(
            self.make_employee("stock.group_stock_user,base.group_partner_manager")
        )
        self.read_all(mine)
        self.assertEqual(Form(mine).id, picking.id)

    def test_bookkeeper_sees_payments(self):
        row = self.record(self.paid("prepaid")).ecom_transaction_ids[:1]
        mine = row.with_user(self.make_employee("account.group_account_invoice"))
        self.read_all(mine)
