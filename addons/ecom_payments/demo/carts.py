from datetime import timedelta
from decimal import Decimal
from types import SimpleNamespace

from odoo import api, fields, models

from odoo.addons.ecom_base.demo import tables
from odoo.addons.ecom_base.models.sale_order import CART_NAME

_COUNT = 14


class EcomDemo(models.AbstractModel):
    """Carts of visitors who have not ordered: some just now, some days ago."""

    _inherit = "ecom.demo"

    @api.model
    def _fill_carts(self, scale):
        roll = tables.dice("carts")
        store = self._store()
        info = store._to_info()
        variants = self._demo_variants().filtered(lambda variant: variant.qty_available > 8)
        customers = self.env["ecom.customer"].search([("store_id", "=", store.id)])
        builder = self.env["ecom.order.builder"]
        carts, moments = self.env["sale.order"], []
        for number in range(max(2, round(_COUNT * scale))):
            known = roll.choice(customers) if number % 3 else None
            carts |= builder.build(
                info,
                [
                    SimpleNamespace(
                        product_id=variant.ecom_uid,
                        quantity=Decimal(roll.choice((1, 1, 2))),
                        unit_price=None,
                    )
                    for variant in roll.sample(
                        list(variants), min(len(variants), roll.randint(1, 3))
                    )
                ],
                values=self._cart_values(known),
            )
            minutes = roll.choice((10, 25, 50, 90, 200, 700, 1500, 4000, 9000))
            moments.append(fields.Datetime.now() - timedelta(minutes=minutes))
        self._backdate(carts, moments, ("create_date", "write_date"))

    def _cart_values(self, customer):
        _token, token_hash = self.env["sale.order"]._ecom_new_cart_token()
        values = {
            "name": CART_NAME,
            "ecom_cart_token_hash": token_hash,
            "ecom_cart_version": 1,
            "ecom_priced_at": fields.Datetime.now(),
        }
        if customer:
            values |= {
                "ecom_customer_id": customer.id,
                "ecom_email": customer.email,
                "ecom_phone": customer.phone,
            }
        return values
