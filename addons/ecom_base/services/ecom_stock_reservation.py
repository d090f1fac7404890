import logging

from psycopg2 import OperationalError

from odoo import api, models
from odoo.tools import SQL, split_every

_logger = logging.getLogger(__name__)
_PER_RUN = 500
_TOGETHER = 25
#: Seconds after a run in which new orders do not start the lane: in a rush the next run takes them all at once.
_PAUSE = 10


class EcomStockReservation(models.AbstractModel):
    """Reserves the stock of confirmed storefront orders and runs reordering rules, outside the answer to the customer.

    One lane only: two would collide on the quants of popular products, which is what this is there to prevent. A quiet
    shop reserves each order at once; in a rush deliveries are reserved together, which takes a fraction of the work.
    """

    _name = "ecom.stock.reservation"
    _description = "Reservation of Storefront Orders"
    _inherit = ["ecom.lane.mixin"]

    @api.model
    def _ecom_wake(self):
        """Have the lane run right after the commit, unless deliveries of other orders keep it awake already or it has
        only just run. Then its interval, a minute, makes up for it.
        """
        busy = self.env.execute_query(
            SQL(
                "SELECT 1 FROM stock_picking WHERE ecom_reservation_due"
                " AND create_date < (now() AT TIME ZONE 'UTC')"
                " UNION ALL SELECT 1 FROM ir_cron WHERE id = ANY(%s)"
                " AND lastcall > (now() AT TIME ZONE 'UTC') - %s * interval '1 second' LIMIT 1",
                list(self._lane_crons()),
                _PAUSE,
            )
        )
        if not busy:
            self._wake([0])

    @api.model
    def _backlog(self):
        return SQL(
            "SELECT count(*), NULL::bigint, min(create_date) FROM stock_picking"
            " WHERE ecom_reservation_due AND company_id = ANY(%s)",
            self.env.companies.ids,
        )

    @api.model
    def _run_lane(self, lane, lanes):
        """Reserve what is due in the order of placement, a commit for every few deliveries."""
        cron = self.env["ir.cron"]
        pickings = self._due()
        cron._commit_progress(remaining=len(pickings))
        for ids in split_every(_TOGETHER, pickings.ids):
            # A fresh recordset each time, so that nothing of a batch is prefetched after the commit
            self._reserve(self.env["stock.picking"].browse(ids))
            if not cron._commit_progress(processed=len(ids)):
                break
        if len(pickings) == _PER_RUN:
            self._wake([0])

    def _due(self):
        pickings = self.env["stock.picking"].search(
            [("ecom_reservation_due", "=", True)], limit=_PER_RUN, order="id"
        )
        return pickings.sorted(
            lambda picking: (picking.sale_id.ecom_placed_at or picking.create_date, picking.id)
        )

    def _reserve(self, pickings):
        """Reserve deliveries together or, if one of them does not allow that, each by itself.

        One that is being changed by somebody else at this moment, or that cannot be reserved, is left for the next run.
        """
        try:
            with self.env.cr.savepoint():
                self._reserve_now(pickings)
        except Exception as error:
            # A serialization failure leaves the transaction with an outdated snapshot: a new one is needed
            self.env.cr.rollback()
            if len(pickings) > 1:
                for picking_id in pickings.ids:
                    self._reserve(self.env["stock.picking"].browse(picking_id))
                    self.env["ir.cron"]._commit_progress()
            elif isinstance(error, OperationalError):
                _logger.info("Reservation of %s is put off: %s", pickings.id, error)
            else:
                _logger.exception("Reservation of %s failed", pickings.id)

    def _reserve_now(self, pickings):
        moves = pickings.move_ids
        moves.filtered(
            lambda move: (
                move.state in {"confirmed", "partially_available"}
                and move._should_assign_at_confirm()
            )
        )._action_assign()
        moves.filtered(lambda move: move.state not in {"cancel", "done"})._trigger_scheduler()
        pickings.ecom_reservation_due = False
