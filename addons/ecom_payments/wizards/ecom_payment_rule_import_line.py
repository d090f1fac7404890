from odoo import fields, models


class EcomPaymentRuleImportLine(models.TransientModel):
    """A line of a list of PIN codes that cannot be imported."""

    _name = "ecom.payment.rule.import.line"
    _description = "Wrong Line of a List of PIN Codes"
    _order = "number"

    import_id = fields.Many2one("ecom.payment.rule.import", required=True, ondelete="cascade")
    number = fields.Integer(string="Line", readonly=True)
    text = fields.Char(string="Reads", readonly=True)
    problem = fields.Char(string="What Is Wrong", readonly=True)
