from odoo import Command, models

from odoo.addons.ecom_base.domain.order_totals import to_decimal

from ..domain.availability import NO_FEE, Fee


class SaleOrder(models.Model):
    """The fee for collecting cash: an order line of its own, one at most."""

    _inherit = "sale.order"

    def _ecom_fee_line(self):
        """Return the order's line of the COD fee, empty if it has none."""
        return self.order_line.filtered("ecom_is_cod_fee")

    def _ecom_goods_total(self):
        """Return the order's total without the COD fee, as an exact Decimal."""
        return self._ecom_total_with() if self._ecom_fee_line() else self._ecom_total()

    def _ecom_fee(self, price):
        """Return what a fee of this price adds to the order: :class:`Fee`. Nothing is written.

        :param Decimal price: in the order's currency, taxed as the company's fee product is
        """
        if not price:
            return NO_FEE
        if self._ecom_lines_stand_alone():
            return Fee(price, self._ecom_fee_alone(price))
        return Fee(price, self._ecom_total_with(price) - self._ecom_goods_total())

    def _ecom_set_fee(self, fee):
        """Charge this fee, or none, in place of what is charged now.

        :param Fee fee: as :meth:`_ecom_fee` returned it
        """
        self.ensure_one()
        self = self.with_context(ecom_agreed=True)
        # sudo: also customers and the desk convert orders, which takes the fee off
        lines = self.sudo()._ecom_fee_line()
        if not fee.price:
            lines.unlink()
        elif lines:
            lines.price_unit = float(fee.price)
        else:
            product = self.company_id._ecom_cod_fee_product()
            self.order_line = [
                Command.create(
                    {
                        "ecom_is_cod_fee": True,
                        "product_id": product.id,
                        "product_uom_qty": 1.0,
                        "price_unit": float(fee.price),
                        "tax_ids": [Command.set(self._ecom_fee_taxes(product).ids)],
                        "sequence": max(self.order_line.mapped("sequence"), default=0) + 1,
                    }
                )
            ]

    def _ecom_droppable_fee(self):
        """Return the total of a fee that is dropped if what is due at the door is paid online instead (Decimal).

        Zero once a parcel has left or the fee is on an invoice.
        """
        line = self._ecom_fee_line()
        if not line or line.sudo().invoice_lines or self._ecom_has_left():  # sudo: whether any
            return NO_FEE.total
        return self._ecom_total() - self._ecom_goods_total()

    def _ecom_drop_fee(self):
        """Take the fee off an order that was paid without it; one that is invoiced already is left to a person."""
        self.ensure_one()
        if self.sudo()._ecom_fee_line().invoice_lines:  # sudo: whether any
            self._ecom_flag(
                self.env._("Paid online without the COD fee, which is on an invoice: credit it.")
            )
        else:
            self._ecom_set_fee(NO_FEE)

    def _ecom_total_with(self, fee_price=None):
        """Return what the order comes to with a fee of this price, or without any, in place of the one it may have."""
        taxes = self.env["account.tax"]
        lines = self._get_priced_lines().filtered(lambda line: not line.ecom_is_cod_fee)
        base_lines = [line._prepare_base_line_for_taxes_computation() for line in lines]
        if fee_price:
            base_lines.append(self._ecom_fee_base_line(fee_price))
        base_lines += self._add_base_lines_for_early_payment_discount()
        taxes._add_tax_details_in_base_lines(base_lines, self.company_id)
        return self._ecom_sum(base_lines)

    def _ecom_fee_alone(self, price):
        """Return what a fee of this price comes to with its taxes, rounded on its own (Decimal)."""
        return self.company_id._ecom_fee_total(
            price, self.fiscal_position_id.id, self.currency_id.id
        )

    def _ecom_sum(self, base_lines):
        """Return what base lines with tax details come to, rounded as Odoo rounds an order (Decimal)."""
        taxes = self.env["account.tax"]
        taxes._round_base_lines_tax_details(base_lines, self.company_id)
        summary = taxes._get_tax_totals_summary(
            base_lines=base_lines, currency=self.currency_id, company=self.company_id
        )
        return to_decimal(summary["total_amount_currency"], self.currency_id.decimal_places)

    def _ecom_fee_base_line(self, price):
        return self.company_id._ecom_fee_base_line(
            price,
            self.fiscal_position_id,
            self.currency_id,
            partner_id=self.partner_id,
            rate=self.currency_rate,
        )

    def _ecom_fee_taxes(self, product):
        return self.company_id._ecom_fee_taxes(product, self.fiscal_position_id)

    def _get_update_prices_lines(self):
        return super()._get_update_prices_lines().filtered(lambda line: not line.ecom_is_cod_fee)
