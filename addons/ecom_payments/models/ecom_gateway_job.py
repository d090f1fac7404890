from odoo import api, fields, models

from ..providers.base import GatewayRefused, RefundRequest


class EcomGatewayJob(models.Model):
    """A refund to ask a gateway for. Outside the request that wants it, and again until the gateway has answered.

    The gateway gets the refund's own id as idempotency key, so an answer that is lost costs nothing.
    """

    _name = "ecom.gateway.job"
    _description = "Gateway Request"
    _inherit = ["ecom.queue.mixin"]
    _order = "id desc"
    _rec_name = "transaction_id"

    transaction_id = fields.Many2one(
        "payment.transaction", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="transaction_id.company_id", store=True, index=True)

    @api.model
    def _lane_key(self, vals):
        return f"transaction:{vals['transaction_id']}"

    def _process_one(self):
        refund = self.transaction_id
        if refund.state not in {"draft", "pending"}:
            return
        source, provider = refund.source_transaction_id, refund.provider_id
        try:
            result = provider._ecom_gateway().refund(
                provider._ecom_account(),
                RefundRequest(
                    key=refund.ecom_uid,
                    gateway_ref=source.ecom_gateway_ref or "",
                    payment_ref=source.provider_reference or "",
                    amount=-refund._ecom_amount(),
                    currency=refund.currency_id.name,
                    reason=refund.ecom_note or "",
                ),
            )
        except GatewayRefused as error:
            self._refused(str(error))
            return
        refund.provider_reference = result.refund_ref
        if result.state == "failed":
            self._refused(result.message)
        elif result.state == "done":
            refund._set_done()

    def _refused(self, message):
        order = self.transaction_id.ecom_order_id._ecom_acting(
            "cron", self.transaction_id.provider_id.name
        )
        self.transaction_id.with_context(order.env.context)._set_error(message)
        order._ecom_flag(
            self.env._("A refund was refused by the gateway: %(message)s", message=message),
            transaction=self.transaction_id,
            amount=self.transaction_id.amount,
        )
