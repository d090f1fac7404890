import logging

from psycopg2 import OperationalError

from odoo import api, models
from odoo.tools import SQL

_logger = logging.getLogger(__name__)
_BATCH = 200


class EcomStockReservation(models.AbstractModel):
    """Reserves the stock of confirmed storefront orders and runs reordering rules, outside the answer to the customer.

    One lane only: two would collide on the quants of popular products, which is what this is there to prevent.
    """

    _name = "ecom.stock.reservation"
    _description = "Reservation of Storefront Orders"
    _inherit = ["ecom.lane.mixin"]

    @api.model
    def _ecom_wake(self):
        """Have the lane run right after the commit, unless deliveries of other orders keep it awake already.

        Waking a cron costs a connection to the server. Where this guesses wrong, the lane's interval makes up for it.
        """
        busy = self.env.execute_query(
            SQL(
                "SELECT 1 FROM stock_picking WHERE ecom_reservation_due"
                " AND create_date < (now() AT TIME ZONE 'UTC') LIMIT 1"
            )
        )
        if not busy:
            self._wake([0])

    @api.model
    def _run_lane(self, lane, lanes):
        """Reserve what is due in the order of placement, a commit per delivery.

        A delivery that is being changed by somebody else at this moment is left for the next run.
        """
        cron = self.env["ir.cron"]
        pickings = self._due()
        cron._commit_progress(remaining=len(pickings))
        for picking_id in pickings.ids:
            # A fresh recordset each time, so that nothing of a batch is prefetched after the commit
            self._reserve(self.env["stock.picking"].browse(picking_id))
            if not cron._commit_progress(processed=1):
                break
        if len(pickings) == _BATCH:
            self._ecom_wake()

    def _due(self):
        pickings = self.env["stock.picking"].search(
            [("ecom_reservation_due", "=", True)], limit=_BATCH, order="id"
        )
        return pickings.sorted(
            lambda picking: (picking.sale_id.ecom_placed_at or picking.create_date, picking.id)
        )

    def _reserve(self, picking):
        try:
            with self.env.cr.savepoint():
                moves = picking.move_ids.filtered(
                    lambda move: (
                        move.state in {"confirmed", "partially_available"}
                        and move._should_assign_at_confirm()
                    )
                )
                moves._action_assign()
                picking.move_ids.filtered(
                    lambda move: move.state not in {"cancel", "done"}
                )._trigger_scheduler()
                picking.ecom_reservation_due = False
        except OperationalError as error:
            # Serialization failure: the transaction's snapshot is outdated, a new one is needed
            _logger.info("Reservation of %s is put off: %s", picking.id, error)
            self.env.cr.rollback()
