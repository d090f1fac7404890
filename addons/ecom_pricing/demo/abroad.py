from datetime import timedelta

from odoo import api, models

from odoo.addons.ecom_base.demo import tables as home

from . import tables

_SPARE = 10  # pieces on hand, of which sales at home leave some


class EcomDemo(models.AbstractModel):
    """Customers abroad and what they buy."""

    _inherit = "ecom.demo"

    @api.model
    def _steps(self):
        steps = super()._steps()
        place = [step[0] for step in steps].index("carts") + 1
        new = [
            ("abroad", "Customers abroad", "_fill_abroad"),
            ("rates", "Accounting rates", "_fill_rates"),
        ]
        return [*steps[:place], *new, *steps[place:]]

    @api.model
    def _fill_abroad(self, scale):
        store, found = self._store(), tables.customers()
        countries = {
            code: self.env.ref(f"base.{code.lower()}") for code in {c.country for c in found}
        }
        partners = self.env["res.partner"].create(
            [self._abroad_values(customer, countries[customer.country]) for customer in found]
        )
        customers = (
            self.env["ecom.customer"]
            .with_context(ecom_no_facts=True)
            .create(
                [
                    {
                        "store_id": store.id,
                        "partner_id": partner.id,
                        "external_id": customer.person.external_id,
                        "email": customer.person.email,
                        "phone": customer.person.phone,
                        "lang": store.default_lang_id.code,
                    }
                    for customer, partner in zip(found, partners, strict=True)
                ]
            )
        )
        moments = [self._now() - timedelta(days=c.person.days) for c in found]
        self._backdate(partners, moments)
        self._backdate(customers, moments)

    def _abroad_values(self, customer, country):
        person = customer.person
        state = country.state_ids.filtered(lambda state: state.code == person.place.state)
        values = {
            "name": person.name,
            "email": person.email,
            "phone": person.phone,
            "street": person.street,
            "city": person.place.city,
            "zip": person.place.zip,
            "state_id": state[:1].id,
            "country_id": country.id,
            "company_id": self.env.company.id,
            "customer_rank": 1,
        }
        if "l10n_in_gst_treatment" in self.env["res.partner"]._fields:
            values["l10n_in_gst_treatment"] = "overseas"
        return values

    @api.model
    def _fill_rates(self, scale):
        """Rates for the books, which no price ever comes from."""
        today = self._now().date()
        self.env["res.currency.rate"].create(
            [
                {
                    "currency_id": self.env.ref(f"base.{code}").id,
                    "company_id": self.env.company.id,
                    "name": today - timedelta(days=days),
                    "rate": rate,
                }
                for code, rates in tables.RATES.items()
                for days, rate in rates
            ]
        )

    @api.model
    def _foreign_sales(self, scale):
        variants = self._demo_variants()
        levels = home.stock_levels(variants.mapped("default_code"))
        skus = [sku for sku in variants.mapped("default_code") if levels[sku] >= _SPARE]
        return super()._foreign_sales(scale) + tables.sales(skus, scale)
