from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

OPERATIONS = [
    ("percent", "Raise or lower by percent"),
    ("amount", "Raise or lower by an amount"),
    ("set", "Set to an amount"),
    ("ending", "Round to the price ending"),
    ("copy", "Copy from another currency"),
    ("schedule", "Plan prices for a time"),
    ("clear", "Delete the prices"),
]
#: What a batch is asked to do; a change of any of these makes its preview void.
ASKED = (
    "store_id",
    "operation",
    "value",
    "schedule_operation",
    "valid_from",
    "valid_to",
    "source_currency_id",
    "factor",
    "use_ending",
    "compare_at_mode",
    "reach",
    "currency_ids",
    "region_scope",
    "region_ids",
    "include_windows",
    "price_from",
    "price_to",
    "product_domain",
    "product_tmpl_ids",
    "category_ids",
    "tag_ids",
    "price_ids",
    "warn_percent",
)
_EXACT = (20, 4)
_SAMPLE = 200  # prices that a preview lists


class EcomPriceBatch(models.Model):
    """One change of many prices: what is asked for, what it would do, and how far it is.

    Previews write ``ecom.price.batch.line``, one for each price that would change; applying works these lines off.
    """

    _name = "ecom.price.batch"
    _description = "Bulk Price Change"
    _inherit = ["ecom.lane.mixin", "ecom.public.id.mixin"]
    _order = "id desc"
    _ecom_uid_prefix = "bch"

    name = fields.Char(compute="_compute_name")
    store_id = fields.Many2one(
        "ecom.store",
        required=True,
        ondelete="cascade",
        default=lambda self: self.env["ecom.store"].search([])._ecom_first_priced(),
    )
    company_id = fields.Many2one(related="store_id.company_id", store=True)
    source = fields.Selection(
        [("bulk", "Bulk change"), ("import", "Import"), ("api", "API"), ("undo", "Undo")],
        required=True,
        readonly=True,
        default="bulk",
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("previewed", "Preview"),
            ("running", "Running"),
            ("paused", "Paused"),
            ("done", "Applied"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        readonly=True,
        default="draft",
        copy=False,
    )
    reason = fields.Char(help="Noted in the history of every price that is changed.")
    operation = fields.Selection(OPERATIONS, default="percent")
    value = fields.Float(
        digits=_EXACT,
        help="Percent, or an amount in the currency of each price. Less than zero lowers.",
    )
    schedule_operation = fields.Selection(
        [
            ("percent", "Raise or lower by percent"),
            ("amount", "Raise or lower by an amount"),
            ("set", "Set to an amount"),
        ],
        string="Planned Prices",
        default="percent",
    )
    valid_from = fields.Datetime(string="From", help="The moment itself is included.")
    valid_to = fields.Datetime(
        string="Until", help="Empty: for good. The moment itself is not included."
    )
    source_currency_id = fields.Many2one("res.currency", string="Copy From")
    factor = fields.Float(
        digits=(20, 8),
        help="Your own figure: a price times this is the new price. It is noted in the history; no rate is ever looked up.",
    )
    use_ending = fields.Boolean(
        string="Use Price Endings",
        default=True,
        help="Prices go to the nearest ending that the store has set for the currency.",
    )
    compare_at_mode = fields.Selection(
        [("keep", "Keep"), ("old", "The price before"), ("none", "Remove")],
        string="Compare-at Prices",
        required=True,
        default="keep",
        help="The price before: what is lowered shows its old price struck out.",
    )
    reach = fields.Selection(
        [
            ("all", "All products"),
            ("existing", "Only where there is a price"),
            ("missing", "Only where there is none"),
        ],
        string="Products",
        required=True,
        default="all",
    )
    currency_ids = fields.Many2many("res.currency", string="Currencies", help="Empty: all.")
    region_scope = fields.Selection(
        [
            ("all", "Everywhere and every region"),
            ("base", "Only prices for everywhere"),
            ("some", "Only these regions"),
        ],
        string="Regions",
        required=True,
        default="all",
    )
    region_ids = fields.Many2many(
        "ecom.region", string="These Regions", domain="[('store_id', '=', store_id)]"
    )
    include_windows = fields.Boolean(
        string="Prices for a Time, Too", help="Off: only standing prices are changed."
    )
    price_from = fields.Float(digits=_EXACT, help="0: no limit.")
    price_to = fields.Float(digits=_EXACT, help="0: no limit.")
    product_domain = fields.Char(string="Product Filter", default="[]")
    product_tmpl_ids = fields.Many2many(
        "product.template", string="Only Products", help="Empty: all products of the store."
    )
    category_ids = fields.Many2many("ecom.category", string="Categories", help="With those below.")
    tag_ids = fields.Many2many("product.tag", string="Tags")
    price_ids = fields.Many2many("ecom.product.price", string="Only Prices", copy=False)
    warn_percent = fields.Float(
        string="Warn Above %",
        digits=(6, 2),
        default=30.0,
        help="Prices that change by more than this are marked in the preview. 0: none.",
    )
    file_name = fields.Char(readonly=True, copy=False)
    preview_hash = fields.Char(readonly=True, copy=False)
    previewed_at = fields.Datetime(readonly=True, copy=False)
    applied_at = fields.Datetime(string="Started", readonly=True, copy=False)
    applied_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    finished_at = fields.Datetime(string="Finished", readonly=True, copy=False)
    undo_of_id = fields.Many2one(
        "ecom.price.batch", string="Undoes", readonly=True, copy=False, index="btree_not_null"
    )
    undo_ids = fields.One2many("ecom.price.batch", "undo_of_id", readonly=True)
    sample_ids = fields.Many2many(
        "ecom.price.batch.line", string="First Prices", compute="_compute_sample_ids"
    )
    summary_ids = fields.One2many("ecom.price.batch.currency", "batch_id", readonly=True)
    ready_count = fields.Integer(string="To Change", readonly=True, copy=False)
    excluded_count = fields.Integer(
        string="Left Out", readonly=True, copy=False, help="Prices that cannot be changed so."
    )
    done_count = fields.Integer(string="Changed", readonly=True, copy=False)
    conflict_count = fields.Integer(
        string="Conflicts",
        readonly=True,
        copy=False,
        help="Prices that somebody else changed in the meantime. They were left as they are.",
    )
    warnings = fields.Text(readonly=True, copy=False)
    error = fields.Char(readonly=True, copy=False)
    position = fields.Integer(
        readonly=True, copy=False, help="The last line that has been worked off."
    )
    progress = fields.Float(compute="_compute_progress", help="Percent of the prices handled.")

    @api.depends("operation", "source", "value", "currency_ids", "file_name", "undo_of_id")
    @api.depends_context("lang")
    def _compute_name(self):
        labels = dict(self._fields["operation"]._description_selection(self.env))
        for batch in self:
            what = labels.get(batch.operation, "")
            if batch.source == "undo":
                what = self.env._("Undo of no. %(number)s", number=batch.undo_of_id.id or "?")
            elif batch.file_name:
                what = self.env._("Import of %(file)s", file=batch.file_name)
            elif batch.operation in ("percent", "amount", "set"):
                sign = "%" if batch.operation == "percent" else ""
                what = f"{what}: {batch.value:+g}{sign}"
                if batch.operation == "set":
                    what = what.replace("+", "")
            codes = ", ".join(batch.currency_ids.mapped("name"))
            batch.name = f"{what} ({codes})" if codes else what

    @api.depends("preview_hash", "conflict_count")
    def _compute_sample_ids(self):
        for batch in self:
            domain = [("batch_id", "=", batch._origin.id)]
            batch.sample_ids = self.env["ecom.price.batch.line"].search(domain, limit=_SAMPLE)

    @api.depends("ready_count", "done_count", "conflict_count", "state")
    def _compute_progress(self):
        for batch in self:
            handled = batch.done_count + batch.conflict_count
            batch.progress = 100.0 * handled / batch.ready_count if batch.ready_count else 0.0

    @api.constrains("operation", "value", "factor", "valid_from", "valid_to", "source_currency_id")
    def _check_asked(self):
        for batch in self:
            problem = batch._asked_problem()
            if problem:
                raise ValidationError(problem)

    def _asked_problem(self):
        """Return what makes no sense in what is asked for, or None."""
        self.ensure_one()
        operation = self.schedule_operation if self.operation == "schedule" else self.operation
        if operation == "set" and self.value <= 0:
            return self.env._("A price must be more than zero.")
        if operation == "percent" and self.value <= -100:
            return self.env._("Prices cannot be lowered by 100 % or more. Delete them instead.")
        if self.operation == "copy" and (not self.source_currency_id or self.factor <= 0):
            return self.env._("Say which currency to copy from, and the factor, more than zero.")
        if self.operation == "schedule":
            if not self.valid_from and not self.valid_to:
                return self.env._("Say from when, or until when, the planned prices apply.")
            if self.valid_from and self.valid_to and self.valid_from >= self.valid_to:
                return self.env._("A price must end after it starts.")
        return None

    @api.model
    def default_get(self, fields):
        """Start with what was ticked in a list of products or prices."""
        values = super().default_get(fields)
        name = {"product.template": "product_tmpl_ids", "ecom.product.price": "price_ids"}.get(
            self.env.context.get("active_model")
        )
        chosen = self.env.context.get("active_ids")
        if name and chosen:
            values[name] = [Command.set(chosen)]
            if name == "price_ids":
                prices = self.env["ecom.product.price"].browse(chosen)
                values |= {"store_id": prices.store_id[:1].id, "reach": "existing"}
        return values

    @api.model_create_multi
    def create(self, vals_list):
        self._guard({name for vals in vals_list for name in vals})
        return super().create(vals_list)

    def write(self, vals):
        self._guard(vals.keys())
        if set(ASKED) & vals.keys():
            self._refuse_after_start()
            vals = {**vals, "state": "draft", "preview_hash": False}
        return super().write(vals)

    def _guard(self, names):
        """Leave to the batch what it writes itself: nobody else says who applied it, or how far it is."""
        own = {name for name in names if self._fields[name].readonly and self._fields[name].store}
        if own and not self.env.su:
            raise AccessError(
                self.env._("These are set by the bulk change itself: %s", ", ".join(sorted(own)))
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_ended(self):
        if any(batch.state in ("running", "paused") for batch in self):
            raise UserError(self.env._("Cancel it first."))

    def unlink(self):
        ids = self.ids
        result = super().unlink()
        self.env["ecom.price.batch.line"]._forget(ids)
        return result
