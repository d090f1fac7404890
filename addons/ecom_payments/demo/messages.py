from datetime import timedelta

from odoo import api, models
from odoo.tools import SQL

_OFFERS = 12
_TERMS = {
    "prepaid_offer": "percent",
    "prepaid_offer_percent": 5.0,
    "prepaid_offer_max": 150.0,
    "prepaid_offer_hours": 12,
}


class EcomDemo(models.AbstractModel):
    """What customers were told of the last two days' orders, and offers to pay COD orders online, which began today."""

    _inherit = "ecom.demo"

    @api.model
    def _steps(self):
        return super()._steps() + [("messages", "Messages and offers", "_fill_messages")]

    @api.model
    def _fill_messages(self, _scale):
        store = self._store()
        self.env.cr.flush()  # writes down what the last orders had to tell
        self._settle_messages()
        store.write(_TERMS)
        orders = self.env["sale.order"].search(
            [
                ("ecom_store_id", "=", store.id),
                ("ecom_payment_type", "=", "cod"),
                ("ecom_status", "in", ("confirmed", "processing")),
            ],
            order="ecom_placed_at desc",
            limit=_OFFERS,
        )
        for order in orders.with_context(ecom_no_facts=True)._ecom_acting("api", store.name):
            order.env["ecom.prepaid.offers"].make(order)
        # as if the order had come with it; the timeline can only be dated in SQL
        self.env["ecom.payment.event"].flush_model()
        self.env.cr.execute(
            SQL(
                """
                UPDATE ecom_payment_event e SET occurred_at = o.ecom_placed_at
                  FROM sale_order o WHERE o.id = e.order_id AND e.kind = 'offered' AND o.id = ANY(%s)
                """,
                orders.ids,
            )
        )
        self.env["ecom.payment.event"].invalidate_model(["occurred_at"])

    def _settle_messages(self):
        """Nobody is written to: the messages count as sent, but for one whose address does not exist."""
        messages = self.env["ecom.order.message"].search([("state", "=", "pending")], order="id")
        for message in messages:
            message.write(
                {
                    "state": "done",
                    "recipient": message.order_id._ecom_message_email(),
                    "done_at": self._now() - timedelta(minutes=5),
                }
            )
        messages[-1:].write(
            {"state": "undeliverable", "result": "550 5.1.1 Mailbox does not exist"}
        )
