from odoo import models


class SaleOrderLine(models.Model):
    _name = "sale.order.line"
    _inherit = ["sale.order.line", "ecom.public.id.mixin"]
    _ecom_uid_prefix = "itm"

    def _ecom_kind(self):
        """Say what a line stands for in the API: ``item``, ``shipping``, ``fee`` or ``discount``.

        Addons that add lines of their own kind extend this.
        """
        self.ensure_one()
        if self._is_delivery():
            return "shipping"
        if self._is_global_discount() or self._is_discount_line():
            return "discount"
        return "item"

    def _ecom_title(self):
        """Return what customers read: the name without the reference, and without further lines."""
        self.ensure_one()
        return self.name.split("\n", 1)[0].removeprefix(f"[{self.product_id.default_code}] ")
