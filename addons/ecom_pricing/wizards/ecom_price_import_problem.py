from odoo import fields, models


class EcomPriceImportProblem(models.TransientModel):
    """A line of a file that cannot be imported."""

    _name = "ecom.price.import.problem"
    _description = "Wrong Line of a File of Prices"
    _order = "line, id"

    import_id = fields.Many2one("ecom.price.import", required=True, ondelete="cascade")
    line = fields.Integer(readonly=True)
    column = fields.Char(readonly=True)
    text = fields.Char(string="Reads", readonly=True)
    problem = fields.Char(string="What Is Wrong", readonly=True)
