import base64

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from ..domain import pincode


class EcomPaymentRule(models.Model):
    """The PIN codes of a rule: typed or imported as text, kept as spans that can be looked up."""

    _inherit = "ecom.payment.rule"

    zip_count = fields.Integer(
        string="Listed", compute="_compute_zip_count", help="Codes and ranges of the list."
    )
    zip_file = fields.Binary(compute="_compute_zip_file", help="The list as a CSV file.")

    def _compute_zip_count(self):
        counted = self.env["ecom.payment.rule.zip"]._read_group(
            [("rule_id", "in", self.ids)], ["rule_id"], ["__count"]
        )
        counts = {rule.id: count for rule, count in counted}
        for rule in self:
            rule.zip_count = counts.get(rule._origin.id, 0)

    @api.depends("zip_text")
    def _compute_zip_file(self):
        for rule in self:
            lines = [self.env._("PIN code"), *map(str, rule._spans(rule.zip_text))]
            # the mark makes spreadsheets read it as UTF-8
            rule.zip_file = base64.b64encode("\r\n".join(lines).encode("utf-8-sig"))

    @api.model_create_multi
    def create(self, vals_list):
        lists = [self._spans(vals.get("zip_text")) for vals in vals_list]
        rules = super().create(
            [
                vals | {"zip_text": bool(spans) and vals["zip_text"]}
                for vals, spans in zip(vals_list, lists, strict=True)
            ]
        )
        for rule, spans in zip(rules, lists, strict=True):
            if spans:
                rule._write_zips(spans)
        return rules

    def write(self, vals):
        if "zip_text" not in vals:
            return super().write(vals)
        spans = self._spans(vals["zip_text"])
        result = super().write(vals | {"zip_text": bool(spans) and vals["zip_text"]})
        for rule in self:
            rule._write_zips(spans)
        return result

    def _write_zips(self, spans):
        """Store what is listed so that it can be looked up. By SQL: lists have thousands of entries."""
        self.ensure_one()
        self.env.cr.execute(SQL("DELETE FROM ecom_payment_rule_zip WHERE rule_id = %s", self.id))
        self.env.cr.execute(
            SQL(
                "INSERT INTO ecom_payment_rule_zip (rule_id, zip_from, zip_to)"
                " SELECT %s, * FROM unnest(%s::text[], %s::text[])",
                self.id,
                [span.first for span in spans],
                [span.last for span in spans],
            )
        )
        self.invalidate_recordset(["zip_ids", "zip_count"])

    @api.constrains("zip_text", "zip_mode")
    def _check_zip_text(self):
        for rule in self:
            # a text without any code was not kept
            if rule.zip_mode != "any" and not rule.zip_text:
                raise ValidationError(self.env._("Rule %s needs its list of PIN codes.", rule.name))

    @api.model
    def _spans(self, text):
        """Return the codes that are listed: list of :class:`~..domain.pincode.Span`.

        :raise ValidationError: naming the entry that is wrong
        """
        try:
            return pincode.parse(text)
        except pincode.PincodeError as error:
            raise ValidationError(self._pin_problem(error.entry, error.problem)) from error

    @api.model
    def _pin_problem(self, entry, problem):
        """Return a sentence for what is wrong with an entry of a list."""
        return {
            "not_a_code": self.env._("“%s” is no PIN code.", entry),
            "range_backwards": self.env._("The range “%s” runs backwards.", entry),
            "range_uneven": self.env._("The ends of the range “%s” differ in length.", entry),
            "no_code": self.env._("No PIN code in this line."),
            "odd_one": self.env._("“%s” looks unlike the other codes of the list.", entry),
        }[problem]

    def action_import_zips(self):
        """Open the dialog that reads a list from a file."""
        self.ensure_one()
        return self.env["ir.actions.act_window"]._for_xml_id(
            "ecom_payments.ecom_payment_rule_import_action"
        ) | {"context": {"default_rule_id": self.id}}

    def action_export_zips(self):
        """Download the list as a CSV file."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self._name}/{self.id}/zip_file/pin-codes.csv?download=true",
            "target": "download",
        }
