from contextlib import contextmanager

from odoo import api, models

#: What depends on the destination's taxes.
_TAXED = ("amount_total", "fiscal_position_id")
_TAXED_LINE = ("price_total", "tax_ids")


class EcomOrderBuilder(models.AbstractModel):
    """Orders that are only asked about: priced and taxed like real ones, and not written."""

    _inherit = "ecom.order.builder"

    @api.model
    def preview(self, store, items, *, ship_to, currency=None, values=None):
        """Return what :meth:`build` would make of items, in memory.

        :param StoreInfo store: the calling store
        :param list items: as for :meth:`build`
        :param ship_to: ``res.partner`` with at least its country, may be a new record
        :param str currency: ISO code, None for the store's own
        :param dict values: further ``sale.order`` values
        :raise DomainError: as :meth:`build`
        """
        wanted = self.resolve(store, items)
        record = self._store(store)
        values = (
            self._fixed_values(record)
            | self._buyer_values(store, None, new=True)
            | self._currency_values(store, currency)
            | {"partner_shipping_id": ship_to}
            | (values or {})
        )
        order = self._in_memory(wanted, values)
        self._add_up_in_memory(order)
        self._check_prices(order)
        self._check_shown_prices(order, wanted)
        return order

    def _add_up_in_memory(self, order):
        """Put totals of a new order into the cache, where they are known without working its taxes out as a whole."""
        if not order._ecom_lines_stand_alone():
            return
        total = 0.0
        for line in order.order_line:
            if line._ecom_costs_its_price():
                line._update_cache({"price_total": line._ecom_price()}, validate=False)
            total += line.price_total
        total = order.currency_id.round(total)
        order._update_cache({"amount_total": total}, validate=False)

    @api.model
    @contextmanager
    def taxed_for(self, order, ship_to):
        """Within the block, the order has the taxes of a destination; afterwards it is what it was.

        :param order: one draft ``sale.order``
        :param ship_to: ``res.partner``, may be a new record
        """
        # sudo: which taxes apply does not depend on who asks
        positions = self.env["account.fiscal.position"].sudo().with_company(order.company_id)
        position = positions._ecom_position_for(order.partner_id, ship_to)
        if position == order.fiscal_position_id:
            yield
            return
        lines = order._get_priced_lines()
        order.flush_recordset(_TAXED)
        lines.flush_recordset(_TAXED_LINE)
        try:
            self._tax_in_memory(order, lines, position)
            yield
        finally:
            order.invalidate_recordset(_TAXED, flush=False)
            lines.invalidate_recordset(_TAXED_LINE, flush=False)

    def _tax_in_memory(self, order, lines, position):
        """Put what the taxes of a fiscal position come to into the cache, as Odoo would work it out, and write nothing.

        Most orders in India go to another state than the guest that carts are priced for: writing and taking it back
        took ten times as long as everything else.
        """
        order._update_cache({"fiscal_position_id": position}, validate=False)
        known, mapped = {}, {}
        for line in lines:
            own = line.product_id.sudo().taxes_id  # sudo: as Odoo's own computation
            if own not in known:
                known[own] = position.map_tax(own._filter_taxes_by_company(order.company_id))
            mapped[line] = known[own]
        unchanged = order._ecom_lines_stand_alone() and all(
            line._ecom_costs_its_price(taxes) for line, taxes in mapped.items()
        )
        for line, taxes in mapped.items():
            line._update_cache({"tax_ids": taxes}, validate=False)
        if not unchanged:
            self._total_in_memory(order, lines)

    def _total_in_memory(self, order, lines):
        taxes = self.env["account.tax"]
        base_lines = [line._prepare_base_line_for_taxes_computation() for line in lines]
        taxes._add_tax_details_in_base_lines(base_lines, order.company_id)
        for line, base_line in zip(lines, base_lines, strict=True):
            taxes._round_base_lines_tax_details([base_line], order.company_id)
            total = base_line["tax_details"]["total_included_currency"]
            line._update_cache({"price_total": total}, validate=False)
        total = order._ecom_sum(base_lines + order._add_base_lines_for_early_payment_discount())
        order._update_cache({"amount_total": float(total)}, validate=False)
