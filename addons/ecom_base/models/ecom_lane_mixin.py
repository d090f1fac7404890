import random
import re

from odoo import api, models, tools
from odoo.tools import SQL

from ..domain.lanes import lane_hash

_WAKE_KEY = "ecom_base.lanes.wake"


class EcomLaneMixin(models.AbstractModel):
    """Work that runs in parallel lanes: one ``ir.cron`` record each, which Odoo never runs twice at once.

    Declare the lanes in data with ``<function model="…" name="_ensure_lanes" eval="[2]" />`` and implement
    :meth:`_run_lane`. Where work is split by the hash of a key, one key is never in work twice at the same time.
    """

    _name = "ecom.lane.mixin"
    _description = "Work in Lanes"

    @api.model
    def _run_lane(self, lane, lanes):
        """Do the work of one lane: commit batch by batch with ``ir.cron._commit_progress``. Override.

        :param int lane: this lane, from 0
        :param int lanes: number of lanes
        """
        raise NotImplementedError(f"{self._name} does not say what its lanes do")

    @api.model
    def _backlog(self):
        """Return what waits for these lanes, for people to look at. Override.

        :return: SQL of one row: number waiting, number failed, moment (naive UTC) since when the oldest waits; null
            where nobody counts
        """
        return SQL("SELECT NULL::bigint, NULL::bigint, NULL::timestamp")

    @api.model
    def _lane_of(self, key):
        """Return the lane hash of a key; without a key a random one, which spreads the load."""
        return random.getrandbits(31) if key is None else lane_hash(str(key))

    @api.model
    def _wake(self, lanes):
        """Have the crons of these lanes run right after the commit. Each is triggered once, however often it is called.

        Bound to the commit, because a worker woken before it would find nothing. A lost wake-up only costs time: the
        lanes also run at their interval.

        :param lanes: iterable of lane hashes
        """
        crons = self._lane_crons()
        if not crons:
            return
        # Savepoints clear these hooks together with the rows they belong to.
        precommit = self.env.cr.precommit
        if _WAKE_KEY not in precommit.data:
            ir_cron = self.env["ir.cron"].sudo()  # sudo: whoever enqueues may start the lane
            woken = precommit.data[_WAKE_KEY] = set()
            precommit.add(lambda: [cron._trigger() for cron in ir_cron.browse(sorted(woken))])
        precommit.data[_WAKE_KEY].update(crons[lane % len(crons)] for lane in lanes)

    @api.model
    def _ensure_lanes(self, count, interval_minutes=5):
        """Create this model's lanes unless it has some. For data files, not ``noupdate``: an update gives lanes to what
        is new and leaves an administrator's number alone. Parameters as of :meth:`_setup_lanes`.
        """
        if not self._lane_crons():
            self._setup_lanes(count, interval_minutes)

    @api.model
    def _setup_lanes(self, count, interval_minutes=5):
        """Create or change this model's lanes so that there are ``count`` of them.

        :param int count: lanes, i.e. rows that can be in work at once
        :param int interval_minutes: how soon a lane runs if its wake-up was lost
        """
        module = self._original_module
        for lane in range(count):
            self.env["ir.cron"]._load_records(
                [
                    {
                        "xml_id": f"{module}.lane_{self._table}_{lane}",
                        "noupdate": True,
                        "values": {
                            "name": f"{self._description}: lane {lane + 1} of {count}",
                            "model_id": self.env["ir.model"]._get_id(self._name),
                            "state": "code",
                            "code": f"model._run_lane({lane}, {count})",
                            "user_id": self.env.ref("base.user_root").id,
                            "interval_number": interval_minutes,
                            "interval_type": "minutes",
                            "priority": 3,
                        },
                    }
                ]
            )
        self.env.registry.clear_cache()
        surplus = [cron_id for lane, cron_id in enumerate(self._lane_crons()) if lane >= count]
        self.env["ir.cron"].browse(surplus).unlink()
        self.env.registry.clear_cache()

    @api.model
    @tools.ormcache("self._name")
    def _lane_crons(self):
        """Return the ids of the lanes' crons in lane order, as a tuple."""
        name = re.compile(rf"lane_{self._table}_(\d+)")
        data = (
            self.env["ir.model.data"]
            .sudo()
            .search(  # sudo: technical table, only ids leave
                [
                    ("module", "=", self._original_module),
                    ("model", "=", "ir.cron"),
                    ("name", "like", "lane_"),
                ]
            )
        )
        found = sorted((int(m[1]), row.res_id) for row in data if (m := name.fullmatch(row.name)))
        return tuple(cron_id for _lane, cron_id in found)
