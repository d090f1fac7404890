from odoo import api, fields, models


class PaymentTransaction(models.Model):
    """Payments on a page whose address was sent to the customer."""

    _inherit = "payment.transaction"

    ecom_is_link = fields.Boolean(
        string="Payment Link",
        readonly=True,
        copy=False,
        help="Asked for on a page whose address can be sent to the customer.",
    )
    ecom_link_state = fields.Selection(
        [
            ("open", "Open"),
            ("paid", "Paid"),
            ("expired", "Expired"),
            ("replaced", "Replaced"),
            ("failed", "Failed"),
        ],
        string="Link",
        compute="_compute_ecom_link_state",
        help="Replaced: another payment was asked for, or nothing is due any more. Money that still comes by it counts.",
    )

    @api.depends("state", "ecom_is_link", "ecom_expires_at")
    def _compute_ecom_link_state(self):
        now = fields.Datetime.now()
        for row in self:
            expired = row.ecom_expires_at and row.ecom_expires_at <= now
            row.ecom_link_state = row.ecom_is_link and {
                "done": "paid",
                "cancel": "replaced",
                "error": "failed",
            }.get(row.state, "expired" if expired else "open")
