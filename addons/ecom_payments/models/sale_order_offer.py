from odoo import Command, fields, models


class SaleOrder(models.Model):
    """The offer to pay a COD order online, as it was made, and what came of it."""

    _inherit = "sale.order"

    ecom_offer_state = fields.Selection(
        [("offered", "Open"), ("accepted", "Accepted"), ("lapsed", "Not taken up")],
        string="Offer to Pay Online",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="A discount for paying this COD order online. Accepted: it was paid so, and is prepaid since.",
    )
    ecom_offer_discount = fields.Monetary(
        string="Offered Discount",
        readonly=True,
        copy=False,
        help="Taken off, with tax, if the order is paid online in time.",
    )
    ecom_offer_amount = fields.Monetary(
        string="Offered Total",
        readonly=True,
        copy=False,
        help="What the order costs if it is paid online in time: without the COD fee and less the discount.",
    )
    ecom_offer_until = fields.Datetime(
        string="Offered Until", readonly=True, copy=False, help="When the offer ends."
    )
    ecom_offer_total = fields.Monetary(
        readonly=True, copy=False, help="Total of the order the offer was made for."
    )

    def _ecom_take_off(self, discount):
        """Take a discount off the order: lines that reduce each tax's share of what is sold, the COD fee apart.

        :param Decimal discount: with tax
        """
        self.ensure_one()
        taxes, company = self.env["account.tax"], self.company_id
        product = company._ecom_offer_product()
        lines = self._get_priced_lines().filtered(lambda line: not line.ecom_is_cod_fee)
        base_lines = [line._prepare_base_line_for_taxes_computation() for line in lines]
        taxes._add_tax_details_in_base_lines(base_lines, company)
        taxes._round_base_lines_tax_details(base_lines, company)
        negative = taxes._prepare_global_discount_lines(
            base_lines,
            company,
            "fixed",
            float(discount),
            computation_key=f"global_discount,ecom_offer_{self.id}",
            grouping_function=lambda _line: {"product_id": product},
        )
        name = product.with_context(lang=self.partner_id.lang).name
        self.with_context(ecom_agreed=True).order_line = [
            Command.create(
                {
                    "ecom_is_offer": True,
                    "product_id": product.id,
                    "name": name,
                    "price_unit": line["price_unit"],
                    "technical_price_unit": 0,
                    "product_uom_qty": line["quantity"],
                    "tax_ids": [Command.set(line["tax_ids"].ids)],
                    "extra_tax_data": taxes._export_base_line_extra_tax_data(line),
                    "sequence": 999,
                }
            )
            for line in negative
        ]
