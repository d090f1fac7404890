from odoo import fields, models
from odoo.tools import SQL

from .sale_order import PAYMENT_TYPES
from .sale_order_risk import RISK_LEVELS
from .stock_picking import OUTCOMES


class EcomRtoReport(models.Model):
    """Every parcel that left, with what it was sent off as and how it ended: what rates of return are made of.

    A rate is the average of ``rate``, which is empty where the end is not known or does not count: the database leaves
    such parcels out of an average.
    """

    _name = "ecom.rto.report"
    _description = "Returns to Origin"
    _auto = False
    _order = "dispatched_at desc, id desc"
    _rec_name = "picking_id"

    picking_id = fields.Many2one("stock.picking", string="Parcel", readonly=True)
    order_id = fields.Many2one("sale.order", readonly=True)
    store_id = fields.Many2one("ecom.store", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    dispatched_at = fields.Datetime(string="Sent Off", readonly=True)
    payment_type = fields.Selection(
        PAYMENT_TYPES, string="Sent Off As", readonly=True, help="Payment type when it left."
    )
    outcome = fields.Selection(OUTCOMES, readonly=True)
    carrier_id = fields.Many2one("delivery.carrier", readonly=True)
    state_id = fields.Many2one("res.country.state", readonly=True)
    zip = fields.Char(string="PIN Code", readonly=True)
    risk_level = fields.Selection(RISK_LEVELS, readonly=True)
    risk_score = fields.Float(
        string="Risk of Return (%)", digits=(5, 1), readonly=True, aggregator="avg"
    )
    risk_band = fields.Integer(
        string="Risk Up To (%)", readonly=True, aggregator=None, help="In steps of ten percent."
    )
    policy_id = fields.Many2one("ecom.risk.policy", readonly=True)
    policy_arm = fields.Selection(
        [("policy", "Treated"), ("control", "Left alone")], string="Policy Group", readonly=True
    )
    final = fields.Integer(
        string="Ended",
        readonly=True,
        help="Delivered or returned to origin. Lost ones do not count.",
    )
    returned = fields.Integer(string="Returned to Origin", readonly=True)
    pending = fields.Integer(string="On the Way", readonly=True)
    rate = fields.Float(
        string="RTO Rate (%)",
        digits=(5, 1),
        readonly=True,
        aggregator="avg",
        help="Returned to origin / (delivered + returned to origin), of the parcels whose end is known.",
    )
    value = fields.Monetary(readonly=True, help="Total of the order, in the company's currency.")
    final_value = fields.Monetary(string="Value Ended", readonly=True)
    returned_value = fields.Monetary(string="Value Returned", readonly=True)

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT p.id, p.id AS picking_id, o.id AS order_id, o.ecom_store_id AS store_id, p.company_id, c.currency_id,
                   p.date_done AS dispatched_at, COALESCE(p.ecom_dispatch_type, o.ecom_payment_type) AS payment_type,
                   p.ecom_outcome AS outcome, p.carrier_id, o.ecom_ship_state_id AS state_id, o.ecom_ship_zip AS zip,
                   o.ecom_risk_level AS risk_level, o.ecom_risk_score AS risk_score,
                   LEAST(10 * (1 + floor(o.ecom_risk_score / 10)), 100)::int AS risk_band,
                   o.ecom_risk_policy_id AS policy_id, o.ecom_risk_arm AS policy_arm,
                   (p.ecom_outcome IN ('delivered', 'rto_received'))::int AS final,
                   (p.ecom_outcome = 'rto_received')::int AS returned,
                   (p.ecom_outcome NOT IN ('delivered', 'rto_received', 'lost', 'cancelled'))::int AS pending,
                   CASE p.ecom_outcome WHEN 'rto_received' THEN 100.0 WHEN 'delivered' THEN 0.0 END AS rate,
                   v.value,
                   CASE WHEN p.ecom_outcome IN ('delivered', 'rto_received') THEN v.value ELSE 0 END AS final_value,
                   CASE WHEN p.ecom_outcome = 'rto_received' THEN v.value ELSE 0 END AS returned_value
              FROM stock_picking p
              JOIN sale_order o ON o.id = p.sale_id
              JOIN res_company c ON c.id = p.company_id
        CROSS JOIN LATERAL (SELECT o.amount_total / COALESCE(NULLIF(o.currency_rate, 0), 1) AS value) v
             WHERE p.state = 'done' AND p.ecom_outcome IS NOT NULL AND o.ecom_store_id IS NOT NULL
            """
        )

    def action_open_order(self):
        """Show the order of a parcel."""
        action = self.env["ir.actions.act_window"]._for_xml_id("ecom_base.ecom_order_action")
        form = self.env.ref("sale.view_order_form").id
        return action | {"res_id": self.order_id.id, "view_mode": "form", "views": [(form, "form")]}
