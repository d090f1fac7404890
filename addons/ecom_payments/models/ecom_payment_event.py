from odoo import api, fields, models
from odoo.exceptions import UserError


class EcomPaymentEvent(models.Model):
    """What happened to an order's money, when, and who said so. Rows are added, never changed."""

    _name = "ecom.payment.event"
    _description = "Payment Event"
    _order = "id desc"
    _rec_name = "kind"
    _log_access = False

    order_id = fields.Many2one(
        "sale.order", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="order_id.company_id", store=True, precompute=True, index=True
    )
    transaction_id = fields.Many2one(
        "payment.transaction", readonly=True, index="btree_not_null", ondelete="cascade"
    )
    kind = fields.Selection(
        [
            ("placed", "Order placed"),
            ("payment", "Online payment"),
            ("collection", "Collection at the door"),
            ("refund", "Refund"),
            ("converted", "Payment type changed"),
            ("cancelled", "Order cancelled"),
            ("expired", "Not paid in time"),
            ("confirmed", "Order confirmed"),
            ("quarantined", "Needs a look"),
            ("reviewed", "Looked at"),
        ],
        required=True,
        readonly=True,
    )
    amount = fields.Monetary(readonly=True)
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    old_state = fields.Char(readonly=True, help="State of the transaction before.")
    new_state = fields.Char(readonly=True, help="State of the transaction since.")
    old_status = fields.Char(readonly=True, help="Payment status of the order before.")
    new_status = fields.Char(readonly=True, help="Payment status of the order since.")
    message = fields.Char(readonly=True)
    source = fields.Selection(
        [("webhook", "Gateway"), ("api", "Storefront"), ("user", "User"), ("cron", "Automatic")],
        required=True,
        readonly=True,
    )
    actor = fields.Char(
        readonly=True, help="The user, the storefront or the gateway that it came from."
    )
    webhook_event_id = fields.Many2one("ecom.webhook.event", readonly=True, ondelete="set null")
    occurred_at = fields.Datetime(required=True, readonly=True, index=True)

    @api.model
    def _record(
        self,
        order,
        kind,
        *,
        transaction=None,
        amount=0.0,
        old_state=None,
        new_state=None,
        old_status=None,
        message=None,
    ):
        """Add a row. Who is acting comes from the context, see :meth:`sale.order._ecom_acting`.

        :param order: one ``sale.order``
        :param str kind: see the field
        :return: the row
        """
        actor = self.env.context.get("ecom_actor") or {}
        return self.sudo().create(  # sudo: nobody may write the audit by hand, so nobody has the right to
            {
                "order_id": order.id,
                "transaction_id": transaction.id if transaction else False,
                "kind": kind,
                # before the amount, which is rounded to it
                "currency_id": order.currency_id.id,
                "amount": amount,
                "old_state": old_state,
                "new_state": new_state,
                "old_status": old_status,
                "new_status": order.ecom_payment_status,
                "message": message,
                "source": actor.get("source", "user"),
                "actor": actor.get("name") or self.env.user.name,
                "webhook_event_id": actor.get("webhook_event_id"),
                "occurred_at": fields.Datetime.now(),
            }
        )

    def write(self, vals):  # pylint: disable=method-required-super
        """Refuse: what happened does not change."""
        raise UserError(self.env._("The history of payments cannot be changed."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("The history of payments cannot be deleted."))
