from odoo import api, fields, models
from odoo.tools import SQL


class EcomPriceCampaignCover(models.Model):
    """Which products a campaign was for, from when to when: products join and leave categories while it runs."""

    _name = "ecom.price.campaign.cover"
    _description = "Product of a Campaign"
    _log_access = False
    _order = "since desc, id desc"
    _rec_name = "product_tmpl_id"

    campaign_id = fields.Many2one(
        "ecom.price.campaign", required=True, readonly=True, index=True, ondelete="cascade"
    )
    product_tmpl_id = fields.Many2one(
        "product.template", string="Product", required=True, readonly=True, index=True, ondelete="cascade"
    )  # fmt: skip
    product_id = fields.Many2one(
        "product.product", string="Variant", readonly=True, ondelete="cascade"
    )
    since = fields.Datetime(required=True, readonly=True)
    until = fields.Datetime(readonly=True)


class EcomPriceCampaign(models.Model):
    _inherit = "ecom.price.campaign"

    @api.model
    def _selective_ids(self):
        """Return the ids of the campaigns that are on, not over, and for chosen products: list[int]."""
        now = fields.Datetime.now()
        stores = self.env["ecom.store"]._ecom_priced_store_ids()
        return [
            campaign.id
            for store_id in stores
            for campaign in self._of_store(store_id)
            if not campaign.everything and (campaign.ends_at is None or campaign.ends_at > now)
        ]

    def _record_covers(self, template_ids=None):
        """Note which products joined or left these campaigns.

        :param template_ids: look only at these; None: at all
        """
        now = fields.Datetime.now()
        campaigns = self.filtered(
            lambda one: one.target == "chosen" and one._state_at(now) in ("scheduled", "running")
        )
        if not campaigns:
            return
        only = SQL("TRUE")
        if template_ids is not None:
            only = SQL("product_tmpl_id = ANY(%s)", list(template_ids))
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                WITH chosen AS MATERIALIZED (%(chosen)s),
                     noted AS MATERIALIZED (
                        SELECT id, campaign_id, product_tmpl_id, product_id FROM ecom_price_campaign_cover
                         WHERE campaign_id = ANY(%(campaigns)s) AND until IS NULL AND %(only)s),
                     gone AS (
                        UPDATE ecom_price_campaign_cover cover SET until = %(now)s FROM noted
                         WHERE cover.id = noted.id AND NOT EXISTS (
                               SELECT FROM chosen WHERE chosen.campaign_id = noted.campaign_id
                                  AND chosen.product_tmpl_id = noted.product_tmpl_id
                                  AND chosen.product_id IS NOT DISTINCT FROM noted.product_id))
                INSERT INTO ecom_price_campaign_cover (campaign_id, product_tmpl_id, product_id, since)
                SELECT campaign_id, product_tmpl_id, product_id, %(now)s FROM chosen
                 WHERE NOT EXISTS (
                       SELECT FROM noted WHERE noted.campaign_id = chosen.campaign_id
                          AND noted.product_tmpl_id = chosen.product_tmpl_id
                          AND noted.product_id IS NOT DISTINCT FROM chosen.product_id)
                """,
                chosen=self._covered_sql(campaigns.ids, template_ids),
                campaigns=campaigns.ids,
                only=only,
                now=now,
            )
        )
        self.env["ecom.price.campaign.cover"].invalidate_model()


class EcomCatalogDirty(models.Model):
    _inherit = "ecom.catalog.dirty"

    @api.model
    def _insert_products(self, template_ids, product_ids):
        # a product may have joined or left what a campaign is for
        if template_ids and self.env["ecom.price.campaign"]._selective_ids():
            self.env["ecom.price.timeline"]._insert(template_ids)
        return super()._insert_products(template_ids, product_ids)
