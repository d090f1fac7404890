from odoo import fields, models


class EcomStore(models.Model):
    _inherit = "ecom.store"

    reference_rates_enabled = fields.Boolean(
        string="Show Reference Rates",
        help="The storefront may show customers what amounts are about worth in other currencies, by rates you type. Prices are "
        "never worked out from them.",
    )
    reference_rate_ids = fields.One2many("ecom.reference.rate", "store_id", string="Rates")
