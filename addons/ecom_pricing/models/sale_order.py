from odoo import api, fields, models
from odoo.exceptions import UserError

from .price_errors import CurrencyMismatch

#: What may put an order on another price list, or into another region.
_DECIDING = frozenset(
    {
        "pricelist_id",
        "currency_id",
        "partner_id",
        "partner_shipping_id",
        "company_id",
        "ecom_cart_contact",
    }
)


class SaleOrder(models.Model):
    """Orders on a strict price list hold the seller's prices of one currency and region, or cannot be confirmed."""

    _inherit = "sale.order"

    ecom_region_id = fields.Many2one(
        "ecom.region", string="Price Region", compute="_compute_ecom_region_id", store=True
    )
    ecom_strict = fields.Boolean(related="pricelist_id.ecom_strict")

    @api.depends("pricelist_id", "partner_shipping_id.country_id", "ecom_cart_contact")
    def _compute_ecom_region_id(self):
        reader = self.env["ecom.price.reader"]
        for order in self:
            store = order._ecom_price_store()
            country = order._ecom_buyer_country() or store.country_id
            order.ecom_region_id = reader._region(store, country) if store else False

    def _ecom_buyer_country(self):
        """Return where the order goes as far as it is known (``res.country``): of a cart, what the shop has said so far."""
        self.ensure_one()
        code = ((self.ecom_cart_contact or {}).get("shippingAddress") or {}).get("country")
        if code:
            countries = self.env["res.country"]
            return countries.browse(countries._ecom_country_ids().get(code))
        # sudo: the guest, whose country is the store's and says nothing of the buyer, is private to the store
        guest = self.ecom_store_id.sudo().guest_partner_id
        place = self.partner_shipping_id
        return place.country_id if place != guest else self.env["res.country"]

    def _ecom_is_strict(self):
        self.ensure_one()
        return self.pricelist_id.sudo().ecom_strict  # sudo: whoever edits the order

    @api.model
    def _ecom_may_type(self):
        """Tell whether the user may sell at another price than the seller's."""
        return self.env.su or self.env.user.has_group("ecom_pricing.group_price_manual")

    def _ecom_price_store(self):
        """Return the ``ecom.store`` whose prices the order takes, or none."""
        self.ensure_one()
        return self.pricelist_id.sudo().ecom_store_currency_id.store_id  # sudo: as above

    def write(self, vals):
        if not _DECIDING & vals.keys():
            return super().write(vals)
        before = {order: order._ecom_price_terms() for order in self}
        result = super().write(vals)
        for order in self:
            if before[order] != order._ecom_price_terms():
                order._ecom_terms_changed(*before[order])
        return result

    def _ecom_price_terms(self):
        return self.pricelist_id, self.currency_id, self.ecom_region_id

    def _ecom_terms_changed(self, pricelist, currency, region):
        """Put the order's lines on its new terms, all or nothing.

        :param pricelist: before the change, as ``currency`` and ``region``
        """
        if not (self._ecom_is_strict() or pricelist.sudo().ecom_strict):  # sudo: as above
            return
        if (pricelist, currency) != (self.pricelist_id, self.currency_id):
            self._ecom_switch_prices(currency)
        elif self.state in ("draft", "sent") and not self.env.context.get("ecom_collect_unpriced"):
            self._recompute_prices()

    def _ecom_switch_prices(self, before):
        """Price every line anew, in the order's new currency.

        :param before: ``res.currency`` it was in
        :raise PriceNotSet: names all products without a price
        """
        if self._ecom_is_strict() and self.currency_id != self.pricelist_id.currency_id:
            raise CurrencyMismatch(
                self.env._(
                    "%(order)s is on a price list in %(list)s and cannot be in %(currency)s.",
                    order=self.name,
                    list=self.pricelist_id.currency_id.name,
                    currency=self.currency_id.name,
                )
            )
        lines = self.order_line
        if self.state not in ("draft", "sent") or any(
            line.qty_invoiced or line.is_downpayment for line in lines
        ):
            raise UserError(
                self.env._(
                    "%(order)s is confirmed or invoiced: it keeps its prices.", order=self.name
                )
            )
        if self.currency_id != before:
            # fees, deliveries and discounts were amounts of the other currency
            lines.filtered(
                lambda line: not line.display_type and line._ecom_kind() != "item"
            ).unlink()
        if not self._ecom_is_strict():
            lines.exists()._ecom_forget_prices()
        self._recompute_prices()

    def _recompute_prices(self):
        result = super()._recompute_prices()
        for order in self:
            if order._ecom_is_strict():
                order.order_line._ecom_stamp_prices()
        return result

    def _ecom_unclean_lines(self):
        """Return lines whose price is not known to be the seller's, or a permitted exception."""
        return self.order_line.filtered(
            lambda line: line._ecom_needs_price() and not line._ecom_price_is_clean()
        )

    def _confirmation_error_message(self):
        message = super()._confirmation_error_message()
        if message or not self._ecom_is_strict():
            return message
        unclean = self._ecom_unclean_lines()
        return unclean and self.env._(
            "These have no price in %(currency)s: %(products)s. Set the price, then update the order's prices.",
            currency=self.currency_id.name,
            products=", ".join(unclean.mapped("product_id.display_name")),
        )
