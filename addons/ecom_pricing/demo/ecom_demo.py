from datetime import timedelta

from odoo import Command, api, models

from . import tables


class EcomDemo(models.AbstractModel):
    """The shop sells in five currencies, at prices of its own in each. In rupees they are the products' sales prices."""

    _inherit = "ecom.demo"

    @api.model
    def _steps(self):
        # what is sold afterwards is sold at these prices
        steps = super()._steps()
        place = [step[0] for step in steps].index("carts")
        new = [
            ("currencies", "Currencies and regions", "_fill_currencies"),
            ("prices", "Prices", "_fill_prices"),
        ]
        return [*steps[:place], *new, *steps[place:]]

    @api.model
    def _fill_currencies(self, scale):
        store = self._store()
        currencies = {code: self.env.ref(f"base.{code}") for code, *_rest in tables.CURRENCIES}
        self.env["res.currency"].union(*currencies.values()).active = True
        self.env["ecom.store.currency"].create(
            [
                {
                    "store_id": store.id,
                    "currency_id": currencies[code].id,
                    "sequence": sequence,
                    "prominent": prominent,
                    "ending_step": step,
                    "ending_tail": tail,
                }
                for code, sequence, prominent, (step, tail) in tables.CURRENCIES
            ]
        )
        self.env["ecom.region"].create(
            [
                {
                    "store_id": store.id,
                    "name": name,
                    "code": code,
                    "sequence": 10 * number,
                    "currency_id": currencies[suggested].id,
                    "country_ids": [
                        Command.set([self.env.ref(f"base.{c}").id for c in countries.split()])
                    ],
                }
                for number, (code, name, suggested, countries) in enumerate(tables.REGIONS, start=1)
            ]
        )

    @api.model
    def _fill_prices(self, scale):
        templates = self._templates_by_sku()
        rows = {row.sku: row for row in self._rows(scale)}
        asked = tables.prices()
        values = []
        for sku, template in templates.items():
            base = {"INR": rows[sku].price} | {c: float(a) for c, a in asked[sku].items()}
            for code, amount in base.items():
                values += self._price_values(sku, template, code, amount, rows[sku])
        setup = self.with_context(
            ecom_price_source="setup", ecom_price_reason=self.env._("Opening prices")
        )
        setup.env["ecom.product.price"].create(values)
        self._date_changes()
        self._change_prices(templates)
        ids = [template.id for template in templates.values()]
        self.env["ecom.price.timeline"]._derive(ids)
        self.env["ecom.price.warnings"]._run_store(self._store())

    def _price_values(self, sku, template, code, amount, row):
        """Return the values of a product's prices in a currency: standing, of bigger beds, by quantity, region and time."""
        currency = self.env.ref(f"base.{code}")
        common = {
            "store_id": self._store().id,
            "product_tmpl_id": template.id,
            "currency_id": currency.id,
        }
        earlier = [price for key, *steps in tables.EARLIER if key == (sku, code) for price in steps]
        details = dict(tables.DETAILS.get((sku, code), {}))
        if code == tables.HOME:
            details |= {"mrp": tables.MRP.get(sku, amount), "unit_cost": row.cost}
        found = [common | {"amount": earlier[0][1] if earlier else amount} | details]
        for variant in template.product_variant_ids:
            size = set(variant.product_template_attribute_value_ids.mapped("name")) & set(
                tables.EXTRAS
            )
            if size:
                dearer = currency.round(amount + tables.EXTRAS[size.pop()][code])
                found.append(common | {"product_id": variant.id, "amount": dearer})
        return found + [common | more for more in self._special_values(sku, code)]

    def _special_values(self, sku, code):
        for key, quantity, amount in tables.STEPS:
            if key == (sku, code):
                yield {"min_qty": quantity, "amount": amount}
        for key, region, amount in tables.REGIONAL:
            if key == (sku, code):
                regions = self._store().region_ids
                found = regions.filtered(lambda record, region=region: record.code == region)
                yield {"region_id": found.id, "amount": amount}
        for key, start, end, amount in tables.WINDOWS:
            if key == (sku, code):
                yield {
                    "valid_from": self._now() + timedelta(days=start),
                    "valid_to": self._now() + timedelta(days=end),
                    "amount": amount,
                }

    def _change_prices(self, templates):
        """Set some prices as they are today; their history tells what they were."""
        prices = self.env["ecom.product.price"].with_context(ecom_price_source="matrix")
        asked = tables.prices()
        for (sku, code), *steps in tables.EARLIER:
            if sku not in templates:
                continue
            price = prices.search(
                [
                    ("product_tmpl_id", "=", templates[sku].id),
                    ("currency_id.name", "=", code),
                    ("product_id", "=", False),
                    ("region_id", "=", False),
                    ("min_qty", "=", 0),
                    ("valid_from", "=", False),
                    ("valid_to", "=", False),
                ]
            )
            amounts = [amount for _days, amount in steps[1:]] + [float(asked[sku][code])]
            for (days, _amount), amount in zip(steps, amounts, strict=True):
                price.amount = amount
                change = self.env["ecom.price.change"].search(
                    [("price_id", "=", price.id)], limit=1
                )
                self._backdate(change, [self._now() - timedelta(days=days)], ("changed_at",))

    def _date_changes(self):
        """Prices at home are as old as the shop, those abroad date from when it began to sell there."""
        changes = self.env["ecom.price.change"].search([("store_id", "=", self._store().id)])
        began = {
            True: self._now() - timedelta(days=400),
            False: self._now() - timedelta(days=tables.SINCE),
        }
        self._backdate(
            changes,
            [began[change.currency_id.name == tables.HOME] for change in changes],
            ("changed_at",),
        )
