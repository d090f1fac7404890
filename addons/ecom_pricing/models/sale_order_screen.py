from odoo import api, fields, models


class SaleOrder(models.Model):
    """What the order's form tells of its prices."""

    _inherit = "sale.order"

    ecom_may_type_price = fields.Boolean(
        string="May Type Prices", compute="_compute_ecom_may_type_price"
    )
    ecom_unpriced = fields.Char(
        string="Without Price",
        compute="_compute_ecom_unpriced",
        help="Products on the order that have no price in its currency.",
    )

    @api.depends_context("uid")
    def _compute_ecom_may_type_price(self):
        self.ecom_may_type_price = self._ecom_may_type()

    @api.depends(
        "pricelist_id",
        "order_line.ecom_price_source",
        "order_line.price_unit",
        "order_line.product_id",
    )
    def _compute_ecom_unpriced(self):
        for order in self:
            # lines that are not saved yet get their source when they are
            unclean = order._ecom_unclean_lines()._origin
            order.ecom_unpriced = bool(unclean) and self.env._(
                "No price in %(currency)s: %(products)s.",
                currency=order.currency_id.name,
                products=", ".join(unclean.product_id.mapped("display_name")),
            )

    @api.onchange("pricelist_id")
    def _onchange_ecom_pricelist(self):
        """Show the prices of the new currency at once: figures of the old one would stand behind the new symbol."""
        if self._ecom_is_strict() and self.order_line:
            lines = self._get_update_prices_lines().filtered(lambda line: line._ecom_needs_price())
            lines.with_context(force_price_recomputation=True)._compute_price_unit()
            self.show_update_pricelist = False

    def action_ecom_set_prices(self):
        """Open the prices of what has none in the order's currency."""
        self.ensure_one()
        products = self._ecom_unclean_lines().product_id.product_tmpl_id
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Prices in %(currency)s", currency=self.currency_id.name),
            "res_model": "ecom.product.price",
            "view_mode": "list",
            "domain": [
                ("store_id", "=", self._ecom_price_store().id),
                ("product_tmpl_id", "in", products.ids),
            ],
            "context": {
                "default_store_id": self._ecom_price_store().id,
                "default_currency_id": self.currency_id.id,
                "default_product_tmpl_id": products[:1].id,
            },
        }
