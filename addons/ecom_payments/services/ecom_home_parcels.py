from odoo import api, models
from odoo.fields import Domain


class EcomHome(models.AbstractModel):
    """Parcels that wait for somebody to tell the carrier what to do."""

    _inherit = "ecom.home"

    @api.model
    def _health(self, scope):
        lights = super()._health(scope)
        if not self.env["stock.picking"].has_access("read"):
            return lights
        undelivered = Domain("ecom_outcome", "=", "ndr") & Domain(
            "sale_id.ecom_store_id", "=", scope.store.id
        )
        waiting = undelivered & Domain("ecom_ndr_waits", "=", True)
        count = self.env["stock.picking"].search_count(waiting)
        return [
            *lights,
            self._light(
                self.env._("Undelivered parcels"),
                "warning" if count else "good",
                self.env._("Waiting for a decision: %(count)s", count=count)
                if count
                else self.env._("None waits for a decision"),
                {"xmlId": "ecom_payments.ecom_ndr_action", "domain": list(undelivered)},
            ),
        ]
