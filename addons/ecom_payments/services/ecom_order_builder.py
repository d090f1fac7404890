from contextlib import contextmanager

from odoo import Command, api, models


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
        order = self.env["sale.order"].new(
            values | {"order_line": [Command.create(self._line_values(item)) for item in wanted]}
        )
        self._check_prices(order)
        self._check_shown_prices(order, wanted)
        return order

    @api.model
    @contextmanager
    def taxed_for(self, order, ship_to):
        """Within the block, the order has the taxes of a destination; afterwards it is what it was.

        :param order: one draft ``sale.order``
        :param ship_to: ``res.partner``, may be a new record
        """
        positions = self.env["account.fiscal.position"].with_company(order.company_id)
        position = positions._get_fiscal_position(order.partner_id, ship_to)
        if position == order.fiscal_position_id:
            yield
            return
        savepoint = self.env.cr.savepoint(flush=True)
        try:
            order.fiscal_position_id = position
            order._recompute_taxes()
            yield
        finally:
            self.env.invalidate_all(flush=False)
            savepoint.close(rollback=True)
