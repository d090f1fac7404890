from odoo import api, fields, models

#: Fields of a store that its documents depend on.
_SHOWN = frozenset(
    {
        "active",
        "company_id",
        "country_id",
        "currency_id",
        "default_lang_id",
        "guest_partner_id",
        "lang_ids",
        "low_stock_quantity",
        "pricelist_id",
        "warehouse_id",
    }
)


class EcomStore(models.Model):
    """What the catalogue adds to a store."""

    _name = "ecom.store"
    _inherit = ["ecom.store", "ecom.catalog.source"]

    low_stock_quantity = fields.Integer(
        string="Low Stock",
        default=5,
        help="Products with at most this many free units are shown as “low stock”.",
    )
    product_tmpl_ids = fields.Many2many(
        "product.template",
        "ecom_product_store_rel",
        "store_id",
        "product_tmpl_id",
        string="Products",
    )
    published_count = fields.Integer(
        compute="_compute_published_count", help="Products the shop shows."
    )

    @api.depends("product_tmpl_ids")
    def _compute_published_count(self):
        groups = self.env["product.template"]._read_group(
            [("ecom_store_ids", "in", self.ids)], ["ecom_store_ids"], ["__count"]
        )
        counts = {store.id: count for store, count in groups}
        for store in self:
            store.published_count = counts.get(store.id, 0)

    def _catalog_mark(self, names=None):
        dirty = self.env["ecom.catalog.dirty"]
        dirty._mark_all(self.ids)
        dirty._mark_tree(self.ids)

    def _catalog_concerns(self, names):
        return not _SHOWN.isdisjoint(names)

    def action_rebuild_catalog(self):
        """Have every document of these stores built again, in the background."""
        self.env["ecom.catalog"]._rebuild(self)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "info",
                "message": self.env._(
                    "The catalogue is being rebuilt. The shop stays up to date meanwhile."
                ),
            },
        }

    def action_open_products(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ecom_base.product_template_action_ecom"
        )
        return action | {"domain": [("ecom_store_ids", "in", self.ids)], "context": {}}
