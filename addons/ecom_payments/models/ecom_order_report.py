from odoo import api, fields, models
from odoo.tools import SQL

from .sale_order import ORDER_STATUSES, PAYMENT_STATUSES, PAYMENT_TYPES
from .sale_order_risk import RISK_LEVELS
from .stock_picking import OUTCOMES


class EcomOrderReport(models.Model):
    """Orders and parcels with all that reports group by, one row each: every figure is a sum or a mean of rows.

    Money stands in the row of the order, the end of a parcel in that of the parcel; both know where it went, how it was
    paid and when it was sent off. The RTO rate is the mean of ``rate``, which is empty where the end of a parcel is not
    known or does not count: the database leaves such rows out.
    """

    _name = "ecom.order.report"
    _description = "Order Analysis"
    _auto = False
    _order = "placed_at desc, id desc"
    _rec_name = "order_id"

    kind = fields.Selection([("order", "Order"), ("parcel", "Parcel")], readonly=True)
    order_id = fields.Many2one("sale.order", readonly=True)
    picking_id = fields.Many2one("stock.picking", string="Parcel", readonly=True)
    store_id = fields.Many2one("ecom.store", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    company_currency_id = fields.Many2one("res.currency", readonly=True)
    own_currency = fields.Boolean(
        string="In the Company's Currency",
        readonly=True,
        help="Amounts of several currencies are not to be added up.",
    )
    placed_at = fields.Datetime(string="Placed", readonly=True)
    dispatched_at = fields.Datetime(string="Sent Off", readonly=True)
    payment_type = fields.Selection(
        PAYMENT_TYPES,
        readonly=True,
        help="Of a parcel: when it left. Of an order: as it stands now.",
    )
    placed_type = fields.Selection(
        PAYMENT_TYPES,
        string="Placed As",
        readonly=True,
        help="Payment type that the customer chose, before any conversion.",
    )
    provider_id = fields.Many2one(
        "payment.provider",
        string="Gateway",
        readonly=True,
        help="That took the money, or was asked last. Empty: cash on delivery only.",
    )
    carrier_id = fields.Many2one("delivery.carrier", readonly=True)
    state_id = fields.Many2one("res.country.state", readonly=True)
    zip = fields.Char(string="PIN Code", readonly=True)
    categ_id = fields.Many2one(
        "product.category",
        string="Main Category",
        readonly=True,
        help="Category of the item that costs most: an order counts once.",
    )
    status = fields.Selection(ORDER_STATUSES, string="Order Status", readonly=True)
    payment_status = fields.Selection(PAYMENT_STATUSES, readonly=True)
    outcome = fields.Selection(OUTCOMES, readonly=True, help="Of parcels.")
    risk_level = fields.Selection(RISK_LEVELS, readonly=True)
    risk_score = fields.Float(
        string="Risk of Return (%)", digits=(5, 1), readonly=True, aggregator="avg"
    )
    risk_percent = fields.Integer(string="Risk in Whole Percent", readonly=True, aggregator=None)
    risk_band = fields.Integer(
        string="Risk Up To (%)", readonly=True, aggregator=None, help="In steps of ten percent."
    )
    policy_id = fields.Many2one("ecom.risk.policy", readonly=True)
    policy_arm = fields.Selection(
        [("policy", "Treated"), ("control", "Left alone")], string="Policy Group", readonly=True
    )
    # of orders
    orders = fields.Integer(readonly=True, help="Orders placed, without cancelled ones.")
    cancelled = fields.Integer(readonly=True, help="Orders placed and cancelled since.")
    converted = fields.Integer(
        readonly=True, help="Orders placed with another payment type than they have now."
    )
    revenue = fields.Monetary(readonly=True, help="Totals of orders that are not cancelled.")
    online = fields.Monetary(
        string="Paid Online", readonly=True, help="Received online, before refunds."
    )
    cash = fields.Monetary(
        string="Collected", readonly=True, help="Collected at the door, before refunds."
    )
    refunded = fields.Monetary(readonly=True)
    paid = fields.Monetary(string="Received", readonly=True, help="Received, less refunds.")
    pending = fields.Monetary(readonly=True, help="Still to be paid.")
    # of parcels
    parcels = fields.Integer(readonly=True, help="Parcels that left.")
    final = fields.Integer(
        string="Ended",
        readonly=True,
        help="Delivered or returned to origin. Lost ones do not count.",
    )
    delivered = fields.Integer(readonly=True)
    returned = fields.Integer(string="Returned to Origin", readonly=True)
    on_the_way = fields.Integer(readonly=True)
    rate = fields.Float(
        string="RTO Rate (%)",
        digits=(5, 1),
        readonly=True,
        aggregator="avg",
        help="Returned to origin / (delivered + returned to origin), of the parcels whose end is known.",
    )
    expected = fields.Float(
        string="Returns Expected",
        digits=(16, 1),
        readonly=True,
        help="How many of the ended parcels should have come back by the risk given when the order was placed.",
    )
    value = fields.Monetary(
        string="Value Sent Off", readonly=True, help="Totals of the parcels' orders."
    )
    final_value = fields.Monetary(string="Value Ended", readonly=True)
    returned_value = fields.Monetary(string="Value Returned", readonly=True)
    return_cost = fields.Monetary(
        string="Cost of Returns",
        readonly=True,
        currency_field="company_currency_id",
        help="Freight both ways and the charge of each parcel that came back, as set on its carrier, else on the store, "
        "in the company's currency.",
    )
    write_off = fields.Monetary(
        string="Written Off After Returns",
        readonly=True,
        currency_field="company_currency_id",
        help="Of orders that came back, in the company's currency.",
    )

    @property
    def _table_query(self):
        # joined from the left by their ids: the database leaves out those of which a query wants nothing
        return SQL(
            """
            SELECT f.id, f.kind,
                   f.order_id, f.picking_id, f.store_id, f.company_id, f.currency_id,
                   company.currency_id AS company_currency_id, f.currency_id = company.currency_id AS own_currency,
                   f.placed_at, f.dispatched_at, f.payment_type, f.placed_type, f.provider_id, f.carrier_id, f.state_id,
                   f.zip, f.categ_id, f.status, f.payment_status, f.outcome, f.risk_level, f.risk_score,
                   floor(f.risk_score)::int AS risk_percent,
                   LEAST(10 * (1 + floor(f.risk_score / 10)), 100)::int AS risk_band, f.policy_id, f.policy_arm,
                   (f.kind = 'order' AND f.status <> 'cancelled')::int AS orders,
                   (f.kind = 'order' AND f.status = 'cancelled')::int AS cancelled,
                   (f.kind = 'order' AND f.status <> 'cancelled' AND f.placed_type <> f.payment_type)::int
                       AS converted,
                   CASE WHEN f.kind = 'order' AND f.status <> 'cancelled' THEN f.total ELSE 0 END AS revenue,
                   f.online, f.cash, f.refunded, f.online + f.cash - f.refunded AS paid, f.pending,
                   (f.kind = 'parcel')::int AS parcels,
                   COALESCE(f.outcome IN ('delivered', 'rto_received'), FALSE)::int AS final,
                   COALESCE(f.outcome = 'delivered', FALSE)::int AS delivered,
                   COALESCE(f.outcome = 'rto_received', FALSE)::int AS returned,
                   COALESCE(f.outcome NOT IN ('delivered', 'rto_received', 'lost', 'cancelled'), FALSE)::int
                       AS on_the_way,
                   CASE f.outcome WHEN 'rto_received' THEN 100.0 WHEN 'delivered' THEN 0.0 END AS rate,
                   CASE WHEN f.outcome IN ('delivered', 'rto_received') THEN f.risk_score / 100 END AS expected,
                   CASE WHEN f.kind = 'parcel' THEN f.total ELSE 0 END AS value,
                   CASE WHEN f.outcome IN ('delivered', 'rto_received') THEN f.total ELSE 0 END AS final_value,
                   CASE WHEN f.outcome = 'rto_received' THEN f.total ELSE 0 END AS returned_value,
                   CASE WHEN f.outcome = 'rto_received' THEN COALESCE(%s, store.rto_parcel_cost, 0) ELSE 0 END
                       AS return_cost,
                   CASE WHEN f.kind = 'parcel' THEN f.written_off / f.rate ELSE 0 END AS write_off
              FROM ecom_order_fact f
         LEFT JOIN res_company company ON company.id = f.company_id
         LEFT JOIN ecom_store store ON store.id = f.store_id
         LEFT JOIN delivery_carrier carrier ON carrier.id = f.carrier_id
            """,
            self.env["delivery.carrier"]._ecom_cost_of_return(SQL("f.company_id")),
        )

    @api.model
    def _search(self, domain, *args, **kwargs):
        self.env["ecom.order.fact"]._settle()
        return super()._search(domain, *args, **kwargs)

    def action_open_order(self):
        """Show the order of a row."""
        action = self.env["ir.actions.act_window"]._for_xml_id("ecom_base.ecom_order_action")
        form = self.env.ref("sale.view_order_form").id
        return action | {"res_id": self.order_id.id, "view_mode": "form", "views": [(form, "form")]}
