from odoo import api, models

from ..domain.campaign import apply_campaigns, concerns, runs


class EcomPriceReader(models.AbstractModel):
    """Prices are lowered by the campaigns that run."""

    _inherit = "ecom.price.reader"

    @api.model
    def _campaigns(self, store, offers, products, currency, region, at):
        offers = super()._campaigns(store, offers, products, currency, region, at)
        region_id = (region and region.id) or None
        running = [
            campaign
            for campaign in self.env["ecom.price.campaign"]._of_store(store.id)
            if runs(campaign, at) and concerns(campaign, currency.id, region_id)
        ]
        if not running:
            return offers
        covered = self._campaign_products(running, products.values())
        lowered = {}
        for key, offer in offers.items():
            product = products[key]._origin
            chosen = covered[product.product_tmpl_id.id]
            theirs = [
                campaign
                for campaign in running
                if campaign.everything or {(campaign.id, None), (campaign.id, product.id)} & chosen
            ]
            lowered[key] = offer and apply_campaigns(
                offer, theirs, currency.id, currency.decimal_places
            )
        return lowered

    @api.model
    def _campaign_products(self, campaigns, products):
        """Return what :meth:`ecom.price.campaign._covered` does, of campaigns for chosen products, with one query."""
        selective = [campaign.id for campaign in campaigns if not campaign.everything]
        templates = {product.product_tmpl_id._origin.id for product in products}
        return self.env["ecom.price.campaign"]._covered(selective, templates)
