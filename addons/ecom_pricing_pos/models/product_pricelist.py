from odoo import api, fields, models
from odoo.exceptions import UserError

_SYSTEM = "ecom_price_system"
_FREE = frozenset({"name", "sequence"})


class ProductPricelist(models.Model):
    """Price lists of registers: copies of the seller's prices, which nobody writes by hand."""

    _inherit = "product.pricelist"

    ecom_projection = fields.Boolean(
        string="For Registers",
        readonly=True,
        copy=False,
        help="Holds the prices set under Storefront ▸ Pricing, for point of sale. Change them there.",
    )

    @api.model
    def _ecom_create_projection(self, row):
        """Create the registers' price list of an ``ecom.store.currency``."""
        return self.with_context(**{_SYSTEM: True}).create(
            {
                "name": self.env._(
                    "%(store)s %(currency)s registers",
                    store=row.store_id.name,
                    currency=row.currency_id.name,
                ),
                "company_id": row.company_id.id,
                "currency_id": row.currency_id.id,
                "ecom_projection": True,
            }
        )

    def write(self, vals):
        if vals.keys() - _FREE:
            self._ecom_guard_projection()
        return super().write(vals)

    def unlink(self):
        self._ecom_guard_projection()
        return super().unlink()

    def _ecom_guard_projection(self):
        if not self.env.context.get(_SYSTEM) and any(self.mapped("ecom_projection")):
            raise UserError(
                self.env._(
                    "This price list is a copy for registers. Change the prices under Storefront ▸ Pricing."
                )
            )

    @api.model
    def _get_partner_pricelist_multi_search_domain_hook(self, company_id):
        domain = super()._get_partner_pricelist_multi_search_domain_hook(company_id)
        return [*domain, ("ecom_projection", "=", False)]


class ProductPricelistItem(models.Model):
    _inherit = "product.pricelist.item"

    @api.model_create_multi
    def create(self, vals_list):
        items = super().create(vals_list)
        items.pricelist_id._ecom_guard_projection()
        return items

    def write(self, vals):
        self.pricelist_id._ecom_guard_projection()
        result = super().write(vals)
        self.pricelist_id._ecom_guard_projection()
        return result

    def unlink(self):
        self.pricelist_id._ecom_guard_projection()
        return super().unlink()
