from odoo import api, models, tools


class ResCountry(models.Model):
    _inherit = "res.country"

    @api.model
    @tools.ormcache()
    def _ecom_country_ids(self):
        """Return database ids by ISO 3166-1 alpha-2 code. Cached: every address asks."""
        return {
            country.code: country.id for country in self.sudo().search([])
        }  # sudo: public facts

    @api.model
    @tools.ormcache("country_id")
    def _ecom_states(self, country_id):
        """Return (id, code) of a country's states by code and by English name, both case-folded. Cached likewise."""
        states = (
            self.env["res.country.state"]
            .sudo()  # sudo: public facts
            .with_context(lang="en_US")
            .search([("country_id", "=", country_id)])
        )
        by_name = {state.name.casefold(): (state.id, state.code) for state in states}
        return by_name | {state.code.casefold(): (state.id, state.code) for state in states}
