from datetime import datetime

from odoo import api, models
from odoo.fields import Domain

from odoo.addons.ecom_base.api.errors import NotFound, ValidationFailed
from odoo.addons.ecom_base.domain import cursor as cursors
from odoo.addons.ecom_base.domain.order_totals import to_decimal

from ..domain import availability
from ..models.payment_provider import PREFIX

_TRANSACTION_STATUS = {
    "draft": "pending",
    "pending": "pending",
    "authorized": "pending",
    "done": "completed",
    "cancel": "failed",
    "error": "failed",
}
_SORT = "placed"


class EcomOrderPresenter(models.AbstractModel):
    """Orders as the storefront sees them."""

    _name = "ecom.order.presenter"
    _description = "Storefront Orders in the API's Shape"

    @api.model
    def find(self, store, uid, customer=None):
        """Return the placed order with this public id.

        :param StoreInfo store: the calling store
        :param CustomerInfo customer: whose orders may be seen; None for all of the store's
        :return: ``sale.order``, one record
        :raise NotFound: ``order_not_found``, also for carts and for orders of other stores and customers
        """
        domain = self._domain(store, customer) & Domain("ecom_uid", "=", uid)
        order = self.env["sale.order"].search(domain, limit=1)
        if not order:
            raise NotFound("There is no such order.", code="order_not_found")
        return order

    @api.model
    def list_orders(self, store, data, customer=None):
        """Return a page of orders, newest first: dict for ``schemas.order.OrderPage``.

        :param data: ``schemas.order.OrderList``
        :param CustomerInfo customer: as in :meth:`find`
        :raise ValidationFailed: if the cursor is not one of ours
        """
        domain = self._domain(store, customer)
        for name, field_name in (
            ("customer_id", "ecom_customer_id.ecom_uid"),
            ("payment_type", "ecom_payment_type"),
            ("payment_status", "ecom_payment_status"),
            ("status", "ecom_status"),
            ("number", "name"),
        ):
            value = getattr(data, name)
            if value is not None:
                domain &= Domain(field_name, "=", value)
        if data.cursor:
            domain &= self._after(data.cursor)
        orders = self.env["sale.order"].search(
            domain, order="ecom_placed_at desc, ecom_uid desc", limit=data.limit + 1
        )
        page = orders[: data.limit]
        more = len(orders) > data.limit
        return {
            "items": [self.dump(order) for order in page],
            "nextCursor": self._cursor_of(page[-1]) if more else None,
        }

    def _domain(self, store, customer):
        domain = Domain("ecom_store_id", "=", store.id) & Domain("ecom_placed_at", "!=", False)
        if customer:
            domain &= Domain("ecom_customer_id", "=", customer.id)
        return domain & Domain("ecom_payment_type", "!=", False)

    def _cursor_of(self, order):
        return cursors.encode(_SORT, [order.ecom_placed_at.isoformat(), order.ecom_uid])

    def _after(self, cursor):
        try:
            (placed_at, uid), _state = cursors.decode(cursor, _SORT, (datetime, str))
        except cursors.InvalidCursor as error:
            raise ValidationFailed.for_field("cursor", "This is not a cursor of this list.") from (
                error
            )
        return Domain("ecom_placed_at", "<", placed_at) | (
            Domain("ecom_placed_at", "=", placed_at) & Domain("ecom_uid", "<", uid)
        )

    # === ONE ORDER === #

    @api.model
    def dump(self, order):
        """Return an order as the API shows it: dict for ``schemas.order.Order``."""
        builder, addresses = self.env["ecom.order.builder"], self.env["ecom.addresses"]
        rows = order.sudo().ecom_transaction_ids.sorted(  # sudo: the ledger names providers, which nobody reads
            "id"
        )
        pickings = order.picking_ids
        # filtered() forgets the parcels of the other orders of a page, which are to be read together
        parcels = pickings.filtered(lambda picking: picking._ecom_is_parcel()).with_prefetch(
            pickings._prefetch_ids
        )
        changed = [order.write_date, *rows.mapped("write_date"), *parcels.mapped("write_date")]
        # sudo: whoever may see the order may see where it goes
        shipping, billing = order.partner_shipping_id.sudo(), order.partner_invoice_id.sudo()
        return (
            builder.dump(order)
            | self._payment_fields(order, rows)
            | {
                "id": order.ecom_uid,
                "number": order.name,
                "customerId": order.ecom_customer_id.ecom_uid or None,
                "storeId": order.ecom_store_id.code,
                "status": order.ecom_status,
                "codFee": builder.totals(order).fee,
                "shippingAddress": addresses.dump(shipping),
                "billingAddress": addresses.dump(billing),
                "shipments": [self._shipment(parcel) for parcel in parcels],
                "createdAt": order.ecom_placed_at,
                "updatedAt": max(changed),
            }
        )

    def _payment_fields(self, order, rows):
        is_partial = order.ecom_payment_type == availability.PARTIAL_COD
        overpaid = order._ecom_money("ecom_overpaid_amount")
        return {
            "paymentType": order.ecom_payment_type,
            "paymentStatus": order.ecom_payment_status,
            "upfrontAmount": order._ecom_money("ecom_upfront_amount") if is_partial else None,
            "upfrontPercent": to_decimal(order.ecom_upfront_percent, 2) if is_partial else None,
            "remainingAmount": order._ecom_money("ecom_balance"),
            "paidAmount": order._ecom_money("ecom_paid_amount"),
            "refundedAmount": order._ecom_money("ecom_refunded_amount"),
            "overpaidAmount": overpaid or None,
            "upfrontPaymentId": self._latest(rows, "upfront"),
            "deliveryPaymentId": self._latest(rows, "at_door"),
            "transactions": [self._transaction(row) for row in rows],
            "payment": self.payment_to_take(order, rows),
            "prepaidOffer": self.env["ecom.prepaid.offers"].dump(order),
        }

    def _latest(self, rows, purpose):
        """Return the public id of the row that counts for a purpose: one that brought money before any other."""
        rows = rows.filtered(lambda row: row.ecom_purpose == purpose)
        done = rows.filtered(lambda row: row.state == "done")
        return (done or rows)[-1:].ecom_uid or None

    def _transaction(self, row):
        return {
            "id": row.ecom_uid,
            "type": "cod" if row.ecom_is_cod else "online",
            "operation": "refund" if row.operation == "refund" else "payment",
            "amount": row._ecom_amount(),
            "status": _TRANSACTION_STATUS[row.state],
            "gateway": row.provider_id.code.removeprefix(PREFIX),
            "gatewayTransactionId": row.provider_reference or None,
            "createdAt": row.create_date,
        }

    @api.model
    def payment_to_take(self, order, rows):
        """Return what the storefront needs to take the money now: dict, or None if nothing waits to be paid online.

        :param rows: the order's ledger
        """
        open_rows = rows.filtered(
            lambda row: (
                row.ecom_purpose in {"upfront", "conversion"}
                and row.state in {"draft", "pending"}
                and row.ecom_gateway_ref
            )
        )
        row = open_rows[-1:]
        if not row or order.state == "cancel":
            return None
        return {
            "gateway": row.provider_id.code.removeprefix(PREFIX),
            "amount": row._ecom_amount(),
            "clientParams": row.ecom_client_params or {},
            "paymentUrl": row.ecom_payment_url or None,
            "expiresAt": row.ecom_expires_at or None,
        }

    def _shipment(self, parcel):
        return {
            "carrier": parcel.carrier_id.name or None,
            "trackingNumber": parcel.carrier_tracking_ref or None,
            "trackingUrl": self._tracking_url(parcel),
            "status": parcel.ecom_outcome or "pending",
            "events": [
                {
                    "status": event.outcome,
                    "at": event.occurred_at,
                    "note": event.raw_status or None,
                }
                for event in parcel.ecom_shipment_event_ids.sorted("occurred_at")
            ],
        }

    def _tracking_url(self, parcel):
        """Return the carrier's page about a parcel, None without one (Odoo puts several pages into a JSON list)."""
        url = parcel.carrier_tracking_url or ""
        return url if url.startswith(("https://", "http://")) else None
