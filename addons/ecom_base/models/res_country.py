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
        found = {state: (state.id, state._ecom_code()) for state in states}
        by_name = {state.name.casefold(): pair for state, pair in found.items()}
        return by_name | {pair[1].casefold(): pair for pair in found.values()}


class ResCountryState(models.Model):
    _inherit = "res.country.state"

    def _ecom_code(self):
        """Return the state's part of its ISO 3166-2 code: Odoo has JP-13 for Tokyo, but KA for Karnataka."""
        self.ensure_one()
        return self.code.removeprefix(f"{self.country_id.code}-")
