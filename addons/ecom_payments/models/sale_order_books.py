from odoo import fields, models
from odoo.exceptions import UserError

from odoo.addons.ecom_base.api.errors import DomainError
from odoo.addons.ecom_base.domain.order_totals import to_decimal


class SaleOrder(models.Model):
    """What of an order is in the company's books, and what people may do about the rest."""

    _inherit = "sale.order"

    ecom_entry_ids = fields.One2many("account.move", "ecom_order_id", readonly=True)

    def _ecom_exact(self, amount):
        """Return an amount of this order's currency as an exact Decimal."""
        self.ensure_one()
        return to_decimal(amount, self.currency_id.decimal_places)

    def action_cancel(self):
        """Calling off an order of the shop gives back what was paid online, as over the API."""
        ours = self.filtered("ecom_payment_type")
        for order in ours._ecom_acting("user", self.env.user.name):
            try:
                order.env["ecom.orders"].cancel(order)
            except DomainError as error:
                raise UserError(error.message) from error
        return super(SaleOrder, self - ours).action_cancel() if self - ours else True

    def action_ecom_write_off(self):
        """Give up what is still due at the door. For merchant managers."""
        if not self.env.user.has_group("ecom_base.group_ecom_manager"):
            raise UserError(self.env._("Only a merchant manager writes off money."))
        for order in self._ecom_acting("user", self.env.user.name):
            try:
                order.env["ecom.cash.on.delivery"].write_off(
                    order, self.env._("by %(user)s", user=self.env.user.name)
                )
            except DomainError as error:
                raise UserError(error.message) from error
