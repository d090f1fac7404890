from contextlib import contextmanager

from odoo import api, models

#: What a line's total follows from.
_PRICED = frozenset(
    {"discount", "price_unit", "product_id", "product_uom_id", "product_uom_qty", "tax_ids"}
)


class SaleOrder(models.Model):
    """Orders that are edited after their customer agreed to pay: nothing is charged or given back by that, a person
    is told."""

    _inherit = "sale.order"

    @contextmanager
    def _ecom_watching_total(self):
        """Within the block, lines change; orders that come to something else then need a look."""
        before = {
            order: order._ecom_total()
            for order in self
            if order.ecom_payment_type
            and order.state == "sale"
            and not self.env.context.get("ecom_agreed")
        }
        yield
        for order, total in before.items():
            if order._ecom_total() != total:
                order._ecom_flag(order._ecom_change_reason(total), amount=order.amount_total)

    def _ecom_change_reason(self, before):
        return self.env._(
            "Edited after it was placed: it comes to %(now)s, not %(before)s. %(paid)s are paid and %(door)s are asked for "
            "at the door, as before.",
            now=self.currency_id.format(self.amount_total),
            before=self.currency_id.format(float(before)),
            paid=self.currency_id.format(self.ecom_paid_amount - self.ecom_refunded_amount),
            door=self.currency_id.format(self.ecom_to_collect),
        )


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    @api.model_create_multi
    def create(self, vals_list):
        orders = self.env["sale.order"].browse(
            {vals["order_id"] for vals in vals_list if vals.get("order_id")}
        )
        with orders._ecom_watching_total():
            return super().create(vals_list)

    def write(self, vals):
        if not _PRICED & vals.keys():
            return super().write(vals)
        with self.order_id._ecom_watching_total():
            return super().write(vals)

    def unlink(self):
        with self.order_id._ecom_watching_total():
            return super().unlink()
