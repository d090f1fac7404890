from odoo import models


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _ecom_stamp_prices(self):
        super()._ecom_stamp_prices()
        for line in self:
            if line.is_delivery and line.order_id._ecom_is_strict():
                line._ecom_stamp_amount("delivery", line._ecom_delivery_price())

    def _ecom_delivery_price(self):
        """Return the ``LinePrice`` of the order's carrier if that is what the line costs, else None."""
        order, carrier = self.order_id, self.order_id.carrier_id
        prices = carrier and carrier._ecom_prices(order).filtered(lambda price: not price.rule_id)
        if not prices:
            return None
        price = carrier._ecom_line_price(order, prices)
        same = not order.currency_id.compare_amounts(price.unit, self.price_unit)
        return price if same else None
