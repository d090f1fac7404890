import base64
import hashlib

from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ..domain import remittance_file
from .ecom_cod_remittance_import_column import FIELDS

_MAX_BYTES = 20_000_000


class EcomCodRemittanceImport(models.TransientModel):
    """Reads a courier's file into a remittance to check. Nothing is booked by that."""

    _name = "ecom.cod.remittance.import"
    _description = "Import COD Remittance"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    carrier_id = fields.Many2one(
        "delivery.carrier",
        domain="[('company_id', 'in', [False, company_id])]",
        help="Who paid out. Empty: your own riders.",
    )
    file = fields.Binary(required=True, attachment=False)
    file_name = fields.Char()
    date = fields.Date(
        string="Received On",
        required=True,
        default=fields.Date.context_today,
        help="Day the money arrived.",
    )
    reference = fields.Char(
        string="Bank Reference", help="UTR or remittance number, as on the bank statement."
    )
    bank_journal_id = fields.Many2one(
        "account.journal",
        string="Received In",
        compute="_compute_bank_journal_id",
        store=True,
        readonly=False,
        domain="[('company_id', '=', company_id), ('type', 'in', ['bank', 'cash']), ('ecom_is_cod', '=', False)]",
        help="Bank account that the money arrived on.",
    )
    column_ids = fields.One2many("ecom.cod.remittance.import.column", "wizard_id")
    problem = fields.Char(readonly=True)

    @api.depends("carrier_id", "company_id")
    def _compute_bank_journal_id(self):
        for wizard in self.sudo():  # sudo: whoever imports remittances need not see journals
            carrier = wizard.carrier_id.with_company(wizard.company_id)
            banks = [("company_id", "=", wizard.company_id.id), ("type", "=", "bank")]
            wizard.bank_journal_id = carrier.ecom_cod_bank_journal_id or wizard.env[
                "account.journal"
            ].search(banks, limit=1)

    # === COLUMNS === #

    @api.onchange("file", "carrier_id")
    def _onchange_file(self):
        """Show what the columns of the file seem to mean, by their names and by this carrier's last file."""
        self.column_ids = [Command.clear()]
        self.problem = False
        if not self.file:
            return
        try:
            table = self._file_table()
        except UserError as error:
            self.problem = error.args[0]
            return
        self.column_ids = self._columns(table)

    def _columns(self, table):
        remembered = self.carrier_id.sudo().ecom_remittance_columns  # sudo: as above
        guess = remittance_file.guess_columns(table.headers, remembered)
        meaning = {header: name for name, header in guess.items()}
        samples = [row for _line, row in table.rows[:20]]
        return [
            Command.create(
                {
                    "header": header,
                    "sample": next(
                        (row[place] for row in samples if row[place:] and row[place]), ""
                    ),
                    "field": meaning.get(header, False),
                }
            )
            for place, header in enumerate(table.headers)
            if header
        ]

    def _raw(self):
        raw = base64.b64decode(self.file)
        if len(raw) > _MAX_BYTES:
            raise UserError(self.env._("The file is larger than 20 MB."))
        return raw

    def _file_table(self):
        try:
            return remittance_file.read_table(self._raw())
        except remittance_file.FileUnreadable as error:
            raise UserError(self._file_problems()[str(error)]) from error

    def _file_problems(self):
        return {
            "file_empty": self.env._("The file is empty."),
            "file_binary": self.env._(
                "This is not a text file. Save the spreadsheet as CSV and choose that file."
            ),
            "header_missing": self.env._("The file has no line with the names of its columns."),
            "file_too_long": self.env._("The file has more than 100,000 lines."),
        }

    # === READING === #

    def action_import(self):
        """Make the remittance, to be checked; open the one that this file made before, if there is one."""
        self.ensure_one()
        self.env["ecom.cod.remittance"].check_access("create")
        digest = hashlib.sha256(self._raw()).hexdigest()
        remittances = self.env["ecom.cod.remittance"]
        known = remittances.search(
            [
                ("file_hash", "=", digest),
                ("company_id", "=", self.company_id.id),
                ("carrier_id", "=", self.carrier_id.id),
            ]
        )
        if known:
            return self._open(
                known, self.env._("This file was imported before. Nothing has changed.")
            )
        table = self._file_table()
        entries, bad = remittance_file.read_entries(table, self._chosen_columns(table))
        remittance = remittances.create(self._remittance_values(digest))
        self.env["ecom.cod.remittance.line"].create(
            [self._line_values(remittance, entry) for entry in entries]
            + [self._bad_values(remittance, line) for line in bad]
        )
        self.env["ecom.remittances"].match(remittance)
        return self._open(remittance)

    def _chosen_columns(self, table):
        """Return header by field as chosen, and remember it for the carrier's next file."""
        if not self.column_ids:
            self.column_ids = self._columns(table)
        columns = {column.field: column.header for column in self.column_ids if column.field}
        names = dict(FIELDS)
        missing = [names[name] for name in remittance_file.REQUIRED if name not in columns]
        if missing:
            raise UserError(
                self.env._("Say which column holds: %(columns)s.", columns=", ".join(missing))
            )
        if self.carrier_id:
            # sudo: how a carrier's files look is no setting of the carrier
            self.carrier_id.sudo().ecom_remittance_columns = columns
        return columns

    def _remittance_values(self, digest):
        company = self.sudo().company_id  # sudo: as above
        carrier = self.sudo().carrier_id.with_company(company)  # sudo: as above
        return {
            "company_id": company.id,
            "carrier_id": carrier.id,
            "date": self.date,
            "reference": self.reference,
            "bank_journal_id": self.bank_journal_id.id,
            "fee_account_id": (carrier.ecom_cod_fee_account_id or company.expense_account_id).id,
            "fee_tax_id": carrier.ecom_cod_fee_tax_id.id,
            "file_name": self.file_name,
            "file_hash": digest,
        }

    def _line_values(self, remittance, entry):
        return {
            "remittance_id": remittance.id,
            "line_number": entry.line,
            "awb": entry.awb,
            "collected": float(entry.amount),
            "fee": float(entry.fee),
            "tax": float(entry.tax),
            "reference": entry.reference,
        }

    def _bad_values(self, remittance, bad):
        values = {"awb": "", "number": "", "line": ""} | bad.values
        reasons = {
            "awb_missing": self.env._("No tracking number"),
            "awb_shortened": self.env._(
                "The spreadsheet program shortened the tracking number %(awb)s", **values
            ),
            "amount_missing": self.env._("No amount"),
            "number_invalid": self.env._("“%(number)s” is not an amount", **values),
            "repeated": self.env._("The same as line %(line)s", **values),
        }
        return {
            "remittance_id": remittance.id,
            "line_number": bad.line,
            "awb": bad.values.get("awb"),
            "state": "unreadable",
            "reason": f"{reasons[bad.code]}: {bad.text}",
        }

    def _open(self, remittance, notice=None):
        action = {
            "type": "ir.actions.act_window",
            "res_model": "ecom.cod.remittance",
            "res_id": remittance.id,
            "views": [(False, "form")],
        }
        if not notice:
            return action
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {"message": notice, "type": "warning", "next": action},
        }
