from odoo import Command, api, models

from odoo.addons.ecom_base.demo import brand

from ..models.stock_picking_rider import ON_THE_WAY

_RIDERS = ("Raju Verma", "Salim Ansari")
_STOPS = 4  # of each rider


class EcomDemo(models.AbstractModel):
    """The shop's own riders: parcels they bring today, cash in their pockets, and a handover.

    The administrator rides too, so that whoever tries the shop sees the riders' screen with something on it.
    """

    _inherit = "ecom.demo"

    @api.model
    def _steps(self):
        return super()._steps() + [("riders", "Riders", "_fill_riders")]

    @api.model
    def _fill_riders(self, scale):
        group = self.env.ref("ecom_payments.group_ecom_rider")
        riders = self._make_riders(group)
        admin = self.env.ref("base.user_admin")
        admin.write(
            {
                "group_ids": [Command.link(group.id)],
                "company_ids": [Command.link(self.env.company.id)],
            }
        )
        self._give_stops(admin | riders)
        self._give_cash(riders)
        self._hand_over_cash(riders[:1])

    def _make_riders(self, group):
        users = self.env["res.users"].with_context(no_reset_password=True)
        domain = brand.COMPANY["email"].partition("@")[2]
        return users.create(
            [
                {
                    "name": name,
                    "login": f"{name.split()[0].lower()}@{domain}",
                    "tz": "Asia/Kolkata",
                    "company_id": self.env.company.id,
                    "company_ids": [Command.set(self.env.company.ids)],
                    "group_ids": [Command.set([self.env.ref("base.group_user").id, group.id])],
                }
                for name in _RIDERS
            ]
        )

    def _near(self):
        """Return the domain of parcels that a rider can bring: nobody rides abroad."""
        store = self._store()
        return [
            ("sale_id.ecom_store_id", "=", store.id),
            ("partner_id.country_id", "=", store.country_id.id),
        ]

    def _give_stops(self, riders):
        """Take the latest parcels that are on their way from the couriers, and share them among riders."""
        parcels = self.env["stock.picking"].search(
            [
                *self._near(),
                ("ecom_outcome", "in", ON_THE_WAY),
            ],
            order="date_done desc, id desc",
            limit=_STOPS * len(riders),
        )
        for number, rider in enumerate(riders):
            parcels[number :: len(riders)].write({"carrier_id": False, "ecom_rider_id": rider.id})

    def _give_cash(self, riders):
        """Say which rider brought each parcel that no courier took, and holds its cash."""
        parcels = self.env["stock.picking"].search(
            [
                *self._near(),
                ("ecom_outcome", "=", "delivered"),
                ("carrier_id", "=", False),
                ("date_done", ">=", self._books_begin()),
            ]
        )
        for number, rider in enumerate(riders):
            brought = parcels[number :: len(riders)]
            brought.ecom_rider_id = rider
            # sudo: demo data, loaded by the system
            rows = brought.sale_id.sudo().ecom_transaction_ids.filtered("payment_id")
            rows.filtered(lambda row: row.ecom_purpose == "at_door").write(
                {"ecom_rider_id": rider.id, "ecom_collect_method": "cash"}
            )

    def _hand_over_cash(self, rider):
        if not self.env.company._ecom_keeps_books():
            return
        handover = self.env["ecom.rider.handover"].create(
            {"rider_id": rider.id, "company_id": self.env.company.id, "received": 0.0}
        )
        if handover.in_hand:
            handover.received = handover.in_hand
            handover.action_receive()
