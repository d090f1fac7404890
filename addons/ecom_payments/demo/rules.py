from odoo import Command, api, models

#: Places that no courier brings cash back from: Lakshadweep, Leh and Kargil, the Nicobar Islands.
_NO_CASH = "682551-682559, 194101-194109, 744301-744304"
_NORTH_EAST = ("AR", "MN", "ML", "MZ", "NL", "TR")
_LARGE = 100_000.0


class EcomDemo(models.AbstractModel):
    """Rules as a shop has them after its first year. They come last: the year's orders knew none of them."""

    _inherit = "ecom.demo"

    @api.model
    def _steps(self):
        return super()._steps() + [("rules", "Payment rules", "_fill_rules")]

    @api.model
    def _fill_rules(self, scale):
        company, store = self.env.company, self._store()
        states = self.env["res.country.state"].search(
            [("country_id", "=", company.country_id.id), ("code", "in", _NORTH_EAST)]
        )
        usual = {"company_id": company.id, "store_id": store.id}
        self.env["ecom.payment.rule"].create(
            [
                usual
                | {
                    "name": self.env._("No cash from the islands and Ladakh"),
                    "sequence": 10,
                    "zip_mode": "only",
                    "zip_text": _NO_CASH,
                    "cod": "refuse",
                    "partial_cod": "refuse",
                    "reason": "area_not_served",
                    "message": self.env._("Our couriers cannot collect cash at your place."),
                },
                usual
                | {
                    "name": self.env._("Very large orders are paid online"),
                    "sequence": 20,
                    "min_total": _LARGE,
                    "cod": "refuse",
                    "reason": "amount_out_of_range",
                    "message": self.env._("An order this large needs a part paid online."),
                },
                usual
                | {
                    "name": self.env._("North-east: long ways, a larger share upfront, and a fee"),
                    "sequence": 30,
                    "state_ids": [Command.set(states.ids)],
                    "upfront_kind": "percent",
                    "upfront_percent": 30.0,
                    "fee_kind": "amount",
                    "fee_amount": 60.0,
                },
            ]
        )
