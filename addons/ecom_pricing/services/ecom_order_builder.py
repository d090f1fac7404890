from odoo import models

from odoo.addons.ecom_base.api.errors import Conflict, ValidationFailed


class EcomOrderBuilder(models.AbstractModel):
    """Carts and orders in any currency the store sells in."""

    _inherit = "ecom.order.builder"

    def build(self, store, items, *, order=None, **options):
        # every item without a price is named in the answer, not only the first
        builder = self.with_context(ecom_collect_unpriced=True)
        order = order and order.with_context(ecom_collect_unpriced=True)
        return super(EcomOrderBuilder, builder).build(store, items, order=order, **options)

    def set_buyer(self, order, values):
        return super().set_buyer(order.with_context(ecom_collect_unpriced=True), values)

    def reprice(self, order):
        return super().reprice(order.with_context(ecom_collect_unpriced=True))

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
            raise ValidationFailed.for_field(
                "currency", f"The store does not sell in {code}.", code="unknown_currency"
            )
        if not row.enabled:
            raise Conflict(
                f"The store does not sell in {code} at present.",
                code="currency_disabled",
                details={"currency": code},
            )
        return row
