"""Products with choices that cost more, and combos."""

from odoo import Command

from .common import PricingMixin


class ExtrasMixin(PricingMixin):
    """A shirt in two sizes that can be printed on, and a combo of a shirt and a cap."""

    @classmethod
    def make_shirt(cls):
        size = cls.make_attribute("Size", "always", M=0, L=100)
        cls.print_ = cls.make_attribute("Print", "no_variant", None_=0, Name=50, Logo=80)
        cls.template = cls.env["product.template"].create(
            {
                "name": "Shirt",
                "list_price": 1000,
                "company_id": cls.store.company_id.id,
                "taxes_id": [Command.clear()],
                "ecom_store_ids": [Command.set(cls.store.ids)],
                "attribute_line_ids": [
                    Command.create(
                        {
                            "attribute_id": attribute.id,
                            "value_ids": [Command.set(attribute.value_ids.ids)],
                        }
                    )
                    for attribute in (size, cls.print_)
                ],
            }
        )
        values = cls.template.attribute_line_ids.product_template_value_ids
        cls.size_l = values.filtered(lambda value: value.name == "L")
        cls.plain, cls.name, cls.logo = values.filtered(
            lambda value: value.attribute_id == cls.print_
        )
        cls.name.price_extra, cls.logo.price_extra = 50, 80
        cls.medium, cls.large = cls.template.product_variant_ids

    @classmethod
    def make_attribute(cls, name, create_variant, **values):
        return cls.env["product.attribute"].create(
            {
                "name": name,
                "create_variant": create_variant,
                "value_ids": [Command.create({"name": value.strip("_")}) for value in values],
            }
        )

    @classmethod
    def set_extra(cls, choice, code, amount):
        field = "combo_item_id" if choice._name == "product.combo.item" else "ptav_id"
        return cls.env["ecom.price.extra"].create(
            {
                "store_id": cls.store.id,
                field: choice.id,
                "currency_id": cls.currency(code).id,
                "amount": amount,
            }
        )

    @classmethod
    def make_combo(cls, *choices):
        """Create a combo product with a choice for each list of products."""
        cls.choices = cls.env["product.combo"].create(
            [
                {
                    "name": f"Choice {place}",
                    "company_id": cls.store.company_id.id,
                    "combo_item_ids": [
                        Command.create({"product_id": product.id, "extra_price": 5 * nth})
                        for nth, product in enumerate(products)
                    ],
                }
                for place, products in enumerate(choices)
            ]
        )
        return cls.make_product(
            "Outfit", 1.0, type="combo", combo_ids=[Command.set(cls.choices.ids)]
        )

    def order_of(self, code, product, *values, quantity=1):
        """Return a quotation of a product with choices."""
        line = {
            "product_id": product.id,
            "product_uom_qty": quantity,
            "product_no_variant_attribute_value_ids": [Command.set([v.id for v in values])],
        }
        with self.no_conversion():
            return self.quotation(code, order_line=[Command.create(line)])

    def order_combo(self, code, *items, quantity=1):
        """Return a quotation of the combo with these options picked."""
        order = self.quotation(code, self.outfit, quantity=quantity)
        self.pick(order, *items)
        return order

    def pick(self, order, *items):
        combo = order.order_line
        with self.no_conversion():
            order.order_line.create(
                [
                    {
                        "order_id": order.id,
                        "product_id": item.product_id.id,
                        "product_uom_qty": combo.product_uom_qty,
                        "combo_item_id": item.id,
                        "linked_line_id": combo.id,
                    }
                    for item in items
                ]
            )
