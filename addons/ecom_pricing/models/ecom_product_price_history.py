from odoo import api, fields, models

from .ecom_product_price import AMOUNTS, KEY

_DETAILS = (
    "product_id",
    "region_id",
    "min_qty",
    "mrp",
    "unit_cost",
    "tax_included",
    "valid_from",
    "valid_to",
)
_PLACE = ("store_id", "product_tmpl_id", "currency_id")
_RECORDED = frozenset({*KEY, *AMOUNTS, "tax_included", "valid_from", "valid_to"})


class EcomProductPrice(models.Model):
    """Every change of a price leaves a row of history and reaches the catalogue, however it is written."""

    _name = "ecom.product.price"
    _inherit = ["ecom.product.price", "ecom.catalog.source"]

    @api.model_create_multi
    def create(self, vals_list):
        prices = super().create(vals_list)
        prices._record([("set", price, {}, price._snapshot()) for price in prices])
        return prices

    def write(self, vals):
        if not _RECORDED & vals.keys():
            return super().write(vals)
        before = {price: price._snapshot() for price in self}
        moving = self.filtered(
            lambda price: any(name in vals and price[name].id != vals[name] for name in _PLACE)
        )
        # a price that goes to another product or currency is one less there, and one more here
        left = self._change_values([("cleared", price, before[price], {}) for price in moving])
        result = super().write(vals)
        after = {price: price._snapshot() for price in self}
        changed = self.filtered(lambda price: before[price] != after[price])
        for price in changed:
            super(EcomProductPrice, price).write({"version": price.version + 1})
        self._insert_changes(left)
        self._record([("set", price, {}, after[price]) for price in moving])
        self._record([("changed", price, before[price], after[price]) for price in changed - moving])  # fmt: skip
        return result

    def unlink(self):
        changes = [("cleared", price, price._snapshot(), {}) for price in self]
        values = self._change_values(changes)
        result = super().unlink()
        self._insert_changes(values)
        return result

    def _snapshot(self):
        """Return what history tells of a price: dict of plain values by field name."""
        self.ensure_one()
        return {
            name: self[name].id if self._fields[name].type == "many2one" else self[name]
            for name in _RECORDED
        }

    @api.model
    def _record(self, changes):
        self._insert_changes(self._change_values(changes))

    @api.model
    def _insert_changes(self, values):
        if values:
            self.env["ecom.price.change"].sudo().create(values)  # sudo: nobody else may add any

    @api.model
    def _change_values(self, changes):
        """Return ``ecom.price.change`` values of (kind, price, snapshot before, snapshot after), one each."""
        context = self.env.context
        common = {
            "source": context.get("ecom_price_source", "form"),
            "batch_id": context.get("ecom_price_batch", 0),
            "reason": context.get("ecom_price_reason", False),
            "user_id": self.env.uid,
            "changed_at": fields.Datetime.now(),
        }
        return [
            {
                **common,
                **{name: price._fields[name].convert_to_write(price[name], price) for name in KEY},
                "company_id": price.company_id.id,
                "valid_from": price.valid_from,
                "valid_to": price.valid_to,
                "price_id": price.id,
                "kind": kind,
                "old_amount": before.get("amount", 0.0),
                "new_amount": after.get("amount", 0.0),
                "old_compare_at": before.get("compare_at", 0.0),
                "new_compare_at": after.get("compare_at", 0.0),
                "details": _details(before, after) if kind == "changed" else False,
            }
            for kind, price, before, after in changes
        ]

    def _catalog_mark(self, names=None):
        dirty = self.env["ecom.catalog.dirty"]
        dirty._mark_templates(self.product_tmpl_id.ids)
        now = fields.Datetime.now()
        for price in self:
            for moment in (price.valid_from, price.valid_to):
                if moment and moment > now:
                    dirty._mark_templates_at(price.product_tmpl_id.ids, moment)

    def _catalog_concerns(self, names):
        return bool(_RECORDED & set(names) - {"unit_cost"})


def _details(before, after):
    changed = {
        name: [_plain(before[name]), _plain(after[name])]
        for name in _DETAILS
        if before[name] != after[name]
    }
    return changed or False


def _plain(value):
    return fields.Datetime.to_string(value) if hasattr(value, "isoformat") else value
