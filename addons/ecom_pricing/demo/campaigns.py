from datetime import timedelta

from odoo import Command, api, models


class EcomDemo(models.AbstractModel):
    """Sales to look at: one that is planned and one that is still thought about. None runs, so nothing costs less."""

    _inherit = "ecom.demo"

    @api.model
    def _steps(self):
        steps = super()._steps()
        place = [step[0] for step in steps].index("prices") + 1
        return [*steps[:place], ("campaigns", "Campaigns", "_fill_campaigns"), *steps[place:]]

    @api.model
    def _fill_campaigns(self, scale):
        store = self._store()
        categories = self.env["ecom.category"].search([("product_tmpl_ids", "!=", False)], limit=2)
        start = self._now() + timedelta(days=30)
        campaigns = self.env["ecom.price.campaign"].create(
            [
                {
                    "name": "Festive Week",
                    "store_id": store.id,
                    "percent": 15,
                    "category_ids": [Command.set(categories.ids)],
                    "starts_at": start,
                    "ends_at": start + timedelta(days=7),
                },
                {
                    "name": "Hello, Japan",
                    "store_id": store.id,
                    "kind": "amount",
                    "target": "all",
                    "line_ids": [
                        Command.create({"currency_id": self.env.ref("base.JPY").id, "amount": 500})
                    ],
                    "starts_at": start + timedelta(days=14),
                    "ends_at": start + timedelta(days=28),
                },
            ]
        )
        campaigns[0].action_switch_on()
