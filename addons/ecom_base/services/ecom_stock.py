from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL, float_compare

from ..api.errors import Conflict
from ..domain.order_totals import plain, to_decimal

#: Minutes that stock stays promised to an order whose placing never came to an end (a crash; otherwise it is released).
PLACING_MINUTES = 10


class EcomStock(models.AbstractModel):
    """What is free to sell, and promises of it to orders that are not confirmed yet.

    Confirming orders must neither oversell nor wait for each other on ``stock_quant``. So an order first gets a *hold*
    in a transaction of a few milliseconds, then is built and confirmed at leisure; reservation on the quants comes
    later, from the lane of ``ecom.stock.reservation``.
    """

    _name = "ecom.stock"
    _description = "Stock Availability and Holds"

    @api.model
    def free_quantities(self, warehouse_id, product_ids, *, except_order_uid=None):
        """Return what can be promised now, per product, in the product's own unit; may be negative.

        On hand and unreserved in the warehouse, less what open deliveries still have to reserve, less active holds.

        :param int warehouse_id: database id
        :param list[int] product_ids: variants
        :param str except_order_uid: an order whose own holds do not count
        :return: dict[int, float], a value for every id
        """
        self.env["stock.move"].flush_model()
        self.env["stock.quant"].flush_model()
        self.env["sale.order"].flush_model(["state", "ecom_uid"])
        return self._free_quantities(self.env.cr, warehouse_id, product_ids, except_order_uid)

    @api.model
    def hold(self, order, *, minutes=PLACING_MINUTES):
        """Promise stock to an order, or refuse. Replaces what the order held before.

        The promise is committed at once, in its own transaction; if the caller's transaction rolls back, it is taken
        back. Lines of services, untracked goods and products sold when out of stock need none.

        :param order: one ``sale.order`` of a store, with its lines
        :param int minutes: how long the promise lasts
        :raise Conflict: ``out_of_stock``, ``details.items`` naming requested and available quantities
        """
        order.ensure_one()
        needs = self.needs(order)
        if not needs:
            return
        uid = order.ecom_uid
        with self._locked_cursor() as cr:
            free = self._free_quantities(cr, order.warehouse_id.id, list(needs), uid)
            short = {
                product: free[product.id]
                for product in self.env["product.product"].browse(needs)
                if float_compare(free[product.id], needs[product.id], precision_digits=5) < 0
            }
            if not short:
                self._write_holds(cr, order, needs, minutes)
        if short:
            raise self._out_of_stock(short, needs)
        registry = self.env.registry
        self.env.cr.postrollback.add(lambda: _release(registry, uid))

    @api.model
    def release(self, order_uids):
        """Take back the holds of orders, at once and for everybody.

        :param list[str] order_uids: public ids
        """
        with self._locked_cursor() as cr:
            cr.execute(
                SQL("DELETE FROM ecom_stock_hold WHERE order_uid = ANY(%s)", list(order_uids))
            )

    @api.autovacuum
    def _gc_holds(self):
        """Delete holds that no longer count."""
        with self._locked_cursor() as cr:
            self._delete_spent(cr)

    def _locked_cursor(self):
        """Open a transaction that holds the lock, until the end of the ``with`` block.

        Odoo's cursors are REPEATABLE READ: the snapshot is taken by the first statement that reads. LOCK TABLE reads
        nothing, so a snapshot taken after it sees all that earlier holders of the lock committed. A row lock or an
        advisory lock would be granted on an outdated snapshot.
        """
        return _LockedCursor(self.env.registry)

    @api.model
    def needs(self, order):
        """Return the stock an order takes: dict[product id, float in the product's unit]. Nothing for unlimited ones."""
        needs = {}
        for line in order.order_line:
            product = line.product_id
            if not product.is_storable or product.ecom_allow_backorder:
                continue
            quantity = line.product_uom_id._compute_quantity(
                line.product_uom_qty, product.uom_id, rounding_method="HALF-UP"
            )
            if quantity > 0:
                needs[product.id] = needs.get(product.id, 0.0) + quantity
        return needs

    def _free_quantities(self, cr, warehouse_id, product_ids, except_order_uid):
        """Compute free quantities on a given cursor, in one query."""
        cr.execute(
            SQL(
                """
                WITH place AS (
                    SELECT l.id, l.usage FROM stock_location l
                      JOIN stock_location root ON l.parent_path LIKE root.parent_path || '%%'
                      JOIN stock_warehouse w ON w.view_location_id = root.id
                     WHERE w.id = %(warehouse)s
                ), change AS (
                    SELECT q.product_id, q.quantity - q.reserved_quantity AS quantity
                      FROM stock_quant q JOIN place ON place.id = q.location_id
                     WHERE q.product_id = ANY(%(products)s) AND place.usage = 'internal'
                    UNION ALL
                    -- A 'waiting' move is fed by another move, which is the one that counts
                    SELECT m.product_id,
                           -m.product_qty * GREATEST(0, 1 - m.quantity / NULLIF(m.product_uom_qty, 0))
                      FROM stock_move m JOIN place ON place.id = m.location_id
                     WHERE m.product_id = ANY(%(products)s)
                       AND m.state IN ('confirmed', 'partially_available', 'assigned')
                       AND COALESCE(m.location_final_id, m.location_dest_id)
                           NOT IN (SELECT id FROM place)
                    UNION ALL
                    SELECT h.product_id, -h.quantity
                      FROM ecom_stock_hold h
                     WHERE h.product_id = ANY(%(products)s) AND h.warehouse_id = %(warehouse)s
                       AND h.order_uid IS DISTINCT FROM %(own)s AND %(active)s
                )
                SELECT product_id, SUM(quantity) FROM change GROUP BY product_id
                """,
                warehouse=warehouse_id,
                products=list(product_ids),
                own=except_order_uid,
                active=self.env["ecom.stock.hold"]._active_condition(fields.Datetime.now()),
            )
        )
        free = dict.fromkeys(product_ids, 0.0)
        free.update((product_id, float(quantity or 0)) for product_id, quantity in cr.fetchall())
        return free

    def _write_holds(self, cr, order, needs, minutes):
        now = fields.Datetime.now()
        self._delete_spent(cr, order.ecom_uid)
        cr.execute(
            SQL(
                "INSERT INTO ecom_stock_hold"
                " (order_uid, company_id, warehouse_id, product_id, quantity, created_at, expires_at)"
                " SELECT %s, %s, %s, need.product_id, need.quantity, %s, %s"
                " FROM unnest(%s::int[], %s::numeric[]) AS need (product_id, quantity)",
                order.ecom_uid,
                order.company_id.id,
                order.warehouse_id.id,
                now,
                now + timedelta(minutes=minutes),
                list(needs),
                list(needs.values()),
            )
        )

    def _delete_spent(self, cr, order_uid=None):
        """Delete holds that no longer count, and those of one order. Under the lock, so nothing can collide."""
        active = self.env["ecom.stock.hold"]._active_condition(fields.Datetime.now())
        cr.execute(
            SQL(
                "DELETE FROM ecom_stock_hold h WHERE h.order_uid = %s OR NOT (%s)",
                order_uid,
                active,
            )
        )

    def _out_of_stock(self, short, needs):
        places = self.env["decimal.precision"].precision_get("Product Unit")
        items = [
            {
                "productId": product.ecom_uid,
                "sku": product.default_code or None,
                "name": product.with_context(display_default_code=False).display_name,
                "requested": plain(to_decimal(needs[product.id], places)),
                "available": plain(to_decimal(max(available, 0.0), places)),
            }
            for product, available in short.items()
        ]
        return Conflict(
            "Some items are no longer in stock in the quantity asked for.",
            code="out_of_stock",
            details={"items": items},
        )


class _LockedCursor:
    """Context manager: a new cursor holding the stock lock; commits, or rolls back on an exception."""

    def __init__(self, registry):
        self._registry = registry

    def __enter__(self):
        self._cursor = self._registry.cursor()
        try:
            self._cursor.execute("LOCK TABLE ecom_stock_lock IN EXCLUSIVE MODE")
        except BaseException:
            self._cursor.close()
            raise
        return self._cursor

    def __exit__(self, exc_type, exc, traceback):
        return self._cursor.__exit__(exc_type, exc, traceback)


def _release(registry, order_uid):
    with _LockedCursor(registry) as cr:
        cr.execute("DELETE FROM ecom_stock_hold WHERE order_uid = %s", (order_uid,))
