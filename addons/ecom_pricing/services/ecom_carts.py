from odoo import models


class EcomCarts(models.AbstractModel):
    """Carts remember the currency that a customer has chosen."""

    _inherit = "ecom.carts"

    def _preferred_currency(self, store, customer, data):
        preferred = super()._preferred_currency(store, customer, data)
        if preferred or not customer:
            return preferred
        address = data.shipping_address
        return self.env["ecom.currencies"].preferred(store, customer, address and address.country)

    def _note_currency(self, customer, currency):
        super()._note_currency(customer, currency)
        record = self.env["ecom.customer"].browse(customer.id)
        if currency and record.currency_id.name != currency:
            # sudo: only services change customers
            record.sudo().currency_id = self.env["res.currency"].search([("name", "=", currency)])
