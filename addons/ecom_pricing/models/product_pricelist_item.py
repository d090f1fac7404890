from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from .price_errors import PriceNotSet


class ProductPricelistItem(models.Model):
    """The one rule of a strict price list: ask the seller's prices."""

    _inherit = "product.pricelist.item"

    compute_price = fields.Selection(
        selection_add=[("ecom_seller", "Seller's price")], ondelete={"ecom_seller": "cascade"}
    )

    @api.constrains("pricelist_id", "compute_price")
    def _check_ecom_strict(self):
        for item in self:
            strict = item.pricelist_id.ecom_strict
            if strict != (item.compute_price == "ecom_seller"):
                raise ValidationError(
                    item.pricelist_id._ecom_guard_text()
                    if strict
                    else self.env._(
                        "Seller's prices are for the price lists of stores' currencies."
                    )
                )
            if strict and len(item.pricelist_id.item_ids) > 1:
                raise ValidationError(item.pricelist_id._ecom_guard_text())

    def _compute_price_label(self):
        sellers = self.filtered(lambda item: item.compute_price == "ecom_seller")
        sellers.price = self.env._("The price set for each product")
        return super(ProductPricelistItem, self - sellers)._compute_price_label()

    def write(self, vals):
        self.pricelist_id._ecom_guard()
        return super().write(vals)

    def unlink(self):
        self.pricelist_id._ecom_guard()
        return super().unlink()

    def _compute_price(self, product, quantity, uom, date, currency=None, **kwargs):
        if self.compute_price != "ecom_seller":
            return super()._compute_price(product, quantity, uom, date, currency, **kwargs)
        offer = self._ecom_offer(product, quantity, uom, date, currency, **kwargs)
        if offer:
            return self._ecom_in_unit(offer.amount, product, uom)
        if kwargs.get("ecom_many"):
            return 0.0  # one product without a price must not hide those of the others
        raise PriceNotSet(
            self.env._(
                "%(product)s has no price in %(currency)s.",
                product=product.display_name,
                currency=self.currency_id.name,
            )
        )

    def _compute_base_price(self, product, quantity, uom, date, currency, **kwargs):
        if self.compute_price == "ecom_seller":
            raise UserError(self.env._("A seller's price is never worked out from another price."))
        return super()._compute_base_price(product, quantity, uom, date, currency, **kwargs)

    def _compute_price_before_discount(self, *args, **kwargs):
        if self.compute_price != "ecom_seller":
            return super()._compute_price_before_discount(*args, **kwargs)
        return self._ecom_before_discount(*args, **kwargs)

    def _ecom_before_discount(self, product, quantity, uom, date, currency=None, **kwargs):
        offer = self._ecom_offer(product, quantity, uom, date, currency, **kwargs)
        return self._ecom_in_unit(offer.compare_at or offer.amount, product, uom) if offer else 0.0

    def _ecom_offer(self, product, quantity, uom, date, currency, ecom_offers=None, **kwargs):
        if ecom_offers is None:  # else the list has checked the currency
            self.pricelist_id._ecom_check_currency(currency)
            ecom_offers = self.pricelist_id._ecom_offers(product, quantity, uom, date, **kwargs)
        return ecom_offers[product.id]

    @api.model
    def _ecom_in_unit(self, amount, product, uom):
        price = float(amount)
        same = not uom or uom == product.uom_id
        return price if same else product.uom_id._compute_price(price, uom)
