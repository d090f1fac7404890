from odoo import fields, models


class EcomCodRemittanceAssign(models.TransientModel):
    """Gives a booked line of a remittance, whose parcel was not known, its order."""

    _name = "ecom.cod.remittance.assign"
    _description = "Find the Order of a Remittance Line"

    line_id = fields.Many2one(
        "ecom.cod.remittance.line", required=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="line_id.company_id")
    currency_id = fields.Many2one(related="line_id.currency_id")
    awb = fields.Char(related="line_id.awb")
    collected = fields.Monetary(related="line_id.collected")
    order_id = fields.Many2one(
        "sale.order",
        domain="[('ecom_payment_type', 'in', ['cod', 'partial_cod']), ('company_id', '=', company_id),"
        " ('state', '=', 'sale')]",
    )
    to_collect = fields.Monetary(related="order_id.ecom_to_collect")
    held = fields.Monetary(related="order_id.ecom_cash_held")

    def action_assign(self):
        """Assign the line."""
        self.ensure_one()
        self.line_id.check_access("write")
        self.env["ecom.remittances"].assign(self.line_id, self.order_id)
        return {"type": "ir.actions.act_window_close"}
