from odoo import api, fields, models
from odoo.tools import SQL


class EcomStoreCurrency(models.Model):
    """What a merchant wants to know of a currency before offering it."""

    _inherit = "ecom.store.currency"

    has_rate = fields.Boolean(
        string="Accounting Rate",
        compute="_compute_has_rate",
        help="Whether the books know what this currency is worth. Prices never depend on it, but Odoo books invoices 1:1 "
        "where there is none.",
    )
    priced_count = fields.Integer(string="Priced", compute="_compute_priced_count")
    published_count = fields.Integer(related="store_id.published_count")
    coverage = fields.Float(
        compute="_compute_priced_count",
        help="Share of the published products that have a price in this currency.",
    )

    @api.depends("currency_id", "company_id.currency_id")
    def _compute_has_rate(self):
        known = self._ecom_rated()
        for row in self:
            own = row.currency_id == row.company_id.currency_id
            row.has_rate = own or (row.company_id.root_id.id, row.currency_id.id) in known

    def _ecom_rated(self):
        """Return pairs of company id and currency id that have an accounting rate of today or before."""
        rates = self.env["res.currency.rate"].sudo()  # sudo: only whether there are any
        companies = self.company_id.root_id
        groups = rates._read_group(
            [
                ("currency_id", "in", self.currency_id.ids),
                ("company_id", "in", [False, *companies.ids]),
                ("name", "<=", fields.Date.context_today(self)),
            ],
            ["company_id", "currency_id"],
        )
        return {
            (company.id, currency.id)
            for found, currency in groups
            for company in (found or companies)
        }

    @api.depends_context("uid")
    def _compute_priced_count(self):
        found = self._ecom_priced_products()
        for row in self:
            row.priced_count = found.get((row.store_id._origin.id, row.currency_id.id), 0)
            row.coverage = row.priced_count / row.published_count if row.published_count else 0.0

    def _ecom_priced_products(self):
        """Return how many published products have a price, by store id and currency id. One query."""
        self.env["ecom.product.price"].flush_model()
        self.env.cr.execute(
            SQL(
                """
                SELECT price.store_id, price.currency_id, count(DISTINCT price.product_tmpl_id)
                  FROM ecom_product_price price
                  JOIN ecom_product_store_rel shown
                    ON shown.store_id = price.store_id AND shown.product_tmpl_id = price.product_tmpl_id
                  JOIN product_template template ON template.id = price.product_tmpl_id AND template.active
                 WHERE price.store_id = ANY(%s) AND price.min_qty <= 1 AND price.region_id IS NULL
                   AND (price.valid_from IS NULL OR price.valid_from <= %s)
                   AND (price.valid_to IS NULL OR price.valid_to > %s)
                 GROUP BY price.store_id, price.currency_id
                """,
                self.store_id._origin.ids,
                fields.Datetime.now(),
                fields.Datetime.now(),
            )
        )
        return {(store, currency): count for store, currency, count in self.env.cr.fetchall()}
