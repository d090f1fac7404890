from dataclasses import replace

from odoo import api, models
from odoo.tools import SQL

from ..api.errors import ValidationFailed
from ..domain.address import AddressError, check_address
from ..domain.contact import ContactError, normalize_email, normalize_phone
from ..domain.indian_states import state_code, state_of_pin

#: Column of ``res_partner`` per field of an address, beside state and country.
_COLUMNS = {
    "name": "name",
    "line1": "street",
    "line2": "street2",
    "city": "city",
    "postal_code": "zip",
    "phone": "phone",
    "gstin": "vat",
    "company": "company_name",
}


class EcomAddresses(models.AbstractModel):
    """Addresses of the API to contacts of Odoo and back."""

    _name = "ecom.addresses"
    _description = "Storefront Addresses"

    @api.model
    def check(self, address, path):
        """Return the checked address with its country and state found; ``state`` becomes its ISO 3166-2 code.

        :param PostalAddress address: as given
        :param str path: field path in the request, e.g. ``shippingAddress``
        :return: (PostalAddress, country id, state id or False)
        :raise ValidationFailed: naming the fields that are wrong
        """
        try:
            address = check_address(address)
        except AddressError as error:
            raise ValidationFailed(
                "The address is not complete.",
                details={
                    "fields": {f"{path}.{name}": problem for name, problem in error.fields.items()}
                },
            ) from error
        country_id = self._country_id(address.country)
        if not country_id:
            raise ValidationFailed.for_field(f"{path}.country", "No country has this code.")
        state_id, code = self._state(address, country_id, path)
        return replace(address, state=code), country_id, state_id

    @api.model
    def partner_for(self, owner, address, path, *, kind):
        """Return the contact with this address: ``owner`` itself, or one below it; made unless there is one already.

        An owner without an address takes the first that bears the same name.

        :param owner: one ``res.partner``, the customer
        :param PostalAddress address: as given
        :param str kind: ``delivery`` or ``invoice``
        :raise ValidationFailed: naming the fields that are wrong
        """
        values = self.contact_values(address, path)
        found = self._find(owner, values)
        if found:
            return found
        if self._may_move_in(owner, values):
            owner.write({name: value for name, value in values.items() if value})
            return owner
        return owner.create(
            values
            | {
                "parent_id": owner.id,
                "type": kind,
                "company_id": owner.company_id.id,
                "lang": owner.lang,
            }
        )

    @api.model
    def contact_values(self, address, path):
        """Return the ``res.partner`` values of an address.

        :raise ValidationFailed: naming the fields that are wrong
        """
        address, country_id, state_id = self.check(address, path)
        values = {column: getattr(address, name) or False for name, column in _COLUMNS.items()}
        values |= {"country_id": country_id, "state_id": state_id}
        if address.gstin:
            # Only a company keeps its own tax number, a person's contact takes that of its parent
            values |= {
                "is_company": True,
                "name": address.company or address.name,
                "company_name": False,
            }
        return values

    @api.model
    def dump(self, partner):
        """Return the API's address of a contact: dict with the fields of :class:`schemas.address.Address`."""
        return {
            "name": partner.name or "",
            "company": (partner.name if partner.is_company else partner.company_name) or None,
            "line1": partner.street or "",
            "line2": partner.street2 or None,
            "city": partner.city or "",
            "state": f"{partner.country_id.code}-{partner.state_id._ecom_code()}"
            if partner.state_id
            else None,
            "postalCode": partner.zip or None,
            "country": partner.country_id.code or "",
            "phone": partner.phone or None,
            "gstin": partner.vat or None,
        }

    @api.model
    def email(self, raw, path):
        """Return a normalised e-mail address, or None for nothing.

        :raise ValidationFailed: naming ``path``
        """
        try:
            return normalize_email(raw) if raw and raw.strip() else None
        except ContactError as error:
            raise ValidationFailed.for_field(path, str(error)) from error

    @api.model
    def phone(self, raw, path, country_code):
        """Return a phone in E.164, or None for nothing.

        :raise ValidationFailed: naming ``path``
        """
        try:
            return normalize_phone(raw, country_code) if raw and raw.strip() else None
        except ContactError as error:
            raise ValidationFailed.for_field(path, str(error)) from error

    def _find(self, owner, values):
        """Return the owner itself or an address of it that is identical, or an empty recordset. One query at most."""
        if self._is_at(owner, values):
            return owner
        conditions = [
            SQL("COALESCE(%s, '') = %s", SQL.identifier("p", column), values[column] or "")
            for column in _COLUMNS.values()
        ]
        self.env["res.partner"].flush_model()
        rows = self.env.execute_query(
            SQL(
                "SELECT p.id FROM res_partner p WHERE p.active AND p.parent_id = %s"
                " AND p.country_id = %s AND COALESCE(p.state_id, 0) = %s AND %s ORDER BY p.id LIMIT 1",
                owner.id,
                values["country_id"],
                values["state_id"] or 0,
                SQL(" AND ").join(conditions),
            )
        )
        return owner.browse(rows[0] if rows else ())

    def _is_at(self, partner, values):
        """Tell whether a contact has this address; one that gives no phone may be that of a contact who has one.

        Saves a new customer, who is there mostly, the query.
        """
        columns = _COLUMNS.values() if values["phone"] else set(_COLUMNS.values()) - {"phone"}
        return (
            all(partner[column] == values[column] for column in columns)
            and partner.country_id.id == values["country_id"]
            and partner.state_id.id == values["state_id"]
        )

    def _may_move_in(self, owner, values):
        return (
            not owner.street
            and not values["vat"]
            and values["name"] == owner.name
            and (not owner.phone or values["phone"] in (False, owner.phone))
        )

    def _country_id(self, code):
        return self.env["res.country"]._ecom_country_ids().get(code)

    def _state(self, address, country_id, path):
        """Return (database id or False, code such as ``IN-KA``) of the state; what was given, if nothing is known."""
        states = self.env["res.country"]._ecom_states(country_id)
        country = address.country
        wanted = address.state.casefold().removeprefix(f"{country}-".casefold())
        if country == "IN":
            wanted = state_code(wanted) if wanted else state_of_pin(address.postal_code)
            # Taxes depend on the state: a missing one would silently charge the wrong tax
            if not wanted:
                raise ValidationFailed.for_field(
                    f"{path}.state", "This PIN code does not tell the state: give it."
                )
        if not wanted or not states:
            return False, address.state
        if wanted not in states:
            raise ValidationFailed.for_field(f"{path}.state", f"{country} has no such state.")
        state_id, code = states[wanted]
        return state_id, f"{country}-{code}"
