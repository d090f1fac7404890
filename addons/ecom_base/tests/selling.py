"""A store that sells: products with stock and taxes, and requests to buy them."""

from decimal import Decimal

from odoo import Command

from ..api.call import api_env
from ..schemas.address import Address, Buyer
from ..schemas.order import ItemRequest

HOME = {
    "name": "Asha Rao",
    "line1": "12 MG Road",
    "city": "Bengaluru",
    "state": "IN-KA",
    "postalCode": "560001",
    "country": "IN",
}


class SellingMixin:
    """Put it before ``ApiCase`` or ``EcomCase``: the store gets an Indian company of its own, in rupees."""

    @classmethod
    def make_store(cls, code="testshop", **values):
        if "company_id" not in values:
            values["company_id"] = cls.make_company(f"Company of {code}").id
        return super().make_store(code, **values)

    @classmethod
    def make_company(cls, name):
        """Create a company in India that keeps its books in rupees, with a warehouse."""
        inr = cls.env.ref("base.INR")
        inr.active = True
        company = cls.env["res.company"].create(
            {"name": name, "country_id": cls.env.ref("base.in").id, "currency_id": inr.id}
        )
        cls.env.user.company_ids |= company
        return company

    @classmethod
    def make_gst(cls, rate=18.0, *, name="GST", included=True, company=None):
        """Create a tax of ``rate`` percent."""
        company = company or cls.store.company_id
        kind = "tax_included" if included else "tax_excluded"
        country = cls.env.ref("base.in").id
        group = cls.env["account.tax.group"].create(
            {"name": name, "company_id": company.id, "country_id": country}
        )
        return cls.env["account.tax"].create(
            {
                "name": f"{name} {rate} {kind}",
                "amount": rate,
                "amount_type": "percent",
                "type_tax_use": "sale",
                "price_include_override": kind,
                "company_id": company.id,
                "country_id": country,
                "tax_group_id": group.id,
            }
        )

    @classmethod
    def make_product(cls, name="Kurta", price=499.0, *, stock=None, taxes=None, store=None, **vals):
        """Create a product published in the store; ``stock`` pieces on hand, None for one that is not tracked."""
        store = store or cls.store
        product = cls.env["product.product"].create(
            {
                "name": name,
                "default_code": name.upper().replace(" ", "-"),
                "list_price": price,
                "type": "consu",
                "is_storable": stock is not None,
                "taxes_id": [Command.set(taxes.ids if taxes else [])],
                # Odoo reads the price of a product without a company in the main company's currency
                "company_id": store.company_id.id,
                "ecom_store_ids": [Command.set(store.ids)],
                **vals,
            }
        )
        if stock:
            cls.put_stock(product, stock, store=store)
        # Without the context of create(), which keeps templates from making variants
        return product.with_env(cls.env)

    @classmethod
    def put_stock(cls, product, quantity, *, store=None):
        """Add to what is on hand in the store's warehouse."""
        location = (store or cls.store).warehouse_id.lot_stock_id
        cls.env["stock.quant"]._update_available_quantity(product, location, quantity)

    @classmethod
    def info(cls, store=None):
        """Return the ``StoreInfo`` that calls carry."""
        return (store or cls.store)._to_info()

    @classmethod
    def services(cls, store=None):
        """Return the environment that API calls of the store run in."""
        return api_env(cls.env, cls.info(store))

    @staticmethod
    def item(product, quantity=1, **fields):
        """Return one entry of a request's ``items``."""
        return {"productId": product.ecom_uid, "quantity": quantity, **fields}

    @staticmethod
    def wanted(product, quantity=1, unit_price=None):
        """Return an item as services get it."""
        return ItemRequest(
            product_id=product.ecom_uid,
            quantity=Decimal(str(quantity)),
            unit_price=None if unit_price is None else Decimal(unit_price),
        )

    @classmethod
    def build(cls, *items, buyer=None, address=None, store=None, **options):
        """Return a draft order of :meth:`wanted` items, in the environment of an API call.

        :param dict buyer: name, email and phone
        """
        env, store = cls.services(store), cls.info(store)
        found = env["ecom.customers"].resolve(
            store,
            Buyer(**(buyer or {"name": "Asha Rao", "email": "asha@example.com"})),
            shipping=Address(**(address or HOME)).to_domain(),
        )
        return env["ecom.order.builder"].build(store, items, buyer=found, **options)
