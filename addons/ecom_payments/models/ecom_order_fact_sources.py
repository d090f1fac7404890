from odoo import models

_ORDER = frozenset(
    {
        "amount_total",
        "carrier_id",
        "currency_rate",
        "ecom_balance",
        "ecom_has_rto",
        "ecom_paid_amount",
        "ecom_payment_status",
        "ecom_payment_type",
        "ecom_placed_at",
        "ecom_refunded_amount",
        "ecom_risk_arm",
        "ecom_risk_policy_id",
        "ecom_risk_score",
        "ecom_ship_state_id",
        "ecom_ship_zip",
        "ecom_status",
        "ecom_written_off_amount",
    }
)
_PARCEL = frozenset(
    {"carrier_id", "date_done", "ecom_dispatch_type", "ecom_outcome", "sale_id", "state"}
)
_ROW = frozenset({"provider_id", "state", "ecom_order_id"})


def _mark(records, vals_list, names):
    """Note those of the records of which a column that facts are made of is written."""
    ids = [
        record.id
        for record, vals in zip(records, vals_list, strict=True)
        if not names.isdisjoint(vals)
    ]
    if ids:
        records.env["ecom.order.fact"]._mark(records._name, ids)


class SaleOrder(models.Model):
    """Orders whose facts have to be written again. All that reaches the table passes here, computed fields included."""

    _inherit = "sale.order"

    def _write_multi(self, vals_list):
        super()._write_multi(vals_list)
        _mark(self, vals_list, _ORDER)


class StockPicking(models.Model):
    """Parcels change the facts of their orders."""

    _inherit = "stock.picking"

    def _write_multi(self, vals_list):
        super()._write_multi(vals_list)
        _mark(self, vals_list, _PARCEL)


class PaymentTransaction(models.Model):
    """Payments change the facts of their orders."""

    _inherit = "payment.transaction"

    def _create(self, data_list):
        rows = super()._create(data_list)
        self.env["ecom.order.fact"]._mark(self._name, rows.ids)
        return rows

    def _write_multi(self, vals_list):
        super()._write_multi(vals_list)
        _mark(self, vals_list, _ROW)
