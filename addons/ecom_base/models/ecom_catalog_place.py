from odoo import api, fields, models
from odoo.tools import SQL

#: The place of a document in each category that it lists among its facets.
_PLACES = """
    INSERT INTO ecom_catalog_place
           (document_id, store_id, lang, currency, facet, sequence, sort_name, ecom_uid)
    SELECT doc.id, doc.store_id, doc.lang, doc.currency, facet, doc.sequence, doc.sort_name, doc.ecom_uid
      FROM ecom_catalog_document doc, unnest(doc.facets) AS facet
     WHERE facet LIKE 'category:%%'
"""


class EcomCatalogPlace(models.Model):
    """Where a product stands in a category: documents by category in the merchant's own order.

    No index of an array knows an order. Without this, a category's first page reads through all products of the store
    until it has found enough. Written together with the documents, in the same transaction.
    """

    _name = "ecom.catalog.place"
    _description = "Place of a Product in a Category"
    _log_access = False
    _rec_name = "facet"

    document_id = fields.Many2one(
        "ecom.catalog.document", required=True, readonly=True, ondelete="cascade", index=True
    )
    store_id = fields.Many2one("ecom.store", required=True, readonly=True, ondelete="cascade")
    lang = fields.Char(required=True, readonly=True)
    currency = fields.Char(required=True, readonly=True)
    facet = fields.Char(required=True, readonly=True)
    sequence = fields.Integer(readonly=True)
    sort_name = fields.Char(readonly=True)
    ecom_uid = fields.Char(string="Public ID", readonly=True)

    _page_index = models.Index("(store_id, lang, currency, facet, sequence, sort_name, ecom_uid)")

    def init(self):
        """Place what a version without this table has projected."""
        self.env.cr.execute(SQL("%s AND NOT EXISTS (SELECT FROM ecom_catalog_place)", SQL(_PLACES)))

    @api.model
    def _replace(self, document_ids):
        """Place documents anew.

        :param list[int] document_ids: ``ecom.catalog.document``
        """
        self.env.cr.execute(
            SQL("DELETE FROM ecom_catalog_place WHERE document_id = ANY(%s)", document_ids)
        )
        self.env.cr.execute(SQL("%s AND doc.id = ANY(%s)", SQL(_PLACES), document_ids))
