from odoo import api, fields, models

from odoo.addons.ecom_base.domain.order_totals import to_decimal

from ..domain.prepaid_offer import Terms


class EcomStore(models.Model):
    """What a store offers for paying COD orders online, and how long payment links are good."""

    _inherit = "ecom.store"

    payment_link_hours = fields.Integer(
        string="Payment Links Last (Hours)",
        default=24,
        required=True,
        help="How long a payment link can be paid. An order that waits for its payment is kept, with its stock, as long.",
    )
    prepaid_offer = fields.Selection(
        [("percent", "A percentage off"), ("fixed", "An amount off")],
        string="Paying COD Orders Online",
        help="Offer a discount to customers who pay a COD order online within some hours after placing it. Empty: no "
        "offer. The COD fee is always dropped.",
    )
    prepaid_offer_percent = fields.Float(
        string="Discount (%)",
        default=5.0,
        help="Percent of the order's total with tax, without the COD fee.",
    )
    prepaid_offer_amount = fields.Monetary(
        string="Discount", help="With tax, in the store's currency."
    )
    prepaid_offer_max = fields.Monetary(
        string="At Most", help="Largest discount, with tax, in the store's currency. 0: no limit."
    )
    prepaid_offer_min_total = fields.Monetary(
        string="For Orders From",
        help="Smallest order total, with tax, without the COD fee, that gets the offer. 0: all.",
    )
    prepaid_offer_hours = fields.Integer(
        string="Offer Lasts (Hours)",
        default=12,
        help="Hours after placing. Best shorter than the time until you hand parcels over.",
    )
    prepaid_offer_risk = fields.Selection(
        [
            ("any", "All orders"),
            ("medium", "Medium and high risk of return"),
            ("high", "High risk of return"),
        ],
        string="Offer To",
        required=True,
        default="any",
        help="By the risk that was estimated when the order was placed.",
    )

    _payment_link_hours_range = models.Constraint(
        "CHECK (payment_link_hours BETWEEN 1 AND 720)",
        "Payment links last between an hour and 30 days.",
    )
    _prepaid_offer_terms = models.Constraint(
        "CHECK (prepaid_offer IS NULL"
        " OR (prepaid_offer = 'percent' AND prepaid_offer_percent > 0 AND prepaid_offer_percent < 100)"
        " OR (prepaid_offer = 'fixed' AND prepaid_offer_amount > 0))",
        "The discount for paying online is more than 0, and less than 100 percent.",
    )
    _prepaid_offer_limits = models.Constraint(
        "CHECK (COALESCE(prepaid_offer_max, 0) >= 0 AND COALESCE(prepaid_offer_min_total, 0) >= 0"
        " AND prepaid_offer_hours BETWEEN 1 AND 720)",
        "Limits of the offer cannot be negative, and it lasts between an hour and 30 days.",
    )

    def _ecom_offer_terms(self, currency):
        """Return the :class:`Terms` for an order in a currency, None where nothing is offered.

        Amounts of the terms are in the store's currency and nothing is converted.
        """
        self.ensure_one()
        if not self.prepaid_offer or currency != self.currency_id:
            return None
        decimals = currency.decimal_places
        is_percent = self.prepaid_offer == "percent"
        return Terms(
            percent=to_decimal(self.prepaid_offer_percent if is_percent else 0.0, 4),
            amount=to_decimal(0.0 if is_percent else self.prepaid_offer_amount, decimals),
            maximum=(is_percent and to_decimal(self.prepaid_offer_max, decimals)) or None,
            least_total=to_decimal(self.prepaid_offer_min_total, decimals),
            risk=self.prepaid_offer_risk,
        )

    # === CUSTOMER MESSAGES === #

    @api.model_create_multi
    def create(self, vals_list):
        stores = super().create(vals_list)
        self.env["ecom.order.message.rule"]._ensure_defaults(stores)
        return stores
