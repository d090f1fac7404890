from odoo import api, fields, models
from odoo.exceptions import ValidationError


class EcomPriceExtra(models.Model):
    """What a choice adds to a price, in one currency: of an attribute that makes no variants, or within a combo.

    A choice that costs something in one currency and has no extra in another is not for sale there. A choice that has none
    anywhere, and no extra price in Odoo, is free.
    """

    _name = "ecom.price.extra"
    _description = "Price of a Choice"
    _inherit = ["ecom.exact.mixin"]
    _order = "product_tmpl_id, combo_item_id, ptav_id, currency_id"

    store_id = fields.Many2one(
        "ecom.store",
        required=True,
        ondelete="cascade",
        default=lambda self: self.env["ecom.store"].search([])._ecom_first_priced(),
    )
    company_id = fields.Many2one(related="store_id.company_id", store=True, index=True)
    product_tmpl_id = fields.Many2one(
        "product.template",
        string="Product",
        compute="_compute_product_tmpl_id",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        ondelete="cascade",
    )
    ptav_id = fields.Many2one(
        "product.template.attribute.value",
        string="Choice",
        ondelete="cascade",
        domain="[('attribute_id.create_variant', '=', 'no_variant'), ('product_tmpl_id', '=?', product_tmpl_id)]",
        help="A value of an attribute that makes no variants, like an engraving.",
    )
    combo_item_id = fields.Many2one(
        "product.combo.item",
        string="Combo Option",
        ondelete="cascade",
        domain="[('combo_id', '=?', context.get('ecom_combo'))]",
        help="A product that customers may pick within a combo.",
    )
    combo_id = fields.Many2one(related="combo_item_id.combo_id")
    currency_id = fields.Many2one("res.currency", required=True, ondelete="restrict")
    amount = fields.Float(
        string="Extra",
        digits=(20, 4),
        required=True,
        aggregator=None,
        help="Added to the product's price, with or without tax like that. 0: costs nothing more.",
    )

    _one_choice = models.Constraint(
        "CHECK (num_nonnulls(ptav_id, combo_item_id) = 1)",
        "An extra is for a choice of a product or for an option of a combo.",
    )
    _value_unique = models.UniqueIndex(
        "(ptav_id, store_id, currency_id) WHERE ptav_id IS NOT NULL",
        "This choice already has an extra in this currency. Change that one.",
    )
    _item_unique = models.UniqueIndex(
        "(combo_item_id, store_id, currency_id) WHERE combo_item_id IS NOT NULL",
        "This option already has an extra in this currency. Change that one.",
    )

    @api.depends("ptav_id")
    def _compute_product_tmpl_id(self):
        for extra in self:
            extra.product_tmpl_id = extra.ptav_id.product_tmpl_id or extra.product_tmpl_id

    @api.depends("ptav_id", "combo_item_id", "currency_id", "amount")
    def _compute_display_name(self):
        for extra in self:
            choice = extra.ptav_id.display_name or extra.combo_item_id.product_id.display_name
            amount = extra.currency_id.format(extra.amount) if extra.currency_id else ""
            extra.display_name = f"{choice}: {amount}" if choice else amount

    @api.constrains("ptav_id")
    def _check_ptav(self):
        for extra in self:
            value = extra.ptav_id
            if value and value.attribute_id.create_variant != "no_variant":
                raise ValidationError(
                    self.env._(
                        "%(choice)s makes variants. Set the prices of the variants instead.",
                        choice=value.display_name,
                    )
                )
            if value and value.product_tmpl_id != extra.product_tmpl_id:
                raise ValidationError(
                    self.env._(
                        "%(choice)s is not a choice of %(product)s.",
                        choice=value.display_name,
                        product=extra.product_tmpl_id.display_name,
                    )
                )

    @api.constrains("currency_id", "store_id")
    def _check_currency(self):
        for extra in self:
            extra.store_id._ecom_check_sells_in(extra.currency_id)

    @api.model
    def _action(self, kind, domain, **context):
        """Return the action that shows some of the extras.

        :param kind: ``product`` or ``combo``: what is chosen from
        """
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ecom_pricing.ecom_price_extra_action"
        )
        return action | {"domain": domain, "context": {"ecom_extras_of": kind, **context}}
