from odoo import api, fields, models
from odoo.exceptions import AccessError

from .price_errors import PriceNotSet

PRICE_SOURCES = [
    ("seller_price", "Seller's price"),
    ("campaign", "Campaign"),
    ("manual", "Typed by hand"),
    ("extra", "Extra"),
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
)
_DECIDING = frozenset(
    {"product_id", "product_uom_id", "product_uom_qty", "price_unit", "discount", "order_id"}
)
_SYSTEM = "ecom_price_system"


class SaleOrderLine(models.Model):
    """Where a line's price came from. Only the system writes it; an order without it is not confirmed."""

    _inherit = "sale.order.line"

    ecom_price_source = fields.Selection(
        PRICE_SOURCES, string="Price Source", readonly=True, copy=False
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
            and not self._ecom_in_combo()
            and self._ecom_kind() == "item"
            and self.order_id._ecom_is_strict()
        )

    def _ecom_in_combo(self):
        return self.product_type == "combo" or bool(self.combo_item_id)

    def _ecom_price_is_clean(self):
        self.ensure_one()
        return bool(
            self.ecom_price_source
            and self.price_unit > 0
            and self.ecom_price_currency_id == self.order_id.currency_id
        )

    # --- reading the seller's prices ---

    def _ecom_line_offers(self):
        """Return the seller's offers of lines that need one, with one query for each order.

        :return: dict[id, :class:`~.domain.offer.Offer` | None] by line id
        """
        reader = self.env["ecom.price.reader"]
        offers = {}
        for order, lines in self.filtered("product_id").grouped("order_id").items():
            wants = [(line.id, line.product_id, line._ecom_priced_quantity()) for line in lines]
            offers |= reader._choose(
                order._ecom_price_store(),
                wants,
                order.pricelist_id.currency_id,
                order.ecom_region_id,
                order.date_order,
            )
        return offers

    def _ecom_priced_quantity(self):
        quantity, product = self.product_uom_qty or 1.0, self.product_id
        return self.order_id.pricelist_id._ecom_quantity(product, quantity, self.product_uom_id)

    def _ecom_seller_unit_price(self, offer):
        """Return what the line's ``price_unit`` is for an offer: for this buyer's taxes, in the line's unit (float)."""
        line = self.with_company(self.company_id)
        product, order = line.product_id, line.order_id
        taxes = product.taxes_id._filter_taxes_by_company(line.company_id)
        position = order.fiscal_position_id
        price = self.env["ecom.price.tax"]._unit_price(
            offer,
            product,
            taxes,
            position.map_tax(taxes),
            position,
            order.currency_id,
            order.ecom_region_id,
        )
        return self.env["product.pricelist.item"]._ecom_in_unit(price, product, line.product_uom_id)

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
                    products=", ".join(unpriced.mapped("product_id.display_name")),
                )
            )

    def _reset_price_unit(self):
        if not self.order_id._ecom_is_strict() or self._ecom_in_combo():
            return super()._reset_price_unit()
        if not self._ecom_needs_price():
            # fees, deliveries and discounts come with amounts of their own; Odoo's would be converted
            return self.update({"price_unit": self.price_unit})
        offer = self._ecom_offer()
        price = self._ecom_seller_unit_price(offer) if offer else 0.0
        return self.update({"price_unit": price, "technical_price_unit": price})

    def _ecom_offer(self):
        """Return the line's offer, or None where the caller collects what has no price."""
        offers = self.env.context.get("ecom_line_offers", {})
        if self.id not in offers:
            offers = self._ecom_line_offers()
            self._ecom_refuse_unpriced(offers)
        return offers[self.id]

    # --- provenance ---

    def _ecom_stamp_prices(self):
        """Note where the prices of lines came from.

        :raise AccessError: a price was typed by somebody who may not
        """
        lines = self.filtered(lambda line: line._ecom_needs_price())
        offers = lines._ecom_line_offers()
        for line in lines:
            line._ecom_stamp(offers[line.id])

    def _ecom_stamp(self, offer):
        price = self._ecom_seller_unit_price(offer) if offer else 0.0
        values = dict.fromkeys(PROVENANCE, False)
        if (
            offer
            and not self.discount
            and not self.currency_id.compare_amounts(price, self.price_unit)
        ):
            values = {
                "ecom_price_source": "campaign" if offer.campaign_id else "seller_price",
                "ecom_price_id": offer.row.id,
                "ecom_price_version": offer.row.version,
                "ecom_price_amount": float(offer.amount),
                "ecom_price_currency_id": self.currency_id.id,
            }
        elif self.price_unit:
            self._ecom_check_may_type()
            values |= {
                "ecom_price_source": "manual",
                "ecom_price_amount": self.price_unit * (1 - self.discount / 100),
                "ecom_price_currency_id": self.currency_id.id,
            }
        self.with_context(**{_SYSTEM: True}, sale_write_from_compute=True).write(values)

    def _ecom_check_may_type(self):
        user = self.env.user
        if not (self.env.su or user.has_group("ecom_pricing.group_price_manual")):
            raise AccessError(
                self.env._(
                    "%(product)s is sold at the seller's price. You may not type another one.",
                    product=self.product_id.display_name,
                )
            )
