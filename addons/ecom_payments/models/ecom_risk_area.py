from odoo import api, fields, models
from odoo.tools import SQL

#: A PIN code or state as the API's callers wrote it, made comparable; see ``domain.pincode.normalise``.
ZIP = SQL("upper(regexp_replace(COALESCE(ship.zip, ''), '[\\s-]+', '', 'g'))")
#: Days that are counted again: couriers report late.
_AGAIN_DAYS = 45
#: How far back a history reaches.
MEMORY_DAYS = 730


class EcomRiskArea(models.Model):
    """How many parcels of a PIN code, of a state and of a whole store ended on each day, and how.

    Counted ahead, so that scoring an order adds up some hundred rows instead of all parcels of a state.
    """

    _name = "ecom.risk.area"
    _description = "Parcels by Area and Day"
    _order = "store_id, kind, key, day"
    _rec_name = "key"
    _log_access = False

    store_id = fields.Many2one("ecom.store", required=True, readonly=True, ondelete="cascade")
    company_id = fields.Many2one(related="store_id.company_id")
    kind = fields.Selection(
        [("store", "Store"), ("state", "State"), ("zip", "PIN code")], required=True, readonly=True
    )
    key = fields.Char(required=True, readonly=True, help="PIN code, or id of the state.")
    day = fields.Date(required=True, readonly=True, help="In UTC.")
    delivered = fields.Integer(required=True, readonly=True)
    returned = fields.Integer(required=True, readonly=True)

    _place = models.UniqueIndex("(store_id, kind, key, day)")

    @api.model
    def _count(self, store):
        """Count a store's parcels again, from some weeks before the last day that was counted.

        :param store: one ``ecom.store``
        """
        self.env["stock.picking"].flush_model()
        self.env["sale.order"].flush_model()
        self.env["res.partner"].flush_model(["zip", "state_id"])
        self.env.cr.execute(
            SQL(
                "DELETE FROM ecom_risk_area WHERE store_id = %(store)s AND day >="
                " (SELECT max(day) - %(again)s FROM ecom_risk_area WHERE store_id = %(store)s)",
                store=store.id,
                again=_AGAIN_DAYS,
            )
        )
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO ecom_risk_area (store_id, kind, key, day, delivered, returned)
                SELECT %(store)s, place.kind, place.key, p.ecom_outcome_at::date,
                       count(*) FILTER (WHERE p.ecom_outcome = 'delivered'),
                       count(*) FILTER (WHERE p.ecom_outcome = 'rto_received')
                  FROM stock_picking p
                  JOIN sale_order o ON o.id = p.sale_id
                  JOIN res_partner ship ON ship.id = o.partner_shipping_id
            CROSS JOIN LATERAL (VALUES ('store', ''), ('state', ship.state_id::text), ('zip', NULLIF(%(zip)s, '')))
                       AS place(kind, key)
                 WHERE o.ecom_store_id = %(store)s AND o.ecom_placed_at IS NOT NULL
                   AND p.ecom_outcome IN ('delivered', 'rto_received') AND place.key IS NOT NULL
                   AND p.ecom_outcome_at::date > COALESCE(
                       (SELECT max(day) FROM ecom_risk_area WHERE store_id = %(store)s), '-infinity')
                 GROUP BY 2, 3, 4
                """,
                store=store.id,
                zip=ZIP,
            )
        )
        self.invalidate_model()
