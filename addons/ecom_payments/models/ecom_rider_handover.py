from odoo import api, fields, models
from odoo.exceptions import UserError

_FIXED = frozenset({"rider_id", "currency_id", "company_id", "received", "date", "journal_id"})
_SYSTEMS = frozenset({"name", "expected", "state", "received_by_id", "move_id"})


class EcomRiderHandover(models.Model):
    """Cash that a rider gave to the order desk, counted."""

    _name = "ecom.rider.handover"
    _description = "Handover of Cash"
    _inherit = ["mail.thread"]
    _order = "date desc, id desc"
    _check_company_auto = True

    name = fields.Char(readonly=True, copy=False, required=True, default="/")
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    rider_id = fields.Many2one(
        "res.users",
        required=True,
        index=True,
        domain=lambda self: [
            ("all_group_ids", "in", self.env.ref("ecom_payments.group_ecom_rider").ids)
        ],
        tracking=True,
    )
    date = fields.Date(required=True, default=fields.Date.context_today)
    currency_id = fields.Many2one(
        "res.currency",
        required=True,
        default=lambda self: self.env.company.currency_id,
    )
    in_hand = fields.Monetary(
        string="With the Rider",
        compute="_compute_in_hand",
        help="Cash that this rider collected and has not handed over.",
    )
    expected = fields.Monetary(
        readonly=True, copy=False, help="What the rider had to hand over at that moment."
    )
    received = fields.Monetary(required=True, tracking=True, help="As counted by the order desk.")
    difference = fields.Monetary(
        compute="_compute_difference",
        store=True,
        help="Less than zero: the rider still owes this, and it is asked for with the next handover.",
    )
    journal_id = fields.Many2one(
        "account.journal",
        string="Put Into",
        check_company=True,
        compute="_compute_journal_id",
        store=True,
        readonly=False,
        precompute=True,
        domain=[("type", "in", ["cash", "bank"]), ("ecom_is_cod", "=", False)],
        help="Cash register that takes the money. Empty: one is made on first use.",
    )
    note = fields.Char(help="Why it is not the amount that was expected.")
    state = fields.Selection(
        [("draft", "To count"), ("done", "Received")],
        required=True,
        readonly=True,
        default="draft",
        copy=False,
        tracking=True,
    )
    received_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    move_id = fields.Many2one(
        "account.move", string="Journal Entry", readonly=True, copy=False, index="btree_not_null"
    )

    _received_positive = models.Constraint(
        "CHECK (received >= 0)", "What was received is not less than zero."
    )

    @api.depends("rider_id", "company_id", "currency_id", "state")
    def _compute_in_hand(self):
        desk = self.env["ecom.cash.with.riders"]
        for handover in self:
            handover.in_hand = handover.rider_id and desk.in_hand(
                handover.rider_id, handover.company_id, handover.currency_id
            )

    @api.depends("expected", "received", "state")
    def _compute_difference(self):
        for handover in self:
            done = handover.state == "done"
            handover.difference = handover.received - handover.expected if done else 0.0

    @api.depends("company_id")
    def _compute_journal_id(self):
        for company, handovers in self.grouped("company_id").items():
            handovers.journal_id = company and company._ecom_cash_register()

    @api.model_create_multi
    def create(self, vals_list):
        sequences = self.env["ir.sequence"]
        for vals in vals_list:
            for name in _SYSTEMS & vals.keys():
                del vals[name]
            sequence = sequences.with_company(vals.get("company_id"))
            vals["name"] = sequence.next_by_code("ecom.rider.handover") or "/"
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su and _SYSTEMS & vals.keys():
            raise UserError(self.env._("Receive the cash instead of writing its figures."))
        if _FIXED & vals.keys() and "done" in self.mapped("state"):
            raise UserError(self.env._("Cash that was received does not change any more."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_received(self):
        if "done" in self.mapped("state"):
            raise UserError(self.env._("A handover that was received cannot be deleted."))

    def action_receive(self):
        """Take the cash over."""
        self.check_access("write")
        for handover in self:
            self.env["ecom.cash.with.riders"].receive(handover)
