from odoo import api, models

from . import currency_errors


class EcomOrderPricing(models.AbstractModel):
    """A store with prices of its own sells at these, in the currencies it has switched on, where it allows them."""

    _inherit = "ecom.order.pricing"

    @api.model
    def check_currency(self, order, *, paying=False):
        super().check_currency(order, paying=paying)
        if not order._ecom_is_strict():
            return
        currency = order.currency_id
        row = order.pricelist_id.sudo().ecom_store_currency_id  # sudo: shown to everybody
        if not row.enabled:
            raise currency_errors.disabled(currency.name)
        country = order._ecom_buyer_country()
        if not row._ecom_sells_to(country):
            raise currency_errors.not_in_country(currency.name, country.code)
        if paying and not row.allow_checkout:
            raise currency_errors.no_checkout(currency.name)

    def _has_price(self, line):
        order = line.order_id
        if order._ecom_is_strict():
            return line.price_unit > 0 and line._ecom_price_is_clean()
        if order.ecom_store_id and order.ecom_store_id._ecom_is_priced():
            return False  # an order on a price list of Odoo's, which might convert
        return super()._has_price(line)
