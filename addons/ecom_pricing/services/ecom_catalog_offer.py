from dataclasses import replace

from odoo import api, models

from odoo.addons.ecom_base.domain.catalog import Price


class EcomCatalogOffer(models.AbstractModel):
    """The catalogue shows the seller's prices, in every currency the store sells in."""

    _inherit = "ecom.catalog.offer"

    @api.model
    def _catalog_currencies(self, store):
        if not store._ecom_is_priced():
            return super()._catalog_currencies(store)
        return store._ecom_enabled_currencies().currency_id

    @api.model
    def _catalog_prices(self, store, products, currency=None):
        if not store._ecom_is_priced():
            return super()._catalog_prices(store, products, currency)
        # sudo: prices and taxes are for everybody, whoever causes the projection
        products = products.sudo().with_company(store.company_id)
        region = self.env["ecom.price.reader"]._region(store, store.country_id)
        return self._catalog_regional_prices(
            store, products, currency or store.currency_id, region, 1.0, None
        )

    @api.model
    def _catalog_regional_prices(
        self, store, products, currency, region, quantity, at, country=None
    ):
        """Return what one unit costs a buyer from a region, as an order line would total it.

        :param products: ``product.product``, readable
        :param at: naive UTC; now if empty
        :param country: ``res.country`` of the buyer, whose taxes apply; empty: not known where in the region
        :return: dict[int, :class:`~odoo.addons.ecom_base.domain.catalog.Price` | None] by variant id
        """
        offers = self.env["ecom.price.reader"]._offers(
            store, products, currency, region=region, quantity=quantity, at=at
        )
        of_products = {product.id: product for product in products}
        return self._catalog_offer_prices(store, offers, of_products, currency, region, country)

    @api.model
    def _catalog_offer_prices(self, store, offers, products, currency, region, country=None):
        """Return what one unit costs for offers. The other arguments are as above.

        :param offers: dict of :class:`~.domain.offer.Offer` or None by any key
        :param products: dict of ``product.product`` by the same keys
        :return: dict of :class:`~odoo.addons.ecom_base.domain.catalog.Price` or None by the same keys
        """
        tax = self.env["ecom.price.tax"]
        prices, taxed = {}, {}
        for key, offer in offers.items():
            if offer is None:
                prices[key] = None
            elif tax._keeps(store, offer, region):
                prices[key] = self._catalog_price_of(
                    offer, offer.amount, offer.compare_at, currency
                )
            else:
                taxed[key] = offer
        return prices | self._catalog_taxed(store, taxed, products, currency, region, country)

    @api.model
    def _catalog_taxed(self, store, offers, products, currency, region, country):
        """Return the prices of offers whose total depends on the buyer's taxes."""
        if not offers:
            return {}
        position = self.env["ecom.price.tax"]._position(store, region, country)
        mapped, known, varies, prices = {}, {}, {}, {}
        for key, offer in offers.items():
            # Many products cost the same and are taxed alike, and taxes are what takes long to compute
            product, taxed = products[key], products[key].taxes_id._ids
            if taxed not in mapped:
                taxes = product.taxes_id._filter_taxes_by_company(store.company_id)
                mapped[taxed] = position.map_tax(taxes)
                varies[taxed] = self._catalog_tax_varies(product)
            alike = product.id if varies[taxed] else taxed
            same = (alike, offer.amount, offer.compare_at, offer.row.tax_included, offer.row.mrp)
            if same not in known:
                terms = (mapped[taxed], currency, region)
                known[same] = self._catalog_taxed_price(store, product, offer, terms)
            prices[key] = known[same]
        return prices

    @api.model
    def _catalog_taxed_price(self, store, product, offer, terms):
        _taxes_after, currency, _region = terms
        amount = self._catalog_offer_gross(store, product, offer, terms)
        compare_at = None
        if offer.compare_at:
            higher = replace(offer, amount=offer.compare_at, compare_at=None)
            compare_at = self._catalog_offer_gross(store, product, higher, terms)
        return self._catalog_price_of(offer, amount, compare_at, currency)

    @api.model
    def _catalog_price_of(self, offer, amount, compare_at, currency):
        if offer.row.mrp and amount > offer.row.mrp:
            return None  # orders refuse it too
        higher = compare_at if compare_at and compare_at > amount else None
        return Price(amount, currency.name, higher)

    @api.model
    def _catalog_offer_gross(self, store, product, offer, terms):
        taxes_after, currency, region = terms
        taxes = self.env["ecom.price.tax"]
        price = taxes._line_price(store, offer, product, taxes_after, currency, region)
        return taxes._total(price, product, taxes_after, currency, store.company_id)
