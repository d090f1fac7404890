from odoo import fields, models, tools

from odoo.addons.ecom_base.domain.order_totals import to_decimal


class ResCompany(models.Model):
    """The product that the company's stores charge for cash on delivery with."""

    _inherit = "res.company"

    ecom_cod_fee_product_id = fields.Many2one(
        "product.product",
        string="COD Fee Product",
        readonly=True,
        copy=False,
        ondelete="restrict",
        help="Stands for the COD fee on orders and invoices of all stores of the company. Its taxes are those of the fee.",
    )

    def _ecom_cod_fee_product(self):
        """Return the service product that fees for collecting cash are charged with, made when there is none yet."""
        # sudo: whoever sets a fee need not be allowed to read the company's settings
        taxes = self.sudo().account_sale_tax_id
        return self._ecom_service_product(
            "ecom_cod_fee_product_id", self.env._("Cash on delivery fee"), taxes
        )

    @tools.ormcache("self.id", "price", "position_id", "currency_id")
    def _ecom_fee_total(self, price, position_id, currency_id):
        """Return what a fee of this price comes to with its taxes, rounded on its own (Decimal).

        Asked with every request for payment options. What it depends on clears the cache: taxes and fiscal positions
        (``account_tax.py``, ``account_fiscal_position.py``), the taxes of the product (``product_fee.py``).

        :param Decimal price: in the currency
        """
        currency = self.env["res.currency"].browse(currency_id)
        position = self.env["account.fiscal.position"].browse(position_id or ())
        taxes = self.env["account.tax"]
        base_line = self._ecom_fee_base_line(price, position, currency)
        taxes._add_tax_details_in_base_line(base_line, self)
        taxes._round_base_lines_tax_details([base_line], self)
        total = base_line["tax_details"]["total_included_currency"]
        return to_decimal(total, currency.decimal_places)

    def _ecom_fee_base_line(self, price, position, currency, **values):
        """Return a fee as Odoo's taxes are computed on it.

        :param position: ``account.fiscal.position``, may be empty
        :param values: further values of the base line
        """
        product = self._ecom_cod_fee_product()
        return self.env["account.tax"]._prepare_base_line_for_taxes_computation(
            {},
            product_id=product,
            tax_ids=self._ecom_fee_taxes(product, position),
            quantity=1.0,
            price_unit=float(price),
            currency_id=currency,
            **values,
        )

    def _ecom_fee_taxes(self, product, position):
        return position.map_tax(product.taxes_id._filter_taxes_by_company(self))
