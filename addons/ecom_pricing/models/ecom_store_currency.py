from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..domain.money import Ending
from ..domain.price_check import to_amount

#: Currencies of more than one country, and the flag they are known by.
_FLAGS = {"EUR": "EU", "XOF": "SN", "XAF": "CM", "XCD": "AG", "XPF": "PF"}
_REGIONAL_INDICATOR_A = 0x1F1E6


class EcomStoreCurrency(models.Model):
    """A currency a store sells in. Each enabled one has a strict price list, which leads Odoo to the seller's prices."""

    _name = "ecom.store.currency"
    _description = "Store Currency"
    _inherit = ["ecom.cached.mixin"]
    _order = "sequence, id"
    _rec_name = "currency_id"

    store_id = fields.Many2one("ecom.store", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="store_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(
        "res.currency", required=True, ondelete="restrict", context={"active_test": False}
    )
    sequence = fields.Integer(default=10, help="Place in the storefront's list of currencies.")
    enabled = fields.Boolean(
        default=True,
        help="Off: no new cart can be filled in this currency. The prices stay, to be used again later.",
    )
    prominent = fields.Boolean(
        default=True, help="The storefront shows it without a click, not under “more currencies”."
    )
    allow_checkout = fields.Boolean(
        string="Checkout",
        default=True,
        help="Off: prices are shown in this currency, but orders cannot be placed in it.",
    )
    is_primary = fields.Boolean(string="Primary", compute="_compute_is_primary")
    region_ids = fields.Many2many(
        "ecom.region",
        string="Regions",
        domain="[('store_id', '=', store_id)]",
        help="Only customers of these regions, or of the countries beside, may pay in this currency. "
        "Both empty: everybody.",
    )
    country_ids = fields.Many2many(
        "res.country",
        string="Countries",
        help="Only customers of these countries, or of the regions beside, may pay in this currency. "
        "Both empty: everybody.",
    )
    ending_step = fields.Float(
        string="Price Ending Every",
        digits=(20, 4),
        help="Prices worked out by bulk changes and campaigns go to the nearest ending: with 1 and 0.99, to 4.99, 5.99 "
        "and so on; with 10 and 9, to 49, 59 and so on. 0: they are only rounded to the currency.",
    )
    ending_tail = fields.Float(string="Ends With", digits=(20, 4))
    pricelist_id = fields.Many2one(
        "product.pricelist", string="Price List", readonly=True, copy=False, ondelete="restrict"
    )
    flag = fields.Char(compute="_compute_flag")
    symbol = fields.Char(related="currency_id.symbol")
    decimals = fields.Integer(related="currency_id.decimal_places")

    _currency_unique = models.UniqueIndex(
        "(store_id, currency_id)", "The store already has this currency."
    )
    _ending_sane = models.Constraint(
        "CHECK (ending_step = 0 AND ending_tail = 0 OR ending_step > 0 AND ending_tail >= 0 AND ending_tail < ending_step)",
        "What prices end with must be less than the step they come in.",
    )

    @api.depends("store_id.currency_id", "currency_id")
    def _compute_is_primary(self):
        for row in self:
            row.is_primary = row.currency_id == row.store_id.currency_id

    @api.depends("currency_id")
    def _compute_flag(self):
        for row in self:
            code = row.currency_id.name or ""
            country = _FLAGS.get(code, code[:2])
            row.flag = "".join(chr(_REGIONAL_INDICATOR_A + ord(c) - ord("A")) for c in country)

    @api.constrains("enabled", "currency_id", "store_id")
    def _check_primary(self):
        self.store_id._check_primary_currency()

    @api.constrains("region_ids", "store_id")
    def _check_regions(self):
        for row in self:
            if row.region_ids.store_id - row.store_id:
                raise ValidationError(self.env._("The regions must be those of the same store."))

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create(vals_list)
        rows._ecom_ensure_pricelist()
        rows.store_id._ecom_currencies_changed()
        return rows

    def write(self, vals):
        for name in {"store_id", "currency_id"} & vals.keys():
            if any(row[name].id != vals[name] for row in self):
                raise UserError(
                    self.env._("Add another currency instead: this one's prices belong to it.")
                )
        result = super().write(vals)
        self._ecom_ensure_pricelist()
        self.store_id._ecom_currencies_changed()
        return result

    def unlink(self):
        self._ecom_refuse_with_prices()
        stores, lists = self.store_id, self.pricelist_id
        result = super().unlink()
        stores._ecom_currencies_changed()
        lists._ecom_retire()
        return result

    def _ecom_refuse_with_prices(self):
        prices = self.env["ecom.product.price"].sudo()  # sudo: only whether there are any
        for row in self:
            domain = [
                ("store_id", "=", row.store_id.id),
                ("currency_id", "=", row.currency_id.id),
            ]
            if prices.search_count(domain, limit=1):
                raise UserError(
                    self.env._(
                        "There are prices in %(currency)s. Switch the currency off instead: its prices are kept.",
                        currency=row.currency_id.name,
                    )
                )

    def _ecom_ending(self):
        """Return how this currency's prices end (:class:`~.domain.money.Ending`), or None."""
        self.ensure_one()
        step = to_amount(self.ending_step)
        return Ending(step, to_amount(self.ending_tail) or 0 * step) if step else None

    def _ecom_sells_to(self, country):
        """Tell whether customers of a country may pay in this currency.

        :param country: ``res.country``; empty: not known yet, so nothing speaks against it
        """
        self.ensure_one()
        allowed = self.country_ids | self.region_ids.country_ids
        limited = self.country_ids or self.region_ids
        return not limited or not country or country in allowed

    def _ecom_ensure_pricelist(self):
        lists = self.env["product.pricelist"].sudo()  # sudo: a manager need not manage price lists
        for row in self.sudo().filtered(
            lambda row: row.enabled and not row.pricelist_id
        ):  # sudo: as above
            row.currency_id.active = True
            row.pricelist_id = lists._ecom_create_strict(row)
