from collections import defaultdict
from decimal import Decimal

from odoo import api, fields, models, tools
from odoo.tools import SQL

from ..domain.campaign import Campaign
from ..domain.price_check import to_amount

#: Of what a campaign does to prices.
_TERMS = frozenset(
    {
        "store_id",
        "kind",
        "percent",
        "use_ending",
        "currency_ids",
        "line_ids",
        "target",
        "category_ids",
        "tag_ids",
        "product_tmpl_ids",
        "product_ids",
        "region_ids",
        "starts_at",
        "ends_at",
        "start_day",
        "start_time",
        "end_day",
        "end_time",
        "priority",
        "exclusive",
        "is_on",
        "stopped_at",
    }
)
_COVERED = """
    SELECT rel.ecom_price_campaign_id AS campaign_id, rel.product_template_id AS product_tmpl_id, NULL::int AS product_id
      FROM ecom_price_campaign_product_template_rel rel
     WHERE rel.ecom_price_campaign_id = ANY(%(campaigns)s) AND %(of_rel)s
    UNION
    SELECT chosen.ecom_price_campaign_id, rel.product_tmpl_id, NULL
      FROM ecom_category_ecom_price_campaign_rel chosen
      JOIN ecom_category above ON above.id = chosen.ecom_category_id
      JOIN ecom_category below ON below.parent_path LIKE above.parent_path || '%%'
      JOIN ecom_category_product_rel rel ON rel.category_id = below.id
     WHERE chosen.ecom_price_campaign_id = ANY(%(campaigns)s) AND %(of_category)s
    UNION
    SELECT chosen.ecom_price_campaign_id, rel.product_template_id, NULL
      FROM ecom_price_campaign_product_tag_rel chosen
      JOIN product_tag_product_template_rel rel ON rel.product_tag_id = chosen.product_tag_id
     WHERE chosen.ecom_price_campaign_id = ANY(%(campaigns)s) AND %(of_rel)s
    UNION
    SELECT chosen.ecom_price_campaign_id, variant.product_tmpl_id, variant.id
      FROM ecom_price_campaign_product_product_rel chosen
      JOIN product_product variant ON variant.id = chosen.product_product_id
     WHERE chosen.ecom_price_campaign_id = ANY(%(campaigns)s) AND %(of_variant)s
"""


class EcomPriceCampaign(models.Model):
    """What campaigns do to prices: their terms, as every request needs them, and the products they are for."""

    _name = "ecom.price.campaign"
    _inherit = ["ecom.price.campaign", "ecom.cached.mixin"]
    _cached_fields = _TERMS

    @api.model
    @tools.ormcache("store_id")
    def _of_store(self, store_id):
        """Return every campaign of a store that is switched on, whatever its dates: tuple of
        :class:`~.domain.campaign.Campaign`. None is the usual case, and costs readers nothing.
        """
        # sudo: prices are for everybody
        campaigns = self.sudo().search([("store_id", "=", store_id), ("is_on", "=", True)])
        return tuple(campaign._terms() for campaign in campaigns if not campaign.is_cancelled)

    def _terms(self):
        """Return what the campaign does (:class:`~.domain.campaign.Campaign`)."""
        self.ensure_one()
        percent = self.kind == "percent"
        rows = self.store_id.sudo().store_currency_ids  # sudo: a setting
        endings = {
            row.currency_id.id: row._ecom_ending() for row in rows if percent and self.use_ending
        }
        return Campaign(
            id=self.id,
            kind=self.kind,
            starts_at=self.starts_at,
            ends_at=self._effective_end() or None,
            percent=to_amount(self.percent) or Decimal(0),
            amounts={}
            if percent
            else {line.currency_id.id: line._exact() for line in self.line_ids},
            endings={currency_id: ending for currency_id, ending in endings.items() if ending},
            currency_ids=frozenset(self.currency_ids.ids) or None,
            region_ids=frozenset(self.region_ids.ids) or None,
            priority=self.priority,
            exclusive=self.exclusive,
            everything=self.target == "all",
        )

    @api.model
    def _covered(self, campaign_ids, template_ids):
        """Return which of some products campaigns are for.

        :return: defaultdict[template id, set of (campaign id, variant id or None: all variants)]
        """
        found = defaultdict(set)
        if campaign_ids and template_ids:
            self.env.cr.execute(self._covered_sql(campaign_ids, template_ids))
            for campaign_id, template_id, product_id in self.env.cr.fetchall():
                found[template_id].add((campaign_id, product_id))
        return found

    @api.model
    def _covered_sql(self, campaign_ids, template_ids=None):
        """Return SQL of the products that campaigns chose: rows (campaign_id, product_tmpl_id, product_id or null).

        :param template_ids: only of these; None: of all
        """

        def only(column):
            if template_ids is None:
                return SQL("TRUE")
            return SQL("%s = ANY(%s)", SQL(column), list(template_ids))

        return SQL(
            _COVERED,
            campaigns=list(campaign_ids),
            of_rel=only("rel.product_template_id"),
            of_category=only("rel.product_tmpl_id"),
            of_variant=only("variant.product_tmpl_id"),
        )

    # --- what follows from changes ---

    @api.model_create_multi
    def create(self, vals_list):
        campaigns = super().create(vals_list)
        campaigns._terms_changed()
        return campaigns

    def write(self, vals):
        concerned = self if _TERMS & vals.keys() else self.browse()
        concerned._mark_shown()
        result = super().write(vals)
        concerned._terms_changed()
        return result

    def _terms_changed(self):
        """Let everything follow that shows prices: caches, the catalogue, the history."""
        on = self.filtered(lambda one: one.is_on or one.change_ids)
        if not on:
            return
        self.env.flush_all()
        self.env.registry.clear_cache()
        on._record_terms()
        on._mark_shown()
        on._note_boundaries()
        for store in on.store_id.sudo():  # sudo: a price editor need not edit stores
            store.price_version += 1

    def _mark_shown(self):
        """Note the products whose prices the shop may show differently."""
        dirty = self.env["ecom.catalog.dirty"]
        on = self.filtered("is_on")
        for campaign in on.filtered(lambda one: one.target == "all"):
            dirty._mark_all([campaign.store_id.id])
        chosen = on.filtered(lambda one: one.target == "chosen")
        if chosen:
            rows = self.env.execute_query(
                SQL("SELECT DISTINCT product_tmpl_id FROM (%s) c", self._covered_sql(chosen.ids))
            )
            dirty._mark_templates([template_id for (template_id,) in rows])

    def _note_boundaries(self):
        """Have prices looked at again when campaigns start and end."""
        now = fields.Datetime.now()
        for campaign in self.filtered("is_on"):
            for moment in (campaign.starts_at, campaign.ends_at):
                if moment and moment > now:
                    self.env["ecom.price.timeline"]._note_campaign(campaign.id, moment)
