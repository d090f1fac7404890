from odoo import fields, models


class EcomOrderRoutingZip(models.Model):
    """Postal codes of a routing rule, from one to another of the same length. Written by the rule from what is typed."""

    _name = "ecom.order.routing.zip"
    _description = "Postal Codes of a Routing Rule"
    _log_access = False
    _rec_name = "zip_from"

    rule_id = fields.Many2one(
        "ecom.order.routing", required=True, readonly=True, ondelete="cascade", index=True
    )
    zip_from = fields.Char(string="From", required=True, readonly=True)
    zip_to = fields.Char(string="To", required=True, readonly=True)

    _code_index = models.Index("(zip_from, rule_id)")
    _range_index = models.Index("(zip_from, zip_to, rule_id) WHERE zip_from <> zip_to")
