from odoo import models

from .sale_order_line import PROVENANCE


class SaleOrderLine(models.Model):
    """Amounts of an order that are no product's price: deliveries, rewards."""

    _inherit = "sale.order.line"

    def _ecom_stamp_amount(self, source, price=None):
        """Note where the amounts of lines came from.

        :param str source: see ``PRICE_SOURCES``
        :param price: the :class:`~.domain.line_price.LinePrice` that totals are held to, if any
        """
        for line in self:
            values = dict.fromkeys(PROVENANCE, False) | {
                "ecom_price_source": source,
                "ecom_price_amount": line.price_unit,
                "ecom_price_currency_id": line.currency_id.id,
                **line._ecom_basis(price),
            }
            line.with_context(ecom_price_system=True, sale_write_from_compute=True).write(values)
