from odoo import fields, models
from odoo.tools import SQL


class EcomRiderCash(models.Model):
    """What each rider collected, and what of the cash is still with them."""

    _name = "ecom.rider.cash"
    _description = "Cash with Riders"
    _auto = False
    _order = "in_hand desc, id"
    _rec_name = "rider_id"
    _depends = {
        "payment.transaction": [
            "amount",
            "company_id",
            "currency_id",
            "ecom_collect_method",
            "ecom_rider_id",
            "last_state_change",
            "state",
        ],
        "ecom.rider.handover": ["company_id", "currency_id", "received", "rider_id", "state"],
    }

    rider_id = fields.Many2one("res.users", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    collected = fields.Monetary(
        string="Cash Collected", readonly=True, help="Since the rider began."
    )
    handed_over = fields.Monetary(readonly=True)
    in_hand = fields.Monetary(
        string="Cash in Hand", readonly=True, help="Less than zero: handed over too much."
    )
    upi = fields.Monetary(
        string="Paid by UPI", readonly=True, help="Went to the bank, not through the rider's hands."
    )
    last_collected = fields.Datetime(readonly=True)

    @property
    def _table_query(self):
        # the first row of the ledger names a rider's line: it never changes and is nobody else's
        return SQL(
            """
            SELECT MIN(row.id) AS id, row.ecom_rider_id AS rider_id, row.company_id, row.currency_id,
                   COALESCE(SUM(row.amount) FILTER (WHERE row.ecom_collect_method = 'cash'), 0) AS collected,
                   COALESCE(SUM(row.amount) FILTER (WHERE row.ecom_collect_method = 'upi'), 0) AS upi,
                   COALESCE(handover.received, 0) AS handed_over,
                   COALESCE(SUM(row.amount) FILTER (WHERE row.ecom_collect_method = 'cash'), 0)
                       - COALESCE(handover.received, 0) AS in_hand,
                   MAX(row.last_state_change) AS last_collected
              FROM payment_transaction row
         LEFT JOIN (SELECT rider_id, company_id, currency_id, SUM(received) AS received
                      FROM ecom_rider_handover WHERE state = 'done'
                  GROUP BY rider_id, company_id, currency_id) handover
                ON handover.rider_id = row.ecom_rider_id AND handover.company_id = row.company_id
               AND handover.currency_id = row.currency_id
             WHERE row.state = 'done' AND row.ecom_rider_id IS NOT NULL
          GROUP BY row.ecom_rider_id, row.company_id, row.currency_id, handover.received
            """
        )

    def action_receive(self):
        """Open a new handover for this rider's cash."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Receive Cash"),
            "res_model": "ecom.rider.handover",
            "views": [(False, "form")],
            "context": {
                "default_rider_id": self.rider_id.id,
                "default_company_id": self.company_id.id,
                "default_currency_id": self.currency_id.id,
            },
        }
