import logging
from collections import defaultdict

from odoo import api, fields, models
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL

_logger = logging.getLogger(__name__)

_PENDING = "ecom_pricing.timeline"
BATCH = 500  # products in one transaction of the lane
_RETRY_MINUTES = 5


class EcomPriceTimeline(models.AbstractModel):
    """Keeps ``ecom.price.interval`` true to the history of prices and campaigns.

    Whoever changes a price only notes the product; one lane, woken by the commit, works out its timeline afterwards.
    So a price costs one more row to write, and a million of them do not wait for their timelines. What was noted is
    deleted in the transaction that writes the timelines: a kill at any line loses nothing.
    """

    _name = "ecom.price.timeline"
    _description = "Timelines of Prices"
    _inherit = ["ecom.price.timeline.replay", "ecom.lane.mixin"]

    # --- noting ---

    @api.model
    def _note(self, template_ids):
        """Note products (``product.template`` ids) whose prices changed. For whatever writes ``ecom.price.change``."""
        data = self.env.cr.precommit.data
        if _PENDING not in data:
            data[_PENDING] = set()
            self.env.cr.precommit.add(self._insert_pending)
        data[_PENDING].update(template_ids)

    @api.model
    def _insert_pending(self):
        self._insert(self.env.cr.precommit.data.pop(_PENDING, ()))

    @api.model
    def _insert(self, template_ids):
        if template_ids:
            self._insert_select(SQL("SELECT unnest(%s::int[])", list(template_ids)))

    @api.model
    def _insert_select(self, templates, moment=None):
        """Note the products that SQL selects, now or for a moment to come (naive UTC)."""
        self.env.cr.execute(
            SQL(
                "INSERT INTO ecom_price_interval_dirty (product_tmpl_id, due_at) SELECT id, %s FROM (%s) AS product(id)",
                moment or fields.Datetime.now(),
                templates,
            )
        )
        self._wake([0])

    @api.model
    def _note_campaign(self, campaign_id, moment):
        """Have everything that a campaign is for looked at when it starts or ends."""
        # no trigger: the lane also runs every minute
        self.env.cr.execute(
            "INSERT INTO ecom_price_interval_dirty (campaign_id, due_at) VALUES (%s, %s)",
            [campaign_id, moment],
        )

    @api.model
    def _note_covered(self, campaign):
        """Note every product that a campaign is, or was, for."""
        prices = SQL(
            "SELECT DISTINCT product_tmpl_id FROM ecom_product_price WHERE store_id = %s",
            campaign.store_id.id,
        )
        covers = SQL(
            "SELECT DISTINCT product_tmpl_id FROM ecom_price_campaign_cover WHERE campaign_id = %s",
            campaign.id,
        )
        was_for_all = any((change.terms or {}).get("everything") for change in campaign.change_ids)
        self._insert_select(prices if was_for_all else covers)

    # --- working off ---

    @api.model
    def _run_lane(self, lane, lanes):
        progress = self.env["ir.cron"]
        while done := self._work_off():
            remaining = self._count_due()
            self.env.invalidate_all()
            if not progress._commit_progress(done, remaining=remaining):
                break

    @api.model
    def _work_off(self):
        """Handle what is due, up to a batch.

        :return: int, how many notes
        """
        now = fields.Datetime.now()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT id, product_tmpl_id, campaign_id FROM ecom_price_interval_dirty
                 WHERE due_at <= %s ORDER BY id LIMIT %s
                """,
                now,
                BATCH,
            )
        )
        self._cross_boundaries({campaign_id for _id, _product, campaign_id in rows if campaign_id})
        self._delete([row_id for row_id, _product, _campaign in rows])
        self._derive_or_postpone(
            sorted({template_id for _id, template_id, _c in rows if template_id})
        )
        return len(rows)

    @api.model
    def _delete(self, ids):
        self.env.cr.execute(SQL("DELETE FROM ecom_price_interval_dirty WHERE id = ANY(%s)", ids))

    @api.model
    def _cross_boundaries(self, campaign_ids):
        """Let the shop follow campaigns that just started or ended."""
        # sudo: the lane works for all companies
        campaigns = self.env["ecom.price.campaign"].sudo().browse(campaign_ids).exists()
        for campaign in campaigns.filtered("is_on"):
            campaign._record_covers()
            campaign._mark_shown()
            campaign.store_id.price_version += 1
            self._note_covered(campaign)

    @api.model
    def _derive_or_postpone(self, template_ids):
        """Work timelines out; one that cannot be must not hold up the others."""
        if not template_ids:
            return
        try:
            with self.env.cr.savepoint():
                self._derive(template_ids)
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            raise  # the whole transaction has to run again
        except Exception:
            if len(template_ids) > 1:
                for template_id in template_ids:
                    self._derive_or_postpone([template_id])
                return
            _logger.exception("The timeline of product %s cannot be worked out", template_ids[0])
            later = fields.Datetime.add(fields.Datetime.now(), minutes=_RETRY_MINUTES)
            self._insert_select(SQL("SELECT %s", template_ids[0]), later)

    @api.model
    def _derive(self, template_ids):
        """Make the timelines of products true, and note when they change next.

        :param template_ids: list of ``product.template`` ids
        """
        campaigns = self.env["ecom.price.campaign"].sudo()  # sudo: see _cross_boundaries
        campaigns.browse(campaigns._selective_ids())._record_covers(template_ids)
        self._delete_noted(template_ids)
        wanted, coming = self._replay(template_ids, fields.Datetime.now())
        self._store(template_ids, wanted)
        later = defaultdict(list)
        for template_id, moment in coming.items():
            later[moment].append(template_id)
        for moment, ids in later.items():
            self._insert_select(SQL("SELECT unnest(%s::int[])", ids), moment)

    @api.model
    def _delete_noted(self, template_ids):
        """Delete all notes of products that are in sight. Those committed later stay, and are worked off next."""
        self.env.cr.execute(
            SQL(
                "DELETE FROM ecom_price_interval_dirty WHERE product_tmpl_id = ANY(%s)",
                template_ids,
            )
        )

    @api.model
    def _rebuild(self):
        """Have every timeline worked out again from the history. Returns at once; what is true already stays."""
        self._insert_select(SQL("SELECT DISTINCT product_tmpl_id FROM ecom_price_change"))

    @api.model
    def _backlog(self):
        return SQL(
            """
            SELECT count(*), 0, min(due_at) FROM ecom_price_interval_dirty
             WHERE due_at <= now() AT TIME ZONE 'UTC'
            """
        )

    @api.model
    def _count_due(self):
        """Return how much is left to do, counting no further than matters."""
        self.env.cr.execute(
            SQL(
                "SELECT count(*) FROM (SELECT FROM ecom_price_interval_dirty WHERE due_at <= %s LIMIT 1000) due",
                fields.Datetime.now(),
            )
        )
        return self.env.cr.fetchone()[0]
