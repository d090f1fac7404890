from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ..domain.money import precision_problem
from ..domain.price_check import to_amount

_BATCH = 1000


class EcomPriceSetup(models.TransientModel):
    """Gives a store prices of its own: chooses currencies and takes over what products cost in them now.

    Only amounts that are already in a currency become prices in it. Nothing is converted, so a currency may begin empty.
    """

    _name = "ecom.price.setup"
    _description = "Set Up Currencies"

    store_id = fields.Many2one(
        "ecom.store",
        required=True,
        ondelete="cascade",
        domain=[("store_currency_ids", "=", False)],
        default=lambda self: self._default_store(),
    )
    currency_id = fields.Many2one(related="store_id.currency_id", string="Primary Currency")
    line_ids = fields.One2many(
        "ecom.price.setup.line",
        "wizard_id",
        string="Currencies",
        default=lambda self: self._default_lines(self._default_store()),
    )
    published_count = fields.Integer(related="store_id.published_count")

    @api.model
    def _default_store(self):
        chosen = self.env["ecom.store"].browse(self.env.context.get("default_store_id"))
        return chosen or chosen.search([("store_currency_ids", "=", False)], limit=1)

    @api.model
    def _default_lines(self, store):
        if not store:
            return []
        values = {"currency_id": store.currency_id.id, "pricelist_id": store.pricelist_id.id}
        return [Command.create(values)]

    @api.onchange("store_id")
    def _onchange_store_id(self):
        self.line_ids = [Command.clear(), *self._default_lines(self.store_id)]

    def action_apply(self):
        """Create the prices and switch the currencies on."""
        self.ensure_one()
        store = self.store_id
        store.check_access("write")
        if store.store_currency_ids:
            raise UserError(self.env._("%(store)s has currencies already.", store=store.name))
        if store.currency_id not in self.line_ids.currency_id:
            raise UserError(
                self.env._(
                    "The primary currency, %(currency)s, must be among the currencies.",
                    currency=store.currency_id.name,
                )
            )
        lines = self.line_ids.sorted(lambda line: line.currency_id != store.currency_id)
        taken = [line._prices() for line in lines]
        store.former_pricelist_id = store.pricelist_id
        self.env["ecom.store.currency"].create(
            [
                {"store_id": store.id, "currency_id": line.currency_id.id, "sequence": 10 * number}
                for number, line in enumerate(lines, start=1)
            ]
        )
        values = [
            {"store_id": store.id, "currency_id": line.currency_id.id, **price}
            for line, prices in zip(lines, taken, strict=True)
            for price in prices
        ]
        prices = self.env["ecom.product.price"].with_context(
            ecom_price_source="setup", ecom_price_reason=self.env._("Taken over from Odoo")
        )
        for start in range(0, len(values), _BATCH):
            prices.create(values[start : start + _BATCH])
        return {
            "type": "ir.actions.act_window",
            "res_model": "ecom.store",
            "res_id": store.id,
            "views": [(False, "form")],
        }


class EcomPriceSetupLine(models.TransientModel):
    """A currency to sell in, and where its first prices come from."""

    _name = "ecom.price.setup.line"
    _description = "Currency to Set Up"

    wizard_id = fields.Many2one("ecom.price.setup", required=True, ondelete="cascade")
    currency_id = fields.Many2one(
        "res.currency", required=True, context={"active_test": False}, ondelete="cascade"
    )
    sales_prices = fields.Boolean(
        compute="_compute_sales_prices",
        store=True,
        readonly=False,
        help="Take over the sales prices of products. They are in the company's currency, so only there.",
    )
    may_take_sales_prices = fields.Boolean(compute="_compute_may_take_sales_prices")
    pricelist_id = fields.Many2one(
        "product.pricelist",
        string="Price List",
        domain="[('currency_id', '=', currency_id), ('ecom_strict', '=', False)]",
        help="Take over the fixed prices of this list. They come before sales prices. Rules that work prices out of others "
        "are left.",
    )
    price_count = fields.Integer(string="Prices", compute="_compute_counts")
    unpriced_count = fields.Integer(
        string="Without Price",
        compute="_compute_counts",
        help="Published products that will not be for sale in this currency until you set a price.",
    )
    left_rules = fields.Integer(
        string="Rules Left",
        compute="_compute_counts",
        help="Rules of the price list that are not fixed prices of a product.",
    )
    has_rate = fields.Boolean(string="Accounting Rate", compute="_compute_has_rate")

    _currency_unique = models.Constraint(
        "UNIQUE (wizard_id, currency_id)", "Choose each currency once."
    )

    @api.depends("currency_id", "wizard_id.store_id")
    def _compute_may_take_sales_prices(self):
        for line in self:
            line.may_take_sales_prices = (
                line.currency_id
                and line.currency_id == line.wizard_id.store_id.company_id.currency_id
            )

    @api.depends("may_take_sales_prices")
    def _compute_sales_prices(self):
        for line in self:
            line.sales_prices = line.may_take_sales_prices

    @api.depends("currency_id", "wizard_id.store_id")
    def _compute_has_rate(self):
        for line in self:
            store = line.wizard_id.store_id
            row = self.env["ecom.store.currency"].new(
                {"store_id": store.id, "currency_id": line.currency_id.id}
            )
            line.has_rate = row.has_rate

    @api.depends("currency_id", "sales_prices", "pricelist_id", "wizard_id.store_id")
    def _compute_counts(self):
        for line in self:
            prices = line._prices()
            standing = {
                price["product_tmpl_id"] for price in prices if price.get("min_qty", 0) <= 1
            }
            line.price_count = len(prices)
            line.unpriced_count = len(line._products()) - len(standing)
            line.left_rules = len(line.pricelist_id.item_ids - line._fixed_items())

    def _products(self):
        """Return the store's published products."""
        return self.env["product.template"].search(
            [("ecom_store_ids", "in", self.wizard_id.store_id.ids)]
        )

    def _fixed_items(self):
        """Return the list's fixed prices of single products, those that Odoo looks at first in front."""
        if self.pricelist_id.currency_id != self.currency_id:
            return self.env["product.pricelist.item"]
        return self.pricelist_id.item_ids.filtered(
            lambda item: (
                item.compute_price == "fixed"
                and item.applied_on in ("0_product_variant", "1_product")
            )
        ).sorted(lambda item: (item.applied_on, -item.id))

    def _prices(self):
        """Return the prices to take over: list of ``ecom.product.price`` values without store and currency."""
        products = self._products()
        found = {}
        for item in self._fixed_items():
            template = item.product_tmpl_id or item.product_id.product_tmpl_id
            variant = (
                item.product_id if item.applied_on == "0_product_variant" else item.product_id[:0]
            )
            if template in products and self._is_exact(item.fixed_price):
                # of two at the same time Odoo takes the newer one
                key = (
                    template.id,
                    variant.id,
                    item.min_quantity,
                    bool(item.date_start or item.date_end),
                )
                found.setdefault(key, self._item_values(item, template, variant))
        if self.sales_prices:
            self._add_sales_prices(products, found)
        return list(found.values())

    def _item_values(self, item, template, variant):
        return {
            "product_tmpl_id": template.id,
            "product_id": variant.id,
            "min_qty": item.min_quantity,
            "amount": item.fixed_price,
            "valid_from": item.date_start,
            "valid_to": item.date_end,
        }

    def _add_sales_prices(self, products, found):
        for template in products.filtered(lambda record: record.currency_id == self.currency_id):
            # 0 and 1 are the same to a buyer
            if any((template.id, False, quantity, False) in found for quantity in (0, 1)):
                continue
            if self._is_exact(template.list_price):
                values = {"product_tmpl_id": template.id, "amount": template.list_price}
                found[template.id, False, 0, False] = values
            for variant in template.product_variant_ids:
                key = (template.id, variant.id, 0, False)
                dearer = variant.currency_id.compare_amounts(variant.lst_price, template.list_price)
                if dearer and key not in found and self._is_exact(variant.lst_price):
                    found[key] = {
                        "product_tmpl_id": template.id,
                        "product_id": variant.id,
                        "amount": variant.lst_price,
                    }

    def _is_exact(self, amount):
        """Tell whether an amount can be a price of the currency as it is."""
        amount = to_amount(amount)
        return bool(
            amount and amount > 0 and not precision_problem(amount, self.currency_id.decimal_places)
        )
