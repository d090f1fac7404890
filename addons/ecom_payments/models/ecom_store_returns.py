from odoo import fields, models


class EcomStore(models.Model):
    """What becomes of money paid upfront when a parcel comes back undelivered."""

    _inherit = "ecom.store"

    rto_policy = fields.Selection(
        [
            ("keep", "Keep it and decide by hand"),
            ("refund", "Give it back"),
            ("withhold", "Keep a charge and give the rest back"),
        ],
        string="Undelivered Orders",
        required=True,
        default="keep",
        help="What to do with money paid online once the parcel is back at the warehouse.",
    )
    rto_charge = fields.Selection(
        [("shipping", "What the customer was charged for shipping"), ("fixed", "A fixed amount")],
        string="Charge",
        required=True,
        default="shipping",
        help="Never more than what was paid.",
    )
    rto_charge_amount = fields.Monetary(
        string="Fixed Charge",
        help="With tax, in the store's currency. What to keep of orders in another one is decided by hand.",
    )
    rto_charge_product_id = fields.Many2one(
        "product.product",
        string="Charge Product",
        check_company=True,
        domain=[("type", "=", "service")],
        default=lambda self: self.env.ref(
            "ecom_payments.product_return_charge", raise_if_not_found=False
        ),
        help="The line of the charge's own invoice; says its account and its taxes.",
    )
    _rto_charge_not_negative = models.Constraint(
        "CHECK (rto_charge_amount >= 0)", "A charge cannot be less than zero."
    )
