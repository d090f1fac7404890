from decimal import Decimal

from odoo import api, fields, models

from ..domain.catalog import Price

#: Taxes that depend on nothing but price and quantity.
_BY_AMOUNT = frozenset({"percent", "fixed", "division"})


class EcomCatalogOffer(models.AbstractModel):
    """What a store asks for its products, and how many it can give."""

    _name = "ecom.catalog.offer"
    _description = "Catalogue Prices and Stock"

    @api.model
    def _catalog_currencies(self, store):
        """Return the currencies the store's catalogue is priced in (``res.currency``), the primary one first.

        Override to add some; each makes one more document of every product.
        """
        return store.currency_id

    @api.model
    def _catalog_prices(self, store, products, currency=None):
        """Return what one unit of each variant costs, exactly as a sales order line would total it.

        Nothing is converted: where Odoo would have to convert to reach ``currency``, there is no price. Zero is no price
        either. Override to take prices from elsewhere.

        :param store: one ``ecom.store``
        :param products: ``product.product``
        :param currency: ``res.currency``; the store's primary one if empty
        :return: dict[int, :class:`~.domain.catalog.Price` | None] by variant id
        """
        currency = currency or store.currency_id
        # sudo: prices and taxes are for everybody, whoever causes the projection
        products = products.sudo().with_company(store.company_id)
        pricelist = store.sudo().pricelist_id.with_company(store.company_id)  # sudo: as above
        if (pricelist.currency_id or store.company_id.currency_id) != currency:
            return dict.fromkeys(products.ids)
        now = fields.Datetime.now()
        position = self._catalog_fiscal_position(store)
        ruled = pricelist._compute_price_rule(products, 1.0, currency=currency, date=now)
        mapped = {}
        prices, known = {}, {}
        for product in products:
            net, rule_id = ruled[product.id]
            rule = self.env["product.pricelist.item"].sudo().browse(rule_id)  # sudo: as above
            if net <= 0 or self._catalog_converts(rule, product, currency):
                prices[product.id] = None
                continue
            line = self._catalog_line(product, rule, net, currency, now)
            # Most variants of a product cost the same, and taxes are what takes long to compute
            owner = product if self._catalog_tax_varies(product) else product.product_tmpl_id
            key = (owner, line)
            if key not in known:
                known[key] = self._catalog_price(store, product, line, currency, position, mapped)
            prices[product.id] = known[key]
        return prices

    @api.model
    def _catalog_tax_varies(self, product):
        """Tell whether variants of equal price may be taxed differently: formulas may read the variant's weight."""
        return any(tax.amount_type not in _BY_AMOUNT for tax in product.taxes_id)

    @api.model
    def _catalog_fiscal_position(self, store):
        """Return the tax mapping for a customer from the store's own country, whose address is not known yet."""
        partner = (
            store.sudo().guest_partner_id
        )  # sudo: the guest is archived and private to the store
        positions = self.env["account.fiscal.position"].sudo()  # sudo: accounting settings
        return positions.with_company(store.company_id)._get_fiscal_position(partner)

    @api.model
    def _catalog_converts(self, rule, product, currency):
        """Tell whether Odoo would convert currencies to apply this rule (an empty one: the sales price)."""
        if rule.compute_price == "fixed":
            return False
        if rule.base == "pricelist":
            return rule.base_pricelist_id.currency_id != currency
        source = product.cost_currency_id if rule.base == "standard_price" else product.currency_id
        return source != currency

    @api.model
    def _catalog_line(self, product, rule, net, currency, date):
        """Return (unit price, discount in percent, price before the discount) as a sales order line would hold them.

        Mirrors ``_get_display_price_ignore_combo`` and ``_compute_discount`` in ``sale/models/sale_order_line.py``.
        """
        before = net
        if rule and rule.compute_price == "percentage":
            before = rule._compute_price_before_discount(
                product=product, quantity=1.0, uom=product.uom_id, date=date, currency=currency
            )
        if not rule._show_discount() or before <= 0:
            return net, 0.0, before
        digits = self.env["decimal.precision"].precision_get("Discount")
        return max(before, net), round(max((before - net) / before * 100, 0.0), digits), before

    @api.model
    def _catalog_price(self, store, product, line, currency, position, mapped):
        unit, discount, before = line
        taxes = product.taxes_id._filter_taxes_by_company(store.company_id)
        if taxes._ids not in mapped:
            mapped[taxes._ids] = position.map_tax(taxes)
        taxes_after = mapped[taxes._ids]
        amount = self._catalog_gross(
            store, product, unit, discount, currency, taxes, taxes_after, position
        )
        compare_at = None
        if before > unit * (1 - discount / 100):
            higher = self._catalog_gross(
                store, product, before, 0.0, currency, taxes, taxes_after, position
            )
            compare_at = higher if higher > amount else None
        return Price(amount, currency.name, compare_at) if amount else None

    @api.model
    def _catalog_gross(
        self, store, product, unit, discount, currency, taxes, taxes_after, position
    ):
        """Return the total of a line of one unit, taxes included, through the same code as the order's (Decimal)."""
        unit = product._get_tax_included_unit_price_from_price(
            unit, product_taxes=taxes, fiscal_position=position, product_taxes_after_fp=taxes_after
        )
        return self._catalog_total(store, product, unit, discount, currency, taxes_after)

    @api.model
    def _catalog_total(self, store, product, unit, discount, currency, taxes):
        """Return the total of a line of one unit (Decimal).

        :param unit: unit price as the line would hold it, already fit for ``taxes``
        :param discount: percent
        :param taxes: ``account.tax`` the buyer pays
        """
        tax_model = self.env["account.tax"].sudo()  # sudo: tax rates are for everybody
        line = tax_model._prepare_base_line_for_taxes_computation(
            {},
            product_id=product,
            product_uom_id=product.uom_id,
            tax_ids=taxes,
            price_unit=unit,
            quantity=1.0,
            discount=discount,
            currency_id=currency,
        )
        tax_model._add_tax_details_in_base_line(line, store.company_id)
        tax_model._round_base_lines_tax_details([line], store.company_id)
        total = line["tax_details"]["total_included_currency"]
        return Decimal(str(total)).quantize(Decimal(1).scaleb(-currency.decimal_places))

    @api.model
    def _catalog_in_country(self, store, request, answer):
        """Adapt what the catalogue answers to a buyer from another country than the store's. Override to price it anew.

        :param StoreInfo store: the calling store
        :param request: with ``country``, and perhaps ``currency``
        :param RawJson answer: of ``products.list`` or ``products.get``
        :return: RawJson
        """
        return answer

    @api.model
    def _catalog_free_quantities(self, store, products):
        """Return how much of each variant can be promised from the store's warehouse.

        :return: dict[int, Decimal] by variant id, in the variant's unit; may be negative
        """
        # sudo: stock figures are not for every user, what is left in the shop is
        free = self.env["ecom.stock"].sudo().free_quantities(store.warehouse_id.id, products.ids)
        return {product_id: Decimal(str(quantity)) for product_id, quantity in free.items()}
