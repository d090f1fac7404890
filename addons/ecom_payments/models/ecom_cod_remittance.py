from odoo import api, fields, models
from odoo.exceptions import UserError


class EcomCodRemittance(models.Model):
    """Cash that a courier paid out: one sum on the bank account for many parcels, less its fees."""

    _name = "ecom.cod.remittance"
    _description = "COD Remittance"
    _inherit = ["mail.thread"]
    _order = "date desc, id desc"
    _check_company_auto = True

    name = fields.Char(readonly=True, copy=False, required=True, default="/")
    company_id = fields.Many2one(
        "res.company",
        required=True,
        readonly=True,
        default=lambda self: self.env.company,
        index=True,
    )
    carrier_id = fields.Many2one(
        "delivery.carrier",
        check_company=True,
        index=True,
        help="Who paid out. Empty: your own riders.",
    )
    reference = fields.Char(
        string="Bank Reference",
        tracking=True,
        help="UTR or remittance number of the courier, as on the bank statement.",
    )
    date = fields.Date(required=True, default=fields.Date.context_today, tracking=True)
    collected_until = fields.Date(
        help="Parcels whose cash was collected up to this day should be in this remittance; those that are not are "
        "listed as missing. Empty: the day of the last parcel in it."
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    bank_journal_id = fields.Many2one(
        "account.journal",
        string="Received In",
        check_company=True,
        domain=[("type", "in", ["bank", "cash"]), ("ecom_is_cod", "=", False)],
        help="Bank account that the money arrived on.",
    )
    fee_account_id = fields.Many2one(
        "account.account",
        check_company=True,
        domain=[("account_type", "in", ["expense", "expense_direct_cost", "expense_other"])],
        help="Expense account of what the courier kept.",
    )
    fee_tax_id = fields.Many2one(
        "account.tax",
        string="Tax on Fee",
        check_company=True,
        domain=[("type_tax_use", "=", "purchase")],
        help="Tax that can be claimed back. Empty: the tax in the file is part of the fee's cost.",
    )
    file_name = fields.Char(string="File", readonly=True, copy=False)
    file_hash = fields.Char(readonly=True, copy=False, help="SHA-256 of the imported file.")
    state = fields.Selection(
        [("draft", "To check"), ("posted", "Booked")],
        required=True,
        readonly=True,
        default="draft",
        copy=False,
        tracking=True,
        index=True,
    )
    line_ids = fields.One2many("ecom.cod.remittance.line", "remittance_id", string="Parcels")
    move_id = fields.Many2one(
        "account.move", string="Journal Entry", readonly=True, copy=False, check_company=True
    )
    collected = fields.Monetary(compute="_compute_totals", store=True, help="Cash of all parcels.")
    fee = fields.Monetary(
        string="Fees", compute="_compute_totals", store=True, help="Kept by the courier."
    )
    tax = fields.Monetary(string="Tax on Fees", compute="_compute_totals", store=True)
    net = fields.Monetary(
        string="Paid Out",
        compute="_compute_totals",
        store=True,
        help="What should have arrived on the bank account: cash less fees and tax.",
    )
    parcel_count = fields.Integer(string="Lines", compute="_compute_totals", store=True)
    difference_count = fields.Integer(
        string="Differences",
        compute="_compute_totals",
        store=True,
        help="Parcels that were paid out otherwise than expected, or not at all.",
    )
    unreadable_count = fields.Integer(compute="_compute_totals", store=True)

    _file_once = models.UniqueIndex(
        "(company_id, COALESCE(carrier_id, 0), file_hash) WHERE file_hash IS NOT NULL",
        "This file was imported already.",
    )

    @api.depends("line_ids.collected", "line_ids.fee", "line_ids.tax", "line_ids.state")
    def _compute_totals(self):
        for remittance in self:
            lines = remittance.line_ids.filtered(lambda line: line._is_booked())
            for name in ("collected", "fee", "tax", "net"):
                remittance[name] = sum(lines.mapped(name))
            remittance.parcel_count = len(lines)
            states = remittance.line_ids.mapped("state")
            remittance.unreadable_count = states.count("unreadable")
            remittance.difference_count = sum(
                state in {"missing", "short", "over", "unknown", "reversed"} for state in states
            )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get("name", "/") == "/":
                sequence = self.env["ir.sequence"].with_company(vals.get("company_id"))
                vals["name"] = sequence.next_by_code("ecom.cod.remittance") or "/"
        return super().create(vals_list)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_posted(self):
        if self.filtered(lambda remittance: remittance.state == "posted"):
            raise UserError(self.env._("A booked remittance cannot be deleted."))

    def action_match(self):
        """Compare the lines with what is known of the parcels again. Changes nothing but the lines."""
        self.env["ecom.remittances"].match(self._drafts())

    def action_confirm(self):
        """Record the collections that were not known, and book the money."""
        for remittance in self._drafts():
            self.env["ecom.remittances"].confirm(remittance)

    def _drafts(self):
        """Return these remittances; refuse if one is booked."""
        if self.filtered(lambda remittance: remittance.state != "draft"):
            raise UserError(self.env._("A booked remittance does not change any more."))
        self.check_access("write")
        return self

    def action_differences(self):
        """Open the lines that are not as expected."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ecom_payments.ecom_cod_remittance_line_action"
        )
        return action | {
            "domain": [("remittance_id", "=", self.id)],
            "context": {"search_default_differences": 1},
        }
