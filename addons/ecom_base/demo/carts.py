from datetime import timedelta
from decimal import Decimal
from types import SimpleNamespace

from odoo import api, fields, models

from ..models.sale_order import CART_NAME
from . import tables

#: How many minutes ago a cart was touched last: some visitors are still there, some have left it behind.
_IDLE_MINUTES = (3, 8, 15, 24, 40, 75, 190, 320, 700, 1500, 2900, 4300, 9000, 17000, 26000)
_WELL_STOCKED = 10


class EcomDemo(models.AbstractModel):
    """Carts of visitors who have not ordered: some just now, some days ago."""

    _inherit = "ecom.demo"

    @api.model
    def _fill_carts(self, scale):
        roll = tables.dice("carts")
        store = self._store()
        info = store._to_info()
        variants = self._demo_variants()
        levels = tables.stock_levels(variants.mapped("default_code"))
        stocked = [v for v in variants if levels[v.default_code] >= _WELL_STOCKED]
        customers = self.env["ecom.customer"].search([("store_id", "=", store.id)], order="id")
        idle = _IDLE_MINUTES[:: max(1, round(1 / scale))]
        carts, moments = self.env["sale.order"], []
        for number, minutes in enumerate(idle):
            chosen = roll.sample(stocked, min(len(stocked), roll.choice((1, 1, 2, 3))))
            items = [
                SimpleNamespace(
                    product_id=variant.ecom_uid,
                    quantity=Decimal(roll.choice((1, 1, 2))),
                    unit_price=None,
                )
                for variant in chosen
            ]
            visitor = roll.choice(customers)
            moment = self._now() - timedelta(minutes=minutes)
            values = self._cart_values(visitor if number % 3 else None, moment)
            carts |= self.env["ecom.order.builder"].build(info, items, values=values)
            moments.append(moment)
        self._backdate(carts, moments, ("create_date", "write_date"))
        self.env["ecom.facts"].note("cart.created", carts)

    def _cart_values(self, customer, moment):
        """Return the values of a cart, of a visitor who is logged in if there is a customer."""
        _token, token_hash = self.env["sale.order"]._ecom_new_cart_token()
        values = {
            "name": CART_NAME,
            "ecom_cart_token_hash": token_hash,
            "ecom_cart_version": 1,
            "ecom_priced_at": fields.Datetime.to_string(moment),
        }
        if customer:
            values |= {
                "ecom_customer_id": customer.id,
                "partner_id": customer.partner_id.id,
                "partner_invoice_id": customer.partner_id.id,
                "partner_shipping_id": customer.partner_id.id,
                "ecom_email": customer.email,
                "ecom_phone": customer.phone,
            }
        return values
