import json

from odoo import api, fields, models
from odoo.tools import SQL

#: Columns of a row as the builder gives it, with the SQL type each is sent as.
COLUMNS = {
    "store_id": "int",
    "lang": "text",
    "currency": "text",
    "product_tmpl_id": "int",
    "ecom_uid": "text",
    "slug": "text",
    "sort_name": "text",
    "price_min": "numeric",
    "price_max": "numeric",
    "in_stock": "boolean",
    "facets": "text[]",
    "sequence": "int",
    "popularity": "int",
    "published_at": "timestamp",
    "search": "tsvector",
    "summary": "text",
    "detail": "text",
    "digest": "text",
    "updated": "timestamp",
}
_KEY = ("store_id", "lang", "currency", "product_tmpl_id")


class EcomCatalogDocument(models.Model):
    """One product as one store shows it in one language and currency: JSON ready to send, and columns to find it by.

    Written by ``ecom.catalog`` only, through SQL; read by the API without the ORM. ``summary`` and ``detail`` are text, not
    ``jsonb``: they are sent as they are, and keep the order of their keys.
    """

    _name = "ecom.catalog.document"
    _description = "Catalogue Document"
    _log_access = False
    _rec_name = "slug"
    _order = "store_id, lang, sequence, sort_name"

    store_id = fields.Many2one("ecom.store", required=True, readonly=True, ondelete="cascade")
    company_id = fields.Many2one(related="store_id.company_id")
    lang = fields.Char(required=True, readonly=True)
    currency = fields.Char(required=True, readonly=True, help="ISO 4217 code of the prices.")
    product_tmpl_id = fields.Many2one(
        "product.template",
        string="Product",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    ecom_uid = fields.Char(string="Public ID", readonly=True)
    slug = fields.Char(readonly=True)
    sort_name = fields.Char(
        readonly=True, help="Name in lower case without accents: the order of names."
    )
    price_min = fields.Float(
        digits=(16, 6), readonly=True, help="Lowest price, taxes included. Empty: no price set."
    )
    price_max = fields.Float(digits=(16, 6), readonly=True, help="Highest price, taxes included.")
    in_stock = fields.Boolean(readonly=True)
    sequence = fields.Integer(readonly=True)
    popularity = fields.Integer(readonly=True)
    published_at = fields.Datetime(readonly=True)
    summary = fields.Text(readonly=True, help="JSON of the product in lists.")
    detail = fields.Text(readonly=True, help="JSON of the product's own page.")
    digest = fields.Char(
        readonly=True, help="Hash of the content: unchanged documents are not written again."
    )
    updated = fields.Datetime(readonly=True, help="Last time the content changed (UTC).")

    _key_unique = models.UniqueIndex("(product_tmpl_id, store_id, lang, currency)")
    _uid_index = models.Index("(ecom_uid, store_id, lang, currency)")
    _slug_index = models.Index("(slug, store_id, lang, currency)")
    _position_index = models.Index("(store_id, lang, currency, sequence, sort_name, ecom_uid)")
    _name_index = models.Index("(store_id, lang, currency, sort_name, ecom_uid)")
    _newest_index = models.Index("(store_id, lang, currency, published_at, ecom_uid)")
    _popularity_index = models.Index("(store_id, lang, currency, popularity, ecom_uid)")
    # products without a price come last in either direction
    _price_index = models.Index(
        "(store_id, lang, currency, COALESCE(price_min, 'Infinity'), ecom_uid)"
    )
    _price_down_index = models.Index(
        "(store_id, lang, currency, COALESCE(price_min, -1), ecom_uid)"
    )

    def init(self):
        """Add the columns the ORM has no type for, and their indexes."""
        cr = self.env.cr
        cr.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        cr.execute(
            """
            ALTER TABLE ecom_catalog_document
                ADD COLUMN IF NOT EXISTS facets text[] NOT NULL DEFAULT '{}',
                ADD COLUMN IF NOT EXISTS search tsvector
            """
        )
        for column in ("facets", "search"):
            cr.execute(
                SQL(
                    "CREATE INDEX IF NOT EXISTS %s ON ecom_catalog_document USING gin (%s)",
                    SQL.identifier(f"ecom_catalog_document_{column}_gin"),
                    SQL.identifier(column),
                )
            )
        # The default of 10 % of a table of 100 000 rows is a long time to plan with outdated figures
        cr.execute(
            "ALTER TABLE ecom_catalog_document SET (autovacuum_analyze_scale_factor = 0.02, autovacuum_vacuum_scale_factor = 0.05)"
        )

    @api.model
    def _replace(self, store, template_ids, rows):
        """Make the store's documents of some products exactly these rows, writing only what differs.

        :param store: one ``ecom.store``
        :param list[int] template_ids: products the rows speak for; their other documents are deleted
        :param list[dict] rows: values by :data:`COLUMNS`
        :return: bool, whether the number of products in a category may have changed
        """
        known = self._known(store, template_ids)
        fresh = {tuple(row[column] for column in _KEY): row for row in rows}
        gone = [doc_id for key, (doc_id, _digest, _facets) in known.items() if key not in fresh]
        changed = [
            row for key, row in fresh.items() if key not in known or known[key][1] != row["digest"]
        ]
        counts_changed = bool(gone) or any(
            key not in known or set(known[key][2]) != set(row["facets"])
            for key, row in fresh.items()
        )
        if gone:
            self.env.cr.execute(SQL("DELETE FROM ecom_catalog_document WHERE id = ANY(%s)", gone))
        if changed:
            self._upsert(changed)
        self.invalidate_model()
        return counts_changed

    @api.model
    def _shown_availability(self, store, template_ids):
        """Return what the store shows as available: {public id of the variant: (template id, state)}."""
        self.env.cr.execute(
            SQL(
                """
                SELECT variant->>'id', doc.product_tmpl_id, variant->>'availability'
                  FROM ecom_catalog_document doc, json_array_elements(doc.detail::json->'variants') variant
                 WHERE doc.store_id = %s AND doc.product_tmpl_id = ANY(%s)
                   AND doc.lang = %s AND doc.currency = %s
                """,
                store.id,
                list(template_ids),
                store.default_lang_id.code,
                store.currency_id.name,
            )
        )
        return {uid: (template_id, state) for uid, template_id, state in self.env.cr.fetchall()}

    @api.model
    def _known(self, store, template_ids):
        self.env.cr.execute(
            SQL(
                """
                SELECT store_id, lang, currency, product_tmpl_id, id, digest, facets
                  FROM ecom_catalog_document WHERE store_id = %s AND product_tmpl_id = ANY(%s)
                """,
                store.id,
                list(template_ids),
            )
        )
        return {tuple(row[:4]): tuple(row[4:]) for row in self.env.cr.fetchall()}

    @api.model
    def _upsert(self, rows):
        names = SQL(", ").join(SQL.identifier(column) for column in COLUMNS)
        # jsonb_to_recordset has no tsvector: that column arrives as text and is cast
        types = SQL(", ").join(
            SQL("%s %s", SQL.identifier(column), SQL("text" if kind == "tsvector" else kind))
            for column, kind in COLUMNS.items()
        )
        values = SQL(", ").join(
            SQL("%s::%s", SQL.identifier(column), SQL(kind)) for column, kind in COLUMNS.items()
        )
        updates = SQL(", ").join(
            SQL("%s = EXCLUDED.%s", SQL.identifier(column), SQL.identifier(column))
            for column in COLUMNS
            if column not in _KEY
        )
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO ecom_catalog_document (%s)
                SELECT %s FROM jsonb_to_recordset(%s::jsonb) AS given (%s)
                ON CONFLICT (product_tmpl_id, store_id, lang, currency) DO UPDATE SET %s
                RETURNING id
                """,
                names,
                values,
                json.dumps(rows, default=str, ensure_ascii=False),
                types,
                updates,
            )
        )
        self.env["ecom.catalog.place"]._replace([row_id for (row_id,) in self.env.cr.fetchall()])
