from odoo import api, fields, models, tools
from odoo.exceptions import UserError, ValidationError

TAX_POLICIES = [
    ("gross_fixed", "Same price with tax"),
    ("net_fixed", "Same price before tax"),
]


class EcomRegion(models.Model):
    """Countries in which a store sells on the same terms: prices, currencies, tax policy."""

    _name = "ecom.region"
    _description = "Region"
    _inherit = ["ecom.cached.mixin"]
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(
        required=True,
        help="Short name in the API and in files: capital letters, digits, hyphens and underscores, e.g. EU.",
    )
    sequence = fields.Integer(default=10)
    store_id = fields.Many2one("ecom.store", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="store_id.company_id", store=True, index=True)
    country_ids = fields.Many2many(
        "res.country",
        string="Countries",
        help="Customers who ship to these countries pay the prices of this region.",
    )
    currency_id = fields.Many2one(
        "res.currency",
        string="Suggested Currency",
        help="The currency the storefront offers first to visitors from here. Empty: the store's primary one.",
    )
    tax_policy = fields.Selection(
        TAX_POLICIES,
        help="What stays equal when other taxes apply to a customer than those the price was set with. "
        "Same price with tax: everybody pays what the shop shows. Same price before tax: the tax is added on top. "
        "Empty: as the store decides.",
    )

    _code_unique = models.UniqueIndex(
        "(store_id, code)", "Another region of the store has this code."
    )
    _code_format = models.Constraint(
        "CHECK (code ~ '^[A-Z][A-Z0-9_-]{0,15}$')",
        "A region's code has capital letters, digits, hyphens and underscores only, 16 at most, and starts with a letter.",
    )

    @api.constrains("country_ids", "store_id")
    def _check_countries(self):
        for region in self:
            others = self.search([("store_id", "=", region.store_id.id), ("id", "!=", region.id)])
            shared = region.country_ids & others.country_ids
            if shared:
                raise ValidationError(
                    self.env._(
                        "%(countries)s already belong to another region of the store. A country has one region.",
                        countries=", ".join(shared.mapped("name")),
                    )
                )

    @api.model
    @tools.ormcache("store_id", "self.env.lang")
    def _names(self, store_id):
        """Return (id, name) of a store's regions, in their order."""
        regions = self.sudo().search_fetch(  # sudo: a setting every page of prices needs
            [("store_id", "=", store_id)], ["name"]
        )
        return tuple((region.id, region.name) for region in regions)

    @api.model
    @tools.ormcache("store_id")
    def _codes(self, store_id):
        """Return the codes of a store's regions (dict[int, str] by id)."""
        regions = self.sudo().search_fetch(  # sudo: as above
            [("store_id", "=", store_id)], ["code"]
        )
        return {region.id: region.code for region in regions}

    @api.model_create_multi
    def create(self, vals_list):
        regions = super().create(vals_list)
        regions.store_id._ecom_prices_changed()
        return regions

    def write(self, vals):
        stores = self.store_id
        result = super().write(vals)
        (stores | self.store_id)._ecom_prices_changed()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_with_history(self):
        # without its region a price would look like one for everywhere
        history = self.env["ecom.price.change"].sudo()  # sudo: only whether there is any
        if history.search_count([("region_id", "in", self.ids)], limit=1):
            raise UserError(self.env._("There is a history of prices in this region. Keep it."))

    @api.ondelete(at_uninstall=False)
    def _unlink_without_campaigns(self):
        # a campaign that loses its last region would be for everybody
        campaigns = self.env["ecom.price.campaign"].sudo()  # sudo: only whether there are any
        if campaigns.search_count([("region_ids", "in", self.ids)], limit=1):
            raise UserError(
                self.env._("Campaigns are for this region. Take it out of them, or keep it.")
            )

    def unlink(self):
        stores = self.store_id
        result = super().unlink()
        stores._ecom_prices_changed()
        return result
