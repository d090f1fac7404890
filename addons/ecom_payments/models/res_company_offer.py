from odoo import Command, fields, models


class ResCompany(models.Model):
    """The product that discounts for paying online stand under."""

    _inherit = "res.company"

    ecom_offer_product_id = fields.Many2one(
        "product.product",
        string="Online Discount Product",
        readonly=True,
        copy=False,
        ondelete="restrict",
        help="Stands for the discount for paying a COD order online, on orders and invoices of all stores of the company.",
    )

    def _ecom_offer_product(self):
        """Return the service product of these discounts, made when there is none yet. Their taxes are those of the goods."""
        self.ensure_one()
        company = self.sudo()  # sudo: a payment that comes need not be allowed to make products
        if not company.ecom_offer_product_id:
            company.ecom_offer_product_id = company.env["product.product"].create(
                {
                    "name": self.env._("Discount for paying online"),
                    "type": "service",
                    "invoice_policy": "order",
                    "list_price": 0.0,
                    "sale_ok": False,
                    "purchase_ok": False,
                    "company_id": company.id,
                    "taxes_id": [Command.clear()],
                }
            )
        return company.ecom_offer_product_id
