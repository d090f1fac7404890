import json
import logging
import time

from odoo import api, fields, models

from ..models.sale_order import QUIET

_logger = logging.getLogger(__name__)


class EcomDemo(models.AbstractModel):
    """Fills the current company with a believable shop, for trying the suite out.

    The work is a list of steps, each in a transaction of its own that also notes that it was done: a run that was
    killed goes on where it stopped, and a run after the last step does nothing. Addons add their steps in ``_steps``.
    """

    _name = "ecom.demo"
    _description = "Demo Store"

    @api.model
    def _steps(self):
        """Return the steps in order: list of (key, label for the log, name of the method, further arguments…).

        A method takes ``scale`` (1.0 for the full shop, less for tests) and the further arguments.
        """
        return [
            ("company", "Company and taxes", "_fill_company"),
            ("store", "Store", "_fill_store"),
            ("categories", "Categories, badges and attributes", "_fill_categories"),
            ("products", "Products", "_fill_products"),
            ("pictures", "Pictures", "_fill_pictures"),
            ("stock", "Stock", "_fill_stock"),
            ("customers", "Customers", "_fill_customers"),
            ("staff", "Staff", "_fill_staff"),
            ("carts", "Open carts", "_fill_carts"),
        ]

    @api.model
    def load(self, scale=1.0, commit=True, last=None):
        """Run the steps that were not run yet.

        :param float scale: how much of each table to load, 0 < scale <= 1
        :param bool commit: commit after each step; False inside a test
        :param str last: key of the step to stop after; None for all
        :return: dict[str, float] seconds by key of the steps that ran
        """
        done = self._done_steps()
        seconds = {}
        steps = self._steps()
        keys = [step[0] for step in steps]
        steps = steps[: keys.index(last) + 1 if last else None]
        for number, (key, label, method, *args) in enumerate(steps, start=1):
            if key in done:
                continue
            start = time.monotonic()
            demo = self.with_context(**QUIET, active_test=True, lang="en_US")
            getattr(demo, method)(scale, *args)
            self._set_done_steps(self._done_steps() | {key})
            self.env.flush_all()
            if commit:
                # a killed run goes on here
                self.env.cr.commit()  # pylint: disable=invalid-commit
            self.env.invalidate_all()
            seconds[key] = round(time.monotonic() - start, 2)
            _logger.info("Demo store %d/%d: %s, %.1f s", number, len(steps), label, seconds[key])
        if seconds:
            self._publish(commit)
        return seconds

    @api.model
    def _publish(self, commit):
        """Show what was loaded in the shop at once. If this is cut off, the catalogue's own job catches up."""
        templates = self._demo_variants().product_tmpl_id
        self.env["ecom.catalog"]._refresh(templates)
        self.env["ecom.catalog.dirty"]._done([], templates.ids)
        if commit:
            self.env.cr.commit()  # pylint: disable=invalid-commit

    @api.model
    def _now(self):
        """Return the moment the story is told from (naive UTC): when loading began, also for a run that goes on later."""
        parameters = self.env["ir.config_parameter"]
        key = f"ecom_base.demo_now_{self.env.company.id}"
        if not parameters.get_param(key):
            parameters.set_param(key, fields.Datetime.to_string(fields.Datetime.now()))
        return fields.Datetime.to_datetime(parameters.get_param(key))

    @api.model
    def _done_key(self):
        return f"ecom_base.demo_steps_{self.env.company.id}"

    @api.model
    def _done_steps(self):
        return set(json.loads(self.env["ir.config_parameter"].get_param(self._done_key(), "[]")))

    @api.model
    def _set_done_steps(self, keys):
        self.env["ir.config_parameter"].set_param(self._done_key(), json.dumps(sorted(keys)))

    @api.model
    def _foreign_sales(self, scale):
        """Return what is sold in other currencies, oldest first (``tables.ForeignSale``). Addons that sell so extend this."""
        return []

    @api.model
    def _store(self):
        """Return the demo store of this company (``ecom.store``, one record once its step ran)."""
        return self.env["ecom.store"].search(
            [("company_id", "=", self.env.company.id), ("code", "=", self._store_code())]
        )

    @api.model
    def _store_code(self):
        return "demo"

    @api.model
    def _backdate(self, records, moments, columns=("create_date",)):
        """Give records a past: the ORM offers no way to write ``create_date``.

        :param list moments: a naive UTC datetime per record
        """
        self.env.flush_all()
        assignments = ", ".join(f"{column} = past.moment" for column in columns)
        self.env.cr.execute_values(
            f"UPDATE {records._table} SET {assignments} FROM (VALUES %s) AS past(id, moment)"  # noqa: S608 - constants
            f" WHERE {records._table}.id = past.id",
            list(zip(records.ids, moments, strict=True)),
        )
        records.invalidate_recordset()
