from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError


class EcomStore(models.Model):
    """The currencies a store sells in. A store that lists none is priced as Odoo does it, by its price list."""

    _inherit = "ecom.store"

    store_currency_ids = fields.One2many("ecom.store.currency", "store_id", string="Currencies")
    region_ids = fields.One2many("ecom.region", "store_id", string="Regions")
    price_version = fields.Integer(
        readonly=True,
        copy=False,
        help="Counts the changes of currencies, regions and campaigns: answers of the API that were cached before are "
        "stale.",
    )

    @api.constrains("currency_id")
    def _check_primary_currency(self):
        for store in self:
            rows = store.sudo().store_currency_ids  # sudo: whoever edits the store
            primary = rows.filtered(lambda row, store=store: row.currency_id == store.currency_id)
            if rows and not primary.enabled:
                raise ValidationError(
                    self.env._(
                        "%(currency)s is the primary currency of %(store)s and must be among its currencies, "
                        "switched on.",
                        currency=store.currency_id.name,
                        store=store.name,
                    )
                )

    def write(self, vals):
        result = super().write(vals)
        if "currency_id" in vals:
            self._ecom_currencies_changed()
        return result

    def unlink(self):
        ids = self.ids
        result = super().unlink()
        self.env["ecom.price.change"]._forget("store_id", ids)
        return result

    def _ecom_is_priced(self):
        """Tell whether the seller's prices apply in this store, rather than Odoo's price lists."""
        self.ensure_one()
        return self.id in self._ecom_priced_store_ids()

    @api.model
    @tools.ormcache()
    def _ecom_priced_store_ids(self):
        rows = self.env["ecom.store.currency"].sudo()  # sudo: a setting every request needs
        return frozenset(rows.search([]).store_id.ids)

    def _ecom_first_priced(self):
        """Return the first of these stores where the seller's prices apply, or else the first."""
        return self.filtered(lambda store: store._ecom_is_priced())[:1] or self[:1]

    def _ecom_enabled_currencies(self):
        """Return the currencies one can shop in (``ecom.store.currency``), the primary one first."""
        self.ensure_one()
        rows = self.sudo().store_currency_ids.filtered("enabled")  # sudo: shown to everybody
        return rows.sorted(lambda row: (not row.is_primary, row.sequence, row.id))

    def _ecom_currency_row(self, currency):
        """Return what the store decides about a currency (``ecom.store.currency``), or none."""
        self.ensure_one()
        rows = self.sudo().store_currency_ids  # sudo: shown to everybody
        return rows.filtered(lambda row: row.currency_id == currency)

    def _paused_currencies(self):
        rows = self.sudo().store_currency_ids  # sudo: shown to everybody
        return super()._paused_currencies() | rows.filtered(lambda row: not row.enabled).currency_id

    def _ecom_check_sells_in(self, currency):
        """Refuse amounts in a currency that the store does not list.

        :raise ValidationError: names both
        """
        if not self._ecom_currency_row(currency):
            raise ValidationError(
                self.env._(
                    "%(store)s does not sell in %(currency)s. Add the currency to the store first.",
                    store=self.name,
                    currency=currency.name,
                )
            )

    def _ecom_currencies_changed(self):
        for store in self:
            primary = store._ecom_currency_row(store.currency_id)
            if primary.pricelist_id and store.pricelist_id != primary.pricelist_id:
                store.pricelist_id = primary.pricelist_id
            elif not primary and store.pricelist_id.sudo().ecom_strict:  # sudo: whoever edits it
                store.pricelist_id = False  # back to Odoo's own prices
        self._ecom_prices_changed()

    def _ecom_prices_changed(self):
        """Note that any price of these stores may be another now."""
        for store in self.sudo():  # sudo: whoever changes a campaign or a region
            store.price_version += 1
        self.env["ecom.catalog.dirty"]._mark_all(self.ids)
        self.env.registry.clear_cache()
