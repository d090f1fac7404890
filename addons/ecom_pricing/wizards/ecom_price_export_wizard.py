from odoo import fields, models
from odoo.fields import Domain
from odoo.tools.safe_eval import safe_eval


class EcomPriceExportWizard(models.TransientModel):
    """Asks which prices to put into a file. What it writes can be imported as it is."""

    _name = "ecom.price.export.wizard"
    _description = "Export Prices"

    store_id = fields.Many2one(
        "ecom.store",
        required=True,
        ondelete="cascade",
        default=lambda self: self.env["ecom.store"].search([])._ecom_first_priced(),
    )
    layout = fields.Selection(
        [
            ("long", "One price a line: everything there is of it"),
            ("wide", "One product a line, a column for each currency: standing prices"),
        ],
        required=True,
        default="long",
    )
    file_format = fields.Selection(
        [("xlsx", "XLSX"), ("csv", "CSV")], string="File", required=True, default="xlsx"
    )
    currency_ids = fields.Many2many("res.currency", string="Currencies", help="Empty: all.")
    product_domain = fields.Char(string="Products", default="[]")

    def action_export(self):
        """Download the file."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/ecom/prices/export/{self.id}.{self.file_format}",
            "target": "download",
        }

    def _rows(self):
        """Return the rows of the file, the names of the columns first."""
        self.ensure_one()
        self.env["ecom.product.price"].check_access("read")
        rows = self.store_id.sudo().store_currency_ids  # sudo: the store's settings
        currencies = rows.sorted(lambda row: (not row.is_primary, row.sequence, row.id)).currency_id
        if self.currency_ids:
            currencies &= self.currency_ids
        domain = Domain(safe_eval(self.product_domain or "[]"))
        products = None
        if not domain.is_true():
            products = self.env["product.template"].with_context(active_test=False)
            products = products._search(domain).subselect()
        export = self.env["ecom.price.export"]
        make = export._prices if self.layout == "long" else export._matrix
        return make(self.store_id, currencies, products)
