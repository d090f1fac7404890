from odoo import api, fields, models
from odoo.exceptions import UserError

from .price_errors import CurrencyMismatch

_SYSTEM = "ecom_price_system"
#: What a user may change of a strict list: how it is called and where it stands.
_FREE = frozenset({"name", "sequence"})


class ProductPricelist(models.Model):
    """Strict price lists: their one rule leads to the seller's prices, and nothing is ever converted."""

    _inherit = "product.pricelist"

    ecom_store_currency_id = fields.Many2one(
        "ecom.store.currency",
        string="Store Currency",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    ecom_strict = fields.Boolean(
        string="Seller's Prices",
        readonly=True,
        copy=False,
        help="Prices of this list are those set under Storefront ▸ Pricing. Nothing is converted, and what has no price "
        "is not for sale.",
    )

    @api.model
    def _ecom_create_strict(self, row):
        """Create the price list of a store's currency.

        :param row: one ``ecom.store.currency``
        """
        return self.with_context(**{_SYSTEM: True}).create(
            {
                "name": f"{row.store_id.name} {row.currency_id.name}",
                "company_id": row.company_id.id,
                "currency_id": row.currency_id.id,
                "ecom_store_currency_id": row.id,
                "ecom_strict": True,
                "item_ids": [
                    fields.Command.create(
                        {"applied_on": "3_global", "compute_price": "ecom_seller"}
                    )
                ],
            }
        )

    def _ecom_retire(self):
        """Archive lists whose currency the store gave up. Old orders still point to them."""
        self.sudo().with_context(**{_SYSTEM: True}).active = False  # sudo: see _ecom_create_strict

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.context.get(_SYSTEM) and any(vals.get("ecom_strict") for vals in vals_list):
            raise UserError(self._ecom_guard_text())
        return super().create(vals_list)

    def write(self, vals):
        if vals.keys() - _FREE:
            self._ecom_guard()
        return super().write(vals)

    def unlink(self):
        self._ecom_guard()
        return super().unlink()

    def copy(self, default=None):
        self._ecom_guard()
        return super().copy(default)

    def _ecom_guard(self):
        if not self.env.context.get(_SYSTEM) and any(self.mapped("ecom_strict")):
            raise UserError(self._ecom_guard_text())

    @api.model
    def _ecom_guard_text(self):
        return self.env._(
            "This price list belongs to a store's currency and shows the seller's prices. "
            "Change those under Storefront ▸ Pricing."
        )

    def _get_applicable_rules(self, products, date, **kwargs):
        if len(self) == 1 and self.ecom_strict:
            return self.item_ids[:1]
        return super()._get_applicable_rules(products, date, **kwargs)

    def _compute_price_rule(
        self,
        products,
        quantity,
        *,
        currency=None,
        uom=None,
        date=False,
        compute_price=True,
        **kwargs,
    ):
        if compute_price and products and len(self) == 1 and self.ecom_strict:
            self._ecom_check_currency(currency)
            kwargs["ecom_offers"] = self._ecom_offers(products, quantity, uom, date, **kwargs)
            kwargs["ecom_many"] = len(products) > 1
        return super()._compute_price_rule(
            products,
            quantity,
            currency=currency,
            uom=uom,
            date=date,
            compute_price=compute_price,
            **kwargs,
        )

    def _ecom_check_currency(self, currency):
        if currency and currency != self.currency_id:
            raise CurrencyMismatch(
                self.env._(
                    "The prices of %(list)s are in %(own)s, not in %(asked)s, and are never converted.",
                    list=self.display_name,
                    own=self.currency_id.name,
                    asked=currency.name,
                )
            )

    def _ecom_offers(self, products, quantity, uom, date, ecom_region=None, **_):
        """Return the seller's offers of a strict list.

        :param products: ``product.product`` or ``product.template``, which stands for its first variant
        :param quantity: in ``uom``, or in each product's own unit if that is empty
        :param ecom_region: ``ecom.region`` of the buyer; empty: the one of the store's country
        :return: dict[int, :class:`~.domain.offer.Offer` | None] by id of ``products``
        """
        self.ensure_one()
        reader = self.env["ecom.price.reader"]
        store = self.sudo().ecom_store_currency_id.store_id  # sudo: prices are for everybody
        if not store:
            return dict.fromkeys(products.ids)
        if ecom_region is None:
            ecom_region = reader._region(store, store.country_id)
        templates = products._name == "product.template"
        wants = [
            (
                product.id,
                product.product_variant_id if templates else product,
                self._ecom_quantity(product, quantity, uom),
            )
            for product in products
        ]
        return reader._choose(store, wants, self.currency_id, ecom_region, date)

    @api.model
    def _ecom_quantity(self, product, quantity, uom):
        if not uom or uom == product.uom_id:
            return quantity
        return uom._compute_quantity(quantity, product.uom_id, raise_if_failure=False)

    @api.model
    def _get_partner_pricelist_multi_search_domain_hook(self, company_id):
        # a contact gets none of these by itself: they belong to orders of their store
        domain = super()._get_partner_pricelist_multi_search_domain_hook(company_id)
        return [*domain, ("ecom_strict", "=", False)]
