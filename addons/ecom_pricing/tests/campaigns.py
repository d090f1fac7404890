"""Campaigns and timelines in tests."""

from odoo import Command

from odoo.addons.ecom_base.tests.lanes import LaneTools

from .common import PricingMixin


class CampaignMixin(LaneTools, PricingMixin):
    """Put it before ``EcomCase`` or ``ApiCase``."""

    @classmethod
    def make_campaign(cls, *products, switch_on=True, amounts=None, **values):
        """Create a campaign for variants' products; none: for all products. ``amounts`` by currency code."""
        campaign = cls.env["ecom.price.campaign"].create(
            {
                "name": "Sale",
                "store_id": cls.store.id,
                "target": "chosen" if products else "all",
                "product_tmpl_ids": [
                    Command.set([product.product_tmpl_id.id for product in products])
                ],
                "line_ids": [
                    Command.create({"currency_id": cls.currency(code).id, "amount": amount})
                    for code, amount in (amounts or {}).items()
                ],
                **values,
            }
        )
        if switch_on:
            campaign.action_switch_on()
        return campaign

    def offer(self, product, code="INR", **options):
        """Return (amount, compare-at price) that the store asks for one unit, or None."""
        offers = self.env["ecom.price.reader"]._offers(
            self.store, product, self.currency(code), **options
        )
        found = offers[product.id]
        return found and (found.amount, found.compare_at)

    def settle_timeline(self):
        """Do what happens within moments of a commit: note what changed, and let the lane work it off."""
        self.env.flush_all()
        self.env.cr.precommit.run()
        self.run_lane("ecom.price.timeline")
        self.env.invalidate_all()

    def timeline(self, product, code="INR", **values):
        """Return what a product was offered at: list of (amount, from, to)."""
        intervals = self.env["ecom.price.interval"].search(
            [
                ("product_tmpl_id", "=", product.product_tmpl_id.id),
                ("currency_id", "=", self.currency(code).id),
                ("product_id", "=", values.get("variant", False)),
                ("region_id", "=", values.get("region", False)),
            ],
            order="start_at",
        )
        return [(one.amount, one.start_at, one.end_at or None) for one in intervals]
