from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from ..fields import LooseMany2one

SOURCES = [
    ("form", "Form"),
    ("matrix", "Price matrix"),
    ("import", "Import"),
    ("api", "API"),
    ("bulk", "Bulk change"),
    ("undo", "Undo"),
    ("setup", "Setup"),
    ("schedule", "Schedule"),
]


class EcomPriceChange(models.Model):
    """Who set which price when, from what to what, and why. Rows are only ever added."""

    _name = "ecom.price.change"
    _description = "Price Change"
    _log_access = False
    _order = "id desc"
    _rec_name = "product_tmpl_id"

    store_id = LooseMany2one("ecom.store", required=True, readonly=True)
    company_id = LooseMany2one("res.company", required=True, readonly=True)
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
    price_id = fields.Integer(readonly=True, aggregator=None, help="Database id of the price.")
    kind = fields.Selection(
        [("set", "Set"), ("changed", "Changed"), ("cleared", "Cleared")],
        required=True,
        readonly=True,
    )
    old_amount = fields.Float(string="From", digits=(20, 4), readonly=True, aggregator=None)
    new_amount = fields.Float(string="To", digits=(20, 4), readonly=True, aggregator=None)
    old_compare_at = fields.Float(
        string="Compare-at From", digits=(20, 4), readonly=True, aggregator=None
    )
    new_compare_at = fields.Float(
        string="Compare-at To", digits=(20, 4), readonly=True, aggregator=None
    )
    details = fields.Json(
        readonly=True,
        help="Other fields that changed: name, and what it was and is (dates in UTC, amounts as text).",
    )
    details_text = fields.Text(string="Also", compute="_compute_details_text")
    source = fields.Selection(SOURCES, required=True, readonly=True)
    batch_id = fields.Integer(readonly=True, aggregator=None)
    user_id = LooseMany2one("res.users", string="By", readonly=True)
    changed_at = fields.Datetime(string="On", required=True, readonly=True)
    reason = fields.Char(readonly=True)

    _product_index = models.Index("(product_tmpl_id, currency_id, id)")
    _store_index = models.Index("(store_id, changed_at)")

    def _compute_details_text(self):
        prices = self.env["ecom.product.price"]
        for change in self:
            change.details_text = "\n".join(
                f"{prices._fields[name]._description_string(self.env)}: {old or '–'} → {new or '–'}"
                for name, (old, new) in (change.details or {}).items()
            )

    def write(self, vals):  # pylint: disable=method-required-super
        raise AccessError(self.env._("The history of prices cannot be changed."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise AccessError(self.env._("The history of prices cannot be deleted."))

    @api.model
    def _forget(self, column, ids, template_ids=None):
        """Delete the history of what is deleted itself.

        :param column: ``store_id``, ``product_tmpl_id`` or ``product_id``
        :param template_ids: the products, where column has no index
        """
        self.env.cr.execute(
            SQL(
                "DELETE FROM ecom_price_change WHERE %s = ANY(%s) AND %s",
                SQL.identifier(column),
                list(ids),
                SQL("product_tmpl_id = ANY(%s)", list(template_ids))
                if template_ids
                else SQL("TRUE"),
            )
        )
