from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from ..domain.campaign_terms import from_json, to_json
from ..domain.timeline import TermsChange


class EcomPriceCampaignChange(models.Model):
    """What a campaign did to prices from when on. Rows are only ever added: they prove what was offered."""

    _name = "ecom.price.campaign.change"
    _description = "Campaign Change"
    _log_access = False
    _order = "id desc"
    _rec_name = "campaign_id"

    campaign_id = fields.Many2one(
        "ecom.price.campaign", required=True, readonly=True, index=True, ondelete="cascade"
    )
    store_id = fields.Many2one(
        "ecom.store", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    terms = fields.Json(readonly=True, help="Empty: it was switched off.")
    changed_at = fields.Datetime(string="On", required=True, readonly=True)
    user_id = fields.Many2one("res.users", string="By", readonly=True)

    def write(self, vals):  # pylint: disable=method-required-super
        raise AccessError(self.env._("The history of prices cannot be changed."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise AccessError(self.env._("The history of prices cannot be deleted."))

    @api.model
    def _trail(self, store_id):
        """Return how the terms of a store's campaigns changed, oldest first (:class:`~.domain.timeline.TermsChange`)."""
        self.flush_model()
        rows = self.env.execute_query(
            SQL(
                "SELECT changed_at, campaign_id, terms FROM ecom_price_campaign_change WHERE store_id = %s ORDER BY id",
                store_id,
            )
        )
        return [
            TermsChange(at, campaign, terms and from_json(terms)) for at, campaign, terms in rows
        ]


class EcomPriceCampaign(models.Model):
    _inherit = "ecom.price.campaign"

    def _record_terms(self):
        """Note in the history what campaigns do from now on, if that is something else than before."""
        now = fields.Datetime.now()
        changes = self.env["ecom.price.campaign.change"].sudo()  # sudo: nobody else may add any
        for campaign in self:
            running = campaign.is_on and not campaign.is_cancelled
            terms = to_json(campaign._terms()) if running else None
            latest = changes.search([("campaign_id", "=", campaign.id)], limit=1)
            if terms != (latest.terms or None):
                changes.create(
                    {
                        "campaign_id": campaign.id,
                        "store_id": campaign.store_id.id,
                        "company_id": campaign.company_id.id,
                        "terms": terms or False,
                        "changed_at": now,
                        "user_id": self.env.uid,
                    }
                )
            campaign._record_covers()
            self.env["ecom.price.timeline"]._note_covered(campaign)
