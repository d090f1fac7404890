from odoo import api, models


class EcomDemo(models.AbstractModel):
    """What reports add up, with the dates that everything was given after the fact."""

    _inherit = "ecom.demo"

    @api.model
    def _steps(self):
        return super()._steps() + [("figures", "Figures for reports", "_fill_figures")]

    @api.model
    def _fill_figures(self, scale):
        self.env["ecom.order.fact"]._rebuild(self._store())
