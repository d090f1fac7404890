from odoo import api, fields, models

from .ecom_region import TAX_POLICIES


class EcomStore(models.Model):
    _inherit = "ecom.store"

    default_tax_policy = fields.Selection(
        TAX_POLICIES,
        string="Prices under Other Taxes",
        compute="_compute_default_tax_policy",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
        help="What stays equal when other taxes apply to a customer than those at the store's home. "
        "Same price with tax: everybody pays what the shop shows. Same price before tax: the tax is added on top. "
        "Regions may decide otherwise.",
    )

    @api.depends("country_id")
    def _compute_default_tax_policy(self):
        """In India and the EU, prices shown to consumers are the prices they pay."""
        gross = self.env.ref("base.in") | self.env.ref("base.europe").country_ids
        for store in self:
            fixed = "gross_fixed" if store.country_id in gross else "net_fixed"
            store.default_tax_policy = fixed

    def write(self, vals):
        result = super().write(vals)
        if {"default_tax_policy", "country_id"} & vals.keys():
            self._ecom_prices_changed()
        return result
