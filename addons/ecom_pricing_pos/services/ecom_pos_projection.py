from odoo import api, fields, models
from odoo.tools import split_every

#: More items than this make a register slow to open.
MANY = 10_000
_BATCH = 500
#: A pricelist item keeps what it was given; the smallest unit of any currency is far above this.
_SAME = 1e-7


class EcomPosProjection(models.AbstractModel):
    """Copies the seller's prices of a currency into a price list that registers understand: fixed prices, no questions.

    A register works prices out in the browser and knows nothing of the seller's. Only differences are written.
    """

    _name = "ecom.pos.projection"
    _description = "Prices for Registers"

    @api.model
    def run(self):
        """Bring the lists of all currencies up to date. Called by a cron."""
        rows = self.env["ecom.store.currency"].search([("project_pos", "=", True)])
        self.env["ir.cron"]._commit_progress(remaining=len(rows))
        for row in rows:
            self.project(row)
            if not self.env["ir.cron"]._commit_progress(processed=1):
                break

    @api.model
    def project(self, row):
        """Bring the list of one ``ecom.store.currency`` up to date.

        :return: how many items were made, changed and deleted
        """
        wanted = self._wanted(row)
        # sudo: price lists of the system
        pricelist = row.pos_pricelist_id.sudo().with_context(ecom_price_system=True)
        known = {(item.product_id.id, item.min_quantity): item for item in pricelist.item_ids}
        gone = pricelist.item_ids.filtered(
            lambda item: (item.product_id.id, item.min_quantity) not in wanted
        )
        changed = [
            (known[key], price)
            for key, price in wanted.items()
            if key in known and abs(known[key].fixed_price - price) > _SAME
        ]
        new = [
            {
                "pricelist_id": pricelist.id,
                "applied_on": "0_product_variant",
                "product_id": product_id,
                "compute_price": "fixed",
                "fixed_price": price,
                "min_quantity": min_qty,
            }
            for (product_id, min_qty), price in wanted.items()
            if (product_id, min_qty) not in known
        ]
        gone.unlink()
        for item, price in changed:
            item.fixed_price = price
        pricelist.item_ids.create(new)
        row.pos_projected_at = fields.Datetime.now()
        return len(new), len(changed), len(gone)

    def _wanted(self, row):
        """Return unit prices by (variant id, quantity from which they apply)."""
        # sudo: which products have prices does not depend on who asks
        prices = self.env["ecom.product.price"].sudo()
        groups = prices._read_group(
            [("store_id", "=", row.store_id.id), ("currency_id", "=", row.currency_id.id)],
            ["product_tmpl_id"],
        )
        templates = (
            self.env["product.template"]
            .sudo()
            .browse(  # sudo: as above
                [template.id for (template,) in groups if template.available_in_pos]
            )
        )
        found = {}
        for ids in split_every(_BATCH, templates.ids):
            found |= self._of_templates(row, templates.browse(ids))
        return found

    def _of_templates(self, row, templates):
        reader, store, currency = self.env["ecom.price.reader"], row.store_id, row.currency_id
        steps = {
            template_id: {price.min_qty for price in prices}
            for (template_id, _currency), prices in reader._rows(store, templates, currency).items()
        }
        wants = [
            ((product.id, step), product, step or 1.0)
            for product in templates.with_company(store.company_id).product_variant_ids
            for step in sorted(steps[product.product_tmpl_id.id] | {0.0})
        ]
        region = reader._region(store, store.country_id)
        offers = reader._choose(store, wants, currency, region)
        return {
            key: self._unit(store, offers[key], product, currency, region)
            for key, product, _quantity in wants
            if offers[key]
        }

    def _unit(self, store, offer, product, currency, region):
        """Return the price as a register reads it: with the product's own taxes in it, or before them."""
        taxes = product.taxes_id._filter_taxes_by_company(store.company_id)
        tax = self.env["ecom.price.tax"]
        return tax._line_price(store, offer, product, taxes, currency, region).unit
