from odoo import api, fields, models
from odoo.exceptions import UserError


class EcomStore(models.Model):
    """The way into the seller's prices, and back out of them as long as nothing was sold at them."""

    _inherit = "ecom.store"

    former_pricelist_id = fields.Many2one(
        "product.pricelist",
        readonly=True,
        copy=False,
        help="The price list the store had before it got prices of its own.",
    )
    unrated_currencies = fields.Char(compute="_compute_unrated_currencies")

    @api.depends("store_currency_ids.enabled", "store_currency_ids.currency_id")
    def _compute_unrated_currencies(self):
        for store in self:
            rows = store.store_currency_ids.filtered(lambda row: row.enabled and not row.has_rate)
            store.unrated_currencies = ", ".join(rows.currency_id.mapped("name"))

    def action_ecom_price_setup(self):
        """Ask which currencies the store is to sell in, and which prices to take over."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ecom_pricing.ecom_price_setup_action"
        )
        return action | {"context": {"default_store_id": self.id}}

    def action_ecom_price_leave(self):
        """Sell at Odoo's prices again.

        :raise UserError: something was sold at the seller's prices
        """
        self.check_access("write")
        for store in self:
            store._ecom_leave_prices()

    def _ecom_leave_prices(self):
        lists = self.store_currency_ids.pricelist_id
        orders = self.env["sale.order"].sudo()  # sudo: orders and carts of whomever
        orders = orders.with_context(active_test=False)
        of_store = [("pricelist_id", "in", lists.ids)]
        sold = [*of_store, "|", ("state", "=", "sale"), ("ecom_placed_at", "!=", False)]
        if orders.search_count(sold, limit=1):
            raise UserError(
                self.env._(
                    "%(store)s has orders at these prices. Switch single currencies off instead.",
                    store=self.name,
                )
            )
        former = self.former_pricelist_id
        # sudo: all of the store's, as it ends with them
        prices = self.env["ecom.product.price"].sudo().search([("store_id", "=", self.id)])
        open_orders = orders.search([*of_store, ("state", "in", ("draft", "sent"))])
        prices.with_context(ecom_price_source="setup").unlink()
        self.store_currency_ids.unlink()
        self.write({"pricelist_id": former.id, "former_pricelist_id": False})
        open_orders.write({"pricelist_id": former.id})
