from markupsafe import Markup

from odoo import Command, api, fields, models
from odoo.tools.barcode import get_barcode_check_digit

from . import brand, tables

#: Numbers that GS1 leaves to shops for their own use: no barcode of a real article begins with it.
_BARCODE_PREFIX = 290
#: How long the shop has been there. The story that addons tell of it is a year long.
_OPENED_DAYS = 400


class EcomDemo(models.AbstractModel):
    _inherit = "ecom.demo"

    @api.model
    def _fill_categories(self, scale):
        by_code = {}
        for level in (False, True):
            rows = [row for row in tables.categories() if bool(row.parent) == level]
            records = self.env["ecom.category"].create(
                [
                    {
                        "name": row.name,
                        "parent_id": by_code[row.parent].id if row.parent else False,
                        "sequence": 10 * number,
                        "description": Markup("<p>%s</p>") % row.description,
                        "ecom_slug": row.code,
                    }
                    for number, row in enumerate(rows, start=1)
                ]
            )
            by_code.update(zip((row.code for row in rows), records, strict=True))
        self.env["ecom.badge"].create(
            [{"name": name, "colour": colour} for name, colour in brand.BADGES.items()]
        )
        self._create_attributes()

    def _create_attributes(self):
        colours = [
            Command.create({"name": name, "html_color": hex_code, "sequence": number})
            for number, (name, (_code, hex_code)) in enumerate(tables.colours().items())
        ]
        attributes = [
            {"name": "Colour", "display_type": "color", "value_ids": colours, "sequence": 10}
        ]
        for name, values, extras in tables.SIZES.values():
            commands = [
                Command.create(
                    {"name": value, "sequence": number, "default_extra_price": extras.get(value, 0)}
                )
                for number, value in enumerate(values)
            ]
            attributes.append(
                {"name": name, "display_type": "pills", "value_ids": commands, "sequence": 20}
            )
        self.env["product.attribute"].create(attributes)

    @api.model
    def _rows(self, scale):
        """Return the products to load: all, or every n-th of the table."""
        return tables.products()[:: max(1, round(1 / scale))]

    @api.model
    def _fill_products(self, scale):
        rows = self._rows(scale)
        store = self._store()
        context = self._catalog_context(store)
        templates = self.env["product.template"].create(
            [self._product_values(row, context) for row in rows]
        )
        self._fill_variants(rows, templates)
        self._backdate_publication(templates)

    def _catalog_context(self, store):
        """Return what product values refer to, read once."""
        attributes = self.env["product.attribute"].search(
            [
                (
                    "name",
                    "in",
                    ["Colour", *(name for name, _values, _extras in tables.SIZES.values())],
                )
            ]
        )
        gst_rates = {row.gst for row in tables.products()}
        return {
            "store": store,
            "categories": {
                record.ecom_slug: record for record in self.env["ecom.category"].search([])
            },
            "badges": {badge.name: badge for badge in self.env["ecom.badge"].search([])},
            "values": {
                (value.attribute_id.name, value.name): value for value in attributes.value_ids
            },
            "taxes": {
                (rate, use): self._gst(rate, use)
                for rate in gst_rates
                for use in ("sale", "purchase")
            },
            "groups": self._product_groups(),
        }

    def _product_groups(self):
        """Return Odoo's own product categories by the root of the shop's: reports group by them."""
        roots = [row for row in tables.categories() if not row.parent]
        groups = self.env["product.category"].create([{"name": row.name} for row in roots])
        return dict(zip((row.code for row in roots), groups, strict=True))

    def _product_values(self, row, context):
        parent, _dash, _rest = row.category.partition("-")
        values = {
            "name": row.name,
            "type": "consu",
            "is_storable": True,
            "categ_id": context["groups"][parent].id,
            "list_price": row.price,
            "taxes_id": [Command.set(context["taxes"][row.gst, "sale"].ids)],
            "supplier_taxes_id": [Command.set(context["taxes"][row.gst, "purchase"].ids)],
            "company_id": self.env.company.id,
            "description_sale": False,
            "ecom_description": Markup("<p>%s</p>") % row.description,
            "ecom_brand": brand.SHOP,
            "ecom_category_ids": [Command.set(context["categories"][row.category].ids)],
            "ecom_store_ids": [Command.set(context["store"].ids)],
            "attribute_line_ids": self._attribute_lines(row, context["values"]),
        }
        if row.badge:
            values["ecom_badge_ids"] = [Command.set(context["badges"][row.badge].ids)]
        values["ecom_rating_avg"], values["ecom_rating_count"] = tables.ratings(row)
        if "l10n_in_hsn_code" in self.env["product.template"]._fields:
            values["l10n_in_hsn_code"] = row.hsn
        return values

    def _attribute_lines(self, row, values):
        chosen = [[values["Colour", colour] for colour in row.colours]]
        if row.sizes:
            name, sizes, _extras = tables.SIZES[row.sizes]
            chosen.append([values[name, size] for size in sizes])
        return [
            Command.create(
                {
                    "attribute_id": line[0].attribute_id.id,
                    "value_ids": [Command.set([value.id for value in line])],
                }
            )
            for line in chosen
        ]

    def _fill_variants(self, rows, templates):
        """Number the variants: SKU from product, colour and size, a barcode of the shop's own range."""
        codes = {name: code for name, (code, _hex) in tables.colours().items()}
        number = 0
        prefix = f"{_BARCODE_PREFIX}{self.env.company.id % 1000:03d}"
        for row, template in zip(rows, templates, strict=True):
            # no revaluation: the cost they start with changes the value of nothing
            variants = template.product_variant_ids.with_context(disable_auto_revaluation=True)
            variants.write({"weight": row.weight, "standard_price": row.cost})
            for variant in variants:
                number += 1
                parts = [
                    codes.get(value.name, value.name.upper())
                    for value in variant.product_template_attribute_value_ids.sorted("attribute_id")
                ]
                twelve = f"{prefix}{number:06d}"
                variant.write(
                    {
                        "default_code": "-".join([row.sku, *parts]),
                        "barcode": f"{twelve}{get_barcode_check_digit(f'{twelve}0')}",
                    }
                )

    def _backdate_publication(self, templates):
        """The shop is older than a year; what is new came in the last weeks."""
        roll, today = tables.dice("published"), self._now()
        for template in templates:
            fresh = "New" in template.ecom_badge_ids.mapped("name")
            days = roll.randint(4, 40) if fresh else roll.randint(380, 420)
            template.ecom_published_at = fields.Datetime.subtract(today, days=days)

    @api.model
    def _fill_stock(self, scale):
        """Count the stock into the store's warehouse, in one inventory."""
        store = self._store()
        variants = self._demo_variants()
        levels = tables.stock_levels(variants.mapped("default_code"))
        location = store.warehouse_id.lot_stock_id
        quants = self.env["stock.quant"].with_context(
            inventory_mode=True, inventory_name=self.env._("Opening stock")
        )
        counted = quants.create(
            [
                {
                    "product_id": variant.id,
                    "location_id": location.id,
                    "inventory_quantity": levels[variant.default_code],
                }
                for variant in variants
                if levels[variant.default_code]
            ]
        )
        counted.action_apply_inventory()
        moves = self.env["stock.move"].search(
            [("product_id", "in", variants.ids), ("location_dest_id", "=", location.id)]
        )
        opened = fields.Datetime.subtract(self._now(), days=_OPENED_DAYS)
        for records in (moves, moves.move_line_ids):
            self._backdate(records, [opened] * len(records), ("create_date", "date"))

    @api.model
    def _demo_variants(self):
        """Return the variants of the demo products, in a fixed order."""
        templates = self.env["product.template"].search(
            [("company_id", "=", self.env.company.id), ("ecom_store_ids", "in", self._store().ids)]
        )
        return templates.product_variant_ids.sorted("default_code")
