from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from ..fields import LooseMany2one

_EXACT = (20, 4)


class EcomPriceBatchLine(models.Model):
    """One price that a batch changes, as it was at the preview and as it will be. Written by SQL only."""

    _name = "ecom.price.batch.line"
    _description = "Price in a Bulk Change"
    _log_access = False
    _order = "id"
    _rec_name = "product_tmpl_id"

    batch_id = LooseMany2one("ecom.price.batch", required=True, readonly=True)
    state = fields.Selection(
        [("ready", "To change"), ("excluded", "Left out"), ("conflict", "Conflict")],
        required=True,
        readonly=True,
    )
    kind = fields.Selection(
        [("set", "New"), ("changed", "Changed"), ("cleared", "Deleted")],
        required=True,
        readonly=True,
    )
    problem = fields.Char(string="Problem Code", readonly=True)
    problem_text = fields.Char(string="Why", compute="_compute_problem_text")
    price_id = fields.Integer(required=True, readonly=True, aggregator=None)
    version = fields.Integer(
        required=True, readonly=True, aggregator=None, help="Of the price, at the preview."
    )
    product_tmpl_id = LooseMany2one(
        "product.template", string="Product", required=True, readonly=True
    )
    product_id = LooseMany2one("product.product", string="Variant", readonly=True)
    currency_id = LooseMany2one("res.currency", required=True, readonly=True)
    region_id = LooseMany2one("ecom.region", readonly=True)
    min_qty = fields.Float(
        string="From Quantity", digits="Product Unit", readonly=True, aggregator=None
    )
    valid_from = fields.Datetime(readonly=True)
    valid_to = fields.Datetime(readonly=True)
    old_amount = fields.Float(string="From", digits=_EXACT, readonly=True, aggregator=None)
    raw_amount = fields.Float(digits=(20, 8), readonly=True, aggregator=None)
    raw_text = fields.Char(string="Before Rounding", compute="_compute_raw_text")
    new_amount = fields.Float(string="To", digits=_EXACT, readonly=True, aggregator=None)
    change_percent = fields.Float(string="Change %", digits=(20, 2), readonly=True, aggregator=None)
    old_compare_at = fields.Float(
        string="Compare-at From", digits=_EXACT, readonly=True, aggregator=None
    )
    new_compare_at = fields.Float(
        string="Compare-at To", digits=_EXACT, readonly=True, aggregator=None
    )
    old_mrp = fields.Float(string="MRP From", digits=_EXACT, readonly=True, aggregator=None)
    new_mrp = fields.Float(string="MRP To", digits=_EXACT, readonly=True, aggregator=None)
    old_unit_cost = fields.Float(
        string="Unit Cost From", digits=_EXACT, readonly=True, aggregator=None
    )
    new_unit_cost = fields.Float(
        string="Unit Cost To", digits=_EXACT, readonly=True, aggregator=None
    )
    old_tax_included = fields.Boolean(string="Tax Included Before", readonly=True)
    new_tax_included = fields.Boolean(string="Tax Included", readonly=True)
    is_big = fields.Boolean(string="Big Change", readonly=True)
    is_below_cost = fields.Boolean(string="Below Cost", readonly=True)
    file_line = fields.Integer(string="Line of the File", readonly=True, aggregator=None)

    _batch_index = models.Index("(batch_id, id)")

    @api.depends("raw_amount")
    def _compute_raw_text(self):
        for line in self:
            raw = f"{line.raw_amount:.8f}".rstrip("0").rstrip(".")
            line.raw_text = line.raw_amount and raw

    @api.depends("problem", "currency_id")
    def _compute_problem_text(self):
        for line in self:
            line.problem_text = line.problem and self._problem_text(line.problem, line.currency_id)

    @api.model
    def _problem_text(self, code, currency):
        """Say why a price is left out, for people."""
        texts = {
            "conflict": self.env._("Somebody else changed this price in the meantime."),
            "overlap": self.env._("Another price of this product applies at the same time."),
            "amount_missing": self.env._("There is no price yet: give one."),
        }
        field = "compare_at" if code == "compare_at_too_low" else "amount"
        return texts.get(code) or self.env["ecom.product.price"]._problem_text(
            code, field, currency
        )

    @api.model_create_multi
    def create(self, vals_list):  # pylint: disable=method-required-super
        raise AccessError(self.env._("Only a preview writes the prices of a bulk change."))

    @api.model
    def _forget(self, batch_ids):
        """Delete the lines of batches."""
        self.env.cr.execute(
            SQL("DELETE FROM ecom_price_batch_line WHERE batch_id = ANY(%s)", list(batch_ids))
        )
        self.invalidate_model()
