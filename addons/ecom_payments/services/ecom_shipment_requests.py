import math
from decimal import Decimal

from odoo import api, models
from odoo.exceptions import UserError

from odoo.addons.ecom_base.domain.contact import ContactError, normalize_phone
from odoo.addons.ecom_base.domain.order_totals import to_decimal

from ..providers.carriers.base import ParcelItem, Receiver, ShipmentRequest

_INDIAN = "+91"


class EcomShipmentRequests(models.AbstractModel):
    """Parcels of Odoo in the shape that carriers take."""

    _name = "ecom.shipment.requests"
    _description = "Parcels for Carriers"

    @api.model
    def build(self, picking):
        """Return the :class:`ShipmentRequest` of a parcel.

        :param picking: one outgoing ``stock.picking``
        :raise UserError: naming all that is missing, before the carrier is bothered
        """
        carrier, order = picking.carrier_id, picking.sale_id
        currency = order.currency_id or picking.company_id.currency_id
        items = tuple(self._item(move, currency) for move in self._moves(picking))
        receiver, missing = self._receiver(picking)
        if not items:
            missing.append(self.env._("something to send"))
        if missing:
            raise UserError(
                self.env._(
                    "%(parcel)s cannot be booked. Missing or wrong: %(what)s.",
                    parcel=picking.name,
                    what=", ".join(missing),
                )
            )
        return ShipmentRequest(
            reference=picking._ecom_booking_ref(),
            ordered_at=order.date_order or picking.create_date,
            receiver=receiver,
            items=items,
            to_collect=picking._ecom_due(),
            value=sum((item.price * item.quantity for item in items), start=Decimal(0)),
            currency=currency.name,
            weight=self._weight(picking),
            size=tuple(
                to_decimal(carrier[name], 1)
                for name in ("ecom_parcel_length", "ecom_parcel_breadth", "ecom_parcel_height")
            ),
            seller=order.ecom_store_id.name or picking.company_id.name,
            seller_gstin=picking.company_id.vat or "",
            invoice=self._invoice(order),
        )

    def _invoice(self, order):
        # sudo: only the number, which is printed on the parcel
        invoices = order.sudo().invoice_ids.filtered(lambda move: move.state == "posted")
        return invoices[:1].name or order.name or ""

    def _moves(self, picking):
        return picking.move_ids.filtered(
            lambda move: move.state != "cancel" and move.product_uom_qty
        )

    def _item(self, move, currency):
        """Return what is in the parcel of one product. What is sold by weight or length is one piece."""
        quantity = move.quantity or move.product_uom_qty
        units = math.ceil(quantity)
        line, product = move.sale_line_id, move.product_id
        if line.product_uom_qty:
            total = line.price_total / line.product_uom_qty * quantity
        else:
            total = product.lst_price * quantity
        return ParcelItem(
            name=product.name,
            sku=product.default_code or product.ecom_uid or str(product.id),
            quantity=units,
            price=to_decimal(currency.round(total / units), currency.decimal_places),
            hsn=product.hs_code or "",
        )

    def _weight(self, picking):
        """Return kilograms (Decimal)."""
        kilogram = self.env.ref("uom.product_uom_kgm")
        uom = self.env["product.template"]._get_weight_uom_id_from_ir_config_parameter()
        weight = uom._compute_quantity(picking.shipping_weight or picking.weight, kilogram)
        return to_decimal(weight or picking.carrier_id.ecom_parcel_weight, 3)

    def _receiver(self, picking):
        """Return the :class:`Receiver`, and a list of what is missing in it."""
        partner = (
            picking.partner_id or picking.sale_id.partner_shipping_id
        ).sudo()  # sudo: the parcel goes there
        buyer = picking.sale_id.partner_id.sudo()  # sudo: whoever ships may see whom to call
        phone = self._phone(partner) or self._phone(buyer)
        needed = {
            self.env._("name"): partner.name or buyer.name,
            self.env._("street"): partner.street,
            self.env._("city"): partner.city,
            self.env._("state"): partner.state_id.name,
            self.env._("PIN code"): partner.zip,
            self.env._("country"): partner.country_id.name,
            self.env._("phone number in India"): phone,
        }
        receiver = Receiver(
            name=partner.name or buyer.name or "",
            street=partner.street or "",
            street2=partner.street2 or "",
            city=partner.city or "",
            state=partner.state_id.name or "",
            postal_code="".join((partner.zip or "").split()),
            country=partner.country_id.with_context(lang="en_US").name or "",
            phone=phone,
            email=partner.email or buyer.email or "",
        )
        return receiver, [label for label, value in needed.items() if not value]

    def _phone(self, partner):
        """Return ten digits, empty if the contact has no Indian number."""
        try:
            number = normalize_phone(partner.phone or "", partner.country_id.code or "IN")
        except ContactError:
            return ""
        return number.removeprefix(_INDIAN) if number.startswith(_INDIAN) else ""
