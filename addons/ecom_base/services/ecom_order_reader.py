from decimal import Decimal

from odoo import api, models

from ..domain.order_totals import LineAmounts, order_totals, plain, to_decimal


class EcomOrderReader(models.AbstractModel):
    """The part of ``ecom.order.builder`` that puts an order into the API's shape."""

    _name = "ecom.order.reader"
    _description = "Storefront Orders as the API Shows Them"

    @api.model
    def totals(self, order):
        """Return the order's money: :class:`domain.order_totals.OrderTotals`, its ``lines`` beside ``order_line``."""
        decimals = order.currency_id.decimal_places
        return order_totals(
            [
                LineAmounts(
                    line._ecom_kind(),
                    to_decimal(line.price_subtotal, decimals),
                    to_decimal(line.price_tax, decimals),
                )
                for line in order.order_line
            ],
            to_decimal(order.amount_untaxed, decimals),
            to_decimal(order.amount_tax, decimals),
        )

    @api.model
    def dump(self, order):
        """Return the fields that carts and orders share, ready for ``schemas.order.OrderMoney``: dict."""
        totals = self.totals(order)
        items = [
            {
                "id": line.ecom_uid,
                "productId": line.product_id.ecom_uid,
                "sku": line.product_id.default_code or None,
                "name": line._ecom_title(),
                "quantity": plain(Decimal(repr(line.product_uom_qty))),
                "unitPrice": self.unit_price(line),
                "taxAmount": amounts.tax,
                "totalAmount": amounts.total,
            }
            for line, amounts in zip(order.order_line, totals.lines, strict=True)
            if amounts.kind == "item"
        ]
        return {
            "currency": order.currency_id.name,
            "subtotal": totals.subtotal,
            "discountAmount": totals.discount,
            "shippingAmount": totals.shipping,
            "taxAmount": totals.tax,
            "totalAmount": totals.total,
            "items": items,
        }
