"""A merchant with a company, books, a store and goods of their own, and what they do by hand in the back office.

All of it goes over Odoo's own external API. The company is new, so that its books hold nothing but what a test did.
"""

import base64
import time
import uuid
from decimal import Decimal

from shop_client import Keys, ShopClient

PRICE = Decimal("1234.56")
FEE = Decimal("49")
#: Seconds. Background work of a served shop is quick, but its scheduler looks once a minute at worst.
_PATIENCE = 150


class Merchant:
    """One company in India with a chart of accounts, a store and one product of 1 234.56 rupees, 18 % GST included.

    :param dict run: content of run.json
    :param admin: administrator's program, see ``conftest.Admin``
    :param store: further values of the store
    """

    def __init__(self, run, admin, **store):
        self.admin, self.name = admin, f"Merchant {uuid.uuid4().hex[:8]}"
        self.company = self._company()
        self.context = {"allowed_company_ids": [self.company]}
        self.store = self._store(store)
        keys = (admin.new_key(self.store, kind, "Lives") for kind in ("publishable", "secret"))
        self.shop = ShopClient(run["url"], Keys(*keys))
        self.sku = f"LIFE-{uuid.uuid4().hex[:8]}"
        self.product = self._product()
        self.carrier = self._carrier()

    def __call__(self, model, method, **arguments):
        context = self.context | arguments.pop("context", {})
        return self.admin(model, method, context=context, **arguments)

    def create(self, model, context=None, **values):
        """Create one record; return its id."""
        (record,) = self(model, "create", vals_list=[values], context=context or {})
        return record

    def find(self, model, *domain, **options):
        return self(model, "search", domain=[list(leaf) for leaf in domain], **options)

    def read(self, model, domain, *fields):
        leaves = [list(leaf) for leaf in domain]
        return self(model, "search_read", domain=leaves, fields=list(fields))

    def wait(self, model, domain, *fields, until, what):
        """Read until ``until(rows)`` holds; return the rows."""
        deadline = time.monotonic() + _PATIENCE
        while True:
            rows = self.read(model, domain, *fields)
            if until(rows):
                return rows
            assert time.monotonic() < deadline, f"{what}: still {rows}"
            time.sleep(0.3)

    # === SETTING UP === #

    def _company(self):
        (self.rupee,) = self.admin("res.currency", "search", domain=[["name", "=", "INR"]])
        (self.india,) = self.admin("res.country", "search", domain=[["code", "=", "IN"]])
        values = {"name": self.name, "country_id": self.india, "currency_id": self.rupee}
        (company,) = self.admin("res.company", "create", vals_list=[values])
        self.admin(
            "account.chart.template", "try_loading", template_code="generic_coa", company=company
        )
        # the chart brings its own currency, country and taxes
        values = {
            "currency_id": self.rupee,
            "country_id": self.india,
            "account_fiscal_country_id": self.india,
            "account_sale_tax_id": False,
            "account_purchase_tax_id": False,
        }
        self.admin("res.company", "write", ids=[company], vals=values)
        # the first company's was made with the database; further ones get theirs by hand
        warehouse = {"name": self.name, "code": "LIFE", "company_id": company}
        if not self.admin("stock.warehouse", "search", domain=[["company_id", "=", company]]):
            self.admin("stock.warehouse", "create", vals_list=[warehouse])
        return company

    def _store(self, values):
        return self.create(
            "ecom.store",
            **{
                "name": self.name,
                "code": self.name.lower().replace(" ", "-"),
                "company_id": self.company,
                "currency_id": self.rupee,
                "country_id": self.india,
                "tz": "Asia/Kolkata",
                "cod_fee": float(FEE),
            }
            | values,
        )

    def _product(self):
        group = self.create(
            "account.tax.group", name="GST", company_id=self.company, country_id=self.india
        )
        tax = self.create(
            "account.tax",
            name="GST 18 included",
            amount=18.0,
            type_tax_use="sale",
            price_include_override="tax_included",
            company_id=self.company,
            country_id=self.india,
            tax_group_id=group,
        )
        payable = self.create(
            "account.account", name="GST payable", code="251900", account_type="liability_current"
        )
        shares = self.find(
            "account.tax.repartition.line", ("tax_id", "=", tax), ("repartition_type", "=", "tax")
        )
        self("account.tax.repartition.line", "write", ids=shares, vals={"account_id": payable})
        income = self.find("account.account", ("account_type", "=", "income"), limit=1)[0]
        product = self.create(
            "product.product",
            name="Kurta",
            default_code=self.sku,
            type="consu",
            is_storable=True,
            list_price=float(PRICE),
            taxes_id=[[6, 0, [tax]]],
            invoice_policy="order",
            property_account_income_id=income,
            ecom_store_ids=[[6, 0, [self.store]]],
        )
        (place,) = self.read("stock.warehouse", [("company_id", "=", self.company)], "lot_stock_id")
        quant = self.create(
            "stock.quant",
            context={"inventory_mode": True},
            product_id=product,
            location_id=place["lot_stock_id"][0],
            inventory_quantity=10.0,
        )
        self("stock.quant", "action_apply_inventory", ids=[quant])
        return product

    def _carrier(self):
        freight = self.create("product.product", name="Freight", type="service")
        return self.create(
            "delivery.carrier",
            name="Bluebird",
            product_id=freight,
            delivery_type="fixed",
            company_id=self.company,
            allow_cash_on_delivery=True,
        )

    def enable(self, gateway, key_id, secret, webhook_secret, url):
        """Set up a payment gateway in test mode; return its public id."""
        domain = [("code", "=", f"ecom_{gateway}"), ("company_id", "=", self.company)]
        (provider,) = self.read("payment.provider", domain, "ecom_uid")
        values = {
            "ecom_key_id": key_id,
            "ecom_secret": secret,
            "ecom_webhook_secret": webhook_secret,
            "ecom_base_url": url,
            "state": "test",
        }
        self("payment.provider", "write", ids=[provider["id"]], vals=values)
        return provider["ecom_uid"]

    def close(self):
        """Leave the shop's other tests alone: the store is archived, its company stays."""
        self("ecom.store", "write", ids=[self.store], vals={"active": False})

    # === AT WORK === #

    def order(self, answer):
        """Return the database id of an order of the API."""
        (order,) = self.find("sale.order", ("ecom_uid", "=", answer["id"]))
        return order

    def invoice(self, order):
        """Invoice an order with Odoo's own dialog and post it; return the invoice."""
        dialog = self.create(
            "sale.advance.payment.inv",
            sale_order_ids=[[6, 0, [order]]],
            advance_payment_method="delivered",
        )
        self("sale.advance.payment.inv", "create_invoices", ids=[dialog])
        (row,) = self.read("sale.order", [("id", "=", order)], "invoice_ids")
        (invoice,) = row["invoice_ids"]
        self("account.move", "action_post", ids=[invoice])
        return invoice

    def ship(self, order, awb):
        """Hand the parcel of an order to the courier; return it."""
        (parcel,) = self.wait(
            "stock.picking",
            [("sale_id", "=", order)],
            "state",
            until=lambda rows: [row["state"] for row in rows] == ["assigned"],
            what="stock is reserved",
        )
        values = {"carrier_id": self.carrier, "carrier_tracking_ref": awb}
        self("stock.picking", "write", ids=[parcel["id"]], vals=values)
        self("stock.picking", "action_ecom_ship", ids=[parcel["id"]])
        return parcel["id"]

    def take_back(self, parcel):
        """Receive a parcel that came back, with Odoo's own dialog."""
        active = {"active_model": "stock.picking", "active_id": parcel, "active_ids": [parcel]}
        dialog = self.create("stock.return.picking", context=active)
        action = self("stock.return.picking", "action_create_returns_all", ids=[dialog])
        self("stock.picking", "button_validate", ids=[action["res_id"]])

    def remit(self, *rows):
        """Import and book a courier's file of (tracking number, cash, fee, tax); return the remittance."""
        lines = [
            "AWB Number,COD Amount,COD Charges,GST",
            *(",".join(map(str, row)) for row in rows),
        ]
        dialog = self.create(
            "ecom.cod.remittance.import",
            carrier_id=self.carrier,
            company_id=self.company,
            file=base64.b64encode("\n".join(lines).encode()).decode(),
            reference=f"UTR{uuid.uuid4().hex[:8]}",
        )
        action = self("ecom.cod.remittance.import", "action_import", ids=[dialog])
        self("ecom.cod.remittance", "action_confirm", ids=[action["res_id"]])
        return action["res_id"]

    def stock(self):
        (row,) = self.read("product.product", [("id", "=", self.product)], "qty_available")
        return row["qty_available"]

    # === THE BOOKS === #

    def booked(self, order):
        """Wait until all that was paid for an order is in the books."""
        domain = [("ecom_order_id", "=", order), ("state", "=", "done")]
        self.wait(
            "payment.transaction",
            domain,
            "ecom_book_state",
            until=lambda rows: {row["ecom_book_state"] for row in rows} == {"booked"},
            what="payments are booked",
        )

    def balances(self):
        """Return the company's trial balance: dict of account name to what it holds, zeros left out."""
        domain = [("company_id", "=", self.company), ("parent_state", "=", "posted")]
        balances = {}
        for item in self.read("account.move.line", domain, "account_id", "balance"):
            account = item["account_id"][1]
            balances[account] = balances.get(account, Decimal(0)) + exact(item["balance"])
        return {account: balance for account, balance in balances.items() if balance}

    def open_items(self):
        """Return what of customers' items is not settled."""
        domain = [
            ("company_id", "=", self.company),
            ("parent_state", "=", "posted"),
            ("account_id.account_type", "=", "asset_receivable"),
            ("amount_residual", "!=", 0),
        ]
        return self.read("account.move.line", domain, "name", "amount_residual")

    def of_type(self, *kinds):
        """Return what accounts of these types hold, by their id's name."""
        accounts = self.read(
            "account.account", [("account_type", "in", list(kinds))], "display_name"
        )
        balances = self.balances()
        return {
            account["display_name"]: balances[account["display_name"]]
            for account in accounts
            if account["display_name"] in balances
        }


def exact(amount):
    """Return an amount of Odoo's API to the paisa."""
    return Decimal(str(amount)).quantize(Decimal("0.01"))
