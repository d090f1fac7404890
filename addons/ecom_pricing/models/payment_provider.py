from odoo import api, models


class PaymentProvider(models.Model):
    """A provider's largest payment is an amount of the company's currency. Payments in another are not compared with it."""

    _inherit = "payment.provider"

    @api.model
    def _get_compatible_providers(self, company_id, partner_id, amount, currency_id=None, **kwargs):
        """Odoo would convert, at 1:1 where there is no rate: 1 200 yen would be more than 1 000 rupees."""
        company = self.env["res.company"].browse(company_id)
        if currency_id and currency_id != company.currency_id.id:
            rows = self.env["ecom.store.currency"].sudo()  # sudo: a setting that buyers need
            domain = [("company_id", "=", company_id), ("currency_id", "=", currency_id)]
            if rows.search_count(domain, limit=1):
                amount = 0.0
        return super()._get_compatible_providers(
            company_id, partner_id, amount, currency_id=currency_id, **kwargs
        )
