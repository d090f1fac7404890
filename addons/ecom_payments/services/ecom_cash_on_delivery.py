from odoo import api, models

from odoo.addons.ecom_base.api.errors import Conflict, ValidationFailed

from ..domain.money import ZERO, unit_of

_FINAL_FAILURES = {"rto_initiated", "rto_received", "lost", "cancelled"}


class EcomCashOnDelivery(models.AbstractModel):
    """Money at the door: collected, collected in part, not collected."""

    _name = "ecom.cash.on.delivery"
    _description = "Cash on Delivery"

    @api.model
    def collect(self, order, amount, reference=None, parcel=None):
        """Record money that the courier collected.

        Less than due: the rest stays open. More than due: the surplus is a row of its own and the order is flagged.

        :param order: one ``sale.order``
        :param Decimal amount: positive, in the order's currency
        :param str reference: receipt or remittance number
        :param parcel: ``stock.picking`` at whose delivery it was collected; None if there is only one
        :return: the ``payment.transaction`` that holds the collected amount
        :raise ValidationFailed: ``amount_precision``, ``amount_invalid``
        :raise Conflict: ``nothing_to_collect``
        """
        order._ecom_lock()
        row = self.open_row(order)
        if not row:
            raise Conflict("Nothing is due at the door.", code="nothing_to_collect")
        self.check_amount(order, amount)
        due = row._ecom_amount()
        payments = self.env["ecom.order.payments"]
        note = self._collection_values(order, reference, parcel)
        if amount < due:
            row.write({"amount": float(amount)} | note)
            rest = payments.ledger_row(order, row.provider_id, due - amount, "at_door")
            rest._set_pending(
                state_message=self.env._(
                    "Rest of %(amount)s", amount=order.currency_id.format(float(due))
                )
            )
        else:
            row.write(note)
        row._set_done()
        self._drop_conversions(order)
        if amount > due:
            surplus = payments.ledger_row(order, row.provider_id, amount - due, "at_door", **note)
            surplus._set_done(state_message=self.env._("Collected beyond what was due"))
        payments.after_money(order)
        return row

    def _collection_values(self, order, reference, parcel):
        """Return what a row of collected money says beside its amount: dict for ``write``."""
        values = {"ecom_note": reference} if reference else {}
        return values | {"ecom_picking_id": parcel.id} if parcel else values

    def _drop_conversions(self, order):
        """Cash has come: nobody needs to pay online instead any more."""
        order.sudo().ecom_transaction_ids.filtered(  # sudo: the ledger is written by services only
            lambda row: row.ecom_purpose == "conversion" and row.state in {"draft", "pending"}
        )._set_canceled()

    @api.model
    def collection_failed(self, order, reason=None):
        """Record that the courier could not collect: the parcel is not delivered, the money stays due.

        :raise Conflict: ``nothing_to_collect``
        """
        order._ecom_lock()
        row = self.open_row(order)
        if not row:
            raise Conflict("Nothing is due at the door.", code="nothing_to_collect")
        order.picking_ids.filtered(lambda picking: picking.state == "done")._ecom_set_outcome(
            "ndr", raw_status=reason
        )
        self.env["ecom.payment.event"]._record(
            order,
            "collection",
            transaction=row,
            amount=row.amount,
            old_state=row.state,
            new_state=row.state,
            old_status=order.ecom_payment_status,
            message=reason or self.env._("The courier could not collect."),
        )

    @api.model
    def after_undelivered(self, orders):
        """Give up the money at the door of orders none of whose parcels can reach the customer any more."""
        for order in orders:
            parcels = order.picking_ids.filtered(lambda picking: picking._ecom_is_parcel())
            if all(parcel.ecom_outcome in _FINAL_FAILURES for parcel in parcels):
                self.open_row(order, all_rows=True)._set_canceled(
                    state_message=self.env._("The parcel was not delivered.")
                )

    @api.model
    def open_row(self, order, *, all_rows=False):
        """Return the oldest open row of cash at the door (or all of them)."""
        rows = order.sudo().ecom_transaction_ids.filtered(  # sudo: the desk collects without a right on providers
            lambda row: (
                row.ecom_is_cod and row.state in {"draft", "pending"} and row.operation != "refund"
            )
        )
        rows = rows.sorted("id")
        return rows if all_rows else rows[:1]

    @api.model
    def check_amount(self, order, amount, field="amount"):
        """Refuse amounts that are not money of the order's currency.

        :raise ValidationFailed: ``amount_invalid`` or ``amount_precision``
        """
        if amount <= ZERO:
            raise ValidationFailed.for_field(
                field, "Must be more than zero.", code="amount_invalid"
            )
        if amount % unit_of(order.currency_id.decimal_places):
            raise ValidationFailed.for_field(
                field,
                f"{order.currency_id.name} has {order.currency_id.decimal_places} decimals.",
                code="amount_precision",
            )
