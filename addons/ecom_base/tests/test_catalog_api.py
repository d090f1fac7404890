import base64
import json
from urllib.parse import quote

from odoo.tests import tagged

from ..schemas.catalog import (
    CategoryPage,
    Product,
    ProductGetRequest,
    ProductListRequest,
    ProductPage,
)
from ..services import catalog_reader
from .catalog_tools import CatalogMixin
from .common import ApiCase


@tagged("post_install", "-at_install")
class TestCatalogApi(CatalogMixin, ApiCase):
    """The catalogue as a storefront calls it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.women = cls.make_category("Women")
        cls.kurtas = cls.make_category("Kurtas", cls.women)
        cls.plain = cls.make_product(
            "Plain Kurta", 500.0, stock=9, ecom_category_ids=cls.kurtas.ids, ecom_brand="Anokhi"
        )
        cls.silk = cls.make_product(
            "Silk Saree", 2500.0, stock=0, ecom_category_ids=cls.women.ids, ecom_brand="Taneira"
        )
        cls.free = cls.make_product("Gift Card", 0.0)
        cls.products = (cls.plain | cls.silk | cls.free).product_tmpl_id
        cls.env["ecom.catalog"]._refresh(cls.products)

    def get_names(self, query):
        response = self.call("GET", f"/api/products?{query}")
        self.assertEqual(response.status_code, 200, response.text)
        return [product["name"] for product in response.json()["items"]]

    # === LISTS === #

    def test_filters(self):
        everything = ["Gift Card", "Plain Kurta", "Silk Saree"]
        cases = {
            "": everything,
            "category=women": ["Plain Kurta", "Silk Saree"],
            "category=kurtas": ["Plain Kurta"],
            f"category={self.kurtas.ecom_uid}": ["Plain Kurta"],
            "category=nothing-of-ours": [],
            "minPrice=500&maxPrice=2499.99": ["Plain Kurta"],
            "minPrice=500.01": ["Silk Saree"],
            "maxPrice=0": [],
            "inStock=true": ["Gift Card", "Plain Kurta"],
            "inStock=false": ["Silk Saree"],
            "brand=ANOKHI": ["Plain Kurta"],
            "q=saree": ["Silk Saree"],
            "q=kurta&category=women&inStock=true&minPrice=1": ["Plain Kurta"],
            "store=testshop&currency=inr&country=IN&lang=en_US": everything,
        }
        for query, names in cases.items():
            with self.subTest(query=query):
                self.assertEqual(self.get_names(query), names)

    def test_sorts(self):
        self.products[0].write({"ecom_popularity": 7, "ecom_sequence": 1})
        self.products[2].ecom_published_at = "2020-01-01 00:00:00"
        self.env["ecom.catalog"]._refresh(self.products)
        cases = {
            "position": ["Plain Kurta", "Gift Card", "Silk Saree"],
            "name": ["Gift Card", "Plain Kurta", "Silk Saree"],
            "price": ["Plain Kurta", "Silk Saree", "Gift Card"],
            "-price": ["Silk Saree", "Plain Kurta", "Gift Card"],
        }
        for sort, names in cases.items():
            with self.subTest(sort=sort):
                self.assertEqual(self.get_names(f"sort={sort}"), names)
        self.assertEqual(self.get_names("sort=popularity&limit=1"), ["Plain Kurta"])
        self.assertEqual(self.get_names("sort=newest")[-1], "Gift Card")

    def test_pages_follow_each_other_in_every_order(self):
        more = [self.make_product(f"Shawl {n}", 100.0 + n % 3) for n in range(7)]
        templates = self.env["product.product"].concat(*more).product_tmpl_id
        self.env["ecom.catalog"]._refresh(templates)
        for sort in ("position", "newest", "price", "-price", "name", "popularity", "relevance"):
            with self.subTest(sort=sort):
                query, seen = f"sort={sort}&limit=3" + ("&q=s" if sort == "relevance" else ""), []
                cursor = ""
                for _page in range(5):
                    page = self.call("GET", f"/api/products?{query}{cursor}").json()
                    seen += [product["id"] for product in page["items"]]
                    if not page["nextCursor"]:
                        break
                    cursor = f"&cursor={page['nextCursor']}"
                whole = self.call("GET", f"/api/products?{query}&limit=100".replace("limit=3&", ""))
                self.assertEqual(seen, [product["id"] for product in whole.json()["items"]])
                self.assertEqual(len(seen), len(set(seen)))

    def test_cursor_is_not_moved_by_what_comes_and_goes(self):
        first = self.call("GET", "/api/products?sort=name&limit=1").json()
        self.assertEqual(first["items"][0]["name"], "Gift Card")
        new = self.make_product("Alpaca Scarf", 10.0).product_tmpl_id
        self.free.product_tmpl_id.ecom_store_ids = False
        self.env["ecom.catalog"]._refresh(new | self.products)
        self.assertEqual(
            self.get_names(f"sort=name&cursor={first['nextCursor']}"), ["Plain Kurta", "Silk Saree"]
        )

    def test_category_in_the_merchants_order(self):
        """Page by page, and following what the merchant changes."""
        shawls = [
            self.make_product(
                f"Shawl {n}", 90.0, ecom_category_ids=self.kurtas.ids, ecom_sequence=n
            )
            for n in (3, 1, 2)
        ]
        self.settle()

        def pages(**fields):
            names, cursor = [], None
            while True:
                page = self.listed(category="kurtas", limit=2, cursor=cursor, **fields)
                names += [item["name"] for item in page["items"]]
                cursor = page["nextCursor"]
                if not cursor:
                    return names

        plain = self.plain.product_tmpl_id
        plain.ecom_sequence = 0
        self.settle()
        self.assertEqual(pages(), ["Plain Kurta", "Shawl 1", "Shawl 2", "Shawl 3"])
        plain.ecom_sequence = 9
        shawls[0].product_tmpl_id.ecom_category_ids = self.women
        shawls[1].product_tmpl_id.ecom_store_ids = False
        self.settle()
        self.assertEqual(pages(), ["Shawl 2", "Plain Kurta"])
        self.assertEqual(pages(maxPrice=100), ["Shawl 2"])
        self.assertEqual(pages(sort="name"), ["Plain Kurta", "Shawl 2"])

    def test_price_range_in_either_direction(self):
        unpriced = self.make_product("Unpriced", 0.0)
        self.settle()
        self.assertIsNone(self.shown(unpriced)["price"])
        for sort in ("price", "-price", "name"):
            with self.subTest(sort=sort):
                self.assertEqual(
                    set(self.names(sort=sort, maxPrice=2500)), {"Plain Kurta", "Silk Saree"}
                )
                self.assertEqual(self.names(sort=sort, minPrice=500.01), ["Silk Saree"])
                self.assertEqual(self.names(sort=sort, minPrice=0, maxPrice=500), ["Plain Kurta"])

    def test_queries_per_read(self):
        store = self.store._to_info()
        request = {"category": "women", "inStock": True}
        self.listed(**request)
        for fields, count in (
            ({}, 1),
            (request, 1),
            ({"category": "women", "sort": "name"}, 1),
            ({"q": "kurta"}, 2),  # whole words first
            ({"q": "kurta", "sort": "price"}, 1),
        ):
            with self.subTest(fields=fields), self.assertQueryCount(count):
                self.read_list(store, fields)
        uid = self.plain.product_tmpl_id.ecom_uid
        with self.assertQueryCount(1):
            self.read_one(store, uid)

    def read_list(self, store, fields):
        catalog_reader.list_products(self.env.cr, store, ProductListRequest.model_validate(fields))

    def read_one(self, store, uid):
        catalog_reader.get_product(self.env.cr, store, ProductGetRequest(id_or_slug=uid))

    # === ONE PRODUCT === #

    def test_product_by_id_and_slug(self):
        template = self.plain.product_tmpl_id
        by_id = self.call("GET", f"/api/products/{template.ecom_uid}")
        by_slug = self.call("GET", "/api/products/plain-kurta")
        self.assertEqual(by_id.status_code, 200)
        self.assertEqual(by_id.json(), by_slug.json())
        self.assertEqual(by_id.json()["variants"][0]["sku"], "PLAIN-KURTA")
        self.assertEqual(
            self.rpc("products.get", {"idOrSlug": "plain-kurta"})["result"], by_id.json()
        )

    def test_unknown_product(self):
        for reference in ("prd_00000000000000000000000000000000", "no-such-thing", "कुर्ता", "%25"):
            response = self.call("GET", f"/api/products/{quote(reference, safe='%')}")
            self.assert_error(response, 404, "product_not_found")

    def test_answers_match_the_declared_shapes(self):
        for path, shape in (
            ("/api/products", ProductPage),
            ("/api/products/plain-kurta", Product),
            ("/api/categories", CategoryPage),
        ):
            with self.subTest(path=path):
                shape.model_validate_json(self.call("GET", path).content)

    # === WHO MAY SEE WHAT === #

    def test_key_of_another_store_sees_nothing_of_it(self):
        other = self.make_store("othershop")
        key, _secret = self.make_keys(other)
        headers = {"X-Store-Key": key}
        listed = self.call("GET", "/api/products", auth=None, headers=headers)
        self.assertEqual(listed.json()["items"], [])
        for reference in (self.plain.product_tmpl_id.ecom_uid, "plain-kurta"):
            response = self.call("GET", f"/api/products/{reference}", auth=None, headers=headers)
            self.assert_error(response, 404, "product_not_found")
        response = self.call("GET", "/api/products?store=testshop", auth=None, headers=headers)
        self.assert_error(response, 404, "store_not_found")

    def test_key_is_needed(self):
        for path in ("/api/products", "/api/products/plain-kurta", "/api/categories"):
            self.assert_error(self.call("GET", path, auth=None), 401, "unauthenticated")

    # === CACHING === #

    def test_etag(self):
        for path in ("/api/products?limit=2", "/api/products/plain-kurta", "/api/categories"):
            with self.subTest(path=path):
                first = self.call("GET", path)
                self.assertEqual(first.headers["Cache-Control"], "public, max-age=30")
                known = {"If-None-Match": first.headers["ETag"]}
                again = self.call("GET", path, headers=known)
                self.assertEqual((again.status_code, again.content), (304, b""))
                self.assertEqual(again.headers["ETag"], first.headers["ETag"])
        self.products[0].name = "Better Kurta"
        self.env["ecom.catalog"]._refresh(self.products)
        known = {"If-None-Match": first.headers["ETag"]}
        self.assertEqual(self.call("GET", "/api/products?limit=2", headers=known).status_code, 200)

    def test_media(self):
        template = self.plain.product_tmpl_id
        template.image_1920 = self.make_picture(size=(1500, 1500))
        self.env["ecom.catalog"]._refresh(template)
        url = self.call("GET", "/api/products/plain-kurta").json()["images"][0]["url"]

        picture = self.call("GET", url, auth=None)
        self.assertEqual(picture.headers["Content-Type"], "image/png")
        self.assertEqual(picture.headers["Cache-Control"], "public, max-age=31536000, immutable")
        small = self.call("GET", url.replace("/1024", "/256"), auth=None)
        self.assertLess(len(small.content), len(picture.content))

        template.image_1920 = self.make_picture("blue")
        self.env["ecom.catalog"]._refresh(template)
        new = self.call("GET", "/api/products/plain-kurta").json()["images"][0]["url"]
        self.assertNotEqual(new, url)
        self.assertEqual(self.call("GET", url, auth=None).url, self.base_url() + new)

        for broken in (
            url.replace("/1024", "/7"),
            "/api/media/prd_x/abc/256",
            "/api/media/x/y/256",
        ):
            self.assertEqual(self.call("GET", broken, auth=None).status_code, 404)

        template.ecom_store_ids = False
        self.env["ecom.catalog"]._refresh(template)
        self.assertEqual(self.call("GET", new, auth=None).status_code, 404)

    # === BAD INPUT === #

    def test_refused_with_the_field_named(self):
        cases = {
            "minPrice=-1": "minPrice",
            "minPrice=abc": "minPrice",
            "maxPrice=NaN": "maxPrice",
            "maxPrice=1e400": "maxPrice",
            "inStock=maybe": "inStock",
            "sort=random": "sort",
            "limit=0": "limit",
            "limit=101": "limit",
            "limit=2.5": "limit",
            "nonsense=1": "nonsense",
            f"q={'x' * 10_000}": "q",
            "q=%00": "q",
            f"category={'c' * 101}": "category",
            "currency=rupee": "currency",
            "country=India": "country",
            "limit=1&limit=2": "limit",
        }
        for query, field in cases.items():
            with self.subTest(query=query[:40]):
                response = self.call("GET", f"/api/products?{query}")
                details = self.assert_error(response, 422, "validation_failed")
                self.assertEqual(list(details["fields"]), [field])

    def test_context_the_store_does_not_offer(self):
        for query, code in (
            ("lang=xx_YY", "lang_unavailable"),
            ("currency=EUR", "unknown_currency"),
        ):
            self.assert_error(self.call("GET", f"/api/products?{query}"), 422, code)
            self.assert_error(self.call("GET", f"/api/products/plain-kurta?{query}"), 422, code)

    def test_broken_cursors(self):
        page = self.call("GET", "/api/products?sort=name&limit=1").json()

        def forge(value):
            return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")

        cursors = (
            "garbage",
            "%F0%9F%98%80",
            page["nextCursor"][:-3],
            forge(["name", "", ["a"]]),
            forge(["name", "", ["a", 7]]),
            forge(["name", "", ["a\u0000", "b"]]),
            forge(["price", "", ["1", "b"]]),
            forge({"a": 1}),
            forge([[[]]] * 3),
        )
        for cursor in cursors:
            with self.subTest(cursor=cursor):
                response = self.call("GET", f"/api/products?sort=name&cursor={cursor}")
                self.assert_error(response, 422, "invalid_cursor")
        for sort, values in (
            ("price", ["NaN", "b"]),
            ("price", ["1e999999", "b"]),
            ("position", ["99999999999999", "a", "b"]),
            ("newest", ["0001-01-01T00:00:00+09:00", "b"]),
        ):
            response = self.call(
                "GET", f"/api/products?sort={sort}&cursor={forge([sort, '', values])}"
            )
            self.assert_error(response, 422, "invalid_cursor")

    def test_search_takes_anything(self):
        for query in (
            "'; DROP TABLE res_users; --",
            "a & | ! ( ) <-> :* \\ ' \"",
            "\u202eatruk\u202c \u200b",
            "😀",
            "-",
            '"',
            "-kurta",
            "%",
            "कुर्ता",
            "A" * 200,
            " ".join("abcdefghijklmnopqrstuvwxyz"),
        ):
            with self.subTest(query=query):
                response = self.call("GET", f"/api/products?q={quote(query)}")
                self.assertEqual(response.status_code, 200, response.text)
