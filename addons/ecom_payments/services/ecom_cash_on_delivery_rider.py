from odoo import models

from ..domain import rider as rules


class EcomCashOnDelivery(models.AbstractModel):
    """Money that the shop's own riders collected is theirs to hand over."""

    _inherit = "ecom.cash.on.delivery"

    def _collection_values(self, order, reference, parcel):
        values = super()._collection_values(order, reference, parcel)
        shipped = parcel or order.picking_ids.filtered(
            lambda picking: picking.state == "done" and picking._ecom_is_parcel()
        )
        rider = shipped.ecom_rider_id
        if len(rider) != 1:
            return values
        method = self.env.context.get("ecom_collect_method", rules.CASH)
        return values | {"ecom_rider_id": rider.id, "ecom_collect_method": method}
