from odoo import fields, models
from odoo.tools import SQL

_AGES = [
    ("a", "Up to 7 days"),
    ("b", "8 to 14 days"),
    ("c", "15 to 30 days"),
    ("d", "Over 30 days"),
]


class EcomCodCash(models.Model):
    """Cash that carriers collected and have not paid out, read from the open items of their clearing accounts."""

    _name = "ecom.cod.cash"
    _description = "Cash with Carriers"
    _auto = False
    _order = "date, id"
    _rec_name = "awb"
    _depends = {
        "account.move.line": [
            "account_id",
            "amount_residual",
            "date",
            "move_id",
            "parent_state",
            "reconciled",
        ],
        "account.payment": ["journal_id", "move_id", "payment_transaction_id"],
        "account.payment.method.line": ["journal_id", "payment_account_id"],
        "account.journal": ["ecom_is_cod"],
        "payment.transaction": ["ecom_picking_id"],
        "ecom.cod.remittance": ["carrier_id"],
        "ecom.cod.remittance.line": [
            "awb",
            "move_line_id",
            "order_id",
            "picking_id",
            "remittance_id",
        ],
        "stock.picking": ["carrier_id", "carrier_tracking_ref", "sale_id", "state"],
    }

    date = fields.Date(string="Collected", readonly=True)
    age = fields.Integer(
        string="Days", readonly=True, aggregator="max", help="Since the cash was collected."
    )
    age_group = fields.Selection(_AGES, string="Age", readonly=True)
    journal_id = fields.Many2one("account.journal", string="COD Journal", readonly=True)
    carrier_id = fields.Many2one("delivery.carrier", readonly=True)
    order_id = fields.Many2one("sale.order", readonly=True)
    picking_id = fields.Many2one("stock.picking", string="Parcel", readonly=True)
    awb = fields.Char(string="Tracking Number", readonly=True)
    remittance_id = fields.Many2one("ecom.cod.remittance", readonly=True)
    kind = fields.Selection(
        [("held", "To be paid out"), ("surplus", "Paid out too much")],
        readonly=True,
        help="Paid out too much: for parcels that are not known, or more than was collected.",
    )
    amount = fields.Monetary(
        readonly=True, help="Less than zero: paid out beyond what was collected."
    )
    currency_id = fields.Many2one("res.currency", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT item.id, item.date, CURRENT_DATE - item.date AS age,
                   CASE WHEN CURRENT_DATE - item.date <= 7 THEN 'a'
                        WHEN CURRENT_DATE - item.date <= 14 THEN 'b'
                        WHEN CURRENT_DATE - item.date <= 30 THEN 'c' ELSE 'd' END AS age_group,
                   COALESCE(payment.journal_id, item.journal_id) AS journal_id,
                   COALESCE(parcel.carrier_id, line.carrier_id, remittance.carrier_id) AS carrier_id,
                   COALESCE(payment.ecom_order_id, line.order_id) AS order_id,
                   COALESCE(parcel.id, line.picking_id) AS picking_id,
                   COALESCE(line.awb, parcel.carrier_tracking_ref) AS awb,
                   line.remittance_id,
                   CASE WHEN item.amount_residual > 0 THEN 'held' ELSE 'surplus' END AS kind,
                   item.amount_residual AS amount, item.company_currency_id AS currency_id,
                   item.company_id
              FROM account_move_line item
              JOIN (SELECT DISTINCT method.payment_account_id AS account_id
                      FROM account_payment_method_line method
                      JOIN account_journal journal ON journal.id = method.journal_id
                     WHERE journal.ecom_is_cod) clearing ON clearing.account_id = item.account_id
         LEFT JOIN account_payment payment ON payment.move_id = item.move_id
         LEFT JOIN payment_transaction row ON row.id = payment.payment_transaction_id
         LEFT JOIN ecom_cod_remittance_line line ON line.move_line_id = item.id
         LEFT JOIN ecom_cod_remittance remittance ON remittance.id = line.remittance_id
         LEFT JOIN LATERAL (
                    SELECT picking.id, picking.carrier_id, picking.carrier_tracking_ref
                      FROM stock_picking picking
                      JOIN stock_picking_type kind ON kind.id = picking.picking_type_id
                     WHERE picking.id = row.ecom_picking_id
                        OR (row.ecom_picking_id IS NULL
                            AND picking.sale_id = payment.ecom_order_id
                            AND kind.code = 'outgoing' AND picking.state = 'done')
                     ORDER BY picking.id LIMIT 1) parcel ON TRUE
             WHERE item.parent_state = 'posted' AND NOT item.reconciled AND item.amount_residual <> 0
            """
        )

    def action_open_order(self):
        """Open the order whose cash this is, or the remittance it came with."""
        self.ensure_one()
        record = self.order_id or self.remittance_id
        return {
            "type": "ir.actions.act_window",
            "res_model": record._name,
            "res_id": record.id,
            "views": [(False, "form")],
        }
