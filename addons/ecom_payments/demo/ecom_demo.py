from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from odoo import Command, api, fields, models

from odoo.addons.ecom_base.demo import tables
from odoo.addons.ecom_base.models.sale_order import QUIET

from . import history

_BATCH = 60
_INDIA = ZoneInfo("Asia/Kolkata")
_SURPLUS = Decimal(50)


class EcomDemo(models.AbstractModel):
    """Sells, ships and collects for a year, through the same services as the shop, then gives everything its date."""

    _inherit = "ecom.demo"

    @api.model
    def _steps(self):
        return [
            *super()._steps(),
            ("orders", "Orders, payments and parcels", "_fill_orders"),
            ("carts", "Open carts", "_fill_carts"),
        ]

    @api.model
    def _fill_orders(self, scale):
        # history is not news: nothing of it goes to the outbox
        demo = self.with_context(**QUIET, ecom_no_facts=True)
        planned = demo._planned_orders(scale)
        for start in range(0, len(planned), _BATCH):
            demo._fill_batch(planned[start : start + _BATCH])
            self.env.flush_all()
            self.env.invalidate_all()

    def _planned_orders(self, scale):
        now = datetime.now(_INDIA)
        variants = self._demo_variants()
        popularity = {row.sku: row.popularity for row in tables.products()}
        stock = {
            variant.default_code: (
                int(variant.with_context(warehouse_id=self._store().warehouse_id.id).qty_available),
                popularity["-".join(variant.default_code.split("-")[:2])],
            )
            for variant in variants
        }

        def day(days_ago):
            date = now.date() - timedelta(days=days_ago)
            return date.month, date.weekday()

        hours = now.hour + now.minute / 60
        return history.plan(self._people(scale), stock, day, hours, scale)

    def _fill_batch(self, planned):
        orders = self._place_batch(planned)
        pairs = list(zip(planned, orders, strict=True))
        self._pay_upfront(pairs)
        self._confirm_batch(
            orders.browse(o.id for p, o in pairs if p.fate in history.CONFIRMED_FATES)
        )
        self._ship_batch(pairs)
        self._finish_parcels(pairs)
        self._collect(pairs)
        self._call_off(pairs)
        self._give_back(pairs)
        self._settle_books(orders)
        self._date_batch(pairs)

    # === PLACING === #

    def _place_batch(self, planned):
        store = self._store()
        info = store._to_info()
        builder = self.env["ecom.order.builder"]
        fixed = builder._fixed_values(store) | builder._currency_values(info, None)
        customers = self.env["ecom.customer"].search([("store_id", "=", store.id)])
        by_external_id = {customer.external_id: customer for customer in customers}
        variants = {variant.default_code: variant for variant in self._demo_variants()}
        orders = self.env["sale.order"].create(
            [
                fixed
                | self._customer_values(by_external_id[order.person.external_id])
                | {
                    "ecom_placed_at": self._moment(order),
                    "date_order": self._moment(order),
                    "order_line": [
                        Command.create(builder.line_values(variants[sku], quantity))
                        for sku, quantity in order.lines
                    ],
                }
                for order in planned
            ]
        )
        for order, plan in zip(orders, planned, strict=True):
            self._agree(order, plan.payment_type)
        return orders

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

    @api.model
    def _moment(self, planned, days=0.0):
        """Return when something happened, ``days`` after placing: naive UTC, never in the future."""
        midnight = datetime.now(_INDIA).replace(hour=0, minute=0, second=0, microsecond=0)
        moment = (
            midnight - timedelta(days=planned.days_ago) + timedelta(hours=planned.hour, days=days)
        )
        moment = moment.astimezone(ZoneInfo("UTC")).replace(tzinfo=None, microsecond=0)
        return min(moment, fields.Datetime.now())

    # === PAYING AND CONFIRMING === #

    def _pay_upfront(self, pairs):
        payments = self.env["ecom.order.payments"]
        store = self._store()
        provider = self.env["ecom.payment.options"].provider_for(store)
        paid, failed = self.env["payment.transaction"], self.env["payment.transaction"]
        charges = []
        for planned, order in pairs:
            if order.ecom_payment_type == "cod":
                continue
            if planned.fate == history.WAITING:
                order.ecom_expires_at = fields.Datetime.now() + timedelta(days=1)
            row = payments.ask(
                order, provider, order._ecom_money("ecom_upfront_amount"), purpose="upfront"
            )
            captured = planned.fate in history.CONFIRMED_FATES
            if captured:
                row.provider_reference = f"pay_demo{planned.number:06d}"
                paid |= row
            elif planned.fate == history.EXPIRED and planned.number % 2:
                failed |= row
            else:
                continue
            charges.append(self._charge_values(planned, row, captured))
        self.env["ecom.demo.charge"].create(charges)
        if paid:
            paid._set_done()
        if failed:
            failed._set_error(self.env._("Declined by the customer's bank"))

    def _charge_values(self, planned, row, captured):
        """What the demo gateway knows of a payment, so that refunds of it work."""
        return {
            "provider_id": row.provider_id.id,
            "reference": row.ecom_gateway_ref,
            "payment_id": f"pay_demo{planned.number:06d}",
            "amount": str(row._ecom_amount()),
            "currency": row.currency_id.name,
            "method": ("upi", "upi", "card")[planned.number % 3],
            "status": "captured" if captured else "failed",
        }

    def _confirm_batch(self, orders):
        if not orders:
            return
        orders._ecom_confirm()
        payments = self.env["ecom.order.payments"]
        due = self.env["payment.transaction"]
        for order in orders.filtered("ecom_cod_amount"):
            due |= payments.ledger_row(
                order, payments.cod_provider(order), order._ecom_money("ecom_cod_amount"), "at_door"
            )
        if due:
            due._set_pending()

    # === PARCELS === #

    def _ship_batch(self, pairs):
        parcels = self.env["stock.picking"]
        for planned, order in pairs:
            if planned.fate in history.SHIPPED_FATES | {history.PROCESSING}:
                order.picking_ids.carrier_tracking_ref = f"AMR{planned.number:07d}IN"
            if planned.fate in history.SHIPPED_FATES:
                parcels |= order.picking_ids
        parcels.action_assign()
        self._send_off(parcels)

    def _send_off(self, pickings):
        if not pickings:
            return
        pickings.move_ids.picked = True
        pickings.with_context(skip_sms=True, cancel_backorder=True)._action_done()

    def _finish_parcels(self, pairs):
        back = self.env["stock.picking"]
        for planned, order in pairs:
            if planned.fate not in history.SHIPPED_FATES - {history.SHIPPED}:
                continue
            parcels = order.picking_ids
            ended = self._moment(planned, planned.transit)
            if planned.fate == history.NDR:
                parcels._ecom_set_outcome(
                    "ndr", raw_status="Customer not reachable", occurred_at=ended
                )
            elif planned.fate == history.RTO:
                parcels._ecom_set_outcome(
                    "rto_initiated", raw_status="Refused by customer", occurred_at=ended
                )
                back |= parcels
            else:
                parcels._ecom_set_outcome("delivered", occurred_at=ended)
                if planned.fate == history.RETURNED:
                    back |= parcels
        self._bring_back(back)

    def _bring_back(self, parcels):
        """Receive parcels that came back, on returns as Odoo makes them."""
        returns = self.env["stock.picking"]
        for parcel in parcels:
            wizard = (
                self.env["stock.return.picking"]
                .with_context(active_id=parcel.id, active_model="stock.picking")
                .create({"picking_id": parcel.id})
            )
            for line in wizard.product_return_moves:
                line.quantity = line.move_id.quantity
            returns |= wizard._create_return()
        for move in returns.move_ids:
            move.quantity = move.product_uom_qty
        self._send_off(returns)

    def _collect(self, pairs):
        cash = self.env["ecom.cash.on.delivery"]
        collected = {history.DELIVERED, history.PARTLY_REFUNDED, history.RETURNED, history.OVERPAID}
        for planned, order in pairs:
            due = order._ecom_money("ecom_to_collect")
            if planned.fate in collected and due:
                surplus = _SURPLUS if planned.fate == history.OVERPAID else 0
                cash.collect(order, due + surplus, f"RCPT-{planned.number:05d}")

    # === CALLED OFF AND GIVEN BACK === #

    def _call_off(self, pairs):
        for planned, order in pairs:
            if planned.fate in {history.CANCELLED, history.EXPIRED}:
                source = "cron" if planned.fate == history.EXPIRED else "api"
                order._ecom_acting(source, order.ecom_store_id.name)._action_cancel()

    def _give_back(self, pairs):
        """Refund through the ledger. The demo gateway learns of it too, or it would allow a second refund."""
        refunds = self.env["ecom.refunds"]
        for planned, order in pairs:
            available = refunds.refundable(order, online_only=True)
            share = {
                history.CANCELLED: 1,
                history.RETURNED: 1,
                history.PARTLY_REFUNDED: Decimal("0.25"),
            }
            if planned.fate not in share or not available:
                continue
            amount = order._ecom_money("ecom_paid_amount") * share[planned.fate]
            amount = min(
                available, amount.quantize(Decimal(1)) if share[planned.fate] != 1 else amount
            )
            self._refund(planned, order, amount)

    def _refund(self, planned, order, amount):
        paid = order.sudo().ecom_transaction_ids.filtered(  # sudo: demo data, loaded by the system
            lambda row: row.state == "done" and row.ecom_purpose == "upfront"
        )
        reference = f"rfd_demo{planned.number:06d}"
        row = self.env["ecom.order.payments"].ledger_row(
            order,
            paid.provider_id,
            -amount,
            "refund",
            source_transaction_id=paid.id,
            provider_reference=reference,
            ecom_note=self.env._("Sent back by the customer")
            if planned.fate == history.RETURNED
            else self.env._("Asked for by the customer"),
        )
        row._set_done()
        charge = self.env["ecom.demo.charge"]._paid(paid.provider_id, paid.ecom_gateway_ref)
        self.env["ecom.demo.refund"].create(
            {
                "charge_id": charge.id,
                "refund_id": reference,
                "key": row.ecom_uid,
                "amount": str(amount),
            }
        )

    def _settle_books(self, orders):
        """A year of somebody else's sales does not go into this company's books."""
        orders.sudo().ecom_transaction_ids.is_post_processed = True  # sudo: as in _refund
