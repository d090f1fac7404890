from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.safe_eval import safe_eval

_OLD = SQL(
    "p.amount AS old_amount, COALESCE(p.compare_at, 0) AS old_compare_at, COALESCE(p.mrp, 0) AS old_mrp,"
    " COALESCE(p.unit_cost, 0) AS old_unit_cost, COALESCE(p.tax_included, FALSE) AS old_tax_included"
)
_NOTHING = SQL(
    "0::numeric AS old_amount, 0::numeric AS old_compare_at, 0::numeric AS old_mrp, 0::numeric AS old_unit_cost,"
    " NULL::boolean AS old_tax_included"
)
_SAME = SQL(
    "COALESCE(p.compare_at, 0) AS compare_at, COALESCE(p.mrp, 0) AS mrp, COALESCE(p.unit_cost, 0) AS unit_cost,"
    " COALESCE(p.tax_included, FALSE) AS tax_included"
)
_PLACE = SQL("p.product_tmpl_id, p.product_id, p.currency_id, p.region_id, p.min_qty")
_PLAIN = SQL("NULL::int AS file_line, NULL::varchar AS problem")


class EcomPriceProposals(models.AbstractModel):
    """Turns what a batch asks for into SQL of proposals (see ``ecom.price.preview``)."""

    _name = "ecom.price.proposals"
    _description = "Proposals of Bulk Price Changes"

    @api.model
    def _of(self, batch):
        """Return SQL of what a batch proposes."""
        if batch.operation == "schedule":
            return self._planned(batch)
        if batch.operation == "copy":
            return self._copied(batch)
        parts = []
        if batch.operation != "set" or batch.reach != "missing":
            parts.append(self._changed(batch))
        if batch.operation == "set" and batch.reach != "existing":
            parts.append(self._new(batch))
        return SQL(" UNION ALL ").join(parts)

    @api.model
    def _changed(self, batch):
        return SQL(
            "SELECT p.id AS price_id, p.version, %s, p.valid_from, p.valid_to, %s, p.amount AS reference,"
            " %s AS raw_amount, %s, %s AS cleared, %s FROM ecom_product_price p WHERE %s",
            _PLACE,
            _OLD,
            self._amount(batch, batch.operation),
            _SAME,
            batch.operation == "clear",
            _PLAIN,
            self._chosen(batch),
        )

    @api.model
    def _amount(self, batch, operation):
        """Return SQL of the amount that an operation makes of price ``p``, not rounded."""
        # as text: a float bound to a statement is a double there, and money is not
        value = SQL("%s::numeric", repr(batch.value))
        return {
            "set": value,
            "amount": SQL("p.amount + %s", value),
            "percent": SQL("p.amount * (1 + %s / 100)", value),
            "ending": SQL("p.amount"),
            "clear": SQL("NULL::numeric"),
        }[operation]

    @api.model
    def _new(self, batch):
        """Return SQL of new standing prices, for products without any in the currency and region."""
        regions = [SQL("(NULL::int)")]
        if batch.region_scope == "some":
            regions = [SQL("(%s)", region.id) for region in batch.region_ids]
        return SQL(
            """
            SELECT NULL::int AS price_id, 0 AS version, t.id AS product_tmpl_id, NULL::int AS product_id, c.id AS currency_id,
                   r.id AS region_id, 0::numeric AS min_qty, NULL::timestamp AS valid_from, NULL::timestamp AS valid_to,
                   %(nothing)s, NULL::numeric AS reference, %(value)s::numeric AS raw_amount, 0::numeric AS compare_at,
                   0::numeric AS mrp, 0::numeric AS unit_cost, TRUE AS tax_included, FALSE AS cleared, %(plain)s
              FROM product_template t, unnest(%(currencies)s::int[]) c (id), (VALUES %(regions)s) r (id)
             WHERE t.id IN (%(products)s) AND NOT EXISTS (
                   SELECT FROM ecom_product_price p
                    WHERE p.store_id = %(store)s AND p.product_tmpl_id = t.id AND p.currency_id = c.id
                      AND p.region_id IS NOT DISTINCT FROM r.id AND p.valid_from IS NULL AND p.valid_to IS NULL)
            """,
            nothing=_NOTHING,
            value=repr(batch.value),
            plain=_PLAIN,
            currencies=self._target_currencies(batch).ids,
            regions=SQL(", ").join(regions),
            products=self._products(batch),
            store=batch.store_id.id,
        )

    @api.model
    def _copied(self, batch):
        """Return SQL of the standing prices of one currency, times a typed factor, as prices of others."""
        reach = {"all": "TRUE", "existing": "p.id IS NOT NULL", "missing": "p.id IS NULL"}
        return SQL(
            """
            SELECT p.id AS price_id, COALESCE(p.version, 0) AS version, s.product_tmpl_id, s.product_id, c.id AS currency_id,
                   s.region_id, s.min_qty, NULL::timestamp AS valid_from, NULL::timestamp AS valid_to,
                   COALESCE(p.amount, 0) AS old_amount, COALESCE(p.compare_at, 0) AS old_compare_at,
                   COALESCE(p.mrp, 0) AS old_mrp, COALESCE(p.unit_cost, 0) AS old_unit_cost,
                   p.tax_included AS old_tax_included, p.amount AS reference, s.amount * %(factor)s::numeric AS raw_amount,
                   COALESCE(p.compare_at, 0) AS compare_at, COALESCE(p.mrp, 0) AS mrp,
                   COALESCE(p.unit_cost, 0) AS unit_cost, COALESCE(p.tax_included, s.tax_included) AS tax_included,
                   FALSE AS cleared, %(plain)s
              FROM (SELECT p.* FROM ecom_product_price p WHERE %(chosen)s) s
             CROSS JOIN unnest(%(currencies)s::int[]) c (id)
              LEFT JOIN ecom_product_price p
                     ON p.store_id = s.store_id AND p.product_tmpl_id = s.product_tmpl_id AND p.currency_id = c.id
                    AND COALESCE(p.product_id, 0) = COALESCE(s.product_id, 0)
                    AND COALESCE(p.region_id, 0) = COALESCE(s.region_id, 0) AND p.min_qty = s.min_qty
                    AND p.valid_from IS NULL AND p.valid_to IS NULL
             WHERE %(reach)s
            """,
            factor=repr(batch.factor),
            plain=_PLAIN,
            chosen=self._chosen(batch, batch.source_currency_id, windows=False),
            currencies=(self._target_currencies(batch) - batch.source_currency_id).ids,
            reach=SQL(reach[batch.reach]),
        )

    @api.model
    def _planned(self, batch):
        """Return SQL of prices for a time beside standing ones."""
        return SQL(
            "SELECT NULL::int AS price_id, 0 AS version, %s, %s::timestamp AS valid_from, %s::timestamp AS valid_to, %s,"
            " p.amount AS reference, %s AS raw_amount, %s, FALSE AS cleared, %s FROM ecom_product_price p WHERE %s",
            _PLACE,
            batch.valid_from or None,
            batch.valid_to or None,
            _NOTHING,
            self._amount(batch, batch.schedule_operation),
            _SAME,
            _PLAIN,
            self._chosen(batch, windows=False),
        )

    # === WHICH === #

    @api.model
    def _target_currencies(self, batch):
        rows = (
            batch.store_id.sudo().store_currency_ids
        )  # sudo: the store's settings, for its editors
        return batch.currency_ids & rows.currency_id if batch.currency_ids else rows.currency_id

    @api.model
    def _chosen(self, batch, currencies=None, windows=None):
        """Return the SQL condition on prices ``p`` that a batch is about.

        :param currencies: other ones than the batch's
        :param windows: whether prices for a time are among them; None: as the batch says
        """
        if currencies is None:
            currencies = self._target_currencies(batch)
        parts = [
            SQL("p.store_id = %s", batch.store_id.id),
            SQL("p.currency_id = ANY(%s)", currencies.ids),
        ]
        if batch.price_ids:
            parts.append(SQL("p.id = ANY(%s)", batch.price_ids.ids))
        elif not (batch.include_windows if windows is None else windows):
            parts.append(SQL("p.valid_from IS NULL AND p.valid_to IS NULL"))
        if batch.region_scope == "base":
            parts.append(SQL("p.region_id IS NULL"))
        elif batch.region_scope == "some":
            parts.append(SQL("p.region_id = ANY(%s)", batch.region_ids.ids))
        if batch.price_from:
            parts.append(SQL("p.amount >= %s::numeric", repr(batch.price_from)))
        if batch.price_to:
            parts.append(SQL("p.amount <= %s::numeric", repr(batch.price_to)))
        if self._product_conditions(batch):
            parts.append(SQL("p.product_tmpl_id IN (%s)", self._products(batch, of_store=False)))
        return SQL(" AND ").join(parts)

    @api.model
    def _products(self, batch, *, of_store=True):
        """Return SQL of the ids of the products a batch is about.

        :param of_store: only those that the store sells
        """
        conditions = self._product_conditions(batch)
        if of_store:
            conditions.append(Domain("ecom_store_ids", "in", batch.store_id.ids))
        products = self.env["product.template"].with_context(active_test=of_store)
        return products._search(Domain.AND(conditions)).subselect()

    @api.model
    def _product_conditions(self, batch):
        conditions = []
        domain = Domain(safe_eval(batch.product_domain or "[]"))
        if not domain.is_true():
            conditions.append(domain)
        if batch.product_tmpl_ids:
            conditions.append(Domain("id", "in", batch.product_tmpl_ids.ids))
        if batch.category_ids:
            conditions.append(Domain("ecom_category_ids", "child_of", batch.category_ids.ids))
        if batch.tag_ids:
            conditions.append(Domain("product_tag_ids", "in", batch.tag_ids.ids))
        return conditions
