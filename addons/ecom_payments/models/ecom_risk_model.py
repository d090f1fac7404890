from odoo import api, fields, models, tools

from ..domain.risk_model import Model

_KEPT = 12


class EcomRiskModel(models.Model):
    """What a store has learnt about which orders come back. Numbers only: no code is stored or loaded."""

    _name = "ecom.risk.model"
    _description = "Risk Model"
    _inherit = ["ecom.cached.mixin"]
    _order = "id desc"
    _rec_name = "name"

    name = fields.Char(required=True, readonly=True)
    version = fields.Integer(readonly=True, aggregator=None)
    store_id = fields.Many2one(
        "ecom.store", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="store_id.company_id", store=True, index=True)
    active = fields.Boolean(
        default=True, readonly=True, help="Scores new orders. At most one model of a store does."
    )
    trained_at = fields.Datetime(required=True, readonly=True)
    order_count = fields.Integer(
        string="Orders", readonly=True, help="Orders with a known end that it was learnt from."
    )
    returned_count = fields.Integer(string="Returned", readonly=True)
    base_rate = fields.Float(
        string="Share Returned",
        readonly=True,
        aggregator=None,
        help="Of the orders that it was learnt from.",
    )
    parameters = fields.Json(readonly=True, help="Figures, weights and calibration.")
    held_out = fields.Json(readonly=True)
    held_out_count = fields.Integer(
        string="Judged On",
        readonly=True,
        help="Later orders that it was judged on: a model learnt from earlier orders only had to foretell them.",
    )
    auc = fields.Float(
        string="Ranking",
        digits=(4, 3),
        readonly=True,
        aggregator=None,
        help="AUC: how often an order that came back had the higher score than one that was delivered. 0.5 is chance, "
        "1 is perfect.",
    )
    rules_auc = fields.Float(
        string="Ranking of the Rules",
        digits=(4, 3),
        readonly=True,
        aggregator=None,
        help="AUC of the fixed points on the same orders.",
    )
    brier = fields.Float(
        string="Error",
        digits=(4, 4),
        readonly=True,
        aggregator=None,
        help="Brier score: mean squared distance between risk and what happened. Less is better.",
    )
    rules_brier = fields.Float(
        string="Error of the Rules", digits=(4, 4), readonly=True, aggregator=None
    )
    verdict = fields.Char(readonly=True, help="Why it is used, or not.")
    weight_html = fields.Html(string="What Counts", compute="_compute_tables")
    bin_html = fields.Html(string="Foretold and Happened", compute="_compute_tables")

    _one_active = models.UniqueIndex("(store_id) WHERE active")

    @api.depends("parameters", "held_out")
    @api.depends_context("lang")
    def _compute_tables(self):
        labels = self.env["ecom.risk.texts"].figure_labels()
        for record in self:
            weights = sorted(
                (record.parameters or {}).get("weights", []),
                key=lambda weight: -abs(weight["factor"]),
            )
            bins = ((record.held_out or {}).get("model") or {}).get("bins", [])
            render = self.env["ir.qweb"]._render
            record.weight_html = render(
                "ecom_payments.risk_model_weights",
                {
                    "weights": [(labels[w["name"]], w["factor"]) for w in weights],
                    "largest": max((abs(w["factor"]) for w in weights), default=1) or 1,
                },
            )
            record.bin_html = render("ecom_payments.risk_model_bins", {"bins": bins})

    @api.model
    @tools.ormcache("store_id")
    def _scorer(self, store_id):
        """Return the model that scores a store's orders, or None: (id, name, ``domain.risk_model.Model``)."""
        # sudo: how an order is scored does not depend on who asks
        found = self.sudo().search([("store_id", "=", store_id), ("active", "=", True)], limit=1)
        return (found.id, found.name, Model.from_json(found.parameters)) if found else None

    def _prune(self):
        """Forget the oldest models of a store; orders keep the name of the one that scored them."""
        every = self.with_context(active_test=False).search([("store_id", "in", self.store_id.ids)])
        every[_KEPT:].filtered(lambda model: not model.active).unlink()
