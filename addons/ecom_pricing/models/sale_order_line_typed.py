from markupsafe import Markup

from odoo import api, models
from odoo.exceptions import AccessError, UserError


class SaleOrderLine(models.Model):
    """Prices typed by hand: who may, how exact, and what the order's log says of it."""

    _inherit = "sale.order.line"

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        for line, vals in zip(lines, vals_list, strict=True):
            if vals.get("price_unit"):
                line._ecom_check_typed()
        return lines

    def write(self, vals):
        result = super().write(vals)
        if vals.get("price_unit") and not self.env.context.get("sale_write_from_compute"):
            for line in self:
                line._ecom_check_typed()
        return result

    def _ecom_check_typed(self):
        """Refuse 99.5 JPY, and a discount on the order from those who may not give any.

        What Odoo works out before tax may be finer than the currency, what somebody types may not.
        """
        if self.order_id._ecom_is_strict() and self._ecom_is_given_discount():
            self._ecom_check_may_type()
        currency = self.currency_id
        typed = self.ecom_price_source == "manual" and self._ecom_needs_price()
        if typed and abs(currency.round(self.price_unit) - self.price_unit) > 1e-9:
            raise UserError(
                self.env._(
                    "%(product)s: prices in %(currency)s have %(decimals)s decimals at most.",
                    product=self.product_id.display_name,
                    currency=currency.name,
                    decimals=currency.decimal_places,
                )
            )

    def _ecom_is_given_discount(self):
        """Tell whether the line is what Odoo's discount dialog makes, rather than a reward."""
        return self._is_global_discount() or (
            self.product_id and self.product_id == self.company_id.sale_discount_product_id
        )

    def _ecom_check_may_type(self):
        if not self.env["sale.order"]._ecom_may_type():
            raise AccessError(
                self.env._(
                    "%(product)s is sold at the seller's price. You may not type another one.",
                    product=self.product_id.display_name,
                )
            )

    def _ecom_typed_price(self):
        """Return the price that was typed for the line, after its discount, or None."""
        return self.ecom_price_amount if self.ecom_price_source == "manual" else None

    def _ecom_log_typed(self, before, offers):
        """Note prices that were typed in the log of their orders.

        :param before: typed price or None by line, as :meth:`_ecom_typed_price` said
        :param offers: the seller's offers by line id
        """
        for order, lines in self.grouped("order_id").items():
            rows = [
                line._ecom_typed_text(before[line], offers[line.id])
                for line in lines
                if line._ecom_typed_price() not in (None, before[line])
            ]
            if rows:
                title = self.env._("Price typed by hand:")
                order._message_log(body=Markup("%s<br/>%s") % (title, Markup("<br/>").join(rows)))

    def _ecom_typed_text(self, before, offer):
        show = self.currency_id.format
        price = self._ecom_line_price(offer).unit if offer else 0.0
        return self.env._(
            "%(product)s: from %(before)s to %(after)s",
            product=self.product_id.display_name,
            before=show(price if before is None else before),
            after=show(self.ecom_price_amount),
        )
