from odoo import models

from odoo.addons.ecom_base.models.sale_order import QUIET

from . import currency_errors


class EcomOrderBuilder(models.AbstractModel):
    """Carts and orders in any currency the store sells in."""

    _inherit = "ecom.order.builder"

    def build(self, store, items, *, order=None, **options):
        # every item without a price is named in the answer, not only the first
        builder = self.with_context(ecom_collect_unpriced=True)
        order = order and order.with_context(ecom_collect_unpriced=True)
        return super(EcomOrderBuilder, builder).build(store, items, order=order, **options)

    def _in_memory(self, wanted, values):
        builder = super(EcomOrderBuilder, self.with_context(ecom_collect_unpriced=True))
        order = builder._in_memory(wanted, values)
        order.order_line._ecom_stamp_prices()
        return order

    def finalize_cart(self, store, order, *, buyer):
        contact = order.ecom_cart_contact or {}
        if "shippingAddress" in contact:
            # from here on the address it is sent to decides, which the order may name another of
            contact = {key: value for key, value in contact.items() if key != "shippingAddress"}
            order.with_context(**QUIET, ecom_collect_unpriced=True).ecom_cart_contact = contact
        return super().finalize_cart(store, order, buyer=buyer)

    def set_buyer(self, order, values):
        order = order.with_context(ecom_collect_unpriced=True)
        region = order.ecom_region_id
        result = super().set_buyer(order, values)
        if order.ecom_region_id != region:
            self.reprice(order)
        return result

    def reprice(self, order):
        order = order.with_context(ecom_collect_unpriced=True)
        self._leave_foreign_list(order)
        return super().reprice(order)

    def _leave_foreign_list(self, order):
        """Put a cart from before the store had prices of its own onto these."""
        store = order.ecom_store_id
        if order._ecom_is_cart() and store._ecom_is_priced() and not order._ecom_is_strict():
            row = store._ecom_currency_row(order.currency_id)
            if row.enabled:
                order.with_context(**QUIET).pricelist_id = row.pricelist_id

    def _currency_values(self, store, currency):
        record = self._store(store)
        if not record._ecom_is_priced():
            return super()._currency_values(store, currency)
        row = self._currency_row(record, currency or store.currency)
        return {"pricelist_id": row.pricelist_id.id, "currency_id": row.currency_id.id}

    def _currency_row(self, store, code):
        """Return the store's currency of an ISO code (``ecom.store.currency``), enabled.

        :raise ValidationFailed: ``unknown_currency``
        :raise Conflict: ``currency_disabled``
        """
        rows = store.sudo().store_currency_ids  # sudo: shown to everybody
        row = rows.filtered(lambda row: row.currency_id.name == code)
        if not row:
            raise currency_errors.unknown(code)
        if not row.enabled:
            raise currency_errors.disabled(code)
        return row
