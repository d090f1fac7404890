from odoo import fields, models


class EcomCatalogTree(models.Model):
    """The categories of one store in one language, as the API sends them, with how many products each shows."""

    _name = "ecom.catalog.tree"
    _description = "Catalogue Category Tree"
    _log_access = False
    _rec_name = "lang"

    store_id = fields.Many2one("ecom.store", required=True, readonly=True, ondelete="cascade")
    lang = fields.Char(required=True, readonly=True)
    body = fields.Text(readonly=True, help="JSON array of the categories, parents before children.")

    _key_unique = models.UniqueIndex("(store_id, lang)")
