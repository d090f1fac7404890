from datetime import timedelta

from odoo import Command, api, models

from . import brand, tables

_COUNT = 150
_NEWCOMERS = 3
_STAFF = (
    ("Ananya Rao", "Store manager", "ecom_base.group_ecom_manager"),
    ("Farhan Sheikh", "Order desk", "ecom_base.group_ecom_order_desk"),
    ("Meera Iyer", "Marketing", "ecom_base.group_ecom_marketing"),
    ("Kabir Malhotra", "Analyst", "ecom_base.group_ecom_analyst"),
)


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
        # accounts of long ago are no news for the outbox
        customers = (
            self.env["ecom.customer"]
            .with_context(ecom_no_facts=True)
            .create(
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
        )
        moments = [self._opened_at(person) for person in people]
        self._backdate(partners, moments)
        self._backdate(customers, moments)
        self.env["ecom.facts"].note("customer.created", customers[-_NEWCOMERS:])

    @api.model
    def _fill_staff(self, scale):
        """Give each role somebody who has it. They have no password, so nobody can log in as them."""
        users = self.env["res.users"].with_context(no_reset_password=True)
        domain = brand.COMPANY["email"].partition("@")[2]
        users.create(
            [
                {
                    "name": name,
                    "login": f"{name.split()[0].lower()}@{domain}",
                    "email": f"{name.split()[0].lower()}@{domain}",
                    "function": position,
                    "lang": self._store().default_lang_id.code,
                    "tz": "Asia/Kolkata",
                    "company_id": self.env.company.id,
                    "company_ids": [Command.set(self.env.company.ids)],
                    "group_ids": [
                        Command.set([self.env.ref("base.group_user").id, self.env.ref(group).id])
                    ],
                }
                for name, position, group in _STAFF
            ]
        )

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
        now = self._now()
        moment = now.replace(
            hour=roll.randint(4, 16), minute=roll.randrange(60), second=roll.randrange(60)
        )
        return min(moment - timedelta(days=person.days), now)
