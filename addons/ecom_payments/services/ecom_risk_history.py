from datetime import UTC

from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.ecom_base.domain.order_totals import to_decimal

from ..domain import address_quality, pincode
from ..domain.risk_features import Facts, History
from ..models.ecom_risk_area import MEMORY_DAYS, ZIP

_SCOPES = ("customer", "phone", "zip", "state", "store")

#: Columns that an order is asked about with; see :meth:`EcomRiskHistory._with_histories`.
_ASKED = ("id", "store_id", "customer_id", "phone", "zip", "state_id", "at")


class EcomRiskHistory(models.AbstractModel):
    """What was known of orders when they were placed: :class:`~..domain.risk_features.Facts`.

    One order that is being placed and thousands to learn from are asked by the same query. Parcels of the same customer
    or phone number count if their end was known by then; parcels of the area, if it was known the day before.
    """

    _name = "ecom.risk.history"
    _description = "What Was Known of Orders"

    @api.model
    def of_draft(self, order, ship_to, payment_type):
        """Return the facts of one order, placed or not, stored or not. One query.

        :param order: one ``sale.order``
        :param ship_to: ``res.partner`` it goes to
        """
        at = order.ecom_placed_at or fields.Datetime.now()
        # sudo: what an order is made of is judged whoever asks
        order, ship_to = order.sudo(), ship_to.sudo()
        goods = order.order_line.filtered(lambda line: line.product_id.type == "consu")
        total = to_decimal(order.amount_total, order.currency_id.decimal_places)
        row = {
            "store_id": order.ecom_store_id.id,
            "customer_id": order.ecom_customer_id.id or None,
            "phone": order.ecom_phone or None,
            "zip": pincode.normalise(ship_to.zip),
            "state_id": ship_to.state_id.id or None,
            "at": at,
            "type": payment_type,
            "total": float(total) if order.currency_id == order.ecom_store_id.currency_id else None,
            "street": ", ".join(filter(None, (ship_to.street, ship_to.street2))),
            "state": ship_to.state_id.code or "",
            "country": ship_to.country_id.code or "",
            "email": order.ecom_email or None,
            "items": sum(goods.mapped("product_uom_qty")),
            "categories": len(goods.product_id.categ_id),
        }
        self.env["stock.picking"].flush_model(["ecom_outcome", "ecom_outcome_at", "sale_id"])
        asked = SQL(
            "SELECT 0, %s::int, %s::int, %s::text, %s::text, %s::int, %s::timestamp",
            *(row[name] for name in _ASKED[1:]),
        )
        [known] = self.env.execute_query_dict(self._with_histories(asked))
        return self._facts(order.ecom_store_id, row | known)

    @api.model
    def of_orders(self, store, domain):
        """Return what was known of placed orders: list of (order id, row, :class:`Facts`), oldest first. One query.

        The row holds, where all parcels of the order have ended, ``returned`` and ``known_at``, else None.

        :param store: one ``ecom.store``
        :param SQL domain: condition on ``o``, the order, and ``parcel``: ``ended``, ``returned``, ``known_at``, ``type``
        """
        for name in ("sale.order", "sale.order.line", "stock.picking", "ecom.risk.area"):
            self.env[name].flush_model()
        self.env["res.partner"].flush_model(["zip", "state_id", "street", "street2", "country_id"])
        placed = SQL("WITH placed AS MATERIALIZED (%s) ", self._placed(store, domain))
        asked = SQL(
            "SELECT %s FROM placed",
            SQL(", ").join(SQL.identifier(name) for name in _ASKED),
        )
        rows = self.env.execute_query_dict(
            SQL(
                "%s SELECT * FROM placed JOIN (%s) AS known USING (id) ORDER BY at, id",
                placed,
                self._with_histories(asked),
            )
        )
        return [(row["id"], row, self._facts(store, row)) for row in rows]

    @api.model
    def _placed(self, store, domain):
        return SQL(
            """
            SELECT o.id, o.ecom_store_id AS store_id, o.ecom_customer_id AS customer_id, o.ecom_phone AS phone,
                   %(zip)s AS zip, ship.state_id, o.ecom_placed_at AS at,
                   COALESCE(parcel.type, o.ecom_payment_type) AS type,
                   CASE WHEN o.currency_id = %(currency)s THEN o.amount_total::float END AS total,
                   concat_ws(', ', NULLIF(ship.street, ''), NULLIF(ship.street2, '')) AS street,
                   state.code AS state, country.code AS country, o.ecom_email AS email,
                   goods.items::float, goods.categories, parcel.returned, parcel.known_at
              FROM sale_order o
              JOIN res_partner ship ON ship.id = o.partner_shipping_id
         LEFT JOIN res_country_state state ON state.id = ship.state_id
         LEFT JOIN res_country country ON country.id = ship.country_id
        CROSS JOIN LATERAL (
                   SELECT bool_and(p.ecom_outcome IN ('delivered', 'rto_received')) AS ended,
                          bool_or(p.ecom_outcome = 'rto_received') AS returned,
                          max(p.ecom_outcome_at) AS known_at, min(p.ecom_dispatch_type) AS type
                     FROM stock_picking p
                    WHERE p.sale_id = o.id AND p.ecom_outcome IS NOT NULL) parcel
        CROSS JOIN LATERAL (
                   SELECT COALESCE(sum(line.product_uom_qty), 0) AS items, count(DISTINCT t.categ_id) AS categories
                     FROM sale_order_line line
                     JOIN product_product variant ON variant.id = line.product_id
                     JOIN product_template t ON t.id = variant.product_tmpl_id
                    WHERE line.order_id = o.id AND t.type = 'consu') goods
             WHERE o.ecom_store_id = %(store)s AND o.ecom_payment_type IS NOT NULL
               AND o.ecom_placed_at IS NOT NULL AND (%(domain)s)
            """,
            zip=ZIP,
            store=store.id,
            currency=store.currency_id.id,
            domain=domain,
        )

    @api.model
    def _with_histories(self, asked):
        """Return the query that adds, for each order asked about, its histories and its earlier orders.

        :param SQL asked: rows of :data:`_ASKED`
        """
        mine = SQL("h.ecom_customer_id = a.customer_id")
        others = SQL("h.ecom_phone = a.phone AND h.ecom_customer_id IS DISTINCT FROM a.customer_id")
        return SQL(
            """
            SELECT a.id, customer.delivered AS customer_delivered, customer.returned AS customer_returned,
                   phone.delivered AS phone_delivered, phone.returned AS phone_returned,
                   zip.delivered AS zip_delivered, zip.returned AS zip_returned,
                   state.delivered AS state_delivered, state.returned AS state_returned,
                   store.delivered AS store_delivered, store.returned AS store_returned,
                   customer.orders + phone.orders AS earlier_orders
              FROM (%(asked)s) AS a(%(columns)s)
        CROSS JOIN LATERAL (%(mine)s) customer
        CROSS JOIN LATERAL (%(others)s) phone
        CROSS JOIN LATERAL (%(zip)s) zip
        CROSS JOIN LATERAL (%(state)s) state
        CROSS JOIN LATERAL (%(store)s) store
            """,
            asked=asked,
            columns=SQL(", ").join(SQL.identifier(name) for name in _ASKED),
            mine=self._of_buyer(mine),
            others=self._of_buyer(others),
            zip=self._of_area("zip", SQL("a.zip")),
            state=self._of_area("state", SQL("a.state_id::text")),
            store=self._of_area("store", SQL("''")),
        )

    @api.model
    def _of_buyer(self, condition):
        return SQL(
            """
            SELECT count(*) FILTER (WHERE p.ecom_outcome = 'delivered') AS delivered,
                   count(*) FILTER (WHERE p.ecom_outcome = 'rto_received') AS returned,
                   count(DISTINCT h.id) AS orders
              FROM sale_order h
         LEFT JOIN stock_picking p ON p.sale_id = h.id AND p.ecom_outcome IN ('delivered', 'rto_received')
               AND p.ecom_outcome_at < a.at
             WHERE h.ecom_store_id = a.store_id AND h.ecom_placed_at < a.at AND %s
            """,
            condition,
        )

    @api.model
    def _of_area(self, kind, key):
        return SQL(
            "SELECT COALESCE(sum(area.delivered), 0)::int AS delivered, COALESCE(sum(area.returned), 0)::int AS returned"
            " FROM ecom_risk_area area WHERE area.store_id = a.store_id AND area.kind = %s AND area.key = %s"
            " AND area.day < a.at::date AND area.day >= a.at::date - %s",
            kind,
            key,
            MEMORY_DAYS,
        )

    @api.model
    def _facts(self, store, row):
        local = row["at"].replace(tzinfo=UTC).astimezone(store._ecom_zone())
        # an order in another currency counts as typical: its total is not converted
        total, typical = row["total"], store.risk_typical_total
        histories = {
            scope: History(row[f"{scope}_delivered"], row[f"{scope}_returned"]) for scope in _SCOPES
        }
        return Facts(
            payment_type=row["type"],
            value=total / typical if typical and total is not None else 1.0,
            hour=local.hour,
            weekday=local.weekday(),
            items=int(row["items"]),
            categories=row["categories"],
            has_email=bool(row["email"]),
            defects=address_quality.defects(
                row["street"], row["zip"], row["state"] or "", row["country"] or ""
            ),
            earlier_orders=row["earlier_orders"],
            **histories,
        )
