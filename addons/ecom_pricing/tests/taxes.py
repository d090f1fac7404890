"""Buyers under other taxes than those at the store's home."""

from odoo import Command

from odoo.addons.ecom_base.tests.common import EcomCase

from .common import PricingMixin


class TaxCase(PricingMixin, EcomCase):
    """Buyers under other taxes than those at the store's home."""

    @classmethod
    def make_company(cls, name):
        """The company keeps books, so that orders can be invoiced."""
        company = super().make_company(name)
        rupee = company.currency_id
        cls.env["account.chart.template"].try_loading("generic_coa", company, install_demo=False)
        company.currency_id = rupee
        company.country_id = company.account_fiscal_country_id = cls.env.ref("base.in")
        return company

    @classmethod
    def make_position(cls, name, tax=None, instead=None, **values):
        """Create a mapping of one tax to another; without any, of all taxes to none."""
        position = cls.env["account.fiscal.position"].create(
            {"name": name, "company_id": cls.store.company_id.id, **values}
        )
        if tax:
            instead.write(
                {
                    "fiscal_position_ids": [Command.link(position.id)],
                    "original_tax_ids": [Command.link(tax.id)],
                }
            )
        return position

    @classmethod
    def make_split_gst(cls, rate, *, included):
        """Create the tax of a sale within a state: half to the centre, half to the state."""
        halves = [cls.make_gst(rate / 2, name=name, included=included) for name in ("CGST", "SGST")]
        both = cls.make_gst(rate, name="GST within the state", included=included)
        children = [half.id for half in halves]
        both.write({"amount_type": "group", "children_tax_ids": [Command.set(children)]})
        return both

    def buy(self, product, code, quantity=1, position=None, partner=None):
        position = position or self.env["account.fiscal.position"]
        with self.no_conversion():
            return self.quotation(
                code,
                product,
                quantity=quantity,
                partner=partner,
                fiscal_position_id=position.id,
            )

    def buyer(self, country):
        return self.env["res.partner"].create(
            {"name": "Buyer", "country_id": self.env.ref(f"base.{country}").id}
        )

    def assert_total(self, order, total):
        """The order comes to a total, tax and net together."""
        self.assertAlmostEqual(order.amount_total, total, 6)
        self.assertAlmostEqual(order.amount_untaxed + order.amount_tax, total, 6)
        self.assertAlmostEqual(sum(order.order_line.mapped("price_total")), total, 6)

    def assert_invoiced(self, order, total):
        """The order comes to a total, and so does the invoice that is made of it."""
        self.assert_total(order, total)
        order.action_confirm()
        for line in order.order_line:
            line.qty_delivered = line.product_uom_qty
        invoice = order._create_invoices()
        self.assertAlmostEqual(invoice.amount_total, total, 6)
        self.assertAlmostEqual(invoice.amount_untaxed, order.amount_untaxed, 6)

    def shown(self, product, code, region=None):
        """Return what the catalogue shows."""
        offers = self.env["ecom.catalog.offer"]
        region = region or self.env["ecom.region"]
        price = offers._catalog_regional_prices(
            self.store, product, self.currency(code), region, 1.0, None
        )[product.id]
        return price and price.amount
