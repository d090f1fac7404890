import base64

from odoo import Command, fields, models

from ..domain.price_table import FileUnreadable

#: More wrong lines than anybody reads are counted, not listed.
_SHOWN = 200


class EcomPriceImport(models.TransientModel):
    """Reads a file of prices. Either every line is right and a preview opens, or it says which are wrong."""

    _name = "ecom.price.import"
    _description = "Import Prices"

    store_id = fields.Many2one(
        "ecom.store",
        required=True,
        ondelete="cascade",
        default=lambda self: self.env["ecom.store"].search([])._ecom_first_priced(),
    )
    file = fields.Binary(attachment=False, help="CSV or XLSX, as the export writes it.")
    file_name = fields.Char()
    reason = fields.Char(help="Noted in the history of every price that is changed.")
    good_only = fields.Boolean(
        string="Leave Wrong Lines Out", help="Off: one wrong line, and nothing is imported."
    )
    problem = fields.Char(readonly=True)
    problem_count = fields.Integer(string="Wrong Lines", readonly=True)
    problem_ids = fields.One2many(
        "ecom.price.import.problem", "import_id", string="What Is Wrong", readonly=True
    )

    def action_read(self):
        """Read the file and open the preview of what it changes, or say what is wrong with it."""
        self.ensure_one()
        self.env["ecom.price.batch"].check_access("create")
        self.write({"problem": False, "problem_count": 0, "problem_ids": [Command.clear()]})
        importer = self.env["ecom.price.importer"]
        raw = base64.b64decode(self.with_context(bin_size=False).file or b"")
        try:
            batch, problems = importer._import(
                self.store_id,
                raw,
                self.file_name,
                good_only=self.good_only,
                reason=self.reason,
            )
        except FileUnreadable as error:
            self.problem = importer._file_text(error)
            return self._reopen()
        if batch:
            return {
                "type": "ir.actions.act_window",
                "name": batch.name,
                "res_model": batch._name,
                "res_id": batch.id,
                "views": [(False, "form")],
            }
        self.problem_count = len(problems)
        self.problem_ids = [
            Command.create(
                {
                    "line": problem.line,
                    "column": problem.column,
                    "text": problem.text,
                    "problem": importer._problem_text(problem),
                }
            )
            for problem in problems[:_SHOWN]
        ]
        return self._reopen()

    def _reopen(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Import Prices"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
        }
