from collections import defaultdict
from datetime import timedelta
from decimal import Decimal

from odoo import api, fields, models
from odoo.tools import SQL

from ..domain.money import round_half_up
from ..domain.omnibus import Known, reference
from ..domain.timeline import Presented

_LOOK_BACK = timedelta(days=400)  # further than any series of reductions lasts


class EcomPriceOmnibus(models.AbstractModel):
    """The lowest price of the 30 days before a reduction, with its proof: see :mod:`~.domain.omnibus`."""

    _name = "ecom.price.omnibus"
    _description = "Lowest Price Before a Reduction"

    @api.model
    def _reference(self, store, products, currency, region=None, at=None, offers=None):
        """Return what reduced prices have to be compared with.

        :param store: one ``ecom.store``
        :param products: ``product.product``
        :param region: ``ecom.region`` of the buyer, or empty
        :param at: naive UTC; now if empty
        :param offers: what :meth:`ecom.price.reader._offers` returned for the same
        :return: dict[int, :class:`~.domain.omnibus.Reference` | None] by variant id; None where nothing is reduced, or
            nothing has to be compared
        """
        at = fields.Datetime.to_datetime(at) or fields.Datetime.now()
        if offers is None:
            offers = self.env["ecom.price.reader"]._offers(
                store, products, currency, region=region, at=at
            )
        found = dict.fromkeys(products.ids)
        policy = (region or store).sudo()._omnibus_policy()  # sudo: a setting
        reduced = products.filtered(lambda product: self._is_reduced(offers[product.id]))
        if not reduced or not policy.enabled:
            return found
        lines = self._lines(store, reduced.product_tmpl_id, currency, at)
        since = self._recorded_since(store, at)
        for product in reduced:
            line = self._line(lines, product, region)
            amount = offers[product.id].amount
            known = self._known(product.product_tmpl_id, since)
            found[product.id] = reference(line, amount, at, known, policy)
        return found

    @api.model
    def _is_reduced(self, offer):
        """Tell whether an offer is shown as a reduction. The MRP struck out beside is none."""
        return bool(offer and (offer.campaign_id or offer.row.compare_at))

    @api.model
    def _known(self, template, since):
        template = template.sudo()  # sudo: dates that the shop knows
        launched_at = template.ecom_published_at or template.create_date
        return Known(since, launched_at, template.ecom_perishable)

    @api.model
    def _recorded_since(self, store, at):
        self.env["ecom.price.change"].flush_model()
        rows = self.env.execute_query(
            SQL("SELECT min(changed_at) FROM ecom_price_change WHERE store_id = %s", store.id)
        )
        return rows[0][0] or at

    @api.model
    def _lines(self, store, templates, currency, at):
        """Return what was offered lately, with one query.

        :return: defaultdict[(template id, variant id or None, region id or None), list of
            :class:`~.domain.timeline.Presented` in order]
        """
        self.env["ecom.price.interval"].flush_model()
        # as text: psycopg2 is told to read numeric columns as float here
        rows = self.env.execute_query(
            SQL(
                """
                SELECT product_tmpl_id, product_id, region_id, amount::text, compare_at::text, start_at, end_at, price_id,
                       campaign_id
                  FROM ecom_price_interval
                 WHERE store_id = %s AND currency_id = %s AND product_tmpl_id = ANY(%s)
                   AND (end_at IS NULL OR end_at > %s) ORDER BY start_at
                """,
                store.id,
                currency.id,
                templates.ids,
                at - _LOOK_BACK,
            )
        )
        lines = defaultdict(list)
        for template_id, product_id, region_id, *amounts, start, end, price_id, campaign_id in rows:
            amount, compare_at = (
                text and round_half_up(Decimal(text), currency.decimal_places) for text in amounts
            )
            one = Presented(
                currency.id, product_id, region_id, amount, compare_at, start, end, price_id, campaign_id
            )  # fmt: skip
            lines[template_id, product_id, region_id].append(one)
        return lines

    @api.model
    def _line(self, lines, product, region):
        """Return the line of a variant and region: the general one where they never had a price of their own."""
        template_id, region_id = product.product_tmpl_id.id, (region and region.id) or None
        for key in ((product.id, region_id), (product.id, None), (None, region_id)):
            if (template_id, *key) in lines:
                return lines[template_id, *key]
        return lines[template_id, None, None]
