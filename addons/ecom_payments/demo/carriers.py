from odoo import api, models

#: Name, share of the parcels, freight there, freight back, charge of a return, in rupees.
_CARRIERS = (
    ("Delhivery Surface", 34, 62, 58, 15),
    ("Blue Dart Express", 22, 96, 90, 20),
    ("Xpressbees", 24, 58, 55, 12),
    ("DTDC Lite", 12, 54, 52, 10),
)
#: The rest of the parcels is taken by the shop's own riders, who have no carrier.
_ALL = 100


class EcomDemo(models.AbstractModel):
    """Couriers, each with its prices and a clearing account of its own."""

    _inherit = "ecom.demo"

    @api.model
    def _steps(self):
        steps = super()._steps()
        place = [step[0] for step in steps].index("orders-1")
        return [*steps[:place], ("carriers", "Carriers", "_fill_carriers"), *steps[place:]]

    @api.model
    def _fill_carriers(self, scale):
        company = self.env.company
        freight = self.env["product.product"].create(
            {
                "name": self.env._("Courier freight"),
                "type": "service",
                "list_price": 0.0,
                "sale_ok": False,
                "company_id": company.id,
            }
        )
        self.env["delivery.carrier"].create(
            [
                {
                    "name": name,
                    "product_id": freight.id,
                    "company_id": company.id,
                    "allow_cash_on_delivery": True,
                    "ecom_forward_cost": there,
                    "ecom_return_cost": back,
                    "ecom_return_fee": charge,
                }
                for name, _share, there, back, charge in _CARRIERS
            ]
        )

    def _carriers(self):
        """Return the demo store's carriers, in the order of the table."""
        names = [row[0] for row in _CARRIERS]
        found = self.env["delivery.carrier"].search(
            [("name", "in", names), ("company_id", "=", self.env.company.id)]
        )
        return found.sorted(lambda carrier: names.index(carrier.name))

    def _give_to_carriers(self, pairs):
        """Share the parcels of orders among the carriers."""
        carriers = self._carriers()
        parcels = {carrier: self.env["stock.picking"] for carrier in carriers}
        for plan, order in pairs:
            lot = plan.number * 37 % _ALL  # the same in every run
            for carrier, (_name, share, *_costs) in zip(carriers, _CARRIERS, strict=False):
                if lot < share:
                    parcels[carrier] |= order.picking_ids
                    break
                lot -= share
        for carrier, pickings in parcels.items():
            pickings.carrier_id = carrier
