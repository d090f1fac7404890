from decimal import Decimal

from odoo import api, models, tools

from ..domain.line_price import BEFORE_TAX, GROSS_FIXED, WITH_TAX, LinePrice, price_mode
from ..domain.money import round_half_up
from ..domain.price_check import to_amount

_MANUAL = ("manual_total_excluded_currency", "manual_total_excluded", "manual_tax_amounts")


class EcomPriceTax(models.AbstractModel):
    """What a seller's price becomes on a document, once the buyer's taxes are known.

    A price with tax is what a buyer at the store's home pays. Abroad the region's policy decides (``gross_fixed`` or
    ``net_fixed``), or the store's. Every tax is worked out by Odoo's engine.
    """

    _name = "ecom.price.tax"
    _description = "Taxes in Prices"

    @api.model
    def _line_price(self, store, offer, product, taxes_after, currency, region):
        """Return what one unit of a product costs a buyer (:class:`~.domain.line_price.LinePrice`).

        :param store: one ``ecom.store``
        :param offer: :class:`~.domain.offer.Offer`
        :param taxes_after: ``account.tax`` that the buyer pays
        :param region: ``ecom.region`` of the buyer, may be empty
        """
        amount, included = offer.amount, offer.row.tax_included
        policy = self._policy(store, region)
        home = taxes_after
        if included and policy != GROSS_FIXED:
            taxes = product.taxes_id._filter_taxes_by_company(store.company_id)
            home = self._home_position(store).map_tax(taxes)
        mode = price_mode(tax_included=included, policy=policy, at_home=home == taxes_after)
        if mode is None:
            mode, amount = self._taxed_anew(amount, product, home, taxes_after, currency)
        company = store.sudo().company_id  # sudo: as above
        unit, natural = self._unit(float(amount), mode, product, taxes_after, company)
        return LinePrice(unit, amount, None if natural else mode)

    @api.model
    def _keeps(self, store, offer, region):
        """Tell whether what an offer costs with tax is its amount, whatever the taxes: documents are made to total it."""
        policy, included = self._policy(store, region), offer.row.tax_included
        return price_mode(tax_included=included, policy=policy, at_home=False) == WITH_TAX

    @api.model
    def _policy(self, store, region):
        return self._policy_of(store.id, region.id)

    @api.model
    @tools.ormcache("store_id", "region_id")
    def _policy_of(self, store_id, region_id):
        settings = self.sudo().env  # sudo: settings every price needs, whoever asks
        region = settings["ecom.region"].browse(region_id)
        return region.tax_policy or settings["ecom.store"].browse(store_id).default_tax_policy

    @api.model
    def _home_position(self, store):
        return self.env["ecom.catalog.offer"]._catalog_fiscal_position(store)

    @api.model
    def _position(self, store, region, country=None):
        """Return the tax mapping of a consumer in a region, of whom no more is known (``account.fiscal.position``).

        :param country: ``res.country`` if it is known where in the region

        For regions of several countries it is that of the first; the same price with tax is the same in all of them.
        """
        countries = country or region.sudo().country_ids  # sudo: shown to everybody
        if not countries or store.country_id in countries:
            return self._home_position(store)
        # sudo: accounting settings
        positions = self.env["account.fiscal.position"].sudo().with_company(store.company_id)
        buyer = self.env["res.partner"].new({"country_id": countries[0].id})
        return positions._get_fiscal_position(buyer)

    @api.model
    def _taxed_anew(self, amount, product, home, taxes_after, currency):
        """Take the home's taxes out of a price and put others on it.

        Where the buyer's taxes are part of prices, the price with them is what documents multiply, so that one is
        rounded; else the price before tax is.

        :return: mode and amount (Decimal)
        """
        net = self._details(float(amount), WITH_TAX, product, home)["total_excluded"]
        mode, value = BEFORE_TAX, net
        after = self._flat(taxes_after)
        if after and all(tax.price_include for tax in after):
            mode = WITH_TAX
            value = self._details(net, BEFORE_TAX, product, taxes_after)["total_included"]
        return mode, round_half_up(Decimal(repr(round(value, 9))), currency.decimal_places)

    @api.model
    def _unit(self, amount, mode, product, taxes, company):
        """Return the document's unit price that means an amount, and whether Odoo's arithmetic keeps the amount anyway.

        :param amount: float, with the taxes or before them as ``mode`` says
        """
        taxes = self._flat(taxes)
        strange = taxes.filtered(lambda tax: tax.price_include != (mode == WITH_TAX))
        if not strange:
            # Rounded per document, a line of 500 with 9 % + 9 % in it is 423.73 + 2 * 38.14
            globally = company.tax_calculation_rounding_method == "round_globally"
            return amount, not (taxes and mode == WITH_TAX and globally)
        data = self._details(amount, mode, product, taxes)["taxes_data"]
        difference = sum(each["tax_amount"] for each in data if each["tax"] in strange)
        return amount + (difference if mode == BEFORE_TAX else -difference), False

    @api.model
    def _details(self, amount, mode, product, taxes):
        return taxes._get_tax_details(
            amount, 1.0, rounding_method="round_globally", product=product, special_mode=mode
        )

    @api.model
    def _flat(self, taxes):
        return taxes._flatten_taxes_and_sort_them()[0]

    # --- documents ---

    @api.model
    def _keep(self, base_line, mode, amount, company):
        """Make the tax engine total a line from the price that is to be kept, rather than from its unit price.

        Otherwise 500 with 9 % + 9 % on top is 423.73 + 2 * 38.14 = 500.01: no unit price before tax gives 500.

        :param base_line: dict of the tax engine, changed in place; left alone if somebody has changed its unit price or
            taxes since
        :param amount: float, as :class:`~.domain.line_price.LinePrice`'s, in the line's unit
        """
        product, taxes = base_line["product_id"], base_line["tax_ids"]
        unit, natural = self._unit(amount, mode, product, taxes, company)
        if natural or base_line["currency_id"].compare_amounts(unit, base_line["price_unit"]):
            return
        engine = self.env["account.tax"]
        target = base_line | {"special_mode": mode, "price_unit": amount}
        target |= dict.fromkeys(_MANUAL)
        engine._add_tax_details_in_base_line(target, company)
        engine._round_base_lines_tax_details([target], company)
        engine._fix_base_lines_tax_details_on_manual_tax_amounts([target], company)
        base_line.update({name: target[name] for name in _MANUAL})

    @api.model
    def _total(self, price, product, taxes, currency, company):
        """Return what one unit costs with its taxes (Decimal), exactly as a document totals it.

        :param price: :class:`~.domain.line_price.LinePrice`
        """
        engine = self.env["account.tax"].sudo()  # sudo: tax rates are for everybody
        line = engine._prepare_base_line_for_taxes_computation(
            {},
            product_id=product,
            product_uom_id=product.uom_id,
            tax_ids=taxes,
            price_unit=float(price.amount) if price.mode else price.unit,
            special_mode=price.mode,
            quantity=1.0,
            currency_id=currency,
        )
        engine._add_tax_details_in_base_line(line, company)
        engine._round_base_lines_tax_details([line], company)
        details = line["tax_details"]
        total = details["total_included_currency"] + details["delta_total_excluded_currency"]
        total = to_amount(round(total, 9)) or Decimal(0)
        return round_half_up(total, currency.decimal_places)
