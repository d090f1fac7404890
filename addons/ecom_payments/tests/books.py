"""A shop whose company keeps books."""

from odoo import Command, fields

from .common import PaymentsCase


class BooksMixin:
    """Put it before ``PaymentsCase``: the company gets Odoo's generic chart of accounts, in rupees."""

    @classmethod
    def make_company(cls, name):
        company = super().make_company(name)
        rupee = company.currency_id
        cls.env["account.chart.template"].try_loading("generic_coa", company, install_demo=False)
        company.currency_id = rupee
        company.country_id = company.account_fiscal_country_id = cls.env.ref("base.in")
        # Indian shops owe no tax on what they have not sold: the chart's own defaults are not those of the tests
        company.account_sale_tax_id = company.account_purchase_tax_id = False
        return company

    def post_process(self):
        """Do what Odoo's cron does afterwards."""
        self.env.flush_all()
        rows = self.env["payment.transaction"].search(
            [("ecom_order_id", "!=", False), ("is_post_processed", "=", False)], order="id"
        )
        for row in rows:
            row._post_process()
        self.env.invalidate_all()
        return rows

    def receivable(self, order):
        """Return what an order's customer owes by the books, in the company's currency."""
        lines = self.documents(order).line_ids.filtered(
            lambda line: line.account_type == "asset_receivable"
        )
        return order.company_id.currency_id.round(sum(lines.mapped("balance")))

    def unsettled(self, order):
        """Return the items of an order's documents that stand open, in sum of their residuals."""
        lines = self.documents(order).line_ids.filtered(
            lambda line: line.account_type == "asset_receivable"
        )
        return order.company_id.currency_id.round(sum(lines.mapped("amount_residual")))

    def documents(self, order):
        moves = (
            order.invoice_ids | order.ecom_transaction_ids.payment_id.move_id | order.ecom_entry_ids
        )
        return moves.filtered(lambda move: move.state == "posted")

    def clearing(self, carrier=None):
        """Return the balance of what a carrier (None: own riders) has collected and not remitted."""
        journal = self.store.company_id._ecom_cod_journal(carrier)
        lines = self.env["account.move.line"].search(
            [
                ("account_id", "=", journal._ecom_clearing_account().id),
                ("parent_state", "=", "posted"),
            ]
        )
        return journal.company_id.currency_id.round(sum(lines.mapped("balance")))

    def invoice(self, order):
        """Invoice an order and post it."""
        invoice = order._create_invoices()
        invoice.invoice_date = fields.Date.today()
        invoice.action_post()
        return invoice

    @classmethod
    def make_carrier(cls, name="Bluebird"):
        company = cls.store.company_id
        product = cls.env["product.product"].create(
            {"name": f"{name} delivery", "type": "service", "taxes_id": [Command.clear()]}
        )
        return cls.env["delivery.carrier"].create(
            {
                "name": name,
                "product_id": product.id,
                "delivery_type": "fixed",
                "fixed_price": 0.0,
                "company_id": company.id,
                "allow_cash_on_delivery": True,
            }
        )


class BooksCase(BooksMixin, PaymentsCase):
    """Orders over HTTP, and their books."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        company = cls.store.company_id
        cls.product.property_account_income_id = cls.env["account.account"].search(
            [("company_ids", "in", company.id), ("account_type", "=", "income")], limit=1
        )
        cls.product.invoice_policy = "order"
