from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .payment_provider import PREFIX


class EcomStore(models.Model):
    """Payment settings of a store."""

    _inherit = "ecom.store"

    prepaid_enabled = fields.Boolean(
        string="Prepaid", default=True, help="Offer full payment online."
    )
    cod_enabled = fields.Boolean(string="COD", default=True, help="Offer full payment at the door.")
    partial_cod_enabled = fields.Boolean(
        string="Partial COD", default=True, help="Offer a share online and the rest at the door."
    )
    upfront_percent = fields.Float(
        string="Upfront Share (%)",
        default=20.0,
        help="Percent of a Partial COD order that is paid online, 10 to 20 is usual. Paise are paid upfront, so that "
        "the courier collects whole rupees.",
    )
    cod_min_total = fields.Monetary(
        string="COD From",
        help="Smallest order total, with tax, that may be paid at the door. 0: no limit.",
    )
    cod_max_total = fields.Monetary(
        string="COD Up To",
        help="Largest order total, with tax, that may be paid at the door. 0: no limit.",
    )
    cod_fee = fields.Monetary(
        string="COD Fee",
        help="Added to orders whose money is collected at the door, as a line of its own, and paid at the door. In the "
        "store's currency: orders in another one are not charged it. 0: none. Payment rules can say otherwise.",
    )
    cod_fee_on_partial = fields.Boolean(
        string="Fee on Partial COD",
        default=True,
        help="Charge the COD fee, the store's or that of a rule, on Partial COD orders too.",
    )
    cod_fee_product_id = fields.Many2one(
        related="company_id.ecom_cod_fee_product_id",
        help="Its taxes are those of the fee. One product for all stores of the company.",
    )
    payment_provider_id = fields.Many2one(
        "payment.provider",
        string="Payment Gateway",
        compute="_compute_payment_provider_id",
        store=True,
        readonly=False,
        domain=f"[('company_id', '=', company_id), ('code', '=like', '{PREFIX}%'), ('code', '!=', 'ecom_cod'),"
        " ('state', '!=', 'disabled')]",
        help="Takes the online payments unless the storefront asks for another gateway.",
    )

    _upfront_percent_range = models.Constraint(
        "CHECK (upfront_percent >= 1 AND upfront_percent <= 99)",
        "The upfront share lies between 1 and 99 percent. Nothing upfront is COD, and all of it is Prepaid.",
    )
    _cod_fee_positive = models.Constraint(
        "CHECK (cod_fee IS NULL OR cod_fee >= 0)", "The COD fee cannot be negative."
    )

    @api.depends("company_id")
    def _compute_payment_provider_id(self):
        for store in self:
            if store.payment_provider_id.company_id != store.company_id:
                # sudo: payment providers are the system's, a merchant manager only picks one
                store.payment_provider_id = (
                    self.env["payment.provider"]
                    .sudo()
                    .search(
                        [
                            ("company_id", "=", store.company_id.id),
                            ("code", "=like", f"{PREFIX}%"),
                            ("code", "!=", "ecom_cod"),
                            ("state", "!=", "disabled"),
                        ],
                        order="state, sequence, id",
                        limit=1,
                    )
                )

    @api.constrains("cod_min_total", "cod_max_total")
    def _check_cod_limits(self):
        for store in self:
            if store.cod_min_total < 0 or store.cod_max_total < 0:
                raise ValidationError(self.env._("Limits of COD cannot be negative."))
            if store.cod_max_total and store.cod_max_total < store.cod_min_total:
                raise ValidationError(self.env._("COD needs an upper limit above its lower one."))

    @api.model_create_multi
    def create(self, vals_list):
        company_ids = {vals.get("company_id") or self.env.company.id for vals in vals_list}
        self.env["payment.provider"]._ecom_ensure(self.env["res.company"].browse(company_ids))
        stores = super().create(vals_list)
        stores._ensure_fee_product()
        return stores

    def write(self, vals):
        result = super().write(vals)
        if "cod_fee" in vals or "company_id" in vals:
            self._ensure_fee_product()
        return result

    def _ensure_fee_product(self):
        for company in self.filtered("cod_fee").company_id:
            company._ecom_cod_fee_product()

    @api.model
    def _hand_over(self):
        """Add the secrets that sign webhooks, so that a client program can play the gateways."""
        hand_over = super()._hand_over()
        store = self.search([("code", "=", hand_over["store"])])
        providers = (
            self.env["payment.provider"]
            .sudo()  # sudo: called by the system to write the hand-over file
            .search([("code", "=like", f"{PREFIX}%"), ("company_id", "=", store.company_id.id)])
        )
        for provider in providers.filtered("ecom_webhook_secret"):
            hand_over["webhookSecrets"][provider.code.removeprefix(PREFIX)] = {
                "providerId": provider.ecom_uid,
                "secret": provider._ecom_account().webhook_secret,
            }
        return hand_over
