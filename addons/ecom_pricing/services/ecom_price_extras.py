from decimal import Decimal

from odoo import api, models
from odoo.tools import SQL

from ..domain.price_check import to_amount


class EcomPriceReader(models.AbstractModel):
    """What choices add to the seller's prices."""

    _inherit = "ecom.price.reader"

    @api.model
    def _extras(self, store, currency, values, items=None):
        """Return what choices cost in a currency, with one query.

        :param store: one ``ecom.store``
        :param values: ``product.template.attribute.value``; those that make variants add nothing
        :param items: ``product.combo.item``
        :return: dict[record, Decimal | None] by choice; None: it has no extra in this currency, and is not for sale
        """
        values = values._origin.filtered(lambda v: v.attribute_id.create_variant == "no_variant")
        items = (self.env["product.combo.item"] if items is None else items)._origin
        if not (values or items):
            return {}
        self.env["ecom.price.extra"].flush_model()
        self.env.cr.execute(
            SQL(
                """
                SELECT ptav_id, combo_item_id, currency_id, amount::text
                  FROM ecom_price_extra
                 WHERE store_id = %s AND (ptav_id = ANY(%s) OR combo_item_id = ANY(%s))
                """,
                store.id,
                values.ids,
                items.ids,
            )
        )
        rows = self.env.cr.fetchall()
        return {
            choice: _extra(
                {row[2]: row[3] for row in rows if row[place] == choice.id},
                currency,
                choice.sudo()[native],  # sudo: only whether it costs anything
            )
            for choices, place, native in ((values, 0, "price_extra"), (items, 1, "extra_price"))
            for choice in choices
        }

    @api.model
    def _shown_extras(self, pricelist, values, items=None):
        """Return the extras that the back office's dialogs show for choices: dict[int, float] by id, 0 for none.

        None where the price list is not a strict one: the dialogs then show Odoo's.

        :param values: ``product.template.attribute.value``, or None to ask for ``product.combo.item`` as ``items``
        """
        if not pricelist.sudo().ecom_strict:  # sudo: whoever edits an order
            return None
        store = pricelist.sudo().ecom_store_currency_id.store_id  # sudo: as above
        choices = values if items is None else items
        values = self.env["product.template.attribute.value"] if values is None else values
        extras = dict.fromkeys(choices.ids, 0.0)
        found = self._extras(store, pricelist.currency_id, values, items)
        return extras | {choice.id: float(extra or 0) for choice, extra in found.items()}


def _extra(amounts, currency, native):
    """Return a choice's extra (Decimal), or None if there is none in this currency though it costs something."""
    if currency.id in amounts:
        return to_amount(Decimal(amounts[currency.id])) or Decimal(0)
    return None if amounts or native else Decimal(0)
