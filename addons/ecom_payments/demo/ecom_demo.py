from datetime import UTC, timedelta
from zoneinfo import ZoneInfo

from odoo import api, models

from odoo.addons.ecom_base.demo import tables
from odoo.addons.ecom_base.models.sale_order import QUIET

from . import history

_PARTS = 4  # of the year, each a transaction of its own
_BATCH = 125
_INDIA = ZoneInfo("Asia/Kolkata")


class EcomDemo(models.AbstractModel):
    """Sells, ships and collects for a year, through the same services as the shop, then gives everything its date."""

    _inherit = "ecom.demo"

    @api.model
    def _steps(self):
        return super()._steps() + [
            (f"orders-{part}", f"Orders, part {part} of {_PARTS}", "_fill_orders", part)
            for part in range(1, _PARTS + 1)
        ]

    @api.model
    def _fill_orders(self, scale, part):
        """Load one part of the year: history quietly, the last two days as news for the outbox."""
        planned = self._planned_orders(scale)
        size = -(-len(planned) // _PARTS)
        planned = planned[(part - 1) * size : part * size]
        old = [order for order in planned if not order.is_recent]
        recent = [order for order in planned if order.is_recent]
        for start in range(0, len(old), _BATCH):
            demo = self.with_context(**QUIET, ecom_no_facts=True)
            demo._fill_batch(old[start : start + _BATCH])
        if recent:
            self.with_context(**QUIET)._fill_batch(recent)

    @api.model
    def _planned_orders(self, scale):
        """Return the whole year, the same whenever it is asked for: nothing of it depends on what was loaded."""
        now = self._now().replace(tzinfo=UTC).astimezone(_INDIA)
        skus = self._demo_variants().mapped("default_code")
        popularity = {row.sku: row.popularity for row in tables.products()}
        stock = {
            sku: (units, popularity["-".join(sku.split("-")[:2])])
            for sku, units in tables.stock_levels(skus).items()
        }

        def day(days_ago):
            date = now.date() - timedelta(days=days_ago)
            return date.month, date.weekday()

        hours = now.hour + now.minute / 60
        planned = history.plan(self._people(scale), stock, day, hours, scale)
        return history.with_foreign(planned, self._foreign_sales(scale))

    def _fill_batch(self, planned):
        pairs = self._place_batch(planned)
        self._pay_upfront(pairs)
        self._confirm_batch(pairs)
        self._ship_batch(pairs)
        self._finish_parcels(pairs)
        self._convert(pairs)
        self._collect(pairs)
        self._call_off(pairs)
        self._give_back(pairs)
        self._settle_books(pairs)
        self._date_batch(pairs)
        self.env.flush_all()
        self.env.invalidate_all()

    @api.model
    def _moment(self, planned, days=0.0):
        """Return when something happened, ``days`` after placing: naive UTC, never in the future."""
        now = self._now()
        midnight = now.replace(tzinfo=UTC).astimezone(_INDIA).replace(hour=0, minute=0, second=0)
        moment = (
            midnight - timedelta(days=planned.days_ago) + timedelta(hours=planned.hour, days=days)
        )
        return min(moment.astimezone(UTC).replace(tzinfo=None, microsecond=0), now)
