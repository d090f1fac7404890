from datetime import timedelta

from odoo import Command, fields, models

from ..providers.demo import SIGNATURE_HEADER, signature_header
from . import history

_HOURS_TO_PAY = (
    36  # longer than the shop gives, so that the orders that wait are still there tomorrow
)


class EcomDemo(models.AbstractModel):
    """Orders from placing to confirmation."""

    _inherit = "ecom.demo"

    def _place_batch(self, planned):
        """Return the planned orders with the ``sale.order`` of each, agreed on how they are paid."""
        store = self._store()
        builder = self.env["ecom.order.builder"]
        info, fixed = store._to_info(), builder._fixed_values(store)
        of_currency = {
            code: builder._currency_values(info, code)
            for code in {plan.currency for plan in planned}
        }
        customers = self.env["ecom.customer"].search([("store_id", "=", store.id)])
        by_external_id = {customer.external_id: customer for customer in customers}
        variants = {variant.default_code: variant for variant in self._demo_variants()}
        orders = self.env["sale.order"].create(
            [
                fixed
                | of_currency[plan.currency]
                | self._customer_values(by_external_id[plan.person.external_id])
                | {"ecom_placed_at": self._moment(plan), "date_order": self._moment(plan)}
                | {
                    "order_line": [
                        self._line(plan, variants[sku], units) for sku, units in plan.lines
                    ]
                }
                for plan in planned
            ]
        )
        pairs = list(zip(planned, orders, strict=True))
        for plan, order in pairs:
            self._agree(order, plan.payment_type)
        for order in orders._ecom_acting("api", store.name):
            order.env["ecom.payment.event"]._record(order, "placed", amount=order.amount_total)
        return pairs

    def _line(self, plan, variant, units):
        values = self.env["ecom.order.builder"].line_values(variant, units)
        if plan.currency:
            return Command.create(values)
        # the price is given: working it out from the price list line by line takes long, and gives the same
        return Command.create(values | {"price_unit": variant.lst_price, "discount": 0.0})

    def _customer_values(self, customer):
        partner = customer.partner_id.id
        return {
            "ecom_customer_id": customer.id,
            "partner_id": partner,
            "partner_shipping_id": partner,
            "partner_invoice_id": partner,
            "ecom_email": customer.email,
            "ecom_phone": customer.phone,
        }

    def _agree(self, order, payment_type):
        """Agree on the wanted type, or on prepaid where the shop does not offer it for this order."""
        options = {
            option.type: option for option in self.env["ecom.payment.options"].for_order(order)
        }
        option = options[payment_type] if options[payment_type].available else options["prepaid"]
        self.env["ecom.order.payments"].agree(order, option)

    # === PAYING === #

    def _pay_upfront(self, pairs):
        provider = self.env["ecom.gateway.choice"].usable(self._store())[:1]
        paid, failed = self.env["payment.transaction"], self.env["payment.transaction"]
        for plan, order in pairs:
            if order.ecom_payment_type == "cod":
                continue
            if plan.fate in {history.WAITING, history.DECLINED}:
                order.ecom_expires_at = fields.Datetime.now() + timedelta(hours=_HOURS_TO_PAY)
                self.env["ecom.stock"].hold(order, minutes=_HOURS_TO_PAY * 60)
            acting = order._ecom_acting("webhook", provider.name)
            row = acting.env["ecom.order.payments"].ask(
                acting, provider, order._ecom_money("ecom_upfront_amount"), purpose="upfront"
            )
            captured = plan.fate not in history.UNPAID_FATES
            declined = plan.fate == history.DECLINED or (
                plan.fate == history.EXPIRED and plan.number % 2
            )
            if not captured and not declined:
                continue
            charge = self._charge(plan, row, captured)
            if plan.is_recent:
                self._hear_from_gateway(charge)
            elif captured:
                row.provider_reference = charge.payment_id
                paid |= row
            else:
                failed |= row
        if paid:
            paid._set_done()
        if failed:
            failed._set_error(self.env._("Declined by the customer's bank"))

    def _charge(self, plan, row, captured):
        """Return the payment as the demo gateway knows it (``ecom.demo.charge``), so that refunds of it work."""
        return self.env["ecom.demo.charge"].create(
            {
                "provider_id": row.provider_id.id,
                "reference": row.ecom_gateway_ref,
                "payment_id": f"pay_{row.ecom_purpose}{plan.number:06d}",
                "amount": str(row._ecom_amount()),
                "currency": row.currency_id.name,
                "method": ("upi", "upi", "card")[plan.number % 3],
                "status": "captured" if captured else "failed",
            }
        )

    def _hear_from_gateway(self, charge):
        """Have the demo gateway announce a payment, and take its webhook in by the same door as one over HTTP."""
        message = {} if charge.status == "captured" else {"message": "Declined by the bank"}
        charge._announce(f"payment.{charge.status}", message)
        sent = charge.webhook_ids[:1]
        now = fields.Datetime.now()
        body, secret = sent.body.encode(), charge.provider_id._ecom_account().webhook_secret
        signature = signature_header(secret, body, int(now.astimezone().timestamp()))
        inbox = self.env["ecom.webhook.event"]
        inbox._receive(charge.provider_id, body, {SIGNATURE_HEADER: signature})
        event = inbox.search(
            [
                ("provider", "=", charge.provider_id._webhook_provider()),
                ("event_id", "=", sent.event_id),
            ]
        )
        event._process_one()
        for queued in (sent, event):
            queued.write({"state": "done", "done_at": now, "attempts": 1})

    # === CONFIRMING === #

    def _confirm_batch(self, pairs):
        """Confirm what is paid or need not be, and open the rows of what is due at the door."""
        orders = self.env["sale.order"].union(
            *(
                order
                for plan, order in pairs
                if plan.fate not in history.UNPAID_FATES and order.state == "draft"
            )
        )
        if not orders:
            return
        orders = orders._ecom_acting("api", self._store().name)
        orders._ecom_confirm()
        payments = orders.env["ecom.order.payments"]
        due = orders.env["payment.transaction"]
        for order in orders.filtered("ecom_cod_amount"):
            amount = order._ecom_money("ecom_cod_amount")
            due |= payments.ledger_row(order, payments.cod_provider(order), amount, "at_door")
        if due:
            due._set_pending()
        for order in orders:
            order.env["ecom.payment.event"]._record(order, "confirmed", amount=order.amount_total)
