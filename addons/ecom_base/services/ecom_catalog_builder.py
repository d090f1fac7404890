import hashlib
from decimal import Decimal

from odoo import api, fields, models
from odoo.tools import html2plaintext

from ..api.responses import to_json
from ..domain import catalog, search_text
from .catalog_query import facet

_MAX_SEARCHED_DESCRIPTION = 4000  # characters


class EcomCatalogBuilder(models.AbstractModel):
    """Builds catalogue documents: reads through the ORM, in batches, and writes nothing."""

    _name = "ecom.catalog.builder"
    _description = "Catalogue Document Builder"

    @api.model
    def _build(self, store, templates):
        """Return the documents of some products in one store, in all its languages and currencies.

        :param store: one ``ecom.store``
        :param templates: ``product.template`` that the store shows
        :return: list[dict] of rows for ``ecom.catalog.document``
        """
        if not templates:
            return []
        company = store.company_id
        # The customer sees what the company sells, whatever the user at hand may read
        templates = templates.sudo().with_company(
            company
        )  # sudo: the projection is the same for all users
        offers = self._offers(store, templates)
        rows = []
        for lang in store.lang_ids:
            localized = templates.with_context(lang=lang.code)
            visible = localized.ecom_category_ids._catalog_visible(store)
            default = templates.with_context(lang=store.default_lang_id.code)
            for currency in self.env["ecom.catalog"]._catalog_currencies(store):
                prices = self.env["ecom.catalog"]._catalog_prices(
                    store, templates.product_variant_ids, currency
                )
                for template, in_default in zip(localized, default, strict=True):
                    product = self._product(template, visible, offers, prices, currency)
                    rows.append(
                        self._row(store, lang, currency, template, product, in_default.name)
                    )
        return rows

    # === WHAT DOES NOT DEPEND ON THE LANGUAGE === #

    @api.model
    def _offers(self, store, templates):
        """Return availability by variant and picture addresses by kind of record."""
        variants = templates.product_variant_ids
        free = self.env["ecom.catalog"]._catalog_free_quantities(store, variants)
        low_below = Decimal(str(store.low_stock_quantity))
        media = self.env["ecom.catalog.media"]
        return {
            "availability": {
                variant.id: catalog.availability(
                    free[variant.id],
                    tracked=variant.is_storable,
                    backorder=variant.ecom_allow_backorder,
                    low_below=low_below,
                )
                for variant in variants
            },
            "main": media._urls(templates),
            "extra": media._urls(templates.ecom_image_ids),
            "variant": media._urls(variants, size=512),
        }

    # === WHAT DEPENDS ON THE LANGUAGE === #

    @api.model
    def _product(self, template, visible, offers, prices, currency):
        """Return the product as the API shows it: (summary, what the product's own page adds, columns)."""
        variants = template.product_variant_ids
        states = {variant.id: offers["availability"][variant.id] for variant in variants}
        categories = template.ecom_category_ids & visible
        asked = [prices.get(variant.id) for variant in variants]
        lowest = catalog.lowest_price(asked)
        amounts = [price.amount for price in asked if price]
        description = html2plaintext(template.ecom_description or "").strip()
        images = self._images(template, offers)
        summary = {
            "id": template.ecom_uid,
            "slug": template.ecom_slug,
            "name": template.name,
            "brand": template.ecom_brand or None,
            "categories": [
                {"id": category.ecom_uid, "slug": category.ecom_slug, "name": category.name}
                for category in categories
            ],
            "badges": [
                {"slug": badge.ecom_slug, "name": badge.name, "colour": badge.colour}
                for badge in template.ecom_badge_ids
            ],
            "images": images[:2],
            "price": self._price(lowest),
            "priceRange": (
                {"min": min(amounts), "max": max(amounts), "currency": currency.name}
                if amounts
                else None
            ),
            "taxIncluded": True,
            "availability": catalog.best_availability(states.values()),
            "rating": self._rating(template),
            "variantCount": len(variants),
            "defaultVariantId": self._default_variant(variants, states, prices).ecom_uid or None,
            "createdAt": template.create_date,
        }
        detail = {
            "description": description,
            "descriptionHtml": template.ecom_description or "",
            "images": images,
            "attributes": self._attributes(template),
            "variants": [
                self._variant(variant, states, prices, offers, currency) for variant in variants
            ],
        }
        columns = {
            "amounts": amounts,
            "categories": categories,
            "states": states,
            "description": description,
        }
        return summary, detail, columns

    @api.model
    def _price(self, price):
        if not price:
            return None
        shown = {"amount": price.amount, "currency": price.currency}
        return shown | ({"compareAt": price.compare_at} if price.compare_at else {})

    @api.model
    def _rating(self, template):
        if not template.ecom_rating_count:
            return None
        average = Decimal(str(template.ecom_rating_avg)).quantize(Decimal("0.01"))
        return {"average": average, "count": template.ecom_rating_count}

    @api.model
    def _default_variant(self, variants, states, prices):
        """Return the variant to offer first: available, priced, then in the merchant's own order."""
        usable = (catalog.IN_STOCK, catalog.LOW_STOCK, catalog.BACKORDER)
        return next(
            (
                variant
                for variant in variants
                if states[variant.id] in usable and prices.get(variant.id)
            ),
            variants[:1],
        )

    @api.model
    def _images(self, template, offers):
        images = []
        if template.id in offers["main"]:
            images.append({"url": offers["main"][template.id], "alt": template.name})
        for picture in template.ecom_image_ids:
            if picture.id in offers["extra"]:
                image = {"url": offers["extra"][picture.id], "alt": picture.name or template.name}
                if picture.width and picture.height:
                    scale = min(1, 1024 / max(picture.width, picture.height))
                    image |= {
                        "width": round(picture.width * scale),
                        "height": round(picture.height * scale),
                    }
                if picture.product_id:
                    image["variantId"] = picture.product_id.ecom_uid
                images.append(image)
        return images

    @api.model
    def _attributes(self, template):
        return [
            {"name": line.attribute_id.name, "values": [value.name for value in line.value_ids]}
            for line in template.attribute_line_ids
        ]

    @api.model
    def _variant(self, variant, states, prices, offers, currency):
        price = prices.get(variant.id)
        shown = {
            "id": variant.ecom_uid,
            "sku": variant.default_code or None,
            "barcode": variant.barcode or None,
            "name": variant._ecom_variant_name(),
            "attributes": {
                value.attribute_id.name: value.name
                for value in variant.product_template_attribute_value_ids
            },
            "price": price.amount if price else None,
            "compareAt": price.compare_at if price else None,
            "currency": currency.name,
            "availability": states[variant.id],
            "imageUrl": offers["variant"].get(variant.id),
        }
        optional = ("barcode", "compareAt", "imageUrl")
        return {
            name: value
            for name, value in shown.items()
            if value is not None or name not in optional
        }

    # === THE ROW === #

    @api.model
    def _row(self, store, lang, currency, template, product, default_name):
        summary, extra, columns = product
        row = {
            "store_id": store.id,
            "lang": lang.code,
            "currency": currency.name,
            "product_tmpl_id": template.id,
            "ecom_uid": template.ecom_uid,
            "slug": template.ecom_slug,
            "sort_name": search_text.sort_key(template.name),
            "price_min": min(columns["amounts"], default=None),
            "price_max": max(columns["amounts"], default=None),
            "in_stock": summary["availability"] in (catalog.IN_STOCK, catalog.LOW_STOCK),
            "facets": self._facets(template, columns["categories"]),
            "sequence": template.ecom_sequence,
            "popularity": template.ecom_popularity,
            "published_at": template.ecom_published_at or template.create_date,
            "search": self._search_vector(template, columns, default_name),
        }
        texts = {"summary": to_json(summary), "detail": to_json(summary | extra)}
        fingerprint = repr(sorted(row.items())).encode() + texts["summary"] + texts["detail"]
        now = fields.Datetime.now()
        stamp = f',"updatedAt":"{now.isoformat(timespec="seconds")}Z"}}'.encode()
        return row | {
            "summary": (texts["summary"][:-1] + stamp).decode(),
            "detail": (texts["detail"][:-1] + stamp).decode(),
            "digest": hashlib.blake2b(fingerprint, digest_size=16).hexdigest(),
            "updated": now,
        }

    @api.model
    def _facets(self, template, categories):
        """Return what the product can be filtered by, see :func:`.catalog_query.facet`."""
        above = (
            self.env["ecom.category"].sudo().search([("id", "parent_of", categories.ids)])
        )  # sudo: see _build
        found = {
            facet("category", name)
            for category in above
            for name in (category.ecom_uid, category.ecom_slug)
        }
        found |= {facet("badge", badge.ecom_slug) for badge in template.ecom_badge_ids}
        if template.ecom_brand:
            found.add(facet("brand", template.ecom_brand))
        return sorted(found)

    @api.model
    def _search_vector(self, template, columns, default_name):
        variants = template.product_variant_ids
        codes = " ".join(
            code for variant in variants for code in (variant.default_code, variant.barcode) if code
        )
        categories = " ".join(category.name for category in columns["categories"])
        values = " ".join(value.name for value in template.attribute_line_ids.value_ids)
        badges = " ".join(template.ecom_badge_ids.mapped("name"))
        return search_text.tsvector(
            [
                ("A", template.name),
                ("B", template.ecom_brand or ""),
                ("B", default_name if default_name != template.name else ""),
                ("B", categories),
                ("B", codes),
                ("C", values),
                ("C", badges),
                ("D", columns["description"][:_MAX_SEARCHED_DESCRIPTION]),
            ]
        )
