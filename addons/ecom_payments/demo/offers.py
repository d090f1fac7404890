from odoo import api, fields, models

_OFFERS, _MESSAGES = 3, 6


class EcomDemo(models.AbstractModel):
    """Offers to pay online, made to the latest COD orders, and messages to customers, one of which never arrived.

    No message is sent: they are history.
    """

    _inherit = "ecom.demo"

    @api.model
    def _steps(self):
        return super()._steps() + [("offers", "Offers and messages", "_fill_offers")]

    @api.model
    def _fill_offers(self, scale):
        store = self._store()
        domain = [("ecom_store_id", "=", store.id), ("state", "=", "sale")]
        latest = self.env["sale.order"].search(domain, order="ecom_placed_at desc", limit=40)
        on_hand = latest.filtered(
            lambda order: order.ecom_payment_type == "cod" and not order._ecom_has_left()
        )
        store.write({"prepaid_offer": "percent", "prepaid_offer_percent": 5.0})
        for order in on_hand[:_OFFERS]:
            self.env["ecom.prepaid.offers"].make(order._ecom_acting("api", store.name))
        store.prepaid_offer = False  # until the merchant wants it
        # sudo: demo data, loaded by the system
        events = on_hand.sudo().ecom_payment_event_ids.filtered(lambda e: e.kind == "offered")
        self._backdate(
            events, [event.order_id.ecom_placed_at for event in events], ("occurred_at",)
        )
        self._tell(latest[:_MESSAGES])

    def _tell(self, orders):
        """Note messages about orders as they were sent; the first one was given up."""
        messages = self.env["ecom.order.message"].create(
            [
                {
                    "order_id": order.id,
                    "company_id": order.company_id.id,
                    "event": "placed",
                    "channel": "email",
                    "about": f"demo-{order.id}",
                    "recipient": order.ecom_email,
                }
                for order in orders
            ]
        )
        messages |= messages.search([("order_id.ecom_offer_state", "=", "offered")])
        messages.write({"state": "done", "done_at": fields.Datetime.now(), "attempts": 1})
        messages[:1].write(
            {"state": "undeliverable", "result": self.env._("The mailbox does not exist.")}
        )
