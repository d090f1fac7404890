from odoo import api, fields, models
from odoo.tools import SQL
from odoo.tools.sql import column_exists, create_column

from ..domain import order_stage
from .stock_picking import OUTCOMES

ORDER_STAGES = [
    (order_stage.TO_CONFIRM, "To confirm"),
    (order_stage.AWAITING_PAYMENT, "Awaiting payment"),
    (order_stage.TO_SHIP, "To ship"),
    (order_stage.SHIPPED, "Shipped"),
    (order_stage.DELIVERED, "Delivered"),
    (order_stage.RETURNED, "Returned"),
    (order_stage.CANCELLED, "Cancelled"),
]
_HOUR = 3600


class SaleOrder(models.Model):
    """What the order desk sees at a glance."""

    _inherit = "sale.order"

    ecom_stage = fields.Selection(
        ORDER_STAGES,
        string="Stage",
        compute="_compute_ecom_stage",
        store=True,
        index="btree_not_null",
        group_expand="_group_expand_ecom_stage",
        help="What is to be done next. To confirm: on hold, somebody has to release it.",
    )
    ecom_parcel_outcome = fields.Selection(
        OUTCOMES,
        string="Parcel",
        compute="_compute_ecom_parcel_outcome",
        help="What became of the parcel; of several, the one that needs somebody most.",
    )
    ecom_age = fields.Char(
        string="Age", compute="_compute_ecom_age", help="Since the order was placed."
    )

    def _auto_init(self):
        """Work out the stage of orders that are there already in one statement, not one by one."""
        cr = self.env.cr
        if column_exists(cr, "sale_order", "ecom_hold") and not column_exists(
            cr, "sale_order", "ecom_stage"
        ):
            create_column(cr, "sale_order", "ecom_stage", "varchar")
            cr.execute(
                SQL(
                    """
                    UPDATE sale_order SET ecom_stage = CASE
                        WHEN ecom_status IN ('confirmed', 'processing')
                        THEN CASE WHEN ecom_hold IS NULL THEN 'to_ship' ELSE 'to_confirm' END
                        WHEN ecom_status = 'pending_payment' THEN 'awaiting_payment'
                        ELSE ecom_status END
                     WHERE ecom_status IS NOT NULL
                    """
                )
            )
        return super()._auto_init()

    @api.depends("ecom_status", "ecom_hold")
    def _compute_ecom_stage(self):
        for order in self:
            order.ecom_stage = order.ecom_status and order_stage.derive(
                order.ecom_status, bool(order.ecom_hold)
            )

    @api.model
    def _group_expand_ecom_stage(self, stages, _domain):
        """Show all stages of a living order; cancelled ones only where there are any."""
        return [stage for stage, _name in ORDER_STAGES if stage != "cancelled" or stage in stages]

    @api.depends("picking_ids.ecom_outcome")
    def _compute_ecom_parcel_outcome(self):
        for order in self:
            # sudo: who may see the order may see what became of its parcel
            outcomes = set(order.sudo().picking_ids.mapped("ecom_outcome"))
            order.ecom_parcel_outcome = order_stage.telling(outcomes)

    @api.depends("ecom_placed_at")
    def _compute_ecom_age(self):
        now = fields.Datetime.now()
        for order in self:
            seconds = order.ecom_placed_at and (now - order.ecom_placed_at).total_seconds()
            order.ecom_age = seconds is not False and self._ecom_age_text(seconds)

    def _ecom_age_text(self, seconds):
        if seconds < _HOUR:
            return self.env._("%s min", max(int(seconds // 60), 0))
        if seconds < 48 * _HOUR:
            return self.env._("%s h", int(seconds // _HOUR))
        return self.env._("%s days", int(seconds // (24 * _HOUR)))
