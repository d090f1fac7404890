import logging

from odoo import api, fields, models
from odoo.exceptions import UserError

_logger = logging.getLogger(__name__)

_BOOK_STATES = [
    ("waiting", "Waiting"),
    ("booked", "Booked"),
    ("no_books", "Not booked"),
]
#: Not booked for so long that Odoo's own job leaves them alone; settled ones only, others have nothing to book.
_LATE = [
    ("state", "in", ["done", "cancel"]),
    ("last_state_change", "<", "now -1d"),
]


class PaymentTransaction(models.Model):
    """How rows of the ledger come into the company's books: in Odoo's post-processing, after the fact."""

    _inherit = "payment.transaction"

    ecom_picking_id = fields.Many2one(
        "stock.picking",
        string="Parcel",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="The parcel at whose delivery this was collected.",
    )
    ecom_entry_id = fields.Many2one(
        "account.move",
        string="Write-off Entry",
        readonly=True,
        copy=False,
        help="The entry that books a rest that was written off.",
    )
    ecom_book_state = fields.Selection(
        _BOOK_STATES,
        string="Books",
        compute="_compute_ecom_book_state",
        help="Waiting: will be booked within minutes. Not booked: the company had no chart of accounts, or no journal "
        "for this payment.",
    )

    @api.depends("state", "payment_id", "is_post_processed")
    def _compute_ecom_book_state(self):
        for row in self:
            if row.state != "done":
                row.ecom_book_state = False
            elif row.sudo().payment_id:  # sudo: the desk sees that it is booked, not the payment
                row.ecom_book_state = "booked"
            else:
                row.ecom_book_state = "no_books" if row.is_post_processed else "waiting"

    def _set_done(self, **kwargs):
        """Have money that moved booked within the minute, whoever learnt of it."""
        settled = super()._set_done(**kwargs)
        if settled.filtered("ecom_order_id"):
            # sudo: booking is the system's
            self.env.ref("payment.cron_post_process_payment_tx").sudo()._trigger()
        return settled

    def _post_process(self):
        """Book storefront payments, and nothing else: orders are confirmed when the money comes, not when this runs.

        Mails, quotation states and down payment invoices of Odoo's own flow are left out. What cannot be booked is shown
        to a person and tried again.
        """
        ours = self.filtered("ecom_order_id")
        super(PaymentTransaction, self - ours)._post_process()
        for tx in ours:
            try:
                with self.env.cr.savepoint():
                    tx._ecom_book()
                    tx.is_post_processed = True
            except UserError as error:
                tx._ecom_not_booked(error.args[0])

    @api.model
    def _ecom_cron_book(self, limit=500):
        """Book what could not be booked for days. Odoo's own job gives up on a payment after four; money does not.

        Each row is tried once a run and committed on its own, those that were tried longest ago first.
        """
        waiting = self.search(
            [("ecom_order_id", "!=", False), ("is_post_processed", "=", False), *_LATE],
            order="write_date, id",
            limit=limit,
        )
        self.env["ir.cron"]._commit_progress(remaining=len(waiting))
        for row in waiting:
            try:
                with self.env.cr.savepoint():
                    row._post_process()
            except Exception:  # whatever is wrong with one payment, the others are booked
                _logger.exception("Payment %s could not be booked", row.reference)
            # so that a row that fails does not keep the others from their turn
            row.write({"is_post_processed": row.is_post_processed})
            if not self.env["ir.cron"]._commit_progress(processed=1):
                break

    def _ecom_not_booked(self, problem):
        order = self.ecom_order_id._ecom_acting("cron", self.env._("Books"))
        reason = self.env._("A payment could not be booked: %(problem)s", problem=problem)
        if order.ecom_review_reason != reason:
            order._ecom_flag(reason, transaction=self, amount=self.amount)

    def _ecom_book(self):
        """Create, or cancel, the ``account.payment`` of this row. Calling it again changes nothing."""
        self.ensure_one()
        if self.state == "done":
            self.env["ecom.books"].book(self)
        elif self.ecom_purpose == "write_off":
            self.env["ecom.books"].write_off(self)
        elif self.state == "cancel" and self.payment_id:
            self.payment_id.action_cancel()

    def action_ecom_book(self):
        """Book rows that were left out, e.g. because the company had no chart of accounts then."""
        if not self.env.user.has_group("ecom_base.group_ecom_manager"):
            raise UserError(self.env._("Only a merchant manager books payments."))
        self.check_access("read")
        # sudo: the ledger is the system's; booking changes no amount
        rows = self.sudo().filtered(lambda row: row.ecom_book_state in {"waiting", "no_books"})
        self.env["ecom.books"].book(rows)
        rows.filtered("payment_id").is_post_processed = True

    def _create_payment(self, **extra_create_values):
        """Odoo's own callers book storefront rows like everybody else."""
        if not self.ecom_order_id:
            return super()._create_payment(**extra_create_values)
        return self.env["ecom.books"].book(self)

    def _ecom_payment_values(self):
        """Return journal and method line of the ``account.payment``; cash of couriers stands in a journal of theirs."""
        if self.ecom_is_cod and self.ecom_purpose != "refund":
            journal = self.company_id._ecom_cod_journal(self._ecom_carrier())
            line = (
                journal.outbound_payment_method_line_ids
                if self.ecom_purpose == "reversal"
                else journal.inbound_payment_method_line_ids
            )[:1]
        elif self.operation == "refund":
            journal = self.provider_id.journal_id
            line = journal.outbound_payment_method_line_ids[:1]
        else:
            journal = self.provider_id.journal_id
            line = journal.inbound_payment_method_line_ids.filtered(
                lambda method_line: method_line.payment_provider_id == self.provider_id
            )[:1]
        return {"journal_id": journal.id, "payment_method_line_id": line.id}

    def _ecom_clearing_lines(self):
        """Return the items of booked rows on clearing accounts of couriers: what they collected, or took back."""
        rows = self.sudo()  # sudo: the desk may not read the books
        cash = rows.payment_id.filtered(lambda payment: payment.journal_id.ecom_is_cod)
        return cash.move_id.line_ids.filtered(
            lambda line: (
                line.account_id == line.move_id.origin_payment_id.outstanding_account_id
                and line.parent_state == "posted"
            )
        )

    def _ecom_carrier(self):
        """Return the carrier that collected this row; empty for own riders."""
        self.ensure_one()
        parcels = self.ecom_picking_id or self.ecom_order_id.picking_ids.filtered(
            lambda picking: picking.state == "done" and picking._ecom_is_parcel()
        )
        return parcels.carrier_id[:1] or self.ecom_order_id.carrier_id
