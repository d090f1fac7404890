from odoo import http
from odoo.http import request

from ..api import operation
from ..schemas.catalog import (
    CategoryListRequest,
    CategoryPage,
    Product,
    ProductGetRequest,
    ProductListRequest,
    ProductPage,
)
from ..services import catalog_reader
from ..services.ecom_catalog_media import SIZES

_CACHE = "public, max-age=30"
_FOREVER = "public, max-age=31536000, immutable"
_A_MINUTE = "public, max-age=60"


class CatalogController(http.Controller):
    @operation(
        "products.list",
        "GET",
        "/api/products",
        auth="store",
        request=ProductListRequest,
        response=ProductPage,
        readonly=True,
        cache=_CACHE,
    )
    def products_list(self, call):
        """List, filter and search products.

        Prices include taxes. A search forgives misspelt words when nothing matches as typed (see `correctedQuery`).
        """
        answer = catalog_reader.list_products(call.cr, call.store, call.input)
        return _in_country(call, answer)

    @operation(
        "products.get",
        "GET",
        "/api/products/<idOrSlug>",
        auth="store",
        request=ProductGetRequest,
        response=Product,
        readonly=True,
        cache=_CACHE,
    )
    def products_get(self, call):
        """Get one product by its id or slug."""
        answer = catalog_reader.get_product(call.cr, call.store, call.input)
        return _in_country(call, answer)

    @operation(
        "categories.list",
        "GET",
        "/api/categories",
        auth="store",
        request=CategoryListRequest,
        response=CategoryPage,
        readonly=True,
        cache=_CACHE,
    )
    def categories_list(self, call):
        """List all categories, parents before their children."""
        return catalog_reader.list_categories(call.cr, call.store, call.input)

    @http.route(
        "/api/media/<string:uid>/<string:digest>/<int:size>",
        type="http",
        auth="none",
        methods=["GET"],
        csrf=False,
        save_session=False,
        readonly=True,
    )
    def media(self, uid, digest, size):
        """Send a picture. An address that names older content leads to the present one."""
        resolved = request.env["ecom.catalog.media"]._resolve(uid) if size in SIZES else None
        if not resolved:
            raise request.not_found()
        record, present = resolved
        if digest != present:
            response = request.redirect(f"/api/media/{uid}/{present}/{size}", code=302)
            response.headers["Cache-Control"] = _A_MINUTE
            return response
        stream = request.env["ir.binary"]._get_image_stream_from(record, f"image_{size}")
        response = stream.get_response(immutable=True, max_age=31536000)
        response.headers["Cache-Control"] = _FOREVER
        response.headers["Access-Control-Allow-Origin"] = "*"
        return response


def _in_country(call, answer):
    """Return an answer as a buyer from the requested country sees it."""
    if call.input.country in (None, call.store.country_code):
        return answer
    return call.env["ecom.catalog"]._catalog_in_country(call.store, call.input, answer)
