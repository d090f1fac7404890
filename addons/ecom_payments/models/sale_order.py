from odoo import api, fields, models

from odoo.addons.ecom_base.domain.order_totals import to_decimal

from ..domain import order_status, status

PAYMENT_TYPES = [("prepaid", "Prepaid"), ("cod", "COD"), ("partial_cod", "Partial COD")]
PAYMENT_STATUSES = [
    ("pending", "Pending"),
    ("partially_paid", "Partially paid"),
    ("fully_paid", "Paid"),
    ("failed", "Failed"),
]
ORDER_STATUSES = [
    ("pending_payment", "Awaiting payment"),
    ("confirmed", "Confirmed"),
    ("processing", "Processing"),
    ("shipped", "Shipped"),
    ("delivered", "Delivered"),
    ("returned", "Returned"),
    ("cancelled", "Cancelled"),
]
#: Worked out from the ledger or the shipments. Nobody may write them.
DERIVED = frozenset(
    {
        "ecom_payment_status",
        "ecom_status",
        "ecom_paid_amount",
        "ecom_refunded_amount",
        "ecom_balance",
        "ecom_overpaid_amount",
        "ecom_to_collect",
        "ecom_written_off_amount",
        "ecom_has_rto",
    }
)

_POSITION_FIELDS = (
    "ecom_payment_status",
    "ecom_paid_amount",
    "ecom_refunded_amount",
    "ecom_balance",
    "ecom_overpaid_amount",
    "ecom_to_collect",
    "ecom_written_off_amount",
)


class SaleOrder(models.Model):
    """What an order of the shop is to be paid, what was paid, and where it is."""

    _inherit = "sale.order"

    ecom_payment_type = fields.Selection(
        PAYMENT_TYPES,
        string="Payment Type",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="Prepaid: all online before it ships. COD: all at the door. Partial COD: a share online, the rest at the "
        "door.",
    )
    ecom_upfront_percent = fields.Float(
        string="Upfront Share",
        readonly=True,
        copy=False,
        aggregator=None,
        help="Percent of the total asked for upfront when the order was placed. Later changes of the settings do not "
        "touch it.",
    )
    ecom_upfront_amount = fields.Monetary(
        string="Upfront",
        readonly=True,
        copy=False,
        help="To be paid online before the order is confirmed.",
    )
    ecom_cod_amount = fields.Monetary(
        string="At the Door",
        readonly=True,
        copy=False,
        help="To be collected on delivery, as agreed on placing.",
    )
    ecom_transaction_ids = fields.One2many(
        "payment.transaction",
        "ecom_order_id",
        string="Payments",
        readonly=True,
        groups="ecom_base.group_ecom_analyst",
    )
    ecom_payment_event_ids = fields.One2many(
        "ecom.payment.event",
        "order_id",
        string="Timeline",
        readonly=True,
        groups="ecom_base.group_ecom_analyst",
    )
    ecom_payment_status = fields.Selection(
        PAYMENT_STATUSES,
        string="Payment Status",
        compute="_compute_ecom_payment_status",
        store=True,
        index="btree_not_null",
    )
    ecom_paid_amount = fields.Monetary(
        string="Paid",
        compute="_compute_ecom_payment_status",
        store=True,
        help="Received so far, refunds not deducted.",
    )
    ecom_refunded_amount = fields.Monetary(
        string="Refunded",
        compute="_compute_ecom_payment_status",
        store=True,
        help="Given back so far.",
    )
    ecom_balance = fields.Monetary(
        string="Balance",
        compute="_compute_ecom_payment_status",
        store=True,
        help="Still to be paid.",
    )
    ecom_overpaid_amount = fields.Monetary(
        string="Overpaid",
        compute="_compute_ecom_payment_status",
        store=True,
        help="Received beyond what the order costs: to be given back.",
    )
    ecom_to_collect = fields.Monetary(
        string="To Collect",
        compute="_compute_ecom_payment_status",
        store=True,
        help="Cash that waits at the door.",
    )
    ecom_written_off_amount = fields.Monetary(
        string="Written Off",
        compute="_compute_ecom_payment_status",
        store=True,
        help="Not paid, and not asked for any more.",
    )
    ecom_status = fields.Selection(
        ORDER_STATUSES,
        string="Order Status",
        compute="_compute_ecom_status",
        store=True,
        index="btree_not_null",
    )
    ecom_has_rto = fields.Boolean(
        string="Return to Origin",
        compute="_compute_ecom_status",
        store=True,
        help="A parcel of the order was refused or could not be delivered, and goes back.",
    )
    ecom_expires_at = fields.Datetime(
        string="Pay Until",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="If the upfront payment has not come by then, the order is cancelled.",
    )
    ecom_ledger_version = fields.Integer(
        readonly=True,
        copy=False,
        help="Counts the calls that were about to change the order's money.",
    )
    ecom_review_reason = fields.Char(
        string="Needs a Look",
        readonly=True,
        copy=False,
        help="Why a person should look at this order's money.",
    )
    ecom_return_url = fields.Char(readonly=True, copy=False)
    ecom_ship_state_id = fields.Many2one(
        related="partner_shipping_id.state_id",
        string="Ship-to State",
        store=True,
        index="btree_not_null",
    )
    ecom_ship_zip = fields.Char(related="partner_shipping_id.zip", string="Ship-to PIN", store=True)

    # === DERIVED === #

    @api.depends(
        "amount_total",
        "ecom_status",
        "ecom_payment_type",
        "ecom_transaction_ids.state",
        "ecom_transaction_ids.amount",
        "ecom_transaction_ids.operation",
        "ecom_transaction_ids.ecom_purpose",
    )
    def _compute_ecom_payment_status(self):
        """Derive the payment fields from the ledger: the one place that writes them."""
        for order in self:
            if not order.ecom_payment_type:
                order.update(dict.fromkeys(_POSITION_FIELDS, False))
                continue
            # sudo: the desk may see what an order was paid without any right on payment providers
            position = status.derive(
                order._ecom_total(),
                [tx._ecom_entry() for tx in order.sudo().ecom_transaction_ids],
                order_status=order.ecom_status,
            )
            order.ecom_payment_status = position.status
            order.ecom_paid_amount = float(position.paid)
            order.ecom_refunded_amount = float(position.refunded)
            order.ecom_balance = float(position.balance)
            order.ecom_overpaid_amount = float(position.overpaid)
            order.ecom_to_collect = float(position.to_collect)
            order.ecom_written_off_amount = float(position.written_off)

    @api.depends(
        "state",
        "ecom_payment_type",
        "picking_ids.state",
        "picking_ids.ecom_outcome",
        "picking_ids.printed",
        "picking_ids.carrier_tracking_ref",
        "order_line.qty_delivered",
    )
    def _compute_ecom_status(self):
        for order in self:
            if not order.ecom_payment_type:
                order.ecom_status = order.ecom_has_rto = False
                continue
            parcels = order.picking_ids.filtered(lambda picking: picking._ecom_is_parcel())
            order.ecom_status = order_status.derive(
                confirmed=order.state == "sale",
                cancelled=order.state == "cancel",
                shipments=[parcel._ecom_shipment() for parcel in parcels],
                brought_back=order._ecom_brought_back(parcels),
            )
            order.ecom_has_rto = any(
                outcome in {"rto_initiated", "rto_received"}
                for outcome in parcels.mapped("ecom_outcome")
            )

    def _ecom_brought_back(self, parcels):
        """Say whether the customer returned all that was delivered: Odoo then counts nothing as delivered."""
        if "delivered" not in parcels.mapped("ecom_outcome"):
            return False
        goods = self.order_line.filtered(
            lambda line: line.product_id.type == "consu" and not line.is_delivery
        )
        return not any(goods.mapped("qty_delivered"))

    def _ecom_total(self):
        """Return the order's total as an exact Decimal."""
        self.ensure_one()
        return to_decimal(self.amount_total, self.currency_id.decimal_places)

    def _ecom_money(self, field_name):
        """Return one of the order's amounts as an exact Decimal."""
        self.ensure_one()
        return to_decimal(self[field_name], self.currency_id.decimal_places)
