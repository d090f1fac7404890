from odoo import api, fields, models

from .price_errors import PriceNotSet

PRICE_SOURCES = [
    ("seller_price", "Seller"),
    ("campaign", "Campaign"),
    ("manual", "By hand"),
    ("extra", "Extras"),
    ("delivery", "Delivery"),
    ("reward", "Reward"),
    ("free", "Free"),
]
PROVENANCE = (
    "ecom_price_source",
    "ecom_price_id",
    "ecom_price_version",
    "ecom_price_amount",
    "ecom_price_currency_id",
    "ecom_campaign_id",
)
_DECIDING = frozenset(
    {"product_id", "product_uom_id", "product_uom_qty", "price_unit", "discount", "order_id"}
)
_SYSTEM = "ecom_price_system"


class SaleOrderLine(models.Model):
    """Where a line's price came from. Only the system writes it; an order without it is not confirmed."""

    _inherit = "sale.order.line"

    ecom_price_source = fields.Selection(
        PRICE_SOURCES,
        string="Price Source",
        readonly=True,
        copy=False,
        help="Seller: the price set for the product. Extras: that, and what was chosen with it. Campaign: lowered by one. "
        "By hand: typed into this order.",
    )
    ecom_price_id = fields.Integer(
        string="Price", readonly=True, copy=False, aggregator=None, help="Database id of the price."
    )
    ecom_price_version = fields.Integer(
        string="Price Version", readonly=True, copy=False, aggregator=None
    )
    ecom_price_amount = fields.Float(
        string="Price Set",
        digits=(20, 4),
        readonly=True,
        copy=False,
        aggregator=None,
        help="What the seller set, before the buyer's taxes were worked out.",
    )
    ecom_price_currency_id = fields.Many2one(
        "res.currency", string="Price Currency", readonly=True, copy=False
    )
    ecom_campaign_id = fields.Many2one(
        "ecom.price.campaign",
        string="Price Campaign",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create([self._ecom_without_provenance(vals) for vals in vals_list])
        lines._ecom_stamp_prices()
        return lines

    def write(self, vals):
        result = super().write(self._ecom_without_provenance(vals))
        if _DECIDING & vals.keys() and not self.env.context.get("sale_write_from_compute"):
            self._ecom_stamp_prices()
        return result

    @api.model
    def _ecom_without_provenance(self, vals):
        if self.env.context.get(_SYSTEM):
            return vals
        return {name: value for name, value in vals.items() if name not in PROVENANCE}

    def _ecom_needs_price(self):
        """Tell whether the line sells a product at the seller's price."""
        self.ensure_one()
        return bool(
            self.product_id
            and not self.display_type
            and not self.is_downpayment
            and self._ecom_kind() == "item"
            and self.order_id._ecom_is_strict()
        )

    def _ecom_price_is_clean(self):
        self.ensure_one()
        return bool(
            self.ecom_price_source
            and self._ecom_price_is_given()
            and self.ecom_price_currency_id == self.order_id.currency_id
        )

    def _ecom_price_is_given(self):
        return self.price_unit > 0

    # --- reading the seller's prices ---

    def _ecom_line_offers(self):
        """Return the seller's offers of lines that need one, with one query for each order.

        :return: dict[id, :class:`~.domain.offer.Offer` | None] by line id
        """
        offers = {}
        for order, lines in self.filtered("product_id").grouped("order_id").items():
            offers |= lines._ecom_order_offers(order)
        return offers

    def _ecom_order_offers(self, order):
        """Return the offers of lines of one order, by line id. Extended where prices have parts."""
        wants = [(line.id, line.product_id, line._ecom_priced_quantity()) for line in self]
        return self.env["ecom.price.reader"]._choose(
            order._ecom_price_store(),
            wants,
            order.pricelist_id.currency_id,
            order.ecom_region_id,
            order.date_order,
        )

    def _ecom_priced_quantity(self):
        quantity, product = self.product_uom_qty or 1.0, self.product_id
        return self.order_id.pricelist_id._ecom_quantity(product, quantity, self.product_uom_id)

    def _ecom_line_price(self, offer):
        """Return what an offer is on the line, for its taxes and in its unit (:class:`~.domain.line_price.LinePrice`)."""
        line = self.with_company(self.company_id)
        product, order = line.product_id, line.order_id
        price = self.env["ecom.price.tax"]._line_price(
            order._ecom_price_store(),
            offer,
            product,
            line.tax_ids,
            order.currency_id,
            order.ecom_region_id,
        )
        in_unit = self.env["product.pricelist.item"]._ecom_in_unit
        return price.times(in_unit(1, product, line.product_uom_id))

    def _get_pricelist_kwargs(self):
        values = super()._get_pricelist_kwargs()
        if self.order_id._ecom_is_strict():
            values["ecom_region"] = self.order_id.ecom_region_id
        return values

    # --- pricing lines ---

    def _compute_price_unit(self):
        strict = self.filtered(lambda line: line.product_id and line._ecom_needs_price())
        super(SaleOrderLine, self - strict)._compute_price_unit()
        if strict:
            offers = strict._ecom_line_offers()
            strict._ecom_refuse_unpriced(offers)
            super(SaleOrderLine, strict.with_context(ecom_line_offers=offers))._compute_price_unit()

    def _ecom_refuse_unpriced(self, offers):
        unpriced = self.filtered(lambda line: offers[line.id] is None)
        if unpriced and not self.env.context.get("ecom_collect_unpriced"):
            raise PriceNotSet(
                self.env._(
                    "No price in %(currency)s: %(products)s. Set it under Storefront ▸ Pricing.",
                    currency=unpriced[0].order_id.pricelist_id.currency_id.name,
                    products=", ".join(line._ecom_unpriced_name() for line in unpriced),
                )
            )

    def _ecom_unpriced_name(self):
        """Say what has no price: the product, or what of it was chosen."""
        return self.product_id.display_name

    def _reset_price_unit(self):
        if not self.order_id._ecom_is_strict():
            return super()._reset_price_unit()
        if not self._ecom_needs_price():
            # fees, deliveries and discounts come with amounts of their own; Odoo's would be converted
            return self.update({"price_unit": self.price_unit})
        offer = self._ecom_offer()
        price = self._ecom_line_price(offer) if offer else None
        unit = price.unit if price else 0.0
        return self.update(
            {"price_unit": unit, "technical_price_unit": unit, **self._ecom_basis(price)}
        )

    def _ecom_offer(self):
        """Return the line's offer, or None where the caller collects what has no price."""
        offers = self.env.context.get("ecom_line_offers", {})
        if self.id not in offers:
            offers = self._ecom_line_offers()
            self._ecom_refuse_unpriced(offers)
        return offers[self.id]

    def _ecom_price_anew(self):
        """Price lines anew whose taxes or choices were changed. Typed prices stay.

        Callers that collect what has no price work out the order's prices themselves.
        """
        if self.env.context.get("ecom_collect_unpriced"):
            return
        lines = self.filtered(
            lambda line: (
                line.state in ("draft", "sent")
                and line.ecom_price_source != "manual"
                and line._ecom_needs_price()
            )
        )
        lines.with_context(force_price_recomputation=True)._compute_price_unit()
        lines._ecom_stamp_prices()

    # --- provenance ---

    def _ecom_stamp_prices(self):
        """Note where the prices of lines came from.

        :raise AccessError: a price was typed by somebody who may not
        """
        lines = self.filtered(lambda line: line._ecom_needs_price())
        offers = lines._ecom_line_offers()
        before = {line: line._ecom_typed_price() for line in lines}
        for line in lines:
            line._ecom_stamp(offers[line.id])
        lines._ecom_log_typed(before, offers)

    def _ecom_forget_prices(self):
        """Forget where prices came from: the lines get others that are not the seller's."""
        values = dict.fromkeys(PROVENANCE, False) | self._ecom_basis(None)
        self.with_context(**{_SYSTEM: True}, sale_write_from_compute=True).write(values)

    def _ecom_stamp(self, offer):
        price = self._ecom_line_price(offer) if offer else None
        unit = price.unit if price else 0.0
        sellers = offer and not self.currency_id.compare_amounts(unit, self.price_unit)
        values = dict.fromkeys(PROVENANCE, False) | self._ecom_basis(price if sellers else None)
        if sellers and not self.discount:
            values |= {
                "ecom_price_source": _source(offer),
                "ecom_price_id": offer.row.id,
                "ecom_price_version": offer.row.version,
                "ecom_price_amount": float(offer.amount),
                "ecom_price_currency_id": self.currency_id.id,
                "ecom_campaign_id": offer.campaign_id,
            }
        elif self.price_unit:
            self._ecom_check_may_type()
            values |= {
                "ecom_price_source": "manual",
                "ecom_price_amount": self.price_unit * (1 - self.discount / 100),
                "ecom_price_currency_id": self.currency_id.id,
            }
        self._ecom_note(values)

    def _ecom_note(self, values):
        if not self.ids:
            # an order that is only asked about: nothing is written
            self._update_cache(values, validate=False)
            return
        self.with_context(**{_SYSTEM: True}, sale_write_from_compute=True).write(values)


def _source(offer):
    if offer.campaign_id:
        return "campaign"
    return "extra" if offer.extra else "seller_price"
