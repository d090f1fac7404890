from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.ecom_base.domain.order_totals import to_decimal

from ..domain.status import Entry
from .payment_provider import COD_CODE, PREFIX

_MONEY = frozenset({"amount", "currency_id", "provider_id", "ecom_order_id", "operation"})


class PaymentTransaction(models.Model):
    """The ledger of storefront orders: one row per movement of money, or attempt at one.

    Cash at the door is a row like any other, and so is a refund (negative). What an order has been paid is the sum of
    its rows in state ``done`` and nothing else.
    """

    _name = "payment.transaction"
    _inherit = ["payment.transaction", "ecom.public.id.mixin"]
    _ecom_uid_prefix = "txn"

    ecom_order_id = fields.Many2one(
        "sale.order",
        string="Storefront Order",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        help="The order whose ledger this row is part of, refunds included.",
    )
    ecom_purpose = fields.Selection(
        [
            ("upfront", "Upfront"),
            ("conversion", "Instead of cash"),
            ("at_door", "At the door"),
            ("refund", "Refund"),
            ("reversal", "Taken back by the courier"),
            ("write_off", "Written off"),
        ],
        string="Purpose",
        readonly=True,
        copy=False,
    )
    ecom_gateway_ref = fields.Char(
        string="Gateway Order ID",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="The gateway's id of the payment it was asked for. Its events are matched by this and by nothing a "
        "customer can choose.",
    )
    ecom_payment_url = fields.Char(string="Payment Page", readonly=True, copy=False)
    ecom_client_params = fields.Json(readonly=True, copy=False)
    ecom_expires_at = fields.Datetime(
        string="Pay Until", readonly=True, copy=False, help="After this time the order is given up."
    )
    ecom_is_cod = fields.Boolean(
        string="At the Door",
        compute="_compute_ecom_is_cod",
        store=True,
        help="Cash (or any other money) collected on delivery.",
    )
    ecom_note = fields.Char(
        string="Note",
        readonly=True,
        copy=False,
        help="Receipt number of a collection, reason of a refund.",
    )

    _ecom_gateway_ref_unique = models.UniqueIndex(
        "(provider_id, ecom_gateway_ref) WHERE ecom_gateway_ref IS NOT NULL",
        "This payment of the gateway is recorded already.",
    )
    _ecom_refund_ref_unique = models.UniqueIndex(
        "(provider_id, provider_reference)"
        " WHERE ecom_order_id IS NOT NULL AND operation = 'refund' AND provider_reference IS NOT NULL",
        "This refund of the gateway is recorded already.",
    )

    @api.depends("provider_id.code")
    def _compute_ecom_is_cod(self):
        for transaction in self:
            transaction.ecom_is_cod = transaction.provider_id.code == COD_CODE

    # === GUARDS === #

    @api.model_create_multi
    def create(self, vals_list):
        transactions = super().create(vals_list)
        for transaction in transactions.filtered(
            lambda tx: tx._ecom_is_ours() and not tx.ecom_order_id
        ):
            raise UserError(
                self.env._(
                    "%(reference)s has no storefront order.", reference=transaction.reference
                )
            )
        return transactions

    def write(self, vals):
        if _MONEY & vals.keys():
            settled = self.filtered(
                lambda tx: (
                    tx._ecom_is_ours() and tx.state in {"done", "cancel"} and tx._ecom_alters(vals)
                )
            )
            if settled:
                raise UserError(
                    self.env._(
                        "%(reference)s is settled. Record the difference as a payment of its own.",
                        reference=settled[0].reference,
                    )
                )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_ledger(self):
        if self.filtered("ecom_order_id"):
            raise UserError(self.env._("Payments of storefront orders cannot be deleted."))

    def _ecom_is_ours(self):
        self.ensure_one()
        return self.provider_id.code.startswith(PREFIX)

    def _ecom_alters(self, vals):
        current = self._convert_to_write({name: self[name] for name in _MONEY & vals.keys()})
        return any(current[name] != vals[name] for name in current)

    def _ecom_entry(self):
        """Return this row as the domain sees it: :class:`~..domain.status.Entry`."""
        self.ensure_one()
        return Entry(
            amount=self._ecom_amount(),
            state=self.state,
            refund=self.operation == "refund",
            at_door=self.ecom_is_cod,
            written_off=self.ecom_purpose == "write_off",
            undone=self.ecom_purpose == "reversal",
        )

    def _ecom_amount(self):
        """Return the amount as an exact Decimal, negative for refunds."""
        self.ensure_one()
        return to_decimal(self.amount, self.currency_id.decimal_places)

    # === GATEWAY EVENTS === #

    def _process(self, provider_code, payment_data):
        """Take a gateway's word for it only where amount, currency and kind fit; see ``ecom.gateway.events``.

        Odoo's own version stops at a wrong amount only the first time it sees it: the second delivery of the same
        event would complete the transaction. Here a mismatch is refused whatever came before.
        """
        if not provider_code.startswith(PREFIX):
            return super()._process(provider_code, payment_data)
        self.ensure_one()
        self.env["ecom.gateway.events"].apply(self, payment_data["event"])
        return self

    def _ecom_mismatch(self, event):
        """Return why an event cannot belong to this transaction, or None.

        :param GatewayEvent event: amounts are positive
        """
        self.ensure_one()
        if event.currency != self.currency_id.name:
            return self.env._(
                "%(given)s was reported, %(expected)s expected",
                given=event.currency,
                expected=self.currency_id.name,
            )
        if event.amount != abs(self._ecom_amount()):
            return self.env._(
                "%(given)s was reported, %(expected)s expected",
                given=f"{event.amount} {event.currency}",
                expected=f"{abs(self._ecom_amount())} {self.currency_id.name}",
            )
        return None

    # === STATE === #

    def _update_state(self, allowed_states, target_state, state_message):
        """Write an audit row for every change of a storefront transaction, and act on the order."""
        ours = self.filtered("ecom_order_id")
        before = {tx: (tx.state, tx.ecom_order_id.ecom_payment_status) for tx in ours}
        changed = super()._update_state(allowed_states, target_state, state_message)
        for tx in changed & ours:
            tx._ecom_record_change(*before[tx])
        return changed

    def _ecom_record_change(self, old_state, old_status):
        self.env["ecom.payment.event"]._record(
            self.ecom_order_id,
            "refund"
            if self.operation == "refund"
            else "collection"
            if self.ecom_is_cod
            else "payment",
            transaction=self,
            amount=self.amount,
            old_state=old_state,
            new_state=self.state,
            old_status=old_status,
            message=self.state_message or self.ecom_note,
        )

    def _log_message_on_linked_documents(self, message):
        """The order's own timeline says it better than a chatter message, and costs less."""
        if not self.ecom_order_id:
            super()._log_message_on_linked_documents(message)
