import base64

from odoo import api, fields, models


class EcomPaymentRule(models.Model):
    """The list of PIN codes of a payment rule as a file."""

    _inherit = "ecom.payment.rule"

    zip_file = fields.Binary(compute="_compute_zip_file", help="The list as a CSV file.")

    @api.depends("zip_text")
    def _compute_zip_file(self):
        for rule in self:
            lines = [self.env._("PIN code"), *map(str, rule._spans(rule.zip_text))]
            # the mark makes spreadsheets read it as UTF-8
            rule.zip_file = base64.b64encode("\r\n".join(lines).encode("utf-8-sig"))

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
