from odoo import api, models

from ..domain.order_totals import plain, to_decimal


class EcomCartMessages(models.AbstractModel):
    """The part of ``ecom.carts`` that tells the customer what stands between them and an order."""

    _name = "ecom.cart.messages"
    _description = "Messages of Storefront Carts"

    @api.model
    def messages(self, store, order, price_changes=()):
        """Return what the customer should know: list of dicts for ``schemas.cart.CartMessage``.

        :param price_changes: (line, shown price, current price) since the cart was last shown
        """
        builder = self.env["ecom.order.builder"]
        lines = order.order_line.filtered(lambda line: line._ecom_kind() == "item")
        gone = builder.unsellable(store, lines)
        unpriced = builder.unpriced(order) - gone
        return (
            [self._message("product_unavailable", line, "is no longer sold.") for line in gone]
            + [self._message("price_not_set", line, "has no price now.") for line in unpriced]
            + [
                self._message(
                    "price_changed", line, "has a new price.", shownPrice=shown, currentPrice=now
                )
                for line, shown, now in price_changes
                if line not in gone | unpriced
            ]
            + self._stock_messages(order, lines - gone)
        )

    def _stock_messages(self, order, lines):
        """Warn of items that cannot be had in the quantity asked for. One query."""
        stock = self.env["ecom.stock"]
        needs = stock.needs(order)
        free = stock.free_quantities(
            order.warehouse_id.id, list(needs), except_order_uid=order.ecom_uid
        )
        places = self.env["decimal.precision"].precision_get("Product Unit")
        messages = []
        for line in lines:
            left = max(to_decimal(free.get(line.product_id.id, 0), places), 0)
            if line.product_id.id in needs and needs[line.product_id.id] > left:
                code = "quantity_unavailable" if left else "out_of_stock"
                text = f"is left {plain(left)} times only." if left else "is out of stock."
                messages.append(self._message(code, line, text, available=plain(left)))
        return messages

    def _message(self, code, line, text, **facts):
        title = line._ecom_title()
        return {"code": code, "message": f"{title} {text}", "itemId": line.ecom_uid, **facts}
