from odoo import models


class AccountTax(models.Model):
    """What a COD fee comes to with its taxes is kept in the cache, see ``res.company._ecom_fee_total``."""

    _name = "account.tax"
    _inherit = ["account.tax", "ecom.cached.mixin"]
