from odoo import models
from odoo.exceptions import AccessError


class SaleOrderDiscount(models.TransientModel):
    """A discount on a whole order is a price typed by hand: not for everybody, and noted in the order's log."""

    _inherit = "sale.order.discount"

    def action_apply_discount(self):
        order = self.sale_order_id
        if not order._ecom_is_strict():
            return super().action_apply_discount()
        if not order._ecom_may_type():
            raise AccessError(
                self.env._(
                    "This order is sold at the seller's prices. You may not give a discount."
                )
            )
        result = super().action_apply_discount()
        if self.discount_type != "sol_discount":  # those on lines are noted line by line
            order._message_log(body=self._ecom_discount_text())
        return result

    def _ecom_discount_text(self):
        if self.discount_type == "amount":
            return self.env._(
                "Discount given: %(amount)s",
                amount=self.currency_id.format(self.discount_amount),
            )
        return self.env._(
            "Discount given: %(percent)s %%", percent=f"{self.discount_percentage * 100:g}"
        )
