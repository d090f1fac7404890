from collections import defaultdict
from decimal import Decimal

from odoo import api, models
from odoo.tools import SQL

from ..domain.money import round_half_up
from ..domain.selection import PriceRow
from ..domain.timeline import Cover, Presented, Records, RowChange, timeline


class EcomPriceTimelineReplay(models.AbstractModel):
    """The part of ``ecom.price.timeline`` that reads the history and writes what follows from it."""

    _name = "ecom.price.timeline.replay"
    _description = "Replay of Price History"

    @api.model
    def _replay(self, template_ids, until):
        """Work timelines out from what was recorded.

        :param until: naive UTC
        :return: set of (store id, template id, :class:`~.domain.timeline.Presented`), and dict of the next moment at
            which a product changes by template id
        """
        rows, covers = self._row_changes(template_ids), self._covers(template_ids)
        decimals = self._decimals()
        trails = {}
        wanted, coming = set(), {}
        for (store_id, template_id), changes in rows.items():
            if store_id not in trails:
                trails[store_id] = self.env["ecom.price.campaign.change"]._trail(store_id)
            records = Records(changes, trails[store_id], covers[template_id], decimals)
            presented, moment = timeline(records, until)
            wanted |= {(store_id, template_id, one) for one in presented}
            if moment:
                coming[template_id] = min(moment, coming.get(template_id, moment))
        return wanted, coming

    @api.model
    def _decimals(self):
        currencies = self.env["res.currency"].with_context(active_test=False).search([])
        return {currency.id: currency.decimal_places for currency in currencies}

    @api.model
    def _row_changes(self, template_ids):
        decimals = self._decimals()
        self.env["ecom.price.change"].flush_model()
        # as text: psycopg2 is told to read numeric columns as float here
        rows = self.env.execute_query(
            SQL(
                """
                SELECT store_id, product_tmpl_id, changed_at, kind, price_id, currency_id, product_id, region_id,
                       min_qty::float8, new_amount::text, new_compare_at::text, valid_from, valid_to
                  FROM ecom_price_change WHERE product_tmpl_id = ANY(%s) ORDER BY id
                """,
                template_ids,
            )
        )
        found = defaultdict(list)
        for store_id, template_id, at, kind, price_id, currency_id, *values in rows:
            row = None
            if kind != "cleared":
                row = _row(price_id, values, decimals[currency_id])
            found[store_id, template_id].append(RowChange(at, price_id, currency_id, row))
        return found

    @api.model
    def _covers(self, template_ids):
        self.env["ecom.price.campaign.cover"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT product_tmpl_id, campaign_id, product_id, since, until
                  FROM ecom_price_campaign_cover WHERE product_tmpl_id = ANY(%s) ORDER BY id
                """,
                template_ids,
            )
        )
        found = defaultdict(list)
        for template_id, *values in rows:
            found[template_id].append(Cover(*values))
        return found

    @api.model
    def _store(self, template_ids, wanted):
        """Write timelines: what is there already stays, with its id.

        :param wanted: see :meth:`_replay`
        """
        stored = self._stored(template_ids)
        gone = [interval_id for one, interval_id in stored.items() if one not in wanted]
        self.env.cr.execute(SQL("DELETE FROM ecom_price_interval WHERE id = ANY(%s)", gone))
        fresh = [
            (
                store_id,
                template_id,
                one.product_id,
                one.currency_id,
                one.region_id,
                str(one.amount),
                one.compare_at and str(one.compare_at),
                one.start,
                one.end,
                one.price_id,
                one.campaign_id,
            )
            for store_id, template_id, one in wanted - stored.keys()
        ]
        if fresh:
            self.env.cr.execute(
                SQL(
                    """
                    INSERT INTO ecom_price_interval (store_id, product_tmpl_id, product_id, currency_id, region_id, amount,
                                                     compare_at, start_at, end_at, price_id, campaign_id)
                    SELECT * FROM unnest(%s::int[], %s::int[], %s::int[], %s::int[], %s::int[], %s::numeric[],
                                         %s::numeric[], %s::timestamp[], %s::timestamp[], %s::int[], %s::int[])
                    """,
                    *map(list, zip(*fresh, strict=True)),
                )
            )
        self.env["ecom.price.interval"].invalidate_model()

    @api.model
    def _stored(self, template_ids):
        """Return the timelines as they are stored: dict of interval id by what :meth:`_replay` returns."""
        decimals = self._decimals()
        self.env.cr.execute(
            SQL(
                """
                SELECT id, store_id, product_tmpl_id, currency_id, product_id, region_id, amount::text, compare_at::text,
                       start_at, end_at, price_id, campaign_id
                  FROM ecom_price_interval WHERE product_tmpl_id = ANY(%s)
                """,
                template_ids,
            )
        )
        found = {}
        for interval_id, store_id, template_id, currency_id, *values in self.env.cr.fetchall():
            product_id, region_id, *amounts, start, end, price_id, campaign_id = values
            exact = [
                text and round_half_up(Decimal(text), decimals[currency_id]) for text in amounts
            ]
            one = Presented(
                currency_id, product_id, region_id, *exact, start, end, price_id, campaign_id
            )
            found[store_id, template_id, one] = interval_id
        return found


def _row(price_id, values, decimals):
    product_id, region_id, min_qty, amount, compare_at, valid_from, valid_to = values
    struck = round_half_up(Decimal(compare_at or 0), decimals)
    return PriceRow(
        price_id,
        product_id,
        region_id,
        min_qty,
        round_half_up(Decimal(amount), decimals),
        compare_at=struck or None,
        valid_from=valid_from,
        valid_to=valid_to,
    )
