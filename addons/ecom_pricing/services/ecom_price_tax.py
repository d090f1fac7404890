from odoo import api, models


class EcomPriceTax(models.AbstractModel):
    """What a seller's price becomes on a document, once the buyer's taxes are known."""

    _name = "ecom.price.tax"
    _description = "Taxes in Prices"

    @api.model
    def _unit_price(self, offer, product, taxes, taxes_after, position, currency, region):
        """Return ``price_unit`` of one unit of a product for a buyer (float, not rounded).

        :param offer: :class:`~.domain.offer.Offer`
        :param taxes: ``account.tax`` of the product
        :param taxes_after: ``account.tax`` that the buyer pays, as ``position`` maps them
        :param position: ``account.fiscal.position``, may be empty
        :param region: ``ecom.region`` of the buyer, may be empty
        """
        return product._get_tax_included_unit_price_from_price(
            float(offer.amount),
            product_taxes=taxes,
            fiscal_position=position,
            product_taxes_after_fp=taxes_after,
        )
