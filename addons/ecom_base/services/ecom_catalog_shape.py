from dataclasses import dataclass
from decimal import Decimal

from odoo import api, models
from odoo.tools import html2plaintext

from ..domain import catalog

_SHOWN_PIXELS = 1024  # longest side of the pictures whose addresses documents hold


@dataclass(frozen=True, slots=True)
class Scope:
    """For what a batch of documents is built, and what of it was read for all products at once.

    :ivar store: ``ecom.store``
    :ivar lang: ``res.lang``
    :ivar currency: ``res.currency``
    :ivar dict prices: :class:`~.domain.catalog.Price` | None by variant id
    :ivar dict availability: state by variant id
    :ivar dict pictures: address by record id, by ``main``, ``extra`` and ``variant``
    :ivar visible: ``ecom.category`` that the store shows, in the language
    :ivar dict above: of each visible category the ids and slugs of itself and those above it
    """

    store: object
    lang: object
    currency: object
    prices: dict
    availability: dict
    pictures: dict
    visible: object
    above: dict


class EcomCatalogShape(models.AbstractModel):
    """The JSON of a product, as ``schemas/catalog.py`` describes it. Addons that show more extend these methods."""

    _name = "ecom.catalog.shape"
    _description = "Catalogue Document Shape"

    @api.model
    def _summary(self, template, scope):
        """Return the product as lists show it.

        :param template: one ``product.template`` in the scope's language
        :param Scope scope: see there
        """
        variants = template.product_variant_ids
        asked = [scope.prices.get(variant.id) for variant in variants]
        amounts = [price.amount for price in asked if price]
        return {
            "id": template.ecom_uid,
            "slug": template.ecom_slug,
            "name": template.name,
            "brand": template.ecom_brand or None,
            "categories": [
                {"id": category.ecom_uid, "slug": category.ecom_slug, "name": category.name}
                for category in template.ecom_category_ids & scope.visible
            ],
            "badges": [
                {"slug": badge.ecom_slug, "name": badge.name, "colour": badge.colour}
                for badge in template.ecom_badge_ids
            ],
            "images": self._images(template, scope)[:2],
            "price": self._price(catalog.lowest_price(asked)),
            "priceRange": (
                {"min": min(amounts), "max": max(amounts), "currency": scope.currency.name}
                if amounts
                else None
            ),
            "taxIncluded": True,
            "availability": catalog.best_availability(
                [scope.availability[variant.id] for variant in variants]
            ),
            "rating": self._rating(template),
            "variantCount": len(variants),
            "defaultVariantId": self._default_variant(variants, scope).ecom_uid or None,
            "createdAt": template.create_date,
        }

    @api.model
    def _detail(self, template, scope):
        """Return what the product's own page shows beside, or instead of, the summary. Arguments as above."""
        html = template.ecom_description or ""
        return {
            "description": html2plaintext(html).strip() if html else "",
            "descriptionHtml": html,
            "images": self._images(template, scope),
            "attributes": [
                {"name": line.attribute_id.name, "values": [value.name for value in line.value_ids]}
                for line in template.attribute_line_ids
            ],
            "variants": [self._variant(variant, scope) for variant in template.product_variant_ids],
        }

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
    def _default_variant(self, variants, scope):
        """Return the variant to offer first: available, priced, then in the merchant's own order."""
        return next(
            (
                variant
                for variant in variants
                if scope.availability[variant.id] != catalog.OUT_OF_STOCK
                and scope.prices.get(variant.id)
            ),
            variants[:1],
        )

    @api.model
    def _images(self, template, scope):
        images = []
        if template.id in scope.pictures["main"]:
            images.append({"url": scope.pictures["main"][template.id], "alt": template.name})
        for picture in template.ecom_image_ids:
            if picture.id in scope.pictures["extra"]:
                images.append(self._image(template, picture, scope))
        return images

    @api.model
    def _image(self, template, picture, scope):
        image = {
            "url": scope.pictures["extra"][picture.id],
            "alt": picture.name or template.name,
        }
        longest = max(picture.width, picture.height)
        if longest:
            scale = min(1, _SHOWN_PIXELS / longest)
            image |= {
                "width": round(picture.width * scale),
                "height": round(picture.height * scale),
            }
        if picture.product_id:
            image["variantId"] = picture.product_id.ecom_uid
        return image

    @api.model
    def _variant(self, variant, scope):
        price = scope.prices.get(variant.id)
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
            "currency": scope.currency.name,
            "availability": scope.availability[variant.id],
            "imageUrl": scope.pictures["variant"].get(variant.id),
        }
        optional = ("barcode", "compareAt", "imageUrl")
        return {
            name: value
            for name, value in shown.items()
            if value is not None or name not in optional
        }
