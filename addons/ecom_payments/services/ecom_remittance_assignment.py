from odoo import api, models
from odoo.exceptions import UserError

from ..domain import remittance as rules


class EcomRemittances(models.AbstractModel):
    """Money of a booked remittance whose parcel was not known then."""

    _inherit = "ecom.remittances"

    @api.model
    def assign(self, line, order):
        """Give a booked line of an unknown parcel its order: its cash counts as collected, and is set off.

        :param line: one ``ecom.cod.remittance.line``
        :param order: ``sale.order`` of the same company
        :raise UserError: if the line has an order, or the remittance is not booked; nothing is changed then
        """
        order._ecom_lock()
        line.invalidate_recordset()
        self._refuse_assignment(line, order)
        parcels = order.picking_ids.filtered(lambda picking: picking._ecom_is_parcel())
        parcel = parcels.filtered(lambda picking: picking.carrier_tracking_ref == line.awb)
        line.write({"order_id": order.id, "picking_id": (parcel or parcels)[:1].id})
        self._judge(line)
        self._collect(line)
        rows = self.cash_rows(order).filtered(lambda row: row.state == "done")
        self.env["ecom.books"].book(rows)
        rows.filtered("payment_id").is_post_processed = True
        self.set_off(line)
        self._settle_earlier(line.remittance_id)
        line.remittance_id.message_post(
            body=self.env._(
                "Line %(awb)s belongs to %(order)s.", awb=line.awb or "", order=order.name
            )
        )

    def _refuse_assignment(self, line, order):
        if line.order_id or line.state != rules.UNKNOWN:
            raise UserError(self.env._("This line has its order already."))
        if line.remittance_state != "posted":
            raise UserError(self.env._("Book the remittance first."))
        if order.company_id != line.company_id:
            raise UserError(self.env._("The order is of another company."))
        if order.currency_id != line.currency_id:
            raise UserError(
                self.env._("The order is in %s: book this cash by hand.", order.currency_id.name)
            )
        if line.collected <= 0:
            raise UserError(self.env._("This line paid nothing out."))
