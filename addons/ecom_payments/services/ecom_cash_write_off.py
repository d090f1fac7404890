from odoo import api, models

from odoo.addons.ecom_base.api.errors import Conflict


class EcomCashOnDelivery(models.AbstractModel):
    """Giving up money that was not collected."""

    _inherit = "ecom.cash.on.delivery"

    @api.model
    def write_off(self, order, reason):
        """Ask no more for what is still due at the door. The order does not count as paid by that.

        :param order: one ``sale.order``
        :param str reason: shown in the timeline
        :return: the rows given up
        :raise Conflict: ``nothing_to_collect``
        """
        order._ecom_lock()
        rows = self.open_row(order, all_rows=True)
        if not rows:
            raise Conflict("Nothing is due at the door.", code="nothing_to_collect")
        rows.write({"ecom_purpose": "write_off", "ecom_note": reason})
        rows._set_canceled(state_message=self.env._("Written off: %(reason)s", reason=reason))
        # sudo: booking is the system's
        self.env.ref("payment.cron_post_process_payment_tx").sudo()._trigger()
        return rows
