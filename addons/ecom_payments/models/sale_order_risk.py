from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..domain import risk_policy

RISK_LEVELS = [("low", "Low"), ("medium", "Medium"), ("high", "High")]
#: Written by what holds and releases orders.
_HOLD = frozenset({"ecom_hold", "ecom_hold_reason"})


class SaleOrder(models.Model):
    """How likely an order comes back, as known when it was placed, and what was done about it."""

    _inherit = "sale.order"

    ecom_risk_score = fields.Float(
        string="Risk of Return",
        digits=(5, 1),
        readonly=True,
        copy=False,
        aggregator="avg",
        help="Percent, estimated when the order was placed: of 100 orders like this one, so many parcels come back "
        "undelivered. It speaks of such orders, it does not judge this customer: most parcels of a high risk arrive.",
    )
    ecom_risk_level = fields.Selection(
        RISK_LEVELS,
        string="Risk Level",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="By the store's limits when the order was placed.",
    )
    ecom_risk_reasons = fields.Json(readonly=True, copy=False)
    ecom_risk_reason_text = fields.Text(
        string="Main Reasons",
        compute="_compute_ecom_risk_reason_text",
        help="What raises (▲) or lowers (▼) this order's risk most, compared with an average order of the store.",
    )
    ecom_risk_explanation = fields.Char(
        string="What It Says", compute="_compute_ecom_risk_reason_text"
    )
    ecom_risk_model_id = fields.Many2one(
        "ecom.risk.model",
        string="Risk Model",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="Empty: fixed points, while the store's history is too thin to learn from.",
    )
    ecom_risk_scorer = fields.Char(
        string="Scored By",
        readonly=True,
        copy=False,
        help="Which model or rules worked the risk out.",
    )
    ecom_risk_policy_id = fields.Many2one(
        "ecom.risk.policy",
        string="Risk Policy",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    ecom_risk_arm = fields.Selection(
        [(risk_policy.POLICY, "Treated"), (risk_policy.CONTROL, "Left alone")],
        string="Policy Group",
        readonly=True,
        copy=False,
        help="Whether the policy acted, or the order was drawn to be left alone, to measure the policy by. The draw "
        "follows from the order's public id.",
    )
    ecom_hold = fields.Selection(
        [(risk_policy.CONFIRM, "To be confirmed"), (risk_policy.REVIEW, "To be looked at")],
        string="On Hold",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="Its parcels cannot leave until somebody releases it.",
    )
    ecom_hold_reason = fields.Char(string="Why on Hold", readonly=True, copy=False)

    # orders are scored by the history of their phone number
    _ecom_phone_index = models.Index(
        "(ecom_phone, ecom_store_id) WHERE ecom_phone IS NOT NULL AND ecom_placed_at IS NOT NULL"
    )

    @api.depends("ecom_risk_reasons", "ecom_risk_score")
    @api.depends_context("lang")
    def _compute_ecom_risk_reason_text(self):
        texts = self.env["ecom.risk.texts"]
        for order in self:
            order.ecom_risk_reason_text = "\n".join(
                texts.sentence(reason) for reason in order.ecom_risk_reasons or []
            )
            order.ecom_risk_explanation = order.ecom_risk_level and self.env._(
                "Of 100 orders like this one, about %(count)s come back undelivered. This is a figure about such "
                "orders, estimated when the order was placed. It is no judgement of this customer.",
                count=round(order.ecom_risk_score),
            )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._ecom_refuse_hold(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._ecom_refuse_hold(vals)
        return super().write(vals)

    def _ecom_refuse_hold(self, vals):
        """Orders are held by policies and rules, and released by a button that says who did it."""
        if _HOLD & vals.keys() and not self.env.su:
            raise UserError(self.env._("Release the order instead of writing its hold."))

    def _ecom_set_hold(self, hold, reason=False):
        # sudo: by what may hold and release orders, never by whoever may write them
        self.sudo().write({"ecom_hold": hold, "ecom_hold_reason": reason})

    def _action_cancel(self):
        """A cancelled order waits for nobody."""
        result = super()._action_cancel()
        held = self.filtered("ecom_hold")
        if held:
            held._ecom_set_hold(False)
        return result

    def action_ecom_release(self):
        """Let the parcels of held orders leave. Who did it is in the timeline."""
        if not self.env.user.has_group("ecom_base.group_ecom_order_desk") and not self.env.su:
            raise AccessError(self.env._("Only the order desk releases orders."))
        self.check_access("write")
        for order in self.filtered("ecom_hold"):
            self.env["ecom.payment.event"]._record(
                order, "released", message=order.ecom_hold_reason
            )
            order._ecom_set_hold(False)

    def _ecom_refuse_if_held(self):
        """Stop what would send goods of held orders off.

        :raise UserError: naming the order and why it is held
        """
        for order in self.filtered("ecom_hold"):
            raise UserError(
                self.env._(
                    "%(order)s is on hold: %(reason)s Release it first.",
                    order=order.name,
                    reason=order.ecom_hold_reason,
                )
            )
