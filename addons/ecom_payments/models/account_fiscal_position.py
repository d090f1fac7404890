from odoo import api, models, tools


class AccountFiscalPosition(models.Model):
    """Which taxes apply where a buyer's parcel goes. Asked with every keystroke in a shop's address form."""

    _name = "account.fiscal.position"
    _inherit = ["account.fiscal.position", "ecom.cached.mixin"]

    @api.model
    def _ecom_position_for(self, buyer, ship_to):
        """Return the fiscal position of an order, as Odoo finds it for the current company.

        What only depends on the place is remembered: a buyer without a tax number and without a position of their own, and
        an address that is no contact yet.

        :param buyer: ``res.partner``
        :param ship_to: ``res.partner``, may be a new record
        """
        own = buyer.vat or buyer.with_company(self.env.company).property_account_position_id
        if own or ship_to.id:
            return self._get_fiscal_position(buyer, ship_to)
        return self.browse(
            self._ecom_position_at(
                self.env.company.id,
                buyer.country_id.id,
                ship_to.country_id.id,
                ship_to.state_id.id,
                # else one more entry of the cache for every postal code
                self._ecom_looks_at_zip(self.env.company.id) and ship_to.zip,
            )
        )

    @tools.ormcache("company_id", "buyer_country_id", "country_id", "state_id", "zip_code")
    def _ecom_position_at(self, company_id, buyer_country_id, country_id, state_id, zip_code):
        contacts = self.env["res.partner"].sudo()  # sudo: nothing is stored
        buyer = contacts.new({"country_id": buyer_country_id})
        place = contacts.new({"country_id": country_id, "state_id": state_id, "zip": zip_code})
        positions = self.with_company(company_id)
        return positions._get_fiscal_position(buyer, place)._ids

    @tools.ormcache("company_id")
    def _ecom_looks_at_zip(self, company_id):
        positions = self.with_company(company_id)
        domain = [*positions._check_company_domain(company_id), ("zip_from", "!=", False)]
        return bool(positions.search_count(domain, limit=1))


class ResCountryGroup(models.Model):
    """Fiscal positions may apply to a group of countries."""

    _name = "res.country.group"
    _inherit = ["res.country.group", "ecom.cached.mixin"]
