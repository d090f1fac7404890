from odoo import api, fields, models
from odoo.tools import SQL


class ProductTemplate(models.Model):
    """In how many of its store's currencies a product has a price."""

    _inherit = "product.template"

    ecom_price_coverage = fields.Char(
        string="Priced In",
        compute="_compute_ecom_price_coverage",
        groups="ecom_base.group_ecom_analyst",
    )
    ecom_price_missing = fields.Boolean(
        string="Prices Missing",
        compute="_compute_ecom_price_coverage",
        search="_search_ecom_price_missing",
        groups="ecom_base.group_ecom_analyst",
        help="One of the currencies of a store that shows the product has no price.",
    )

    @api.depends("ecom_price_ids.currency_id", "ecom_store_ids.store_currency_ids.enabled")
    def _compute_ecom_price_coverage(self):
        for product in self:
            stores = product._ecom_priced_stores()
            gaps = [product._ecom_coverage(store) for store in stores]
            product.ecom_price_missing = any(missing for missing, _all in gaps)
            product.ecom_price_coverage = "\n".join(
                product._ecom_coverage_text(store, *gap, named=len(stores) > 1)
                for store, gap in zip(stores, gaps, strict=True)
            )

    def _ecom_priced_stores(self):
        """Return the stores with currencies that show the product, or could if none does."""
        self.ensure_one()
        stores = self.ecom_store_ids or self.env["ecom.store"].search([])
        return stores.filtered(
            lambda store: (
                store._ecom_is_priced()
                and (not self.company_id or self.company_id == store.company_id)
            )
        )

    def _ecom_coverage(self, store):
        """Return the ``res.currency`` without a price, and all that the store sells in."""
        now = fields.Datetime.now()
        currencies = store._ecom_enabled_currencies().currency_id
        priced = self.ecom_price_ids.filtered(
            lambda price: (
                price.store_id == store
                and not (price.valid_from and price.valid_from > now)
                and not (price.valid_to and price.valid_to <= now)
            )
        )
        return currencies - priced.currency_id, currencies

    def _ecom_coverage_text(self, store, missing, currencies, *, named):
        values = {
            "count": len(currencies) - len(missing),
            "total": len(currencies),
            "missing": ", ".join(missing.mapped("name")),
            "store": store.name,
        }
        if missing:
            text = self.env._(
                "Priced in %(count)s of %(total)s currencies. Missing: %(missing)s.", **values
            )
        else:
            text = self.env._("Priced in all %(total)s currencies.", **values)
        return f"{store.name}: {text}" if named else text

    def _search_ecom_price_missing(self, operator, value):
        if operator != "in":
            return NotImplemented
        self.env["ecom.product.price"].flush_model()
        query = SQL(
            """(
            SELECT shown.product_tmpl_id
              FROM ecom_product_store_rel AS shown
              JOIN ecom_store_currency AS sells ON sells.store_id = shown.store_id AND sells.enabled
             WHERE NOT EXISTS (
                   SELECT 1
                     FROM ecom_product_price AS price
                    WHERE price.store_id = shown.store_id
                      AND price.currency_id = sells.currency_id
                      AND price.product_tmpl_id = shown.product_tmpl_id
                      AND (price.valid_from IS NULL OR price.valid_from <= now() AT TIME ZONE 'UTC')
                      AND (price.valid_to IS NULL OR price.valid_to > now() AT TIME ZONE 'UTC')
                   )
            )"""
        )
        return [("id", "in" if True in value else "not in", query)]

    def action_ecom_price_history(self):
        """Open the changes of the product's prices."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ecom_pricing.ecom_price_change_action"
        )
        return action | {"domain": [("product_tmpl_id", "in", self.ids)], "context": {}}


class ProductProduct(models.Model):
    _inherit = "product.product"

    ecom_variant_price_ids = fields.One2many(
        "ecom.product.price",
        "product_id",
        string="Prices of This Variant",
        copy=False,
        groups="ecom_base.group_ecom_analyst",
    )

    @api.depends_context("ecom_variant_only")
    def _compute_display_name(self):
        if not self.env.context.get("ecom_variant_only"):
            return super()._compute_display_name()
        # beside the product's name, what tells its variants apart is enough
        for product in self:
            values = product.product_template_attribute_value_ids
            product.display_name = values._get_combination_name() or product.name
        return None

    def action_ecom_price_history(self):
        """Open the changes of the variant's own prices and of its product's."""
        action = self.product_tmpl_id.action_ecom_price_history()
        return action | {
            "domain": [
                ("product_tmpl_id", "in", self.product_tmpl_id.ids),
                ("product_id", "in", [False, *self.ids]),
            ]
        }
