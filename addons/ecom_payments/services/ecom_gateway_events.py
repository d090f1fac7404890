from odoo import api, models

from odoo.addons.ecom_base.domain.webhook import Ignored, Quarantine


class EcomGatewayEvents(models.AbstractModel):
    """What gateways report, applied to the ledger: once, in any order, and only where it fits."""

    _name = "ecom.gateway.events"
    _description = "Events of Payment Gateways"

    @api.model
    def process(self, provider, webhook_event):
        """Apply a received webhook.

        :param provider: the ``payment.provider`` it was sent to
        :param webhook_event: one ``ecom.webhook.event``
        :return: None, or a verdict (:class:`Quarantine`, :class:`Ignored`) for the inbox
        """
        gateway = provider._ecom_gateway()
        try:
            event = gateway.parse(webhook_event._raw(), webhook_event.headers or {})
        except ValueError as error:
            raise Quarantine(f"Not an event of this gateway: {error}") from error
        if event is None:
            raise Ignored("Of no interest here")
        transaction = self._find(provider, event)
        if not transaction and event.of_link:
            raise Ignored("The payment link reports it")
        if not transaction:
            raise Quarantine(f"No payment has the reference {event.gateway_ref}")
        order = transaction.ecom_order_id._ecom_acting("webhook", provider.name, webhook_event)
        order = order.with_company(order.company_id)
        return self.apply(transaction.with_context(order.env.context), event)

    def _find(self, provider, event):
        """Return the payment an event is about, by ids of the gateway that are stored here: of what we asked for, or, for
        refunds of payments by link, of the payment that came of it.
        """
        payments = self.env["payment.transaction"]
        for name, ref in (
            ("ecom_gateway_ref", event.gateway_ref),
            ("provider_reference", event.payment_ref),
        ):
            found = ref and payments.search(
                [
                    ("provider_id", "=", provider.id),
                    (name, "=", ref),
                    ("ecom_gateway_ref", "!=", False),
                    ("operation", "!=", "refund"),
                ],
                limit=1,
            )
            if found:
                return found
        return payments

    @api.model
    def apply(self, transaction, event):
        """Apply one event to the payment it names.

        :param transaction: one ``payment.transaction``, the payment (also for events of its refunds)
        :param GatewayEvent event: what happened
        :return: None, or a verdict
        """
        transaction.ecom_order_id._ecom_lock()
        return getattr(self, f"_on_{event.kind}")(transaction, event)

    def _on_captured(self, transaction, event):
        problem = transaction._ecom_mismatch(event)
        if problem:
            return self._quarantine(transaction, event, problem)
        if transaction.state == "done":
            if transaction.provider_reference == event.payment_ref:
                return Ignored("Known already")
            return self._quarantine(
                transaction, event, self.env._("a second payment of the same amount")
            )
        transaction.provider_reference = event.payment_ref
        # money that comes after the order was given up is still money
        transaction._set_done(extra_allowed_states=("cancel",))
        payments = self.env["ecom.order.payments"]
        if transaction.ecom_purpose == "conversion":
            payments.after_conversion(transaction)
        payments.after_money(transaction.ecom_order_id)
        return None

    def _on_failed(self, transaction, event):
        if transaction.state not in {"draft", "pending", "authorized"}:
            return Ignored(f"The payment is {transaction.state} already")
        transaction._set_error(event.message or self.env._("The payment failed."))
        return None

    def _on_authorized(self, transaction, event):
        problem = transaction._ecom_mismatch(event)
        if problem:
            return self._quarantine(transaction, event, problem)
        if transaction.state not in {"draft", "error"}:
            return Ignored(f"The payment is {transaction.state} already")
        transaction.provider_reference = event.payment_ref
        if transaction.provider_id.capture_manually:
            transaction._set_authorized(extra_allowed_states=("error",))
        else:
            transaction._set_pending(extra_allowed_states=("error",))
        return None

    def _on_refunded(self, transaction, event):
        child = self._refund_of(transaction, event)
        if not child:
            return self._refunded_elsewhere(transaction, event)
        problem = child._ecom_mismatch(event)
        if problem:
            return self._quarantine(transaction, event, problem)
        if child.state == "done":
            return Ignored("Known already")
        child.provider_reference = event.refund_ref
        child._set_done(extra_allowed_states=("cancel",))
        return None

    def _on_refund_failed(self, transaction, event):
        child = self._refund_of(transaction, event)
        if child.state == "done":
            return self._quarantine(
                transaction, event, self.env._("a refund that was made came back to the shop")
            )
        if child.state not in {"draft", "pending"}:
            return Ignored("No refund waits for this")
        child._set_error(event.message or self.env._("The refund failed."))
        transaction.ecom_order_id._ecom_flag(
            self.env._("A refund failed at the gateway."), transaction=child, amount=child.amount
        )
        return None

    def _refund_of(self, transaction, event):
        """Find our row of a reported refund: by our id, by the gateway's, or the one that still waits for an id."""
        children = transaction.child_transaction_ids.filtered(lambda row: row.operation == "refund")
        return (
            children.filtered(lambda row: event.refund_key and row.ecom_uid == event.refund_key)
            or children.filtered(lambda row: row.provider_reference == event.refund_ref)
            or children.filtered(
                lambda row: (
                    not row.provider_reference
                    and row.state in {"draft", "pending"}
                    and not row._ecom_mismatch(event)
                )
            )
        )[:1]

    def _refunded_elsewhere(self, transaction, event):
        """Record a refund that somebody made at the gateway itself."""
        if event.currency != transaction.currency_id.name:
            return self._quarantine(transaction, event, transaction._ecom_mismatch(event))
        left = transaction._ecom_amount() - self.env["ecom.refunds"].given_back(transaction)
        if event.amount <= 0 or event.amount > left:
            return self._quarantine(
                transaction,
                event,
                self.env._("more was given back than is left (%(left)s)", left=left),
            )
        child = self.env["ecom.order.payments"].ledger_row(
            transaction.ecom_order_id,
            transaction.provider_id,
            -event.amount,
            "refund",
            source_transaction_id=transaction.id,
            provider_reference=event.refund_ref,
        )
        child._set_done(state_message=self.env._("Made at the gateway"))
        return None

    def _quarantine(self, transaction, event, problem):
        """Refuse an event that does not fit, and show it to a person. What is written here stays."""
        reason = self.env._("Payment not accepted: %(problem)s.", problem=problem)
        transaction.ecom_order_id._ecom_flag(
            reason, transaction=transaction, amount=float(event.amount)
        )
        return Quarantine(reason)
