from odoo import fields, models


class EcomPaymentRuleZip(models.Model):
    """Postal codes of a rule, from one to another of the same length. Written by the rule from what is typed."""

    _name = "ecom.payment.rule.zip"
    _description = "Postal Codes of a Payment Rule"
    _log_access = False
    _rec_name = "zip_from"

    rule_id = fields.Many2one(
        "ecom.payment.rule", required=True, readonly=True, ondelete="cascade", index=True
    )
    zip_from = fields.Char(string="From", required=True, readonly=True)
    zip_to = fields.Char(string="To", required=True, readonly=True)

    # not only of single codes: the planner forgets that condition as soon as it knows what zip_from is
    _code_index = models.Index("(zip_from, rule_id)")
    _range_index = models.Index("(zip_from, zip_to, rule_id) WHERE zip_from <> zip_to")
