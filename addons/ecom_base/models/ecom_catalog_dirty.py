from odoo import api, fields, models
from odoo.tools import SQL

CHANGE, TREE_COUNT, BULK = 0, 20, 10
_PENDING = "ecom_base.catalog_dirty"
_RETRY_MINUTES = 5
_MANY = 100  # products of one transaction; more are a mass change, which must not hold up others


class EcomCatalogDirty(models.Model):
    """What of the catalogue must be projected again.

    Rows are only inserted, in the transaction of the change, and deleted in the transaction that writes the documents:
    whatever is killed in between, nothing is lost. No foreign keys, so that concurrent orders lock nothing.
    """

    _name = "ecom.catalog.dirty"
    _description = "Catalogue Change to Project"
    _log_access = False
    _order = "priority, id"

    kind = fields.Selection(
        [
            ("product", "Product"),
            ("stock", "Stock of a product"),
            ("all", "All products"),
            ("tree", "Category tree"),
        ],
        required=True,
        readonly=True,
    )
    product_tmpl_id = fields.Many2oneReference(
        model_field="product_model", string="Product", readonly=True
    )
    product_model = fields.Char(compute="_compute_product_model")
    store_id = fields.Integer(
        readonly=True, help="Database id of the only store concerned. Empty: all."
    )
    priority = fields.Integer(
        readonly=True, help="Lower goes first: single changes before mass changes and rebuilds."
    )
    due_at = fields.Datetime(
        readonly=True, help="Not before this moment (UTC), e.g. when a price starts."
    )
    error = fields.Char(
        readonly=True,
        help="Why the product could not be projected. It is tried again at the due time.",
    )

    _order_index = models.Index("(priority, id)")
    _product_index = models.Index("(product_tmpl_id)")

    def _compute_product_model(self):
        self.product_model = "product.template"

    @api.model
    def _mark_templates(self, template_ids):
        """Note products (``product.template`` ids) of which anything changed."""
        self._pend("template", template_ids)

    @api.model
    def _mark_stock(self, product_ids):
        """Note variants (``product.product`` ids) whose stock, and nothing else, changed.

        Cheaper than a change of the product: its documents are built only if its availability is another now.
        """
        self._pend("stock", product_ids)

    @api.model
    def _mark_stock_at(self, product_ids, moment):
        """Note variants whose stock changes by itself at a moment (naive UTC): when a hold ends."""
        templates = "SELECT DISTINCT product_tmpl_id FROM product_product WHERE id = ANY(%s)"
        self._insert_at("stock", SQL(templates, list(product_ids)), moment)

    @api.model
    def _mark_templates_at(self, template_ids, moment):
        """Note products (``product.template`` ids) that change by themselves at a moment (naive UTC)."""
        self._insert_at("product", SQL("SELECT unnest(%s::int[])", list(template_ids)), moment)

    @api.model
    def _insert_at(self, kind, templates, moment):
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO ecom_catalog_dirty (kind, product_tmpl_id, priority, due_at)
                SELECT %s, id, %s, %s::timestamp FROM (%s) AS product(id)
                """,
                kind,
                CHANGE,
                moment,
                templates,
            )
        )

    @api.model
    def _mark_all(self, store_ids=(None,)):
        """Note that every document may have changed, of all stores or of some (``ecom.store`` ids)."""
        self._pend("all", store_ids)

    @api.model
    def _mark_tree(self, store_ids=(None,)):
        """Note that the category tree changed."""
        self._pend("tree", store_ids)

    @api.model
    def _mark_all_at(self, moments):
        """Note that every document may change at these moments (naive UTC), e.g. when a price rule starts."""
        self._pend("at", moments)

    @api.model
    def _pend(self, kind, ids):
        """Collect until the transaction commits: thousand changes of one product are one row."""
        data = self.env.cr.precommit.data
        if _PENDING not in data:
            data[_PENDING] = {kind: set() for kind in ("template", "stock", "all", "tree", "at")}
            self.env.cr.precommit.add(self._insert_pending)
        data[_PENDING][kind].update(ids)

    @api.model
    def _insert_pending(self):
        pending = self.env.cr.precommit.data.pop(_PENDING, None)
        if not pending:
            return
        count = 0
        if pending["template"] or pending["stock"]:
            count += self._insert_products(pending["template"], pending["stock"])
        for kind in ("all", "tree"):
            for store_id in pending[kind]:
                count += self._insert_row(kind, store_id, CHANGE)
        if count:
            self.env["ecom.catalog"]._wake([0])
        self._insert_later(pending["at"])

    @api.model
    def _insert_later(self, moments):
        # no trigger: the lane also runs every minute
        for moment in moments:
            if moment > fields.Datetime.now():
                self._insert_row("all", None, BULK, moment)

    @api.model
    def _insert_products(self, template_ids, product_ids):
        """Insert one row for each product that is in the shop or has just left it.

        :param template_ids: products of which anything changed
        :param product_ids: variants of which the stock changed
        :return: int number of rows
        """
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO ecom_catalog_dirty (kind, product_tmpl_id, priority, due_at)
                SELECT min(changed.kind), changed.id, %(priority)s, now() AT TIME ZONE 'UTC'
                  FROM (SELECT 'product' AS kind, unnest(%(templates)s::int[]) AS id
                        UNION
                        SELECT 'stock', product_tmpl_id FROM product_product WHERE id = ANY(%(products)s)) changed
                 WHERE EXISTS (SELECT FROM ecom_product_store_rel rel WHERE rel.product_tmpl_id = changed.id)
                    OR EXISTS (SELECT FROM ecom_catalog_document doc WHERE doc.product_tmpl_id = changed.id)
                 GROUP BY changed.id
                """,
                priority=CHANGE if len(template_ids) + len(product_ids) <= _MANY else BULK,
                templates=list(template_ids),
                products=list(product_ids),
            )
        )
        return self.env.cr.rowcount

    @api.model
    def _insert_row(self, kind, store_id, priority, due_at=None):
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO ecom_catalog_dirty (kind, store_id, priority, due_at)
                VALUES (%s, %s, %s, COALESCE(%s, now() AT TIME ZONE 'UTC'))
                """,
                kind,
                store_id,
                priority,
                due_at,
            )
        )
        return self.env.cr.rowcount

    @api.model
    def _expand(self, store_id=None):
        """Note every product that is, or was, in the store(s): one statement, whatever the size of the catalogue."""
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO ecom_catalog_dirty (kind, product_tmpl_id, store_id, priority, due_at)
                SELECT 'product', id, %(store)s, %(priority)s, now() AT TIME ZONE 'UTC'
                  FROM (SELECT product_tmpl_id AS id FROM ecom_product_store_rel
                         WHERE %(store)s IS NULL OR store_id = %(store)s
                        UNION
                        SELECT product_tmpl_id FROM ecom_catalog_document
                         WHERE %(store)s IS NULL OR store_id = %(store)s) listed
                 ORDER BY id
                """,
                store=store_id,
                priority=BULK,
            )
        )

    @api.model
    def _note_tree_counts(self, priority):
        """Note, once, that categories show other numbers of products. After rebuilds: counting reads every document."""
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO ecom_catalog_dirty (kind, priority, due_at)
                SELECT 'tree', %s, now() AT TIME ZONE 'UTC'
                 WHERE NOT EXISTS (SELECT FROM ecom_catalog_dirty WHERE kind = 'tree')
                """,
                priority,
            )
        )

    @api.model
    def _claim(self, limit):
        """Return the next rows that are due: list of (id, kind, template id, store id).

        Only one lane reads this table (a cron never runs twice at once), so nothing is locked here.
        """
        self.flush_model()
        self.env.cr.execute(
            SQL(
                """
                SELECT id, kind, product_tmpl_id, store_id FROM ecom_catalog_dirty
                 WHERE due_at <= now() AT TIME ZONE 'UTC'
                 ORDER BY priority, id LIMIT %s
                """,
                limit,
            )
        )
        return self.env.cr.fetchall()

    @api.model
    def _done(self, row_ids, template_ids=(), kinds=("product", "stock")):
        """Delete rows, and whatever else in sight asks for the same of the same products.

        Rows that were committed after this transaction's snapshot are not in sight: they stay and are projected next.
        """
        self.env.cr.execute(
            SQL(
                """
                DELETE FROM ecom_catalog_dirty
                 WHERE id = ANY(%s)
                    OR (product_tmpl_id = ANY(%s) AND kind = ANY(%s)
                        AND due_at <= now() AT TIME ZONE 'UTC')
                """,
                list(row_ids),
                list(template_ids),
                list(kinds),
            )
        )

    @api.model
    def _postpone(self, template_id, error):
        """Try a product again in some minutes, and show what went wrong.

        :param int template_id: ``product.template``
        :param str error: shown to managers
        """
        self.env.cr.execute(
            SQL(
                """
                UPDATE ecom_catalog_dirty
                   SET due_at = now() AT TIME ZONE 'UTC' + %s * interval '1 minute', error = %s
                 WHERE product_tmpl_id = %s AND due_at <= now() AT TIME ZONE 'UTC'
                """,
                _RETRY_MINUTES,
                error[:500],
                template_id,
            )
        )

    @api.model
    def _backlog(self):
        """Return SQL of one row: changes that wait, products that could not be projected, since when the oldest waits
        (see ``ecom.lane.mixin``). Of all stores.
        """
        return SQL(
            """
            SELECT count(*) FILTER (WHERE error IS NULL), count(DISTINCT product_tmpl_id) FILTER (WHERE error IS NOT NULL),
                   min(due_at) FILTER (WHERE error IS NULL)
              FROM ecom_catalog_dirty WHERE error IS NOT NULL OR due_at <= now() AT TIME ZONE 'UTC'
            """
        )

    @api.model
    def _count_due(self):
        """Return how much is left to do, counting no further than matters."""
        self.env.cr.execute(
            """
            SELECT count(*) FROM (SELECT FROM ecom_catalog_dirty
             WHERE due_at <= now() AT TIME ZONE 'UTC' LIMIT 1000) due
            """
        )
        return self.env.cr.fetchone()[0]
