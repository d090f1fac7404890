from babel.dates import format_timedelta

from odoo import api, fields, models
from odoo.tools import SQL
from odoo.tools.misc import babel_locale_parse

_LATE_MINUTES = 15


class EcomLaneStatus(models.Model):
    """What runs by itself, and what waits for it: one row for each kind of work. Read from the queues themselves."""

    _name = "ecom.lane.status"
    _description = "Background Work"
    _auto = False
    _order = "failed_count desc nulls last, waiting_count desc nulls last, id"
    _rec_name = "name"

    model_id = fields.Many2one("ir.model", readonly=True)
    model = fields.Char(string="Technical Name", readonly=True)
    name = fields.Char(compute="_compute_name")
    waiting_count = fields.Integer(
        string="Waiting", readonly=True, aggregator=None, help="Rows not worked off yet."
    )
    failed_count = fields.Integer(
        string="Failed",
        readonly=True,
        aggregator=None,
        help="Rows that were given up and wait for a person.",
    )
    oldest_at = fields.Datetime(
        string="Oldest Since", readonly=True, help="Since when the oldest waiting row waits."
    )
    oldest_age = fields.Char(string="Oldest Waits For", compute="_compute_oldest_age")
    lane_count = fields.Integer(
        string="Lanes",
        compute="_compute_lanes",
        help="How many rows can be in work at the same time.",
    )
    last_run_at = fields.Datetime(string="Last Run", compute="_compute_lanes")
    next_run_at = fields.Datetime(
        string="Next Run",
        compute="_compute_lanes",
        help="At the latest; new work starts it at once.",
    )
    health = fields.Selection(
        [
            ("good", "Fine"),
            ("late", "Behind"),
            ("failed", "Needs attention"),
            ("stopped", "Stopped"),
        ],
        compute="_compute_health",
        help="Behind: something has waited for more than 15 minutes. Stopped: its scheduled jobs are switched off.",
    )

    @property
    def _table_query(self):
        parts = [
            SQL(
                "SELECT m.id, m.id AS model_id, m.model, b.waiting_count, b.failed_count, b.oldest_at"
                " FROM ir_model m, (%s) AS b (waiting_count, failed_count, oldest_at) WHERE m.model = %s",
                work._backlog(),
                work._name,
            )
            for work in self._work()
        ]
        return SQL(" UNION ALL ").join(parts)

    @api.model
    def _work(self):
        """Return what runs in lanes: list of empty recordsets."""
        names = sorted(self.env.registry.descendants(["ecom.lane.mixin"], "_inherit"))
        return [self.env[name] for name in names if self.env[name]._lane_crons()]

    @api.depends("model")
    def _compute_name(self):
        for status in self:
            status.name = status.model_id.sudo().name  # sudo: models are the administrator's

    @api.depends("oldest_at")
    def _compute_oldest_age(self):
        now = fields.Datetime.now()
        locale = babel_locale_parse(self.env.lang)
        for status in self:
            status.oldest_age = status.oldest_at and format_timedelta(
                now - status.oldest_at, locale=locale
            )

    @api.depends("model")
    def _compute_lanes(self):
        for status in self:
            crons = status._crons()
            status.lane_count = len(crons)
            status.last_run_at = max(crons.filtered("lastcall").mapped("lastcall"), default=False)
            status.next_run_at = min(crons.filtered("active").mapped("nextcall"), default=False)

    @api.depends("waiting_count", "failed_count", "oldest_at")
    def _compute_health(self):
        for status in self:
            if not all(status._crons().mapped("active")):
                status.health = "stopped"
            elif status.failed_count:
                status.health = "failed"
            elif status.oldest_at and self._minutes_since(status.oldest_at) > _LATE_MINUTES:
                status.health = "late"
            else:
                status.health = "good"

    @api.model
    def _minutes_since(self, moment):
        return (fields.Datetime.now() - moment).total_seconds() / 60

    def _crons(self):
        lanes = self.env[self.model]._lane_crons()
        # sudo: managers see when work runs, but not the administrator's jobs
        return self.env["ir.cron"].sudo().with_context(active_test=False).browse(lanes).exists()

    def action_run(self):
        """Start this work now, where it is not running already."""
        self.check_access("read")
        for status in self:
            work = self.env[status.model]
            work._wake(range(len(work._lane_crons())))
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("It starts within a few seconds."),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def action_open(self):
        """Open the rows, where there is a list of them."""
        self.ensure_one()
        xml_id = getattr(self.env[self.model], "_queue_action", None)
        return xml_id and self.env["ir.actions.act_window"]._for_xml_id(xml_id)
