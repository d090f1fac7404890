from decimal import Decimal

from odoo import api, models
from odoo.tools import SQL

from ..api.errors import Conflict, ValidationFailed
from ..domain.quantity import MAX_LINES, QuantityError, Wanted, check_quantity, merge

#: Root units whose goods are measured, not counted: 0.5 kg is fine, 0.5 pieces is not.
_MEASURED_UNITS = (
    "uom.product_uom_hour",
    "uom.product_uom_millimeter",
    "uom.product_uom_square_meter",
    "uom.product_uom_milliliter",
    "uom.product_uom_gram",
    "uom.product_uom_kwh",
)


class EcomOrderItems(models.AbstractModel):
    """The part of ``ecom.order.builder`` that turns request items into variants and quantities."""

    _name = "ecom.order.items"
    _description = "Items of Storefront Orders"

    @api.model
    def resolve(self, store, items):
        """Find the variants of request items and check their quantities; duplicates are merged.

        :return: list[Wanted] whose ``key`` is a ``product.product`` record
        :raise ValidationFailed: naming the field, e.g. ``items.0.productId``
        """
        if len(items) > MAX_LINES:
            raise ValidationFailed.for_field(
                "items", f"An order has {MAX_LINES} lines at most.", code="too_many_items"
            )
        variants = self._variants(store, {item.product_id for item in items})
        wanted = []
        for index, item in enumerate(items):
            variant = variants.get(item.product_id)
            if variant is None:
                raise ValidationFailed.for_field(
                    f"items.{index}.productId",
                    "The store sells no such product.",
                    code="product_not_found",
                )
            wanted.append(Wanted(variant, item.quantity, getattr(item, "unit_price", None), index))
        merged = merge(wanted)
        steps = {uom: self._quantity_step(uom) for uom in {item.key.uom_id for item in merged}}
        # Each on its own first: a negative quantity must not hide in the sum with another
        for item in (*wanted, *merged):
            try:
                check_quantity(item.quantity, steps[item.key.uom_id])
            except QuantityError as error:
                raise ValidationFailed.for_field(
                    f"items.{item.index}.quantity", error.problem, code="quantity_invalid"
                ) from error
        return merged

    def _variants(self, store, uids):
        """Return the sellable variants by the public id they were asked for under. One query and a fetch."""
        found = {}
        for variant in self._sold_under(self.env["product.product"], store, uids):
            found[variant.ecom_uid] = variant
            template_uid = variant.product_tmpl_id.ecom_uid
            # A product with several variants does not say which one is meant
            found[template_uid] = variant if template_uid not in found else None
        return found

    @api.model
    def _sold_under(self, products, store, uids):
        """Return what a store sells under public ids, of variants or of products.

        :param products: ``product.product``, with whose rights it is searched
        """
        products.flush_model(["ecom_uid", "product_tmpl_id"])
        products.product_tmpl_id.flush_model(["ecom_uid"])
        # An OR over two tables would read all of both; the array keeps the planner from starting with all that is sold.
        asked = SQL(
            """(
            SELECT unnest(ARRAY(
                   SELECT id FROM product_product WHERE ecom_uid = ANY(%(uids)s) UNION
                   SELECT variant.id FROM product_product variant
                     JOIN product_template template ON template.id = variant.product_tmpl_id
                    WHERE template.ecom_uid = ANY(%(uids)s))))""",
            uids=list(uids),
        )
        return products.search([("id", "in", asked), *self._sellable_domain(store)])

    def _sellable_domain(self, store):
        return [("sale_ok", "=", True), ("product_tmpl_id.ecom_store_ids", "in", [store.id])]

    @api.model
    def unsellable(self, store, lines):
        """Return the lines whose product the store no longer sells."""
        sellable = lines.product_id.filtered_domain(self._sellable_domain(store)).filtered("active")
        return lines.filtered(lambda line: line.product_id not in sellable)

    def _check_sellable(self, store, lines):
        gone = self.unsellable(store, lines)
        if gone:
            raise Conflict(
                "Some items are no longer sold.",
                code="product_unavailable",
                details={
                    "items": [{"id": line.ecom_uid, "name": line._ecom_title()} for line in gone]
                },
            )

    def _quantity_step(self, uom):
        root = int(uom.parent_path.split("/", 1)[0])
        if root not in self._measured_unit_ids():
            return Decimal(1)
        return Decimal(1).scaleb(-self.env["decimal.precision"].precision_get("Product Unit"))

    def _measured_unit_ids(self):
        to_id = self.env["ir.model.data"]._xmlid_to_res_id
        return {to_id(xmlid, raise_if_not_found=False) for xmlid in _MEASURED_UNITS}
