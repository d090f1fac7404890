import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import LockError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from odoo.addons.ecom_base.domain.webhook import Ignored

from ..providers.base import GatewayRefused, GatewayUnavailable
from .ecom_order_payments_ask import FETCH_AFTER

_logger = logging.getLogger(__name__)

#: Each question waits twice as long as the one before; the tenth is asked after some three and a half days, then no more: what is
#: still unpaid then has been given up by the customer, and authorizations have lapsed.
_QUESTIONS = 10


class EcomGatewayReconciliation(models.AbstractModel):
    """Ask the gateways about payments of which nothing was heard, so that a lost webhook costs nothing but time."""

    _name = "ecom.gateway.reconciliation"
    _description = "Reconciliation with the Payment Gateways"

    @api.model
    def run(self, limit=200):
        """Ask about the payments that are due, one commit each. Called by a cron."""
        due = self.env["payment.transaction"].search(
            [("ecom_fetch_at", "<=", fields.Datetime.now()), ("state", "!=", "done")],
            order="ecom_fetch_at, id",
            limit=limit,
        )
        ir_cron = self.env["ir.cron"]
        ir_cron._commit_progress(remaining=len(due))
        silent = set()
        for transaction in due:
            self._ask_about(transaction, silent)
            if not ir_cron._commit_progress(processed=1):
                break

    def _ask_about(self, transaction, silent):
        """Ask about one payment and apply the answer.

        :param set silent: providers that do not answer at the moment; those are left alone for this run
        """
        provider = transaction.provider_id
        if provider.state == "disabled" or provider in silent:
            transaction.ecom_fetch_at = fields.Datetime.now() + FETCH_AFTER
            return
        transaction.ecom_fetch_count += 1
        wait = FETCH_AFTER * 2**transaction.ecom_fetch_count
        is_last = transaction.ecom_fetch_count >= _QUESTIONS
        transaction.ecom_fetch_at = not is_last and fields.Datetime.now() + wait
        try:
            event = provider._ecom_gateway().fetch(
                provider._ecom_account(), transaction.ecom_gateway_ref
            )
        except GatewayUnavailable as error:
            _logger.warning("%s: %s", provider.display_name, error)
            silent.add(provider)
            return
        except GatewayRefused as error:
            _logger.warning("%s: %s", transaction.reference, error)
            return
        if event:
            self._apply(transaction, event)

    def _apply(self, transaction, event):
        order = transaction.ecom_order_id._ecom_acting("cron", transaction.provider_id.name)
        order = order.with_company(order.company_id)
        try:
            with self.env.cr.savepoint():
                verdict = self.env["ecom.gateway.events"].apply(
                    transaction.with_context(order.env.context), event
                )
        except (*PG_CONCURRENCY_EXCEPTIONS_TO_RETRY, LockError):
            # the webhook is being applied right now
            transaction.ecom_fetch_at = fields.Datetime.now() + timedelta(minutes=1)
            return
        if not isinstance(verdict, Ignored):
            _logger.info("%s: %s was not reported", transaction.reference, event.kind)
