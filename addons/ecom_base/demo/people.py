from datetime import timedelta

from odoo import api, fields, models

from . import tables

_COUNT = 150


class EcomDemo(models.AbstractModel):
    _inherit = "ecom.demo"

    @api.model
    def _people(self, scale):
        """Return the rows of the customers to load."""
        return tables.people(max(3, round(_COUNT * scale)))

    @api.model
    def _fill_customers(self, scale):
        store = self._store()
        people = self._people(scale)
        partners = self.env["res.partner"].create(self._contact_values(people))
        customers = self.env["ecom.customer"].create(
            [
                {
                    "store_id": store.id,
                    "partner_id": partner.id,
                    "external_id": person.external_id,
                    "email": person.email,
                    "phone": person.phone,
                    "lang": store.default_lang_id.code,
                }
                for person, partner in zip(people, partners, strict=True)
            ]
        )
        moments = [self._opened_at(person) for person in people]
        self._backdate(partners, moments)
        self._backdate(customers, moments)

    def _contact_values(self, people):
        india = self.env.ref("base.in")
        states = {
            state.code: state.id
            for state in self.env["res.country.state"].search([("country_id", "=", india.id)])
        }
        extra = {}
        if "l10n_in_gst_treatment" in self.env["res.partner"]._fields:
            extra["l10n_in_gst_treatment"] = "consumer"
        return [
            {
                "name": person.name,
                "email": person.email,
                "phone": person.phone,
                "street": person.street,
                "street2": person.place.area,
                "city": person.place.city,
                "zip": person.place.zip,
                "state_id": states[person.place.state],
                "country_id": india.id,
                "lang": "en_IN",
                "tz": "Asia/Kolkata",
                "company_id": self.env.company.id,
                "customer_rank": 1,
            }
            | extra
            for person in people
        ]

    @api.model
    def _opened_at(self, person):
        """Return when a customer opened the account: in the daytime of India, never in the future."""
        roll = tables.dice(f"opened:{person.number}")
        now = fields.Datetime.now()
        moment = now.replace(
            hour=roll.randint(4, 16), minute=roll.randrange(60), second=roll.randrange(60)
        )
        return min(moment - timedelta(days=person.days), now)
