from dataclasses import dataclass

from psycopg2.errors import UniqueViolation

from odoo import api, models
from odoo.exceptions import ConcurrencyError
from odoo.fields import Domain

from ..api.errors import NotFound, ValidationFailed
from ..api.tokens import issue_customer_token
from ..models.sale_order import QUIET


@dataclass(frozen=True, slots=True)
class EcomBuyer:
    """Who buys and where it goes: the customer and ``res.partner`` records."""

    customer: object
    partner: object
    shipping: object
    invoice: object


class EcomCustomers(models.AbstractModel):
    """Customers of a store: accounts that the shop names by its own ids, and guests."""

    _name = "ecom.customers"
    _description = "Storefront Customers"

    @api.model
    def find(self, store, external_id):
        """Return the customer with this external id.

        :raise NotFound: ``customer_not_found``
        """
        customer = self.env["ecom.customer"].search(
            [("store_id", "=", store.id), ("external_id", "=", external_id)], limit=1
        )
        if not customer:
            raise NotFound("The store has no such customer.", code="customer_not_found")
        return customer

    @api.model
    def upsert(self, store, external_id, data):
        """Create or change the customer of an external id, and take over the guest orders that are theirs.

        Fields that ``data`` does not set stay as they are. Only the shop's server may call this: it vouches that the
        account owns the e-mail address and phone it gives.

        :param StoreInfo store: the calling store
        :param data: ``schemas.customer.CustomerUpsert``
        :return: (``ecom.customer``, bool created)
        :raise ValidationFailed: naming the fields that are wrong
        """
        values = self._contact(store, data, "")
        customer = self.env["ecom.customer"].search(
            [("store_id", "=", store.id), ("external_id", "=", external_id)], limit=1
        )
        created = not customer
        if created:
            if not values.get("email") and not values.get("phone"):
                raise ValidationFailed.for_field("email", "A customer needs an email or a phone.")
            customer = self._create(store, values | {"external_id": external_id}, data.name, None)
        else:
            self._change(customer, values, data.name)
        for index, address in enumerate(data.addresses or ()):
            self._partner(customer).env["ecom.addresses"].partner_for(
                self._partner(customer), address.to_domain(), f"addresses.{index}", kind="delivery"
            )
        self._adopt_guests(customer)
        return customer, created

    @api.model
    def resolve(
        self, store, buyer, *, external_id=None, customer_uid=None, shipping=None, billing=None
    ):
        """Find or make the customer and contacts of an order.

        :param StoreInfo store: the calling store
        :param buyer: ``schemas.address.Buyer``, or None where the customer is known
        :param str external_id: account in the shop; made on the fly if the shop did not upsert it yet
        :param str customer_uid: public id ``cus_…`` of a known customer, instead
        :param PostalAddress shipping: where it goes; None for what the customer's contact says
        :param PostalAddress billing: None for the same as shipping
        :return: :class:`EcomBuyer`
        :raise ValidationFailed: naming the fields that are wrong
        :raise NotFound: ``customer_not_found``
        """
        customer = self._known(store, external_id, customer_uid)
        if not customer:
            customer = self._guest_or_new(store, buyer, external_id, shipping)
        partner = self._partner(customer)
        addresses = partner.env["ecom.addresses"]
        ship_to = (
            addresses.partner_for(partner, shipping, "shippingAddress", kind="delivery")
            if shipping
            else partner
        )
        bill_to = (
            addresses.partner_for(partner, billing, "billingAddress", kind="invoice")
            if billing
            else ship_to
        )
        return EcomBuyer(customer, partner, ship_to, bill_to)

    @api.model
    def issue_token(self, store, external_id, ttl):
        """Return (token, expiry as Unix time) for a customer; see ``api.tokens``.

        :param int ttl: life in seconds
        :raise NotFound: ``customer_not_found``
        """
        customer = self.find(store, external_id)
        return issue_customer_token(self.env, store, customer.ecom_uid, customer.token_version, ttl)

    @api.model
    def dump(self, customer):
        """Return a customer as the API shows it: dict for ``schemas.customer.Customer``."""
        partner = customer.partner_id.sudo()  # sudo: contacts of a customer are the store's to read
        addresses = partner.env["ecom.addresses"]
        contacts = (partner | partner.child_ids).filtered("street")
        return {
            "id": customer.ecom_uid,
            "externalId": customer.external_id or None,
            "name": partner.name,
            "email": customer.email or None,
            "phone": customer.phone or None,
            "locale": customer.lang or None,
            "currency": (customer.currency_id or customer.store_currency_id).name,
            "addresses": [addresses.dump(contact) for contact in contacts],
            "orderCount": customer.order_count,
            "createdAt": customer.create_date,
        }

    # --- finding ---

    def _known(self, store, external_id, customer_uid):
        Customer = self.env["ecom.customer"]
        if customer_uid:
            domain = Domain("ecom_uid", "=", customer_uid)
        elif external_id:
            domain = Domain("external_id", "=", external_id)
        else:
            return Customer
        customer = Customer.search(domain & Domain("store_id", "=", store.id), limit=1)
        if customer_uid and not customer:
            raise NotFound("The store has no such customer.", code="customer_not_found")
        return customer

    def _guest_or_new(self, store, buyer, external_id, shipping):
        values = self._contact(store, buyer, "customer.") if buyer else {}
        if not values.get("email") and not values.get("phone"):
            raise ValidationFailed.for_field(
                "customer.email", "An order needs the buyer's email or phone."
            )
        if not external_id:
            guest = self._guests(store.id, values.get("email"), values.get("phone"))[:1]
            if guest:
                return guest
        name = buyer.name or (shipping and shipping.name)
        return self._create(store, values | {"external_id": external_id}, name, shipping)

    def _guests(self, store_id, email, phone):
        """Return guests that are the same person: same email, or same phone and no other email."""
        match = Domain.FALSE
        if email:
            match |= Domain("email", "=", email)
        if phone:
            # A phone alone is weaker: numbers get passed on. It never outweighs a different email.
            match |= Domain("phone", "=", phone) & Domain(
                "email", "in", [False, email] if email else [False]
            )
        return self.env["ecom.customer"].search(
            Domain("store_id", "=", store_id) & Domain("external_id", "=", False) & match,
            order="id",
        )

    def _contact(self, store, data, path):
        """Return checked ``ecom.customer`` values of what was given."""
        addresses = self.env["ecom.addresses"]
        values = {}
        email = addresses.email(data.email, f"{path}email")
        phone = addresses.phone(data.phone, f"{path}phone", store.country_code)
        if email:
            values["email"] = email
        if phone:
            values["phone"] = phone
        if getattr(data, "locale", None):
            values["lang"] = self._locale(store, data.locale, f"{path}locale")
        if getattr(data, "currency", None):
            values["currency_id"] = self._currency(data.currency, f"{path}currency")
        return values

    def _locale(self, store, locale, path):
        code = locale.replace("-", "_")
        if code not in store.langs:
            raise ValidationFailed.for_field(path, f"The store speaks {', '.join(store.langs)}.")
        return code

    def _currency(self, code, path):
        currency = self.env["res.currency"].search([("name", "=", code)], limit=1)
        if not currency:
            raise ValidationFailed.for_field(path, "The store knows no such currency.")
        return currency.id

    # --- writing ---

    def _partner(self, customer):
        """Return the customer's contact, writable."""
        return customer.partner_id.sudo().with_context(
            **QUIET
        )  # sudo: API user may not edit contacts otherwise

    def _create(self, store, values, name, address):
        values = {key: value for key, value in values.items() if value}
        partner_values = {
            "name": name or values.get("email") or values.get("phone"),
            "email": values.get("email"),
            "phone": values.get("phone"),
            "lang": values.get("lang") or store.lang,
            "company_id": store.company_id,
        }
        if address:
            here = self.env["ecom.addresses"].contact_values(address, "shippingAddress")
            partner_values = here | {key: value for key, value in partner_values.items() if value}
        Partner = (
            self.env["res.partner"].sudo().with_context(**QUIET)
        )  # sudo: API user may not make contacts
        partner = Partner.create(partner_values)
        Customer = self.env["ecom.customer"].sudo()  # sudo: only this service makes customers
        try:
            customer = Customer.create(values | {"store_id": store.id, "partner_id": partner.id})
        except UniqueViolation as error:
            # Made by another request since ours began: Odoo retries us, and we will find it
            raise ConcurrencyError("The customer was created by another request.") from error
        return customer.sudo(self.env.su)

    def _change(self, customer, values, name):
        # Always an UPDATE: of two requests at once the second is retried, and sees the addresses the first one added
        values["external_id"] = customer.external_id
        customer.sudo().write(values)  # sudo: only this service changes customers
        partner_values = {key: values[key] for key in ("email", "phone", "lang") if key in values}
        if name:
            partner_values["name"] = name
        partner = self._partner(customer)
        changed = {key: value for key, value in partner_values.items() if partner[key] != value}
        if changed:
            partner.write(changed)

    def _adopt_guests(self, customer):
        """Give a customer the orders and carts of guests who are the same person, and retire those guests."""
        guests = self._guests(customer.store_id.id, customer.email, customer.phone)
        if not guests:
            return None
        orders = (
            self.env["sale.order"]
            .sudo()  # sudo: orders keep their salesperson's access rules, ownership changes all the same
            .with_context(**QUIET, active_test=False)
            .search([("ecom_customer_id", "in", guests.ids)])
        )
        # What was agreed stays: addresses, prices and terms must not be worked out anew for the other contact
        partner_field = orders._fields["partner_id"]
        kept = [
            field
            for field in self.env.registry.get_dependent_fields(partner_field)
            if field.model_name == orders._name and field.store and not field.readonly
        ]
        with self.env.protecting(kept, orders):
            orders.write({"partner_id": customer.partner_id.id, "ecom_customer_id": customer.id})
        self._retire_contacts(guests.partner_id.sudo(), customer.partner_id)  # sudo: as in _partner
        retired = guests.mapped("ecom_uid")
        self.env["ecom.facts"].customers_merged(customer, retired)
        guests.sudo().unlink()  # sudo: only this service removes customers
        return retired

    def _retire_contacts(self, contacts, heir):
        """Archive guests' contacts; what they owe, and what is invoiced to them later, is the customer's account.

        Odoo moves the entries of a contact that gets a parent, unless the two have different tax numbers.
        """
        contacts.active = False
        contacts.filtered(lambda contact: (contact.vat or "") == (heir.vat or "")).write(
            {"parent_id": heir.id, "type": "other"}
        )
