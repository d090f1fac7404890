from dataclasses import replace

from odoo import api, models
from odoo.tools import SQL


class EcomStorefrontPrices(models.AbstractModel):
    """What the storefront is told of a reduction: by which campaign, and what it has to be compared with."""

    _inherit = "ecom.storefront.prices"

    @api.model
    def _more_facts(self, store, template_ids, code, region, now):
        """Campaigns begin and end by themselves, and products join and leave them. Their terms count in the store's
        version of prices, so without any that could run there is nothing to look up.
        """
        campaigns = self.env["ecom.price.campaign"]
        coming = [
            one for one in campaigns._of_store(store.id) if one.ends_at is None or one.ends_at > now
        ]
        if not coming:
            return super()._more_facts(store, template_ids, code, region, now)
        self.env.cr.execute(
            SQL(
                """
                SELECT (SELECT array_agg(DISTINCT campaign_id ORDER BY campaign_id) FROM (%(covered)s) chosen),
                       (SELECT md5(string_agg(concat_ws(':', campaign_id, product_tmpl_id, product_id), ','
                                              ORDER BY campaign_id, product_tmpl_id, product_id))
                          FROM (%(covered)s) chosen),
                       (SELECT concat_ws(':', max(id), count(*)) FROM ecom_price_interval
                         WHERE store_id = %(store)s AND product_tmpl_id = ANY(%(templates)s))
                """,
                covered=campaigns._covered_sql([one.id for one in coming], template_ids),
                store=store.id,
                templates=template_ids,
            )
        )
        covering, *facts = self.env.cr.fetchone()
        moments = [
            moment
            for one in coming
            if one.everything or one.id in (covering or ())
            for moment in (one.starts_at, one.ends_at)
            if moment and moment > now
        ]
        return facts, min(moments, default=None)

    @api.model
    def _more_terms(self, store, offers, products, currency, region, country):
        """Return the parts of items about reductions: the campaign, and the lowest price of the 30 days before."""
        theirs = {key: offer for key, offer in offers.items() if key[1] is None and offer}
        chosen = {key[0]: offer for key, offer in theirs.items()}
        variants = self.env["product.product"].union(*(products[key] for key in theirs))
        references = self.env["ecom.price.omnibus"]._reference(
            store, variants, currency, region, offers=chosen
        )
        shown = self._gross_references(
            store, chosen, references, variants, currency, region, country
        )
        return {
            product_id: self._campaign_terms(offer) | shown.get(product_id, {})
            for product_id, offer in chosen.items()
        }

    @api.model
    def _campaign_terms(self, offer):
        if not offer.campaign_id:
            return {}
        # sudo: what customers may know of a campaign
        campaign = self.env["ecom.price.campaign"].sudo().browse(offer.campaign_id)
        ends_at = campaign._effective_end() or None
        terms = {"campaign": {"name": campaign.name, "endsAt": ends_at}}
        ends = [moment for moment in (ends_at, offer.row.valid_to) if moment]
        return terms | ({"validUntil": min(ends)} if ends else {})

    @api.model
    def _gross_references(self, store, offers, references, products, currency, region, country):
        """Return references as customers see prices, with their taxes: dict by variant id."""
        found = {product_id: one for product_id, one in references.items() if one}
        compared = {
            product_id: replace(offers[product_id], amount=one.amount, compare_at=None)
            for product_id, one in found.items()
            if one.amount is not None
        }
        gross = self.env["ecom.catalog"]._catalog_offer_prices(
            store,
            compared,
            {product.id: product for product in products},
            currency,
            region,
            country,
        )
        return {
            product_id: {
                "reference30d": {
                    "amount": gross[product_id].amount if product_id in compared else None,
                    "from": one.start,
                    "to": one.end,
                    "announceable": one.announceable,
                    "percent": one.percent,
                    "insufficientHistory": one.insufficient_history,
                }
            }
            for product_id, one in found.items()
        }
