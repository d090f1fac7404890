from odoo import Command, api, fields, models

from ..domain.money import ZERO
from ..models.carrier_errors import CarrierSaidNo

_CAME_BACK = {"rto_received"}
_NEVER_ARRIVED = _CAME_BACK | {"lost", "cancelled"}


class EcomUnwinding(models.AbstractModel):
    """What has to be undone for orders that are cancelled or came back undelivered."""

    _name = "ecom.unwinding"
    _description = "Unwinding of Orders"

    @api.model
    def after_cancel(self, order):
        """Queue what a cancelled order leaves to do: invoices to credit, shipments to call off."""
        if order.invoice_ids or self._announced(order):
            self._enqueue(order, "cancelled")

    @api.model
    def after_return(self, orders):
        """Queue orders none of whose parcels arrived, now that they are back."""
        for order in orders:
            outcomes = set(self._parcels(order).mapped("ecom_outcome"))
            if outcomes <= _NEVER_ARRIVED and outcomes & _CAME_BACK:
                self._enqueue(order, "returned")
            elif "delivered" in outcomes:
                order._ecom_flag(
                    self.env._("Only a part of the order came back: credit and refund it by hand.")
                )

    def _enqueue(self, order, kind):
        # sudo: the system fills queues
        self.env["ecom.order.unwinding"].sudo()._enqueue([{"order_id": order.id, "kind": kind}])

    def _parcels(self, order):
        return order.picking_ids.filtered(lambda picking: picking._ecom_is_parcel())

    @api.model
    def unwind(self, order, kind):
        """Credit the order's invoices, decide on its upfront by the store's policy, call its shipments off.

        :param order: one ``sale.order``, in its company
        :param str kind: ``cancelled`` or ``returned``
        """
        order._ecom_lock()
        if kind == "cancelled":
            self._call_off_shipments(order)
        self.credit_invoices(order)
        if kind == "returned":
            self._decide_upfront(order)

    # === INVOICES === #

    @api.model
    def credit_invoices(self, order):
        """Credit what an order was invoiced, and cancel drafts. Where somebody began to credit it, they finish it.

        :return: the credit notes
        """
        invoices = order.sudo().invoice_ids  # sudo: books are the system's
        invoices.filtered(lambda move: move.state == "draft").button_cancel()
        posted = invoices.filtered(lambda move: move.state == "posted")
        credited = posted.filtered(lambda move: move.move_type == "out_refund")
        posted -= credited
        if credited:
            open_amount = sum(posted.mapped("amount_total")) - sum(credited.mapped("amount_total"))
            if not order.currency_id.is_zero(open_amount):
                order._ecom_flag(self.env._("Invoiced and credited in part: finish it by hand."))
            return posted.browse()
        today = fields.Date.context_today(order)
        # also frees what was paid: that is the customer's until it is decided on
        return posted._reverse_moves(
            [
                {
                    "invoice_date": today,
                    "date": today,
                    "ref": self.env._("%s: not delivered", move.name),
                }
                for move in posted
            ],
            cancel=True,
        )

    # === UPFRONT === #

    def _decide_upfront(self, order):
        refunds = self.env["ecom.refunds"]
        paid = refunds.refundable(order)
        policy = order.ecom_store_id.rto_policy
        if not paid:
            return
        if policy == "keep" or (policy == "withhold" and self._is_foreign_charge(order)):
            order._ecom_flag(
                self.env._(
                    "Came back undelivered: decide on the %(amount)s that were paid.",
                    amount=order.currency_id.format(float(paid)),
                ),
                amount=float(paid),
            )
            return
        charge = self._charge(order, paid) if policy == "withhold" else ZERO
        if paid > charge:
            refunds.refund(order, paid - charge, self.env._("The parcel came back undelivered"))

    def _is_foreign_charge(self, order):
        """Tell whether the store's charge is an amount of another currency than the order's: it is not converted."""
        store = order.ecom_store_id
        return store.rto_charge == "fixed" and store.currency_id != order.currency_id

    def _charge(self, order, paid):
        """Invoice what the store keeps of an upfront; return how much that is (Decimal)."""
        store = order.ecom_store_id
        if store.rto_charge == "fixed":
            amount = store.rto_charge_amount
        else:
            amount = sum(order.order_line.filtered("is_delivery").mapped("price_total"))
        amount = min(amount, float(paid))
        if order.currency_id.compare_amounts(amount, 0.0) <= 0:
            return ZERO
        if not order.company_id._ecom_keeps_books():
            return order._ecom_exact(amount)
        return order._ecom_exact(self._charge_invoice(order, amount).amount_total)

    def _charge_invoice(self, order, amount):
        """Return the posted invoice of a charge that comes to ``amount`` with tax."""
        # sudo: books are the system's
        moves = self.env["account.move"].sudo().with_company(order.company_id)
        invoice = moves.create(
            {
                "move_type": "out_invoice",
                "ecom_order_id": order.id,
                "partner_id": order.partner_invoice_id.id,
                "partner_shipping_id": order.partner_shipping_id.id,
                "currency_id": order.currency_id.id,
                "fiscal_position_id": order.fiscal_position_id.id,
                "invoice_origin": order.name,
                "invoice_date": fields.Date.context_today(order),
                "invoice_line_ids": [Command.create(self._charge_line(order, amount))],
            }
        )
        invoice.action_post()
        return invoice

    def _charge_line(self, order, amount):
        product = order.ecom_store_id.rto_charge_product_id or self.env.ref(
            "ecom_payments.product_return_charge"
        )
        taxes = product.taxes_id._filter_taxes_by_company(order.company_id)
        taxes = order.fiscal_position_id.map_tax(taxes)
        totals = taxes.with_context(force_price_include=True).compute_all(
            amount, currency=order.currency_id
        )
        included = all(tax.price_include for tax in taxes)
        return {
            "product_id": product.id,
            "name": product.name,
            "quantity": 1,
            "price_unit": amount if included else totals["total_excluded"],
            "tax_ids": [Command.set(taxes.ids)],
        }

    # === SHIPMENTS === #

    def _announced(self, order):
        """Return the parcels that a carrier was told to expect and that have not left."""
        return order.picking_ids.filtered(
            lambda picking: (
                picking.picking_type_code == "outgoing"
                and picking.carrier_tracking_ref
                and picking.state != "done"
            )
        )

    def _call_off_shipments(self, order):
        for parcel in self._announced(order).sudo():  # sudo: the system talks to carriers
            carrier, awb = parcel.carrier_id, parcel.carrier_tracking_ref
            try:
                told = carrier and hasattr(carrier, f"{carrier.delivery_type}_cancel_shipment")
                if told:
                    parcel.cancel_shipment()
            except (NotImplementedError, CarrierSaidNo):
                told = False
            if not told:
                order._ecom_flag(
                    self.env._(
                        "Tell %(carrier)s that parcel %(awb)s is not coming.",
                        carrier=carrier.name or self.env._("the courier"),
                        awb=awb,
                    )
                )
