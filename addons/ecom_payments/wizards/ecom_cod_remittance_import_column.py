from odoo import fields, models

FIELDS = [
    ("awb", "Tracking number"),
    ("amount", "Cash collected"),
    ("fee", "Fee"),
    ("tax", "Tax on fee"),
    ("reference", "Bank reference"),
]


class EcomCodRemittanceImportColumn(models.TransientModel):
    """What one column of a courier's file means."""

    _name = "ecom.cod.remittance.import.column"
    _description = "Column of a COD Remittance File"

    wizard_id = fields.Many2one("ecom.cod.remittance.import", required=True, ondelete="cascade")
    header = fields.Char(string="Column", readonly=True)
    sample = fields.Char(string="For Example", readonly=True)
    field = fields.Selection(FIELDS, string="Means", help="Empty: not used.")
