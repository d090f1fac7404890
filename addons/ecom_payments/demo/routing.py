from odoo import Command, api, models

_LARGE = 10_000.0


class EcomDemo(models.AbstractModel):
    """What the order desk has the shop do by itself. Comes last: the year's orders knew nothing of it."""

    _inherit = "ecom.demo"

    @api.model
    def _steps(self):
        return super()._steps() + [("routing", "Routing rules", "_fill_routing")]

    @api.model
    def _fill_routing(self, scale):
        usual = {"company_id": self.env.company.id, "store_id": self._store().id}
        tag = self.env["crm.tag"].create({"name": self.env._("Large order"), "color": 3})
        self.env["ecom.order.routing"].create(
            [
                usual
                | {
                    "name": self.env._("High risk at the door: call before it ships"),
                    "sequence": 10,
                    "trigger": "confirmed",
                    "payment_type": "at_door",
                    "risk_level": "high",
                    "activity_type_id": self.env.ref("mail.mail_activity_data_call").id,
                    "activity_user_id": self.env.ref("base.user_admin").id,
                    "activity_note": self.env._("Ask whether the address is right"),
                    "activity_days": 0,
                },
                usual
                | {
                    "name": self.env._("Large orders are marked"),
                    "sequence": 20,
                    "trigger": "placed",
                    "min_total": _LARGE,
                    "order_tag_ids": [Command.set(tag.ids)],
                },
            ]
        )
