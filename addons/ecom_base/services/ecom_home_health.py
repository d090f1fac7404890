from datetime import timedelta

from odoo import api, fields, models

_UNUSED_DAYS = 90  # a key nobody used for so long should be revoked


class EcomHome(models.AbstractModel):
    """Whether what runs by itself does run."""

    _inherit = "ecom.home"

    @api.model
    def _health(self, scope):
        lights = [*self._key_lights(scope), *self._queue_lights(), *self._product_lights(scope)]
        return super()._health(scope) + lights

    @api.model
    def _key_lights(self, scope):
        keys = self.env["ecom.store.key"]
        if not keys.has_access("read"):
            return []
        label = self.env._("API keys")
        action = self._store_action(scope.store)
        active = keys.search([("store_id", "=", scope.store.id), ("revoked_at", "=", False)])
        if not active:
            return [
                self._light(label, "bad", self.env._("No active key: the shop is offline"), action)
            ]
        limit = fields.Datetime.now() - timedelta(days=_UNUSED_DAYS)
        idle = active.filtered(lambda key: (key.last_used_at or key.create_date) < limit)
        used = max(active.filtered("last_used_at").mapped("last_used_at"), default=None)
        if idle:
            text = self.env._(
                "%(idle)s of %(active)s not used for %(days)s days: revoke them if nobody needs them",
                idle=len(idle),
                active=len(active),
                days=_UNUSED_DAYS,
            )
            return [self._light(label, "warning", text, action)]
        if used is None:
            return [self._light(label, "warning", self.env._("Never used yet"), action)]
        local = fields.Datetime.context_timestamp(self, used)
        text = self.env._(
            "%(active)s active, last call %(moment)s",
            active=len(active),
            moment=f"{local:%d %b, %H:%M}",
        )
        return [self._light(label, "good", text, action)]

    @api.model
    def _queue_lights(self):
        lights = []
        for queue in self.env["ecom.queue.overview"].get_counts():
            if queue["failed"]:
                level, text = "bad", self.env._("%(count)s failed", count=queue["failed"])
            elif queue["pending"]:
                level, text = "good", self.env._("%(count)s waiting", count=queue["pending"])
            else:
                level, text = "good", self.env._("Nothing waiting, nothing failed")
            lights.append(self._light(queue["name"], level, text, queue.get("action")))
        failing = self._failing_jobs()
        if failing is None:
            return lights
        text = (
            self.env._("Failing: %(names)s", names=", ".join(failing))
            if failing
            else self.env._("All run as planned")
        )
        lights.append(
            self._light(self.env._("Background jobs"), "bad" if failing else "good", text)
        )
        return lights

    @api.model
    def _failing_jobs(self):
        """Return the names of the suite's crons that failed lately or were switched off; None for users it is no use to."""
        if not self.env.user.has_group("ecom_base.group_ecom_manager"):
            return None
        crons = (
            self.env["ir.cron"].sudo().with_context(active_test=False)
        )  # sudo: names and state only
        failing = crons.search(
            [
                ("model_id.model", "like", "ecom."),
                "|",
                ("failure_count", ">", 0),
                ("active", "=", False),
            ]
        )
        return failing.mapped("cron_name")

    @api.model
    def _product_lights(self, scope):
        documents = self.env["ecom.catalog.document"]
        if not documents.has_access("read"):
            return []
        # One document a product: counted in the store's own language and currency, in one query
        by_stock = dict(
            documents._read_group(
                [
                    ("store_id", "=", scope.store.id),
                    ("lang", "=", scope.store.default_lang_id.code),
                    ("currency", "=", scope.store.currency_id.name),
                ],
                ["in_stock"],
                ["__count"],
            )
        )
        label = self.env._("Products")
        action = {"xmlId": "ecom_base.ecom_product_action"}
        published, gone = sum(by_stock.values()), by_stock.get(False, 0)
        if not published:
            return [self._light(label, "warning", self.env._("None published"), action)]
        if not gone:
            text = self.env._("%(count)s published, all in stock", count=published)
            return [self._light(label, "good", text, action)]
        text = self.env._(
            "%(gone)s of %(count)s published are out of stock", gone=gone, count=published
        )
        return [self._light(label, "warning", text, action)]
