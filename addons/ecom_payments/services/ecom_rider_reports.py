from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.ecom_base.api.errors import DomainError

from ..domain import rider as rules
from ..models.stock_picking_rider import ON_THE_WAY

RECORDED, KNOWN = "recorded", "known"


class EcomRider(models.AbstractModel):
    """What riders report from the door. Each report names the version of the parcel that the rider saw.

    A second tap, or one that is sent again because the answer was lost, names a version that is gone: it changes
    nothing and is told what is known.
    """

    _inherit = "ecom.rider"

    @api.model
    def report_delivered(
        self, parcel_id, version, due, amount=None, method=rules.CASH, reference=None
    ):
        """The customer has the parcel, and paid.

        :param int parcel_id: of a parcel of the caller
        :param int version: as loaded
        :param str due: the amount that the rider was shown
        :param str amount: what was received, as typed; None: exactly what was due
        :param str method: ``cash`` or ``upi``
        :param str reference: of the UPI payment
        :return: dict: ``result`` (``recorded`` or ``known``), ``message``, and what :meth:`load` returns
        :raise UserError: saying what is wrong; nothing is recorded then
        """
        parcel, order = self._take(parcel_id)
        if self._is_known(parcel, version):
            return self._answer(KNOWN, self._what_is_known(parcel))
        open_due = order._ecom_money("ecom_to_collect")
        if open_due != Decimal(due):
            raise UserError(
                self.env._(
                    "The amount has changed: %(amount)s is due now. Nothing was recorded.",
                    amount=order.currency_id.format(float(open_due)),
                )
            )
        parcel._ecom_set_outcome("delivered")
        parcel.ecom_next_try = False
        if not open_due:
            return self._answer(RECORDED, self.env._("Delivered."))
        received = open_due if amount is None else self._amount(amount)
        reference = self._reference(order, method, reference)
        self._collect(parcel, order, received, method, reference)
        return self._answer(RECORDED, self._collected_text(order, open_due, received))

    @api.model
    def report_attempted(self, parcel_id, version, note, next_try=None):
        """Nobody was there, or the customer wants it another day.

        :param str note: what happened
        :param str next_try: ISO date, not before today; None: the next round
        :return: as :meth:`report_delivered`
        """
        parcel, _order = self._take(parcel_id)
        if self._is_known(parcel, version):
            return self._answer(KNOWN, self._what_is_known(parcel))
        note, day = self._note(note), self._day(next_try)
        if parcel.ecom_outcome == "ndr":
            # tried again: between two failures it was on its way
            parcel._ecom_set_outcome("out_for_delivery")
        parcel._ecom_set_outcome("ndr", raw_status=note)
        parcel.ecom_next_try = day
        return self._answer(RECORDED, self.env._("Noted: not delivered."))

    @api.model
    def report_refused(self, parcel_id, version, note):
        """The customer does not take the parcel: it goes back to the warehouse.

        :return: as :meth:`report_delivered`
        """
        parcel, _order = self._take(parcel_id)
        if self._is_known(parcel, version):
            return self._answer(KNOWN, self._what_is_known(parcel))
        parcel._ecom_set_outcome("rto_initiated", raw_status=self._note(note))
        parcel.ecom_next_try = False
        return self._answer(
            RECORDED, self.env._("Refused: bring the parcel back to the warehouse.")
        )

    # === AT MOST ONCE === #

    def _take(self, parcel_id):
        """Return a parcel of the caller and its order, nobody else's until the end of the transaction."""
        rider = self._rider()
        parcel = self._parcels([("id", "=", parcel_id), ("state", "=", "done")])
        if not parcel:
            raise UserError(self.env._("This parcel is not with you any more."))
        parcel = parcel.with_context(parcel.sale_id._ecom_acting("user", rider.name).env.context)
        parcel.sale_id._ecom_lock()
        return parcel, parcel.sale_id

    def _is_known(self, parcel, version):
        event = self._last_events(parcel).get(parcel.id)
        return parcel.ecom_outcome not in ON_THE_WAY or (event.id if event else 0) != version

    def _what_is_known(self, parcel):
        outcomes = dict(parcel._fields["ecom_outcome"]._description_selection(self.env))
        return self.env._(
            "Recorded already: %(outcome)s.", outcome=outcomes.get(parcel.ecom_outcome, "")
        )

    def _answer(self, result, message):
        return {"result": result, "message": message, **self.load()}

    # === MONEY === #

    def _collect(self, parcel, order, received, method, reference):
        order = order.with_context(ecom_collect_method=method)
        try:
            order.env["ecom.cash.on.delivery"].collect(order, received, reference, parcel=parcel)
        except DomainError as error:
            raise UserError(error.message) from error
        if order.ecom_to_collect:
            order._ecom_flag(
                self.env._(
                    "%(rider)s delivered it and collected %(amount)s too little.",
                    rider=self.env.user.name,
                    amount=order.currency_id.format(order.ecom_to_collect),
                ),
                amount=order.ecom_to_collect,
            )

    def _amount(self, text):
        amount = rules.parse_amount(text)
        if amount is None:
            raise UserError(self.env._("“%s” is no amount.", text))
        if not amount:
            raise UserError(
                self.env._("Nothing was paid: report “Customer not there” or “Refused” instead.")
            )
        return amount

    def _reference(self, order, method, reference):
        """Return the reference of a UPI payment, None for cash.

        :raise UserError: if it is missing, or stands for another payment already
        """
        if method == rules.CASH:
            return None
        reference = (reference or "").strip()
        if method != rules.UPI or not reference:
            raise UserError(self.env._("Enter the reference (UTR) of the UPI payment."))
        twin = order.env["payment.transaction"].search(
            [
                ("ecom_collect_method", "=", rules.UPI),
                ("ecom_note", "=", reference),
                ("company_id", "=", order.company_id.id),
                ("state", "=", "done"),
            ],
            limit=1,
        )
        if twin:
            raise UserError(
                self.env._(
                    "The reference %(reference)s was entered for %(order)s already.",
                    reference=reference,
                    order=twin.ecom_order_id.name,
                )
            )
        return reference

    def _collected_text(self, order, due, received):
        kind, difference = rules.compare(due, received)
        amounts = {
            "amount": order.currency_id.format(float(received)),
            "difference": order.currency_id.format(float(difference)),
        }
        if kind == rules.SHORT:
            return self.env._("%(amount)s collected, %(difference)s stays due.", **amounts)
        if kind == rules.OVER:
            return self.env._(
                "%(amount)s collected, %(difference)s goes back to the customer.", **amounts
            )
        return self.env._("%(amount)s collected.", **amounts)

    # === WORDS AND DAYS === #

    def _note(self, note):
        note = (note or "").strip()
        if not note:
            raise UserError(self.env._("Say in a few words what happened."))
        return note[:200]

    def _day(self, text):
        if not text:
            return False
        try:
            day = fields.Date.to_date(text)
        except ValueError as error:
            raise UserError(self.env._("“%s” is no date.", text)) from error
        if day < fields.Date.context_today(self):
            raise UserError(self.env._("The next try lies in the past."))
        return day
