from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ..domain.wall_clock import from_utc, to_utc

STATES = [
    ("draft", "Draft"),
    ("scheduled", "Scheduled"),
    ("running", "Running"),
    ("ended", "Ended"),
    ("cancelled", "Cancelled"),
]


class EcomPriceCampaign(models.Model):
    """Lower prices for a time: by percent, by an amount, or to a fixed price. Each currency has its own amounts."""

    _name = "ecom.price.campaign"
    _description = "Price Campaign"
    _inherit = ["mail.thread"]
    _order = "starts_at desc, id desc"

    name = fields.Char(
        required=True, translate=True, tracking=True, help="Customers may see it, e.g. Diwali Sale."
    )
    store_id = fields.Many2one(
        "ecom.store",
        required=True,
        ondelete="cascade",
        index=True,
        default=lambda self: self.env["ecom.store"].search([])._ecom_first_priced(),
    )
    company_id = fields.Many2one(related="store_id.company_id", store=True, index=True)
    kind = fields.Selection(
        [("percent", "Percent off"), ("amount", "Amount off"), ("fixed", "Fixed price")],
        required=True,
        default="percent",
        tracking=True,
    )
    percent = fields.Float(
        string="Percent Off", digits=(5, 2), aggregator=None, default=10.0, tracking=True
    )
    use_ending = fields.Boolean(
        string="Keep Price Endings",
        default=True,
        help="Lowered prices go to the nearest ending that the store set for the currency, e.g. 0.99.",
    )
    currency_ids = fields.Many2many(
        "res.currency",
        string="Currencies",
        context={"active_test": False},
        help="Empty: every currency the store sells in.",
    )
    line_ids = fields.One2many(
        "ecom.price.campaign.line", "campaign_id", string="Amounts", copy=True
    )
    target = fields.Selection(
        [("all", "All products"), ("chosen", "Chosen products")], required=True, default="chosen"
    )
    category_ids = fields.Many2many(
        "ecom.category", string="Shop Categories", help="With everything below them."
    )
    tag_ids = fields.Many2many("product.tag", string="Product Tags")
    product_tmpl_ids = fields.Many2many("product.template", string="Products")
    product_ids = fields.Many2many(
        "product.product", string="Variants", help="Only these variants of their products."
    )
    region_ids = fields.Many2many(
        "ecom.region",
        string="Regions",
        domain="[('store_id', '=', store_id)]",
        help="Only customers from here. Empty: everybody.",
    )
    starts_at = fields.Datetime(
        string="Starts", required=True, default=fields.Datetime.now, tracking=True, copy=False
    )
    ends_at = fields.Datetime(
        string="Ends", tracking=True, copy=False, help="Empty: until you stop it."
    )
    start_day = fields.Date(compute="_compute_start_day", inverse="_inverse_start")
    start_time = fields.Float(compute="_compute_start_time", inverse="_inverse_start")
    end_day = fields.Date(compute="_compute_end_day", inverse="_inverse_end")
    end_time = fields.Float(compute="_compute_end_time", inverse="_inverse_end")
    tz = fields.Selection(related="store_id.tz", string="Time Zone")
    priority = fields.Integer(
        default=10,
        aggregator=None,
        help="Where several campaigns are for the same product, the highest number decides.",
    )
    exclusive = fields.Boolean(
        string="Stands Alone",
        default=True,
        help="On: not combined with other campaigns. Off: taken together with others that may be combined.",
    )
    min_margin = fields.Float(
        string="Warn Below Margin (%)",
        digits=(5, 2),
        aggregator=None,
        help="The preview warns of products that earn less than this, where their cost in the currency is known. "
        "0: only of those sold below cost.",
    )
    is_on = fields.Boolean(string="Switched On", readonly=True, copy=False, tracking=True)
    stopped_at = fields.Datetime(string="Stopped", readonly=True, copy=False, tracking=True)
    is_cancelled = fields.Boolean(compute="_compute_is_cancelled", store=True)
    state = fields.Selection(STATES, compute="_compute_state", search="_search_state")
    summary = fields.Char(compute="_compute_summary")
    change_ids = fields.One2many(
        "ecom.price.campaign.change", "campaign_id", string="Changes", readonly=True
    )

    _dates_ordered = models.Constraint(
        "CHECK (starts_at < ends_at)", "A campaign must end after it starts."
    )
    _percent_sane = models.Constraint(
        "CHECK (kind <> 'percent' OR (percent > 0 AND percent < 100))",
        "The percentage must be more than 0 and less than 100.",
    )

    # --- the store's clock ---

    @api.depends("starts_at", "store_id")
    def _compute_start_day(self):
        for campaign in self:
            campaign.start_day = campaign._clock(campaign.starts_at)[0]

    @api.depends("starts_at", "store_id")
    def _compute_start_time(self):
        for campaign in self:
            campaign.start_time = campaign._clock(campaign.starts_at)[1]

    @api.depends("ends_at", "store_id")
    def _compute_end_day(self):
        for campaign in self:
            campaign.end_day = campaign._clock(campaign.ends_at)[0]

    @api.depends("ends_at", "store_id")
    def _compute_end_time(self):
        for campaign in self:
            campaign.end_time = campaign._clock(campaign.ends_at)[1]

    def _inverse_start(self):
        for campaign in self:
            campaign.starts_at = campaign._moment(campaign.start_day, campaign.start_time)

    def _inverse_end(self):
        for campaign in self:
            campaign.ends_at = campaign._moment(campaign.end_day, campaign.end_time)

    def _clock(self, moment):
        return from_utc(moment, self.store_id.tz or "UTC") if moment else (False, 0.0)

    def _moment(self, day, hours):
        return day and to_utc(day, hours, self.store_id.tz or "UTC")

    # --- state ---

    @api.depends("is_on", "starts_at", "stopped_at")
    def _compute_is_cancelled(self):
        for campaign in self:
            stopped_at = campaign.is_on and campaign.stopped_at
            campaign.is_cancelled = bool(stopped_at and stopped_at <= campaign.starts_at)

    @api.depends("is_on", "starts_at", "ends_at", "stopped_at", "is_cancelled")
    def _compute_state(self):
        now = fields.Datetime.now()
        for campaign in self:
            campaign.state = campaign._state_at(now)

    def _state_at(self, at):
        if not self.is_on:
            return "draft"
        if self.is_cancelled:
            return "cancelled"
        if at < self.starts_at:
            return "scheduled"
        ends_at = self._effective_end()
        return "ended" if ends_at and ends_at <= at else "running"

    def _effective_end(self):
        """Return when the campaign ends or was stopped, whichever is earlier (naive UTC), or False."""
        self.ensure_one()
        return min(filter(None, (self.ends_at, self.stopped_at)), default=False)

    def _search_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        now = fields.Datetime.now()
        cancelled = Domain("is_cancelled", "=", True)
        over = Domain("ends_at", "<=", now) | Domain("stopped_at", "!=", False)
        on = Domain("is_on", "=", True) & ~cancelled
        domains = {
            "draft": Domain("is_on", "=", False),
            "cancelled": cancelled,
            "scheduled": on & Domain("starts_at", ">", now),
            "running": on & Domain("starts_at", "<=", now) & ~over,
            "ended": on & Domain("starts_at", "<=", now) & over,
        }
        return Domain.OR(domains[state] for state in value if state in domains)

    @api.depends("kind", "percent", "line_ids.amount", "line_ids.currency_id")
    def _compute_summary(self):
        for campaign in self:
            amounts = ", ".join(line.currency_id.format(line.amount) for line in campaign.line_ids)
            texts = {
                "percent": self.env._("%(percent)s %% off", percent=f"{campaign.percent:g}"),
                "amount": self.env._("%(amounts)s off", amounts=amounts),
                "fixed": self.env._("At %(amounts)s", amounts=amounts),
            }
            campaign.summary = texts.get(campaign.kind)

    # --- checks ---

    @api.constrains("store_id", "region_ids", "currency_ids", "line_ids")
    def _check_places(self):
        for campaign in self:
            if campaign.region_ids.store_id - campaign.store_id:
                raise ValidationError(
                    self.env._("The regions must be those of the campaign's store.")
                )
            sold = campaign.store_id.sudo().store_currency_ids.currency_id  # sudo: a setting
            foreign = (campaign.currency_ids | campaign.line_ids.currency_id) - sold
            if foreign:
                raise ValidationError(
                    self.env._(
                        "%(store)s does not sell in %(currency)s. Add the currency to the store first.",
                        store=campaign.store_id.name,
                        currency=", ".join(foreign.mapped("name")),
                    )
                )

    @api.constrains("is_on", "kind", "line_ids", "target")
    def _check_ready(self):
        for campaign in self.filtered("is_on"):
            if campaign.kind != "percent" and not campaign.line_ids:
                raise ValidationError(
                    self.env._("Enter an amount for each currency the campaign is for.")
                )

    def _check_targets(self):
        for campaign in self:
            chosen = (
                campaign.category_ids,
                campaign.tag_ids,
                campaign.product_tmpl_ids,
                campaign.product_ids,
            )
            if campaign.target == "chosen" and not any(chosen):
                raise UserError(self.env._("Choose what the campaign is for."))

    # --- what people do with it ---

    def action_switch_on(self):
        """Let it run from its start on, or at once if that has passed."""
        self._check_targets()
        self.write({"is_on": True, "stopped_at": False})

    def action_back_to_draft(self):
        """Take back a campaign that has not run."""
        now = fields.Datetime.now()
        if any(campaign._state_at(now) not in ("scheduled", "cancelled") for campaign in self):
            raise UserError(self.env._("A campaign that has run cannot become a draft again."))
        self.write({"is_on": False, "stopped_at": False})

    def action_stop(self):
        """End it at once. Undone by :meth:`action_undo_stop`."""
        now = fields.Datetime.now()
        for campaign in self:
            if campaign._state_at(now) in ("scheduled", "running"):
                campaign.stopped_at = now

    def action_undo_stop(self):
        """Let a stopped campaign go on, if its time is not over."""
        self.filtered("is_on").stopped_at = False

    def copy_data(self, default=None):
        values = super().copy_data(default)
        if "name" not in (default or {}):
            for campaign, data in zip(self, values, strict=True):
                data["name"] = self.env._("%(name)s (copy)", name=campaign.name)
        return values

    @api.ondelete(at_uninstall=False)
    def _unlink_never_on(self):
        if any(campaign.change_ids for campaign in self):
            raise UserError(
                self.env._(
                    "A campaign that was switched on is part of the history of prices. Stop it instead."
                )
            )
