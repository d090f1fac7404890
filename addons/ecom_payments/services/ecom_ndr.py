from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.ecom_base.domain.contact import ContactError, normalize_phone

_INDIAN = "+91"


class EcomNdr(models.AbstractModel):
    """What is done about parcels that could not be delivered (NDR, non-delivery report)."""

    _name = "ecom.ndr"
    _description = "Undelivered Parcels"

    @api.model
    def ask(self, pickings, action, *, day=None, phone=None, address=None, comment=None):
        """Tell carriers what to do. Those without an API are told by a person; this writes down what was decided.

        :param pickings: ``stock.picking``; those that do not wait after a failed delivery are left out
        :param str action: see ``stock.picking.ecom_ndr_action``
        :param date day: when to come again, for ``reschedule``
        :param str phone: for ``contact``
        :param str address: for ``contact``
        :return: the parcels it was done for
        :raise UserError: if something is missing, or none of the parcels waits
        """
        pickings.check_access("write")
        waiting = pickings.filtered(lambda picking: picking.ecom_outcome == "ndr")
        if not waiting:
            raise UserError(self.env._("None of these parcels waits after a failed delivery."))
        phone = self._check(waiting, action, day, phone, address)
        waiting.write(
            {
                "ecom_ndr_action": action,
                "ecom_ndr_action_at": fields.Datetime.now(),
                "ecom_ndr_waits": False,
            }
        )
        params = {
            "action": action,
            "day": day and day.isoformat(),
            "phone": phone,
            "address": address or "",
            "comment": comment or "",
        }
        for picking in waiting:
            picking.message_post(body=self._note(picking, params))
        by_api = waiting.filtered(lambda picking: picking.ecom_has_api and picking.ecom_booked_at)
        if by_api:
            self.env["ecom.shipments"].enqueue(by_api, "ndr", params)
        if action == "rto":
            # a carrier with an API says itself when the parcel turns back
            (waiting - by_api)._ecom_set_outcome("rto_initiated", raw_status=comment)
        return waiting

    def _check(self, pickings, action, day, phone, address):
        """Refuse what no carrier could do; return the phone number as carriers take it."""
        if action == "reschedule" and not (day and day > fields.Date.context_today(pickings)):
            raise UserError(self.env._("Choose a day after today."))
        if action != "contact":
            return ""
        if not phone and not address:
            raise UserError(self.env._("Give a new phone number or a new address."))
        if len(pickings) > 1:
            raise UserError(self.env._("Change the phone or address of one parcel at a time."))
        if not phone:
            return ""
        try:
            number = normalize_phone(phone, pickings.partner_id.country_id.code or "IN")
        except ContactError as error:
            raise UserError(str(error)) from error
        return number.removeprefix(_INDIAN)

    def _note(self, picking, params):
        labels = dict(picking._fields["ecom_ndr_action"]._description_selection(self.env))
        details = [params[name] for name in ("day", "phone", "address", "comment") if params[name]]
        text = (
            ": ".join([labels[params["action"]], ", ".join(details)])
            if details
            else labels[params["action"]]
        )
        if picking.ecom_has_api and picking.ecom_booked_at:
            return self.env._(
                "%(carrier)s is asked. %(what)s", carrier=picking.carrier_id.name, what=text
            )
        return self.env._(
            "Decided, tell %(carrier)s. %(what)s",
            carrier=picking.carrier_id.name or self.env._("the courier"),
            what=text,
        )
