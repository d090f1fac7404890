from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from ..domain import pincode


class EcomPinListMixin(models.AbstractModel):
    """PIN codes of a rule: typed or imported as text, kept as spans that can be looked up.

    The spans of model ``x.y`` are the records of model ``x.y.zip``, its field ``zip_ids``.
    """

    _name = "ecom.pin.list.mixin"
    _description = "List of PIN Codes"

    zip_mode = fields.Selection(
        [("any", "Anywhere"), ("only", "Only these codes"), ("except", "All but these codes")],
        string="PIN Codes",
        required=True,
        default="any",
    )
    zip_text = fields.Text(
        string="PIN Code List",
        help="Codes, ranges and prefixes, separated by commas or lines: 560001, 560010-560099, 5601* (all that begin so).",
    )
    zip_count = fields.Integer(
        string="Listed", compute="_compute_zip_count", help="Codes and ranges of the list."
    )

    @api.model
    def _zip_table(self):
        """Return the name of the table of spans."""
        return f"{self._table}_zip"

    def _compute_zip_count(self):
        counted = self.env[f"{self._name}.zip"]._read_group(
            [("rule_id", "in", self.ids)], ["rule_id"], ["__count"]
        )
        counts = {rule.id: count for rule, count in counted}
        for rule in self:
            rule.zip_count = counts.get(rule._origin.id, 0)

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
        self.env.cr.execute(
            SQL("DELETE FROM %s WHERE rule_id = %s", SQL.identifier(self._zip_table()), self.id)
        )
        self.env.cr.execute(
            SQL(
                "INSERT INTO %s (rule_id, zip_from, zip_to)"
                " SELECT %s, * FROM unnest(%s::text[], %s::text[])",
                SQL.identifier(self._zip_table()),
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
