import logging

from odoo import api, fields, models
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL

from ..api.responses import to_json
from ..models.ecom_catalog_dirty import TREE_COUNT

_logger = logging.getLogger(__name__)

BATCH = 100  # products in one transaction of the lane
_POPULAR_DAYS = 90


class EcomCatalog(models.AbstractModel):
    """Keeps ``ecom.catalog.document`` true to what the back office holds.

    Whoever changes something only notes it (``ecom.catalog.dirty``); one lane, woken by the commit, builds the documents.
    Concurrent orders therefore never meet in the documents.
    """

    _name = "ecom.catalog"
    _description = "Catalogue Projection"
    _inherit = ["ecom.catalog.offer", "ecom.lane.mixin"]

    @api.model
    def _rebuild(self, stores):
        """Have every document of some stores checked and, where it differs, written again. Returns at once.

        :param stores: ``ecom.store``
        """
        self.env["ecom.catalog.dirty"]._mark_all(stores.ids)

    @api.model
    def _refresh(self, templates):
        """Bring the documents of some products up to date now, in this transaction. For demo data and tests.

        :param templates: ``product.template``, also archived or unpublished ones
        """
        self.env.flush_all()
        self._project(templates.ids)
        self._refresh_trees(self._stores())

    @api.model
    def _backlog(self):
        return self.env["ecom.catalog.dirty"]._backlog()

    @api.model
    def _run_lane(self, lane, lanes):
        """Work off what was noted, in small transactions: the changes first, then rebuilds.

        A kill at any line loses nothing: documents and the deletion of their notes are committed together.
        """
        dirty = self.env["ecom.catalog.dirty"]
        progress = self.env["ir.cron"]
        while rows := dirty._claim(BATCH):
            self._work_off(rows)
            remaining = dirty._count_due()
            self.env.invalidate_all()
            if not progress._commit_progress(len(rows), remaining=remaining):
                break

    @api.model
    def _work_off(self, rows):
        """Handle rows of ``ecom.catalog.dirty`` as :meth:`_claim` returns them, up to the first of another kind."""
        kind = rows[0][1]
        rows = [row for row in rows if row[1] == kind]
        if kind == "product":
            self._work_off_products({row[2] for row in rows})
        elif kind == "stock":
            self._work_off_stock({row[2] for row in rows})
        else:
            self._work_off_stores(kind, {row[3] for row in rows})
            self.env["ecom.catalog.dirty"]._done([row[0] for row in rows])

    @api.model
    def _work_off_products(self, template_ids):
        failed = self._project_or_postpone(list(template_ids))
        self.env["ecom.catalog.dirty"]._done((), template_ids - failed)

    @api.model
    def _work_off_stock(self, template_ids):
        """Project the products whose availability is another now: few, as most orders leave enough for the next."""
        outdated = self._outdated_stock(template_ids)
        self.env["ecom.catalog.dirty"]._done((), template_ids - outdated, kinds=("stock",))
        if outdated:
            self._work_off_products(outdated)

    @api.model
    def _outdated_stock(self, template_ids):
        """Return which products (set of ids) some store shows with another availability than they have."""
        outdated = set()
        for store in self._stores():
            shown = self.env["ecom.catalog.document"]._shown_availability(store, template_ids)
            # sudo: see _stores
            variants = self.env["product.product"].sudo().with_company(store.company_id)
            variants = variants.search([("ecom_uid", "in", list(shown))])
            now = self.env["ecom.catalog.builder"]._availability(store, variants)
            current = {variant.ecom_uid: now[variant.id] for variant in variants}
            outdated |= {
                template_id
                for uid, (template_id, state) in shown.items()
                if current.get(uid) != state
            }
        return outdated

    @api.model
    def _work_off_stores(self, kind, store_ids):
        """Handle what concerns whole stores; the id None stands for all of them."""
        if kind == "all":
            for store_id in store_ids:
                self.env["ecom.catalog.dirty"]._expand(store_id)
            return
        stores = self._stores()
        if None not in store_ids:
            stores = stores.filtered(lambda store: store.id in store_ids)
        self._refresh_trees(stores)

    @api.model
    def _project_or_postpone(self, template_ids):
        """Project products; one that cannot be must not hold up the others.

        :return: set[int] of products that failed: noted to be tried again later, with the error
        """
        dirty = self.env["ecom.catalog.dirty"]
        try:
            with self.env.cr.savepoint():
                if self._project(template_ids):
                    dirty._note_tree_counts(TREE_COUNT)
            return set()
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            raise  # the whole transaction has to run again
        except Exception as error:
            self.env.invalidate_all()
            if len(template_ids) > 1:
                return set().union(*(self._project_or_postpone([i]) for i in template_ids))
            _logger.exception("Product %s cannot be shown in the shop", template_ids[0])
            dirty._postpone(template_ids[0], str(error) or type(error).__name__)
            return set(template_ids)

    @api.model
    def _stores(self):
        # sudo: the projection covers all companies; archived stores lose their documents
        return self.env["ecom.store"].sudo().with_context(active_test=False).search([])

    @api.model
    def _project(self, template_ids):
        """Make the documents of some products true in every store.

        :return: bool, whether the number of products in a category may have changed
        """
        templates = (
            self.env["product.template"].sudo().with_context(active_test=False)
        )  # sudo: see _stores
        templates = templates.browse(template_ids).exists()
        counts_changed = False
        for store in self._stores():
            shown = self._shown(store, templates).with_context(active_test=True)
            rows = self.env["ecom.catalog.builder"]._build(
                store.with_context(active_test=True), shown
            )
            counts_changed |= self.env["ecom.catalog.document"]._replace(store, template_ids, rows)
            if rows:
                self.env["ecom.catalog.word"]._learn(store, shown.ids)
        return counts_changed

    @api.model
    def _shown(self, store, templates):
        """Return which of the products a store shows. Override to hide more."""
        if not store.active:
            return templates.browse()
        return templates.filtered(
            lambda product: (
                product.active
                and product.sale_ok
                and store in product.ecom_store_ids
                and (not product.company_id or product.company_id in store.company_id.parent_ids)
            )
        )

    @api.model
    def _refresh_trees(self, stores):
        """Write the category trees of some stores."""
        for store in stores:
            counts = self._category_counts(store)
            for lang in store.lang_ids:
                body = to_json(self._tree(store, lang, counts)).decode()
                self.env.cr.execute(
                    SQL(
                        """
                        INSERT INTO ecom_catalog_tree (store_id, lang, body) VALUES (%s, %s, %s)
                        ON CONFLICT (store_id, lang) DO UPDATE SET body = EXCLUDED.body
                         WHERE ecom_catalog_tree.body IS DISTINCT FROM EXCLUDED.body
                        """,
                        store.id,
                        lang.code,
                        body,
                    )
                )

    @api.model
    def _category_counts(self, store):
        """Return how many products the store shows in each category or below it: dict[int, int]."""
        self.env.cr.execute(
            SQL(
                """
                SELECT category.id, count(*)
                  FROM ecom_catalog_document doc, unnest(doc.facets) AS facet
                  JOIN ecom_category category ON 'category:' || category.ecom_uid = facet
                 WHERE doc.store_id = %s AND doc.lang = %s AND doc.currency = %s GROUP BY category.id
                """,
                store.id,
                store.default_lang_id.code,
                store.currency_id.name,
            )
        )
        return dict(self.env.cr.fetchall())

    @api.model
    def _tree(self, store, lang, counts):
        categories = (
            self.env["ecom.category"].sudo().with_context(lang=lang.code)
        )  # sudo: see _stores
        every = categories.search([])
        visible = every._catalog_visible(store)
        urls = self.env["ecom.catalog.media"]._urls(visible)
        return [
            {
                "id": category.ecom_uid,
                "slug": category.ecom_slug,
                "name": category.name,
                "parentId": category.parent_id.ecom_uid or None,
                "level": len(category._ecom_path_ids()) - 1,
                "descriptionHtml": category.description or "",
                "imageUrl": urls.get(category.id),
                "productCount": counts.get(category.id, 0),
            }
            for category in visible
        ]

    @api.model
    def _cron_popularity(self):
        """Count what storefront orders sold of each product in the last 90 days, in one statement."""
        since = fields.Datetime.subtract(fields.Datetime.now(), days=_POPULAR_DAYS)
        self.env.cr.execute(
            SQL(
                """
                WITH sold AS (
                    SELECT variant.product_tmpl_id, round(sum(line.product_uom_qty))::int AS units
                      FROM sale_order_line line
                      JOIN sale_order orders ON orders.id = line.order_id
                      JOIN product_product variant ON variant.id = line.product_id
                     WHERE orders.state = 'sale' AND orders.date_order >= %s
                     GROUP BY variant.product_tmpl_id)
                UPDATE product_template template SET ecom_popularity = COALESCE(sold.units, 0)
                  FROM product_template listed LEFT JOIN sold ON sold.product_tmpl_id = listed.id
                 WHERE template.id = listed.id
                   AND template.ecom_popularity IS DISTINCT FROM COALESCE(sold.units, 0)
                   AND EXISTS (SELECT FROM ecom_product_store_rel rel WHERE rel.product_tmpl_id = listed.id)
                RETURNING template.id
                """,
                since,
            )
        )
        changed = [template_id for (template_id,) in self.env.cr.fetchall()]
        self.env["product.template"].invalidate_model(["ecom_popularity"])
        self.env["ecom.catalog.dirty"]._mark_templates(changed)
        _logger.info("Popularity of %s products changed", len(changed))
