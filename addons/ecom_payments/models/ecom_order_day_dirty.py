from odoo import api, fields, models
from odoo.tools import SQL


class EcomOrderDayDirty(models.Model):
    """Days of which something moved since they were added up. Rows are only inserted, so that nobody waits for anybody,
    and deleted by the job that adds the day up.
    """

    _name = "ecom.order.day.dirty"
    _description = "Day to Add Up"
    _log_access = False
    _rec_name = "day"

    store_id = fields.Many2one("ecom.store", required=True, ondelete="cascade")
    kind = fields.Selection([("order", "Order"), ("parcel", "Parcel")], required=True)
    day = fields.Date(required=True)

    _place = models.Index("(store_id, kind, day)")

    @api.model
    def _mark(self, store):
        """Note all days of a store, e.g. because its days begin at another time now.

        :param store: one ``ecom.store``
        """
        facts = SQL("SELECT * FROM ecom_order_fact WHERE store_id = %s", store.id)
        self.env.cr.execute(self._insert_of(facts))

    @api.model
    def _insert_of(self, facts):
        """Return SQL that notes the days of facts.

        :param SQL facts: a query with ``store_id``, ``kind``, ``placed_at`` and ``dispatched_at``
        """
        return SQL(
            """
            INSERT INTO ecom_order_day_dirty (store_id, kind, day)
            SELECT DISTINCT fact.store_id, fact.kind, moment.day
              FROM (%s) fact
              JOIN ecom_store store ON store.id = fact.store_id
        CROSS JOIN LATERAL (SELECT (CASE fact.kind WHEN 'order' THEN fact.placed_at ELSE fact.dispatched_at END
                                    AT TIME ZONE 'UTC' AT TIME ZONE COALESCE(store.tz, 'UTC'))::date AS day) moment
             WHERE moment.day IS NOT NULL
            """,
            facts,
        )

    @api.model
    def _days(self, stores, kind):
        """Return the days of stores that wait to be added up: set of dates."""
        rows = self.env.execute_query(
            SQL(
                "SELECT DISTINCT day FROM ecom_order_day_dirty WHERE store_id = ANY(%s) AND kind = %s",
                stores.ids,
                kind,
            )
        )
        return {day for (day,) in rows}
