from odoo import api, fields, models
from odoo.tools import SQL

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
        compute="_compute_published_count", help="Products published in this store."
    )
    catalog_document_count = fields.Integer(
        string="Products Shown",
        compute="_compute_catalog_health",
        help="Products that the API serves in the store's own language and currency.",
    )
    catalog_pending_count = fields.Integer(
        string="Waiting",
        compute="_compute_catalog_health",
        help="Changes that the shop does not show yet. Normally they take less than a second.",
    )
    catalog_failed_count = fields.Integer(
        string="Failed",
        compute="_compute_catalog_health",
        help="Products whose documents could not be built. They are tried again every few minutes.",
    )
    catalog_updated = fields.Datetime(string="Last Change Shown", compute="_compute_catalog_health")

    @api.depends("product_tmpl_ids")
    def _compute_published_count(self):
        groups = self.env["product.template"]._read_group(
            [("ecom_store_ids", "in", self.ids)], ["ecom_store_ids"], ["__count"]
        )
        counts = {store.id: count for store, count in groups}
        for store in self:
            store.published_count = counts.get(store.id, 0)

    def _compute_catalog_health(self):
        self.env.cr.execute(
            SQL(
                """
                SELECT store.id, count(doc.id), max(doc.updated)
                  FROM ecom_store store
                  LEFT JOIN res_lang lang ON lang.id = store.default_lang_id
                  LEFT JOIN res_currency currency ON currency.id = store.currency_id
                  LEFT JOIN ecom_catalog_document doc ON doc.store_id = store.id
                        AND doc.lang = lang.code AND doc.currency = currency.name
                 WHERE store.id = ANY(%s) GROUP BY store.id
                """,
                self.ids,
            )
        )
        figures = {store_id: rest for store_id, *rest in self.env.cr.fetchall()}
        backlog = self.env["ecom.catalog.dirty"]._backlog()
        [(pending, failed, _oldest)] = self.env.execute_query(backlog)
        for store in self:
            store.catalog_document_count, store.catalog_updated = figures.get(store.id, (0, False))
            store.catalog_pending_count, store.catalog_failed_count = pending, failed

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
