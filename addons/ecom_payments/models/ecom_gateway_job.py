from odoo import api, fields, models

from ..providers.base import CaptureRequest, GatewayRefused, RefundRequest


class EcomGatewayJob(models.Model):
    """A refund or a capture to ask a gateway for. Outside the request that wants it, and again until the gateway has
    answered.

    The gateway gets the transaction's own id as idempotency key, so an answer that is lost costs nothing.
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
        transaction = self.transaction_id
        if transaction.operation == "refund":
            if transaction.state in {"draft", "pending"}:
                self._refund(transaction)
        elif transaction.state == "authorized":
            self._capture(transaction)

    def _refund(self, refund):
        source, provider = refund.source_transaction_id, refund.provider_id
        if source._ecom_is_odoos():
            self._refused(
                self.env._("Give it back in the account at %(provider)s.", provider=provider.name)
            )
            return
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

    def _capture(self, payment):
        provider = payment.provider_id
        order = payment.ecom_order_id._ecom_acting("cron", provider.name)
        order = order.with_company(order.company_id)
        try:
            event = provider._ecom_gateway().capture(
                provider._ecom_account(),
                CaptureRequest(
                    key=payment.ecom_uid,
                    gateway_ref=payment.ecom_gateway_ref,
                    payment_ref=payment.provider_reference,
                    amount=payment._ecom_amount(),
                    currency=payment.currency_id.name,
                ),
            )
        except GatewayRefused as error:
            order._ecom_flag(
                self.env._("The payment could not be captured: %(message)s", message=str(error)),
                transaction=payment,
                amount=payment.amount,
            )
            return
        self.env["ecom.gateway.events"].apply(payment.with_context(order.env.context), event)
