from odoo import api, fields, models
from odoo.tools import SQL


class EcomCatalogWord(models.Model):
    """A word that some product of a store is found by: what misspelt searches are corrected to."""

    _name = "ecom.catalog.word"
    _description = "Catalogue Search Word"
    _log_access = False
    _rec_name = "word"

    store_id = fields.Many2one("ecom.store", required=True, readonly=True, ondelete="cascade")
    lang = fields.Char(required=True, readonly=True)
    word = fields.Char(required=True, readonly=True)

    _word_unique = models.UniqueIndex("(store_id, lang, word)")

    def init(self):
        # a GiST index, because only it can return the nearest words without a threshold
        self.env.cr.execute(
            """
            CREATE INDEX IF NOT EXISTS ecom_catalog_word_trgm
                ON ecom_catalog_word USING gist (word gist_trgm_ops)
            """
        )

    @api.model
    def _learn(self, store, template_ids):
        """Add the words of names, brands, categories and attributes of some products."""
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO ecom_catalog_word (store_id, lang, word)
                SELECT DISTINCT store_id, lang, word
                  FROM ecom_catalog_document,
                       unnest(tsvector_to_array(ts_filter(search, '{a,b,c}'))) AS word
                 WHERE store_id = %s AND product_tmpl_id = ANY(%s)
                   AND length(word) > 2 AND word !~ '[0-9]'
                ON CONFLICT DO NOTHING
                """,
                store.id,
                list(template_ids),
            )
        )

    @api.autovacuum
    def _gc_unused(self):
        """Forget words that no product uses any more."""
        self.env.cr.execute(
            """
            DELETE FROM ecom_catalog_word word
             WHERE NOT EXISTS (
                SELECT FROM ecom_catalog_document doc
                 WHERE doc.store_id = word.store_id AND doc.lang = word.lang
                   AND doc.search @@ quote_literal(word.word)::tsquery)
            """
        )
