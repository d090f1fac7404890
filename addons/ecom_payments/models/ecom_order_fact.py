from odoo import api, fields, models
from odoo.tools import SQL

from .sale_order import ORDER_STATUSES, PAYMENT_STATUSES, PAYMENT_TYPES
from .sale_order_risk import RISK_LEVELS
from .stock_picking import OUTCOMES

_PENDING = "ecom_payments.order_fact"
#: The orders that changed records belong to, but for the records' ids.
_ORDER_OF = {
    "sale.order": SQL("SELECT id FROM sale_order WHERE id"),
    "stock.picking": SQL("SELECT sale_id FROM stock_picking WHERE id"),
    "payment.transaction": SQL("SELECT ecom_order_id FROM payment_transaction WHERE id"),
}

_ORDER_KEY = SQL("(order_id) WHERE picking_id IS NULL")
_PARCEL_KEY = SQL("(picking_id) WHERE picking_id IS NOT NULL")

_ORDERS = SQL(
    """
    SELECT 'order' AS kind, o.id AS order_id, NULL::int AS picking_id, o.ecom_store_id AS store_id, o.company_id, o.currency_id,
           o.ecom_placed_at AS placed_at, parcel.date_done AS dispatched_at,
           o.ecom_payment_type AS payment_type, COALESCE(asked.type, o.ecom_payment_type) AS placed_type,
           money.provider_id, COALESCE(parcel.carrier_id, o.carrier_id) AS carrier_id,
           o.ecom_ship_state_id AS state_id, o.ecom_ship_zip AS zip, goods.categ_id,
           o.ecom_status AS status, o.ecom_payment_status AS payment_status, NULL::varchar AS outcome,
           o.ecom_risk_level AS risk_level, o.ecom_risk_score AS risk_score,
           o.ecom_risk_policy_id AS policy_id, o.ecom_risk_arm AS policy_arm,
           o.amount_total AS total, COALESCE(money.online, 0) AS online, COALESCE(money.cash, 0) AS cash,
           COALESCE(o.ecom_refunded_amount, 0) AS refunded, COALESCE(o.ecom_balance, 0) AS pending,
           COALESCE(o.ecom_written_off_amount, 0) AS written_off,
           COALESCE(NULLIF(o.currency_rate, 0), 1) AS rate
      FROM sale_order o
 LEFT JOIN LATERAL (SELECT p.date_done, p.carrier_id
                      FROM stock_picking p
                     WHERE p.sale_id = o.id AND p.state = 'done' AND p.ecom_outcome IS NOT NULL
                     ORDER BY p.id LIMIT 1) parcel ON TRUE
 LEFT JOIN LATERAL (SELECT e.message AS type
                      FROM ecom_payment_event e
                     WHERE e.order_id = o.id AND e.kind = 'converted'
                     ORDER BY e.id LIMIT 1) asked ON TRUE
 LEFT JOIN LATERAL (SELECT sum(t.amount) FILTER (WHERE t.state = 'done' AND NOT t.ecom_is_cod) AS online,
                           sum(t.amount) FILTER (WHERE t.state = 'done' AND t.ecom_is_cod) AS cash,
                           (array_agg(t.provider_id ORDER BY t.state = 'done' DESC, t.id DESC)
                               FILTER (WHERE NOT t.ecom_is_cod))[1] AS provider_id
                      FROM payment_transaction t
                     WHERE t.ecom_order_id = o.id AND t.operation <> 'refund') money ON TRUE
 LEFT JOIN LATERAL (SELECT template.categ_id
                      FROM sale_order_line l
                      JOIN product_product variant ON variant.id = l.product_id
                      JOIN product_template template ON template.id = variant.product_tmpl_id
                     WHERE l.order_id = o.id AND template.type = 'consu'
                     ORDER BY l.price_total DESC, l.id LIMIT 1) goods ON TRUE
     WHERE o.ecom_store_id IS NOT NULL AND o.ecom_placed_at IS NOT NULL AND o.ecom_payment_type IS NOT NULL
    """
)
_PARCELS = SQL(
    """
    SELECT 'parcel' AS kind, f.order_id, p.id AS picking_id, f.store_id, f.company_id, f.currency_id,
           f.placed_at, p.date_done AS dispatched_at,
           COALESCE(p.ecom_dispatch_type, f.payment_type) AS payment_type, f.placed_type,
           f.provider_id, p.carrier_id, f.state_id, f.zip, f.categ_id,
           f.status, f.payment_status, p.ecom_outcome AS outcome,
           f.risk_level, f.risk_score, f.policy_id, f.policy_arm,
           f.total, 0 AS online, 0 AS cash, 0 AS refunded, 0 AS pending,
           CASE WHEN f.written_off <> 0 AND p.ecom_outcome IN ('rto_initiated', 'rto_received')
                 AND NOT EXISTS (SELECT FROM stock_picking earlier
                                  WHERE earlier.sale_id = p.sale_id AND earlier.id < p.id AND earlier.state = 'done'
                                    AND earlier.ecom_outcome IN ('rto_initiated', 'rto_received'))
                THEN f.written_off ELSE 0 END AS written_off,
           f.rate
      FROM ecom_order_fact f
      JOIN stock_picking p ON p.sale_id = f.order_id
     WHERE f.kind = 'order' AND p.state = 'done' AND p.ecom_outcome IS NOT NULL
    """
)


class EcomOrderFact(models.Model):
    """What reports add up: a row for each order, and one for each parcel that left.

    Orders are wide, and their payments, parcels and categories lie in other tables: adding a million of them up takes
    minutes. A fact is narrow and has all of that. It is written in the transaction of the change, after everything else
    (:meth:`_mark`), so reports are never behind. Changes made by SQL are followed by :meth:`_rebuild`.
    """

    _name = "ecom.order.fact"
    _description = "Fact of an Order"
    _log_access = False

    kind = fields.Selection([("order", "Order"), ("parcel", "Parcel")], required=True)
    order_id = fields.Many2one("sale.order", required=True, ondelete="cascade")
    picking_id = fields.Many2one("stock.picking", ondelete="cascade", help="Of a parcel's row.")
    store_id = fields.Many2one("ecom.store", required=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True)
    currency_id = fields.Many2one("res.currency", required=True)
    placed_at = fields.Datetime(required=True)
    dispatched_at = fields.Datetime(help="Of an order: when its first parcel left.")
    payment_type = fields.Selection(PAYMENT_TYPES, help="Of a parcel: when it left.")
    placed_type = fields.Selection(PAYMENT_TYPES, help="Before any conversion.")
    provider_id = fields.Many2one("payment.provider", ondelete="set null")
    carrier_id = fields.Many2one("delivery.carrier", ondelete="set null")
    state_id = fields.Many2one("res.country.state", ondelete="set null")
    zip = fields.Char()
    categ_id = fields.Many2one("product.category", ondelete="set null")
    status = fields.Selection(ORDER_STATUSES)
    payment_status = fields.Selection(PAYMENT_STATUSES)
    outcome = fields.Selection(OUTCOMES)
    risk_level = fields.Selection(RISK_LEVELS)
    risk_score = fields.Float(digits=(5, 1))
    policy_id = fields.Many2one("ecom.risk.policy", index="btree_not_null", ondelete="set null")
    policy_arm = fields.Char()
    total = fields.Monetary()
    online = fields.Monetary(help="Received online, before refunds.")
    cash = fields.Monetary(help="Collected at the door, before refunds.")
    refunded = fields.Monetary()
    pending = fields.Monetary()
    written_off = fields.Monetary(
        help="Of a parcel: of its order, if it is the first that came back."
    )
    rate = fields.Float(digits=0, help="Units of the order's currency for one of the company's.")

    _order_unique = models.UniqueIndex("(order_id) WHERE picking_id IS NULL")
    _parcel_unique = models.UniqueIndex("(picking_id) WHERE picking_id IS NOT NULL")
    # also serves the cascade from orders
    _order_index = models.Index("(order_id)")
    _placed_index = models.Index("(store_id, placed_at) WHERE kind = 'order'")
    # the PIN codes of a state
    _state_index = models.Index("(store_id, state_id, kind)")
    _dispatched_index = models.Index("(store_id, dispatched_at) WHERE kind = 'parcel'")

    # === KEEPING UP === #

    @api.model
    def _mark(self, model, ids):
        """Have facts written before this transaction commits, or when they are next read in it.

        :param str model: ``sale.order``, ``stock.picking`` or ``payment.transaction``
        :param ids: of those that changed; what is no business of the shop is left out later
        """
        precommit = self.env.cr.precommit
        if _PENDING not in precommit.data:
            precommit.data[_PENDING] = {name: set() for name in _ORDER_OF}
            precommit.add(self._write_pending)
        precommit.data[_PENDING][model].update(ids)

    @api.model
    def _write_pending(self):
        pending = self.env.cr.precommit.data.pop(_PENDING, None)
        if not pending:
            return
        found = SQL(" UNION ").join(
            SQL("%s = ANY(%s)", _ORDER_OF[model], list(ids))
            for model, ids in pending.items()
            if ids
        )
        rows = self.env.execute_query(
            SQL(
                "SELECT id FROM sale_order WHERE id IN (%s)"
                " AND ecom_placed_at IS NOT NULL AND ecom_payment_type IS NOT NULL",
                found,
            )
        )
        if rows:
            self._write_facts(SQL("= ANY(%s)", [order_id for (order_id,) in rows]))

    @api.model
    def _settle(self):
        """Write what was marked in this transaction: called before facts are read."""
        for name in ("sale.order", "stock.picking", "payment.transaction", "ecom.payment.event"):
            self.env[name].flush_model()
        self._write_pending()

    @api.model
    def _rebuild(self, store=None):
        """Write the facts of all orders again, after orders were changed by SQL.

        :param store: one ``ecom.store``; None for all
        """
        self.env.flush_all()
        orders = SQL(
            "IN (SELECT id FROM sale_order WHERE %s)",
            SQL("ecom_store_id = %s", store.id) if store else SQL("ecom_store_id IS NOT NULL"),
        )
        self._write_facts(orders)

    @api.model
    def _fill(self):
        """Write the facts of orders and parcels that have none: those from before this table was there."""
        missing = "NOT EXISTS (SELECT FROM ecom_order_fact known WHERE known.%s)"
        self._upsert(SQL("%s AND %s", _ORDERS, SQL(missing % "order_id = o.id")), _ORDER_KEY)
        self._upsert(SQL("%s AND %s", _PARCELS, SQL(missing % "picking_id = p.id")), _PARCEL_KEY)

    def _write_facts(self, which):
        """Write the facts of orders and of their parcels, where they are other than before.

        :param SQL which: what follows the order's id in a condition
        """
        self._upsert(SQL("%s AND o.id %s", _ORDERS, which), _ORDER_KEY)
        self._upsert(SQL("%s AND f.order_id %s", _PARCELS, which), _PARCEL_KEY)
        self.invalidate_model()
        self.env["ecom.order.report"].invalidate_model()

    def _upsert(self, facts, place):
        """Insert facts, or change those that are other than before, and note the days on which they count."""
        names = [name for name, field in self._fields.items() if field.store and name != "id"]
        columns = SQL(", ").join(map(SQL.identifier, names))
        new = SQL(", ").join(SQL.identifier("excluded", name) for name in names)
        old = SQL(", ").join(SQL.identifier("fact", name) for name in names)
        # what a statement reads is as it was before: "former" are the days on which the facts counted until now
        moved = SQL(
            "SELECT store_id, kind, placed_at, dispatched_at FROM written"
            " UNION ALL SELECT former.store_id, former.kind, former.placed_at, former.dispatched_at"
            " FROM ecom_order_fact former JOIN written ON written.id = former.id"
        )
        self.env.cr.execute(
            SQL(
                "WITH written AS ("
                "INSERT INTO ecom_order_fact AS fact (%(columns)s) SELECT %(columns)s FROM (%(facts)s) found"
                " ON CONFLICT %(place)s DO UPDATE SET (%(columns)s) = ROW(%(new)s)"
                " WHERE (%(old)s) IS DISTINCT FROM (%(new)s)"
                " RETURNING id, store_id, kind, placed_at, dispatched_at) %(note)s",
                columns=columns,
                facts=facts,
                place=place,
                new=new,
                old=old,
                note=self.env["ecom.order.day.dirty"]._insert_of(moved),
            )
        )
