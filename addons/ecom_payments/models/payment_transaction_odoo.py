from odoo import api, models

_NOT_MONEY = (
    "cash_on_delivery"  # Odoo's own promise of cash, see models/payment_provider.py for ours
)


class PaymentTransaction(models.Model):
    """Payments of storefront orders through Odoo's own providers, PayPal for example, are rows of the same ledger.

    Odoo asks for them and judges their notifications; what they mean for the order is decided here.
    """

    _inherit = "payment.transaction"

    @api.model_create_multi
    def create(self, vals_list):
        transactions = super().create(vals_list)
        for transaction in transactions:
            if not transaction.ecom_order_id and not transaction._ecom_is_ours():
                transaction._ecom_join_ledger()
        return transactions

    def _ecom_join_ledger(self):
        order = self.source_transaction_id.ecom_order_id or self.sale_order_ids
        if (
            len(order) != 1
            or not order.ecom_payment_type
            or self.operation == "validation"
            or self.provider_id.custom_mode == _NOT_MONEY
        ):
            return
        if self.operation == "refund":
            purpose = "refund"
        else:
            is_all = order.ecom_to_collect and self._ecom_amount() == order._ecom_money(
                "ecom_to_collect"
            )
            purpose = "conversion" if is_all and order.state == "sale" else "upfront"
        self.write({"ecom_order_id": order.id, "ecom_purpose": purpose})

    def _ecom_is_odoos(self):
        """Say whether this is a row of a storefront order's ledger that one of Odoo's own providers settles."""
        self.ensure_one()
        return bool(self.ecom_order_id) and not self._ecom_is_ours()

    # === WHAT THE PROVIDER REPORTS === #

    def _process(self, provider_code, payment_data):
        """Refuse a wrong amount or currency however often it is reported; Odoo does so only the first time."""
        transaction = self or self._search_by_reference(provider_code, payment_data)
        if transaction and transaction._ecom_is_odoos():
            transaction.ecom_order_id._ecom_lock()
            problem = transaction._ecom_reported_mismatch(payment_data)
            if problem:
                if transaction.state != "done":
                    transaction._set_error(problem)
                transaction.ecom_order_id._ecom_flag(
                    self.env._("Payment not accepted: %(problem)s.", problem=problem),
                    transaction=transaction,
                    amount=transaction.amount,
                )
                return transaction
        return super(PaymentTransaction, transaction)._process(provider_code, payment_data)

    def _ecom_reported_mismatch(self, payment_data):
        """Return why what a provider reports cannot be this payment (a sentence), None if it can."""
        reported = self._extract_amount_data(payment_data) if payment_data else None
        if not reported:
            return None
        amount, currency = reported.get("amount"), reported.get("currency_code")
        same = (
            amount
            and currency == self.currency_id.name
            and not self.currency_id.compare_amounts(abs(amount), abs(self.amount))
        )
        return (
            None
            if same
            else self.env._(
                "%(given)s was reported, %(expected)s expected",
                given=f"{amount} {currency}",
                expected=f"{abs(self._ecom_amount())} {self.currency_id.name}",
            )
        )

    def _set_done(self, *, extra_allowed_states=(), **options):
        """Act on the order as for a payment of our own gateways. Money that comes after it was given up is still money."""
        odoos = self.filtered(lambda row: row._ecom_is_odoos() and row.operation != "refund")
        if not odoos:
            return super()._set_done(extra_allowed_states=extra_allowed_states, **options)
        odoos.ecom_order_id._ecom_lock()
        confirmed = odoos.filtered(lambda row: row.ecom_order_id.state == "sale")
        done = super()._set_done(extra_allowed_states=(*extra_allowed_states, "cancel"), **options)
        for row in odoos & done:
            row._ecom_settle_order(row in confirmed)
        return done

    def _ecom_settle_order(self, was_confirmed):
        order = self.ecom_order_id._ecom_acting("webhook", self.provider_id.name)
        payments = order.env["ecom.order.payments"]
        if self.ecom_purpose == "conversion":
            payments.after_conversion(self)
        elif was_confirmed and order.ecom_to_collect:
            order._ecom_flag(
                self.env._("A part was paid online, but all is still to be collected at the door."),
                transaction=self,
                amount=self.amount,
            )
        payments.after_money(order)
