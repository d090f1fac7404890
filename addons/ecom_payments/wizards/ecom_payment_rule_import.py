import base64

from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ..domain import pincode, pincode_file

#: More wrong lines than anybody reads are counted, not listed.
_SHOWN = 200


class EcomPaymentRuleImport(models.TransientModel):
    """Reads PIN codes for a rule from a file or from pasted text, and says which lines are wrong before anything is
    changed."""

    _name = "ecom.payment.rule.import"
    _description = "Import PIN Codes"

    rule_id = fields.Many2one("ecom.payment.rule", required=True, readonly=True, ondelete="cascade")
    file = fields.Binary(help="CSV or text. One code, range or prefix a line, or a table with one.")
    filename = fields.Char()
    text = fields.Text(string="Or Paste Here")
    mode = fields.Selection(
        [("replace", "Replace the list"), ("add", "Add to the list")],
        string="Codes Listed So Far",
        required=True,
        default="replace",
    )
    is_read = fields.Boolean(compute="_compute_reading")
    problem = fields.Char(compute="_compute_reading")
    span_count = fields.Integer(
        string="To Import", compute="_compute_reading", help="Codes and ranges without doubles."
    )
    merged_count = fields.Integer(
        string="Doubles Merged",
        compute="_compute_reading",
        help="Entries that are listed twice, or within a range.",
    )
    bad_count = fields.Integer(string="Wrong Lines", compute="_compute_reading")
    line_ids = fields.One2many(
        "ecom.payment.rule.import.line", "import_id", compute="_compute_reading"
    )

    @api.depends("file", "text", "mode", "rule_id")
    def _compute_reading(self):
        for wizard in self:
            wizard.problem = False
            try:
                reading = wizard._read()
            except UserError as error:
                wizard.problem, reading = error.args[0], pincode_file.Reading()
            wizard.is_read = bool(reading.entries or reading.bad)
            wizard.span_count = len(reading.spans)
            wizard.merged_count = reading.entries - len(reading.spans)
            wizard.bad_count = len(reading.bad)
            wizard.line_ids = [Command.clear()] + [
                Command.create(
                    {
                        "number": bad.number,
                        "text": bad.text,
                        "problem": self.env["ecom.payment.rule"]._pin_problem(
                            bad.entry, bad.problem
                        ),
                    }
                )
                for bad in reading.bad[:_SHOWN]
            ]

    def action_import(self):
        """Import all of the list.

        :raise UserError: if a line is wrong
        """
        return self._import(good_only=False)

    def action_import_good(self):
        """Import the lines that are right and leave out the others."""
        return self._import(good_only=True)

    def _import(self, *, good_only):
        self.ensure_one()
        reading = self._read()
        if reading.bad and not good_only:
            first = reading.bad[0]
            raise UserError(
                self.env._(
                    "Line %(number)s: %(problem)s Nothing was imported.",
                    number=first.number,
                    problem=self.env["ecom.payment.rule"]._pin_problem(first.entry, first.problem),
                )
            )
        if not reading.spans:
            raise UserError(self.env._("There is no PIN code to import."))
        spans = reading.spans
        if self.mode == "add":
            spans = pincode.merge(spans + self.rule_id._spans(self.rule_id.zip_text))
        values = {"zip_text": "\n".join(map(str, spans))}
        if self.rule_id.zip_mode == "any":
            values["zip_mode"] = "only"
        self.rule_id.write(values)
        return {"type": "ir.actions.act_window_close"}

    def _read(self):
        """Return what the file, else the text, holds: :class:`~..domain.pincode_file.Reading`.

        :raise UserError: if it is no list at all
        """
        self.ensure_one()
        if not self.file:
            return pincode_file.read(self.text or "")
        try:
            return pincode_file.read(
                pincode_file.decode(base64.b64decode(self.with_context(bin_size=False).file))
            )
        except pincode_file.NotAList as error:
            raise UserError(
                {
                    "spreadsheet": self.env._(
                        "This is a spreadsheet. Save it as CSV, or copy its column and paste it."
                    ),
                    "too_large": self.env._("This file is larger than any list of PIN codes."),
                    "not_text": self.env._("This is no text file."),
                }[error.problem]
            ) from error
