from odoo import api, models

from odoo.addons.ecom_base.domain.order_totals import to_decimal

from ..domain import remittance as rules
from ..domain.money import ZERO

#: Cash that a courier still holds of an order, or may yet collect.
_CASH_STATES = ["draft", "pending", "done"]


class EcomRemittances(models.AbstractModel):
    """What couriers say they paid out, compared with what is known of their parcels."""

    _name = "ecom.remittances"
    _description = "COD Remittances"

    @api.model
    def match(self, remittances):
        """Find the parcels of the lines, and say what was expected of each. Changes nothing else.

        :param remittances: ``ecom.cod.remittance`` records that are not booked
        """
        for remittance in remittances:
            remittance.line_ids.filtered(lambda line: line.state == "missing").unlink()
            lines = remittance.line_ids.filtered(lambda line: line.state != "unreadable")
            self._find_parcels(lines)
            known = self._known_lines(remittance, lines)
            for line, twin in known.items():
                reason = self.env._(
                    "Booked with %(remittance)s", remittance=twin.remittance_id.name
                )
                line.write({"state": "duplicate", "expected": 0.0, "reason": reason})
            self._judge(lines - lines.browse(line.id for line in known))
            self._add_missing(remittance)

    def _find_parcels(self, lines):
        company = lines.company_id
        # sudo: whoever checks remittances need not see transfers
        parcels = (
            self.env["stock.picking"]
            .sudo()
            .search(
                [
                    ("carrier_tracking_ref", "in", lines.mapped("awb")),
                    ("company_id", "in", company.ids),
                    ("picking_type_code", "=", "outgoing"),
                    ("sale_id.ecom_payment_type", "!=", False),
                ],
                order="id",
            )
        )
        by_awb = {parcel.carrier_tracking_ref: parcel for parcel in parcels}
        for line in lines:
            parcel = line.picking_id or by_awb.get(line.awb)
            if parcel:
                # a courier pays out in one currency: cash of another is not set off against it
                order = parcel.sale_id.filtered(
                    lambda order, line=line: order.currency_id == line.currency_id
                )
                line.write({"picking_id": parcel.id, "order_id": order.id})

    def _known_lines(self, remittance, lines):
        """Return the lines that are booked already, with their booked twin: the same file, or the same line again."""
        booked = self.env["ecom.cod.remittance.line"].search(
            [
                ("awb", "in", lines.mapped("awb")),
                ("company_id", "=", remittance.company_id.id),
                ("carrier_id", "=", remittance.carrier_id.id),
                ("remittance_state", "=", "posted"),
                ("state", "not in", ["missing", "duplicate", "unreadable"]),
            ]
        )
        twins = {self._line_key(line): line for line in booked}
        return {
            line: twins[self._line_key(line)] for line in lines if self._line_key(line) in twins
        }

    def _line_key(self, line):
        reference = line.reference or line.remittance_id.reference or ""
        return line.awb, round(line.collected * 100), reference

    # === WHAT IS EXPECTED === #

    def _judge(self, lines):
        cash = self._cash(lines.order_id)
        claims = [(line.order_id or None, self._decimal(line, "collected")) for line in lines]
        for line, verdict in zip(lines, rules.judge(claims, cash), strict=True):
            line.write(
                {
                    "expected": float(verdict.expected),
                    "state": verdict.state,
                    "reason": self._reason(line, verdict),
                }
            )

    def _reason(self, line, verdict):
        if verdict.state == rules.UNKNOWN and line.picking_id:
            currency = line.picking_id.sudo().sale_id.currency_id  # sudo: as in _find_parcels
            return self.env._("Its order is in %s: book this cash by hand", currency.name)
        if verdict.state == rules.UNKNOWN:
            return self.env._("No parcel has this tracking number")
        if verdict.state == rules.OVER and not verdict.expected:
            return self.env._("Nothing of this parcel was still to be paid out")
        if verdict.state == rules.REVERSED and verdict.expected > self._decimal(line, "collected"):
            return self.env._("More than was ever paid out")
        return False

    def _decimal(self, line, field):
        return to_decimal(line[field], line.currency_id.decimal_places)

    @api.model
    def cash_rows(self, orders):
        """Return the rows of cash at the door of orders, with those that couriers took back."""
        # sudo: remittances are checked without a right on providers
        return (
            self.env["payment.transaction"]
            .sudo()
            .search(
                [
                    ("ecom_order_id", "in", orders.ids),
                    ("ecom_is_cod", "=", True),
                    ("ecom_purpose", "in", ["at_door", "reversal"]),
                    ("state", "in", _CASH_STATES),
                ],
                order="id",
            )
        )

    def _cash(self, orders):
        """Return :class:`~..domain.remittance.Cash` by order."""
        rows = self.cash_rows(orders)
        rows.payment_id.move_id.line_ids.mapped("amount_residual_currency")  # all at once
        by_order = rows.grouped("ecom_order_id")
        return {order: self._cash_of(by_order.get(order, rows.browse())) for order in orders}

    def _cash_of(self, rows):
        done = rows.filtered(lambda row: row.state == "done")
        total = sum((row._ecom_amount() for row in done), ZERO)
        held = sum((self._held(row) for row in done), ZERO)
        due = sum((row._ecom_amount() for row in rows - done), ZERO)
        return rules.Cash(held=held, due=due, paid_out=max(total - held, ZERO))

    def _held(self, row):
        """Return how much of a collected row was not paid out."""
        lines = row._ecom_clearing_lines()
        if not lines:
            return row._ecom_amount()
        residual = sum(lines.mapped("amount_residual_currency"))
        return to_decimal(residual, row.currency_id.decimal_places)

    # === WHAT SHOULD HAVE BEEN THERE === #

    def _add_missing(self, remittance):
        """Add a line for each parcel whose cash the courier has had long enough and did not pay out."""
        paid = remittance.line_ids.filtered(lambda line: line.collected > 0).order_id
        journal = self._holder(remittance).ecom_cod_journal_id
        held = self._held_payments(journal)
        in_file = held.filtered(lambda payment: payment.ecom_order_id in paid)
        until = remittance.collected_until or max(in_file.mapped("date"), default=False)
        late = held.filtered(lambda payment: until and payment.date <= until) - in_file
        self.env["ecom.cod.remittance.line"].create(
            [
                self._missing_values(remittance, payments.payment_transaction_id)
                for payments in late.grouped("ecom_order_id").values()
            ]
        )

    def _held_payments(self, journal):
        if not journal:
            return self.env["account.payment"]
        # sudo: remittances are checked without a right on the books
        payments = self.env["account.payment"].sudo()
        return payments.search(
            [
                ("journal_id", "=", journal.id),
                ("currency_id", "=", journal.company_id.currency_id.id),
                ("ecom_order_id", "!=", False),
                ("payment_type", "=", "inbound"),
                ("is_matched", "=", False),
                ("state", "in", ["in_process", "paid"]),
            ],
            order="date, id",
        )

    def _missing_values(self, remittance, rows):
        parcel = (
            rows.ecom_picking_id[:1]
            or rows.ecom_order_id.picking_ids.filtered(
                lambda picking: picking._ecom_is_parcel() and picking.state == "done"
            )[:1]
        )
        return {
            "remittance_id": remittance.id,
            "awb": parcel.carrier_tracking_ref,
            "picking_id": parcel.id,
            "order_id": rows.ecom_order_id.id,
            "expected": float(sum((self._held(row) for row in rows), ZERO)),
            "state": "missing",
            "reason": self.env._("Collected before, and not in this remittance"),
        }

    @api.model
    def _holder(self, remittance):
        """Return what knows the COD journal: the carrier, or the company for own riders."""
        company = remittance.company_id
        return (remittance.carrier_id or company).sudo().with_company(company)  # sudo: as above
