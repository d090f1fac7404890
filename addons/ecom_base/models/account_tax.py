from odoo import models

_AMOUNTS = frozenset(
    {
        "active",
        "amount",
        "amount_type",
        "children_tax_ids",
        "fiscal_position_ids",
        "include_base_amount",
        "is_base_affected",
        "original_tax_ids",
        "price_include_override",
        "sequence",
    }
)


class AccountTax(models.Model):
    _name = "account.tax"
    _inherit = ["account.tax", "ecom.catalog.source"]

    def _catalog_mark(self, names=None):
        # A new tax is on no product yet, and the write that puts it there marks the product
        if names is not None:
            self.env["ecom.catalog.dirty"]._mark_all()

    def _catalog_concerns(self, names):
        return not _AMOUNTS.isdisjoint(names)
