from odoo import models


class StockPicking(models.Model):
    _inherit = "stock.picking"

    def _ecom_expect_back(self):
        """Prepare the transfers that count parcels in that a courier says it brought back, where nobody did so yet.

        Stock only rises when a person validates them: what comes back may be damaged, or not be there.

        :return: the new transfers
        """
        expected = self.browse()
        # sudo: couriers have no user
        for parcel in self.sudo().filtered(lambda picking: picking.state == "done"):
            if parcel.move_ids.returned_move_ids.filtered(lambda move: move.state != "cancel"):
                continue
            wizard = parcel.env["stock.return.picking"].create({"picking_id": parcel.id})
            for line in wizard.product_return_moves:
                line.quantity = line.move_id.quantity
            expected |= wizard._create_return()
        return expected
