from odoo import api, fields, models
from odoo.tools import SQL

from ..fields import LooseMany2one


class EcomPriceInterval(models.Model):
    """What one unit of a product was offered at, from when to when. Worked out from the history of prices and
    campaigns (``ecom.price.timeline``), which can do so again at any time; the proof behind a 30-day reference price.

    Kept as long as the history it comes from: for good.
    """

    _name = "ecom.price.interval"
    _description = "Price Shown"
    _log_access = False
    _order = "start_at desc, id desc"
    _rec_name = "product_tmpl_id"

    store_id = LooseMany2one("ecom.store", required=True, readonly=True)
    product_tmpl_id = LooseMany2one(
        "product.template", string="Product", required=True, readonly=True
    )
    product_id = LooseMany2one(
        "product.product",
        string="Variant",
        readonly=True,
        help="Empty: variants that never had a price of their own.",
    )
    currency_id = LooseMany2one("res.currency", required=True, readonly=True)
    region_id = LooseMany2one(
        "ecom.region",
        readonly=True,
        help="Empty: where no price of the region was ever set.",
    )
    amount = fields.Float(string="Price", digits=(20, 4), required=True, readonly=True, aggregator=None)  # fmt: skip
    compare_at = fields.Float(
        string="Reduced From",
        digits=(20, 4),
        readonly=True,
        aggregator=None,
        help="The higher price it was shown as a reduction from.",
    )
    start_at = fields.Datetime(string="From", required=True, readonly=True)
    end_at = fields.Datetime(string="To", readonly=True, help="Empty: this is offered now.")
    price_id = fields.Integer(
        string="Price Row",
        readonly=True,
        required=True,
        aggregator=None,
        help="Database id of the price.",
    )
    campaign_id = LooseMany2one("ecom.price.campaign", readonly=True)

    _no_overlap = models.Constraint(
        "EXCLUDE USING gist (product_tmpl_id WITH =, store_id WITH =, currency_id WITH =,"
        " (COALESCE(product_id, 0)) WITH =, (COALESCE(region_id, 0)) WITH =, tsrange(start_at, end_at, '[)') WITH &&)",
        "A product cannot have been offered at two prices at the same time.",
    )
    _line_index = models.Index("(product_tmpl_id, store_id, currency_id, start_at)")


class EcomPriceIntervalDirty(models.Model):
    """Products whose timeline has to be worked out again. Rows are only inserted, so that nobody waits for anybody, and
    deleted by the lane that does it.
    """

    _name = "ecom.price.interval.dirty"
    _description = "Price Timeline to Work Out"
    _log_access = False
    _order = "id"

    product_tmpl_id = fields.Many2oneReference(
        model_field="product_model", string="Product", readonly=True
    )
    product_model = fields.Char(compute="_compute_product_model")
    campaign_id = fields.Integer(
        readonly=True, aggregator=None, help="Database id of a campaign that starts or ends then."
    )
    due_at = fields.Datetime(readonly=True, required=True)

    _due_index = models.Index("(due_at)")
    _product_index = models.Index("(product_tmpl_id) WHERE product_tmpl_id IS NOT NULL")

    def _compute_product_model(self):
        self.product_model = "product.template"


class EcomPriceChange(models.Model):
    _inherit = "ecom.price.change"

    @api.model_create_multi
    def create(self, vals_list):
        changes = super().create(vals_list)
        self.env["ecom.price.timeline"]._note(changes.product_tmpl_id.ids)
        return changes

    @api.model
    def _forget(self, column, ids, template_ids=None):
        super()._forget(column, ids, template_ids)
        condition = (
            SQL("product_tmpl_id = ANY(%s)", list(template_ids)) if template_ids else SQL("TRUE")
        )
        self.env.cr.execute(
            SQL(
                "DELETE FROM ecom_price_interval WHERE %s = ANY(%s) AND %s",
                SQL.identifier(column),
                list(ids),
                condition,
            )
        )
