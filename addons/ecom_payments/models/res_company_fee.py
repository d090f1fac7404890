from odoo import Command, fields, models


class ResCompany(models.Model):
    """The product that the company's stores charge for cash on delivery with."""

    _inherit = "res.company"

    ecom_cod_fee_product_id = fields.Many2one(
        "product.product",
        string="COD Fee Product",
        readonly=True,
        copy=False,
        ondelete="restrict",
        help="Stands for the COD fee on orders and invoices of all stores of the company. Its taxes are those of the fee.",
    )

    def _ecom_cod_fee_product(self):
        """Return the service product that fees for collecting cash are charged with, made when there is none yet."""
        self.ensure_one()
        company = self.sudo()  # sudo: whoever sets a fee need not be allowed to make products
        if not company.ecom_cod_fee_product_id:
            company.ecom_cod_fee_product_id = company.env["product.product"].create(
                {
                    "name": self.env._("Cash on delivery fee"),
                    "type": "service",
                    "invoice_policy": "order",
                    "list_price": 0.0,
                    "sale_ok": False,
                    "purchase_ok": False,
                    "company_id": company.id,
                    "taxes_id": [Command.set(company.account_sale_tax_id.ids)],
                }
            )
        return company.ecom_cod_fee_product_id
