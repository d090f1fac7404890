from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from odoo import api, fields, models

from odoo.addons.ecom_base.domain.order_totals import to_decimal

from ..domain import availability
from ..domain.prepaid_offer import ANY


@dataclass(frozen=True, slots=True)
class Offer:
    """A standing offer to pay an order online.

    :ivar discount: taken off, with tax
    :ivar fee: for collecting cash, with tax, that is not charged
    :ivar amount: to be paid
    :ivar until: naive UTC
    """

    discount: Decimal
    fee: Decimal
    amount: Decimal
    until: datetime


class EcomPrepaidOffers(models.AbstractModel):
    """Discounts for customers who pay a COD order online after placing it."""

    _name = "ecom.prepaid.offers"
    _description = "Offers to Pay Online"

    @api.model
    def preview(self, order, ship_to=None):
        """Return what would be offered for an order placed with COD: dict for ``schemas.payment.PrepaidOfferPreview``,
        None for nothing. Nothing is written.

        :param order: one ``sale.order``, placed or not
        :param ship_to: ``res.partner`` it goes to, if not (yet) that of the order
        """
        terms = order.ecom_store_id._ecom_offer_terms(order.currency_id)
        if terms is None:
            return None
        level = None
        if terms.risk != ANY:
            risk = self.env["ecom.risk"]
            assessment = risk.assess(order, ship_to)
            level = risk.values(order, availability.COD, assessment)["ecom_risk_level"]
        total = order._ecom_goods_total()
        discount = self._discount(order, terms, total, level)
        return discount and {
            "discountAmount": discount,
            "totalAmount": total - discount,
            "validHours": order.ecom_store_id.prepaid_offer_hours,
        }

    def _discount(self, order, terms, total, level):
        """Return the discount (Decimal), None if there is none or no gateway would take the rest."""
        if not terms.means(total, level):
            return None
        discount = terms.discount(total, order.currency_id.decimal_places)
        return discount or None

    @api.model
    def make(self, order):
        """Make an offer for a COD order that was just placed, if the store makes any. The customer hears of it later.

        :param order: one confirmed ``sale.order``
        """
        terms = order.ecom_store_id._ecom_offer_terms(order.currency_id)
        if terms is None or order.ecom_payment_type != availability.COD or order.state != "sale":
            return
        total = order._ecom_goods_total()
        discount = self._discount(order, terms, total, order.ecom_risk_level)
        choice = self.env["ecom.gateway.choice"]
        if not discount or not choice.taking(
            choice.fitting(order), total - discount, order.currency_id
        ):
            return
        hours = order.ecom_store_id.prepaid_offer_hours
        order.write(
            {
                "ecom_offer_state": "offered",
                "ecom_offer_discount": float(discount),
                "ecom_offer_amount": float(total - discount),
                "ecom_offer_total": order.amount_total,
                "ecom_offer_until": fields.Datetime.now() + timedelta(hours=hours),
            }
        )
        self.env["ecom.payment.event"]._record(order, "offered", amount=float(total - discount))
        self.env["ecom.order.messages"].announce(order, "prepaid_offer")

    @api.model
    def standing(self, order):
        """Return the :class:`Offer` that an order's customer can still take up, None if there is none.

        It stands until its time, as long as nothing of the order was paid, changed or sent off.
        """
        if order.ecom_offer_state != "offered" or order.state != "sale":
            return None
        if order.ecom_offer_until <= fields.Datetime.now() or order._ecom_has_left():
            return None
        total, decimals = order._ecom_total(), order.currency_id.decimal_places
        is_untouched = (
            total == to_decimal(order.ecom_offer_total, decimals)
            and total == order._ecom_money("ecom_to_collect")
            and not order.sudo().invoice_ids  # sudo: whether any
        )
        if not is_untouched:
            return None
        discount, amount = (
            order._ecom_money(name) for name in ("ecom_offer_discount", "ecom_offer_amount")
        )
        return Offer(discount, total - amount - discount, amount, order.ecom_offer_until)

    @api.model
    def dump(self, order):
        """Return the standing offer: dict for ``schemas.order.PrepaidOffer``, None if there is none."""
        offer = self.standing(order)
        return offer and {
            "discountAmount": offer.discount,
            "waivedFeeAmount": offer.fee,
            "totalAmount": offer.amount,
            "expiresAt": offer.until,
        }

    @api.model
    def grant(self, transaction):
        """Give the discount that a payment was asked for with. The gateway's page closes when the offer ends; a payment
        that is reported later all the same was asked for so, and gets it.

        :param transaction: one ``payment.transaction``, done; its order is confirmed and nothing of it was collected
        """
        order = transaction.ecom_order_id
        if order.ecom_offer_state == "accepted":
            return
        order.ecom_offer_state = "accepted"
        if order.sudo().invoice_ids:  # sudo: whether any
            order._ecom_flag(
                self.env._("Paid online with a discount, but it is invoiced already: credit it.")
            )
            return
        discount = to_decimal(transaction.ecom_offer_discount, order.currency_id.decimal_places)
        order._ecom_take_off(discount)

    @api.model
    def lapse(self):
        """Note which offers were not taken up in time. Called by a cron."""
        late = self.env["sale.order"].search(
            [
                ("ecom_offer_state", "=", "offered"),
                ("ecom_offer_until", "<=", fields.Datetime.now()),
            ],
            limit=1000,
        )
        late.write({"ecom_offer_state": "lapsed"})
