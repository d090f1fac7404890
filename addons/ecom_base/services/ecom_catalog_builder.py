import hashlib
from decimal import Decimal

from odoo import api, fields, models

from ..api.responses import to_json
from ..domain import catalog, search_text
from .catalog_query import facet
from .ecom_catalog_shape import Scope

_MAX_SEARCHED_DESCRIPTION = 4000  # characters


class EcomCatalogBuilder(models.AbstractModel):
    """Builds catalogue documents: reads through the ORM, in batches, and writes nothing."""

    _name = "ecom.catalog.builder"
    _description = "Catalogue Document Builder"
    _inherit = ["ecom.catalog.shape"]

    @api.model
    def _build(self, store, templates):
        """Return the documents of some products in one store, in all its languages and currencies.

        :param store: one ``ecom.store``
        :param templates: ``product.template`` that the store shows
        :return: list[dict] of rows for ``ecom.catalog.document``
        """
        if not templates:
            return []
        # The customer sees what the company sells, whatever the user at hand may read
        templates = templates.sudo()  # sudo: the projection is the same for all users
        templates = templates.with_company(store.company_id)
        default_names = {
            template.id: template.name
            for template in templates.with_context(lang=store.default_lang_id.code)
        }
        rows = []
        for scope in self._scopes(store, templates):
            localized = templates.with_context(lang=scope.lang.code)
            rows += [
                self._row(template, scope, default_names[template.id]) for template in localized
            ]
        return rows

    @api.model
    def _scopes(self, store, templates):
        """Read what the products have in common: a :class:`Scope` for each language and currency of the store."""
        variants = templates.product_variant_ids
        media = self.env["ecom.catalog.media"]
        offer = self.env["ecom.catalog"]
        currencies = offer._catalog_currencies(store)
        prices = {
            currency: offer._catalog_prices(store, variants, currency) for currency in currencies
        }
        availability = self._availability(store, variants)
        pictures = {
            "main": media._urls(templates),
            "extra": media._urls(templates.ecom_image_ids),
            "variant": media._urls(variants, size=512),
        }
        visible = templates.ecom_category_ids._catalog_visible(store)
        above = self._above(visible)
        return [
            Scope(
                store=store,
                lang=lang,
                currency=currency,
                prices=prices[currency],
                availability=availability,
                pictures=pictures,
                visible=visible.with_context(lang=lang.code),
                above=above,
            )
            for lang in store.lang_ids
            for currency in currencies
        ]

    @api.model
    def _availability(self, store, variants):
        free = self.env["ecom.catalog"]._catalog_free_quantities(store, variants)
        low_below = Decimal(str(store.low_stock_quantity))
        return {
            variant.id: catalog.availability(
                free[variant.id],
                tracked=variant.is_storable,
                backorder=variant.ecom_allow_backorder,
                low_below=low_below,
            )
            for variant in variants
        }

    @api.model
    def _above(self, visible):
        """Return by category id the facets of the category itself and of those above it (all visible ones)."""
        own = {
            category.id: {
                facet("category", category.ecom_uid),
                facet("category", category.ecom_slug),
            }
            for category in visible
        }
        return {
            category.id: set().union(*(own[i] for i in category._ecom_path_ids()))
            for category in visible
        }

    @api.model
    def _row(self, template, scope, default_name):
        """Return one row of ``ecom.catalog.document``."""
        summary = self._summary(template, scope)
        detail = self._detail(template, scope)
        price_range = summary["priceRange"] or {"min": None, "max": None}
        categories = template.ecom_category_ids & scope.visible
        row = {
            "store_id": scope.store.id,
            "lang": scope.lang.code,
            "currency": scope.currency.name,
            "product_tmpl_id": template.id,
            "ecom_uid": template.ecom_uid,
            "slug": template.ecom_slug,
            "sort_name": search_text.sort_key(template.name),
            "price_min": price_range["min"],
            "price_max": price_range["max"],
            "in_stock": summary["availability"] in (catalog.IN_STOCK, catalog.LOW_STOCK),
            "facets": self._facets(template, categories, scope),
            "sequence": template.ecom_sequence,
            "popularity": template.ecom_popularity,
            "published_at": template.ecom_published_at or template.create_date,
            "search": self._search_vector(
                template, categories, default_name, detail["description"]
            ),
        }
        return row | self._texts(row, summary, summary | detail)

    @api.model
    def _texts(self, row, summary, detail):
        """Return the row's JSON texts, the digest of its content, and the time it is built."""
        texts = {"summary": to_json(summary), "detail": to_json(detail)}
        fingerprint = repr(sorted(row.items())).encode() + texts["summary"] + texts["detail"]
        now = fields.Datetime.now()
        # appended afterwards: the time must not make the content look changed
        stamp = f',"updatedAt":"{now.isoformat(timespec="seconds")}Z"}}'.encode()
        return {
            "summary": (texts["summary"][:-1] + stamp).decode(),
            "detail": (texts["detail"][:-1] + stamp).decode(),
            "digest": hashlib.blake2b(fingerprint, digest_size=16).hexdigest(),
            "updated": now,
        }

    @api.model
    def _facets(self, template, categories, scope):
        """Return what the product can be filtered by, see :func:`.catalog_query.facet`."""
        found = {facet("badge", badge.ecom_slug) for badge in template.ecom_badge_ids}
        for category in categories:
            found |= scope.above[category.id]
        if template.ecom_brand:
            found.add(facet("brand", template.ecom_brand))
        return sorted(found)

    @api.model
    def _search_vector(self, template, categories, default_name, description):
        variants = template.product_variant_ids
        codes = [code for v in variants for code in (v.default_code, v.barcode) if code]
        values = template.attribute_line_ids.value_ids.mapped("name")
        return search_text.tsvector(
            [
                ("A", template.name),
                ("B", template.ecom_brand or ""),
                ("B", default_name if default_name != template.name else ""),
                ("B", " ".join(category.name for category in categories)),
                ("B", " ".join(codes)),
                ("C", " ".join(values)),
                ("C", " ".join(template.ecom_badge_ids.mapped("name"))),
                ("D", description[:_MAX_SEARCHED_DESCRIPTION]),
            ]
        )
