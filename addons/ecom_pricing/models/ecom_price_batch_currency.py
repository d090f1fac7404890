from odoo import fields, models

_EXACT = (20, 4)


class EcomPriceBatchCurrency(models.Model):
    """What a batch would do to the prices of one currency. Currencies are never added up."""

    _name = "ecom.price.batch.currency"
    _description = "Bulk Price Change in a Currency"
    _log_access = False
    _order = "batch_id, id"
    _rec_name = "currency_id"

    batch_id = fields.Many2one(
        "ecom.price.batch", required=True, readonly=True, index=True, ondelete="cascade"
    )
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    set_count = fields.Integer(string="New", readonly=True)
    changed_count = fields.Integer(string="Changed", readonly=True)
    cleared_count = fields.Integer(string="Deleted", readonly=True)
    excluded_count = fields.Integer(string="Left Out", readonly=True)
    rounded_count = fields.Integer(
        string="Rounded", readonly=True, help="Prices that were rounded, or moved to their ending."
    )
    min_change = fields.Float(string="Least Change", digits=_EXACT, readonly=True, aggregator=None)
    mean_change = fields.Float(digits=_EXACT, readonly=True, aggregator=None)
    max_change = fields.Float(string="Most Change", digits=_EXACT, readonly=True, aggregator=None)
    min_percent = fields.Float(string="Least %", digits=(20, 2), readonly=True, aggregator=None)
    mean_percent = fields.Float(string="Mean %", digits=(20, 2), readonly=True, aggregator=None)
    max_percent = fields.Float(string="Most %", digits=(20, 2), readonly=True, aggregator=None)
