from unittest.mock import patch

from odoo.tests import tagged

from ..services import catalog_query
from .catalog_tools import CatalogMixin
from .common import EcomCase


@tagged("post_install", "-at_install")
class TestCatalogSearch(CatalogMixin, EcomCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        handmade = cls.env["ecom.badge"].create({"name": "Handmade"})
        sarees = cls.make_category("Sarees")
        cls.make_product("Indigo T-Shirt", ecom_brand="Anokhi", default_code="KUR-001")
        cls.make_product("Banarasi Silk", ecom_category_ids=sarees.ids, barcode="8901234567890")
        cls.make_product("Cotton Kurta", ecom_description="<p>Feels like silk on the skin</p>")
        cls.make_product("Kashmiri Shawl", ecom_badge_ids=handmade.ids)
        cls.make_product("सूती कुर्ता")
        cls.make_product("Café Crème Mug", ecom_popularity=5)
        products = cls.env["product.template"].search([("ecom_store_ids", "in", cls.store.ids)])
        cls.env["ecom.catalog"]._refresh(products)

    def test_where_words_may_stand(self):
        cases = {
            "indigo": ["Indigo T-Shirt"],
            "anokhi": ["Indigo T-Shirt"],
            "sarees": ["Banarasi Silk"],
            "handmade": ["Kashmiri Shawl"],
            "8901234567890": ["Banarasi Silk"],
            "kur-001": ["Indigo T-Shirt"],
            "kur001": ["Indigo T-Shirt"],
            "tshirt": ["Indigo T-Shirt"],
            "t-shirt": ["Indigo T-Shirt"],
            "CAFE creme": ["Café Crème Mug"],
            "café": ["Café Crème Mug"],
            "कुर्ता": ["सूती कुर्ता"],
            "mug crème": ["Café Crème Mug"],
            "indigo silk": [],
        }
        for query, names in cases.items():
            with self.subTest(query=query):
                self.assertEqual(self.names(q=query), names)

    def test_better_matches_come_first(self):
        self.assertEqual(self.names(q="silk"), ["Banarasi Silk", "Cotton Kurta"])

    def test_unfinished_word_phrase_and_exclusion(self):
        self.assertEqual(self.names(q="kash"), ["Kashmiri Shawl"])
        self.assertEqual(self.names(q='"cotton kurta"'), ["Cotton Kurta"])
        self.assertEqual(self.names(q='"kurta cotton"'), [])
        self.assertEqual(self.names(q="silk -banarasi"), ["Cotton Kurta"])
        self.assertEqual(self.names(q="-silk"), [])

    def test_typing_errors(self):
        cases = {
            "indgo": ("Indigo T-Shirt", "indigo"),
            "banarsi": ("Banarasi Silk", "banarasi"),
            "kashmri shawl": ("Kashmiri Shawl", "kashmiri shawl"),
            "coton kutra": ("Cotton Kurta", "cotton kurta"),
            "hnadmade": ("Kashmiri Shawl", "handmade"),
        }
        for query, (name, corrected) in cases.items():
            with self.subTest(query=query):
                page = self.listed(q=query)
                self.assertEqual([item["name"] for item in page["items"]], [name])
                self.assertEqual(page["correctedQuery"], corrected)

    def test_what_matches_as_typed_is_not_corrected(self):
        self.assertNotIn("correctedQuery", self.listed(q="silk"))
        self.assertEqual(self.names(q="xylophone"), [])
        self.assertNotIn("correctedQuery", self.listed(q="xylophone"))

    def test_next_page_keeps_the_correction(self):
        for number in range(3):
            self.make_product(f"Indigo Scarf {number}")
        self.settle()
        first = self.listed(q="indgo", limit=2)
        second = self.listed(q="indgo", limit=2, cursor=first["nextCursor"])
        self.assertEqual(second["correctedQuery"], "indigo")
        ids = {item["id"] for item in first["items"] + second["items"]}
        self.assertEqual(len(ids), 4)

    def test_too_many_matches_to_rank_come_by_popularity(self):
        for number in range(6):
            self.make_product(f"Lamp {number}", ecom_popularity=number)
        self.settle()
        for most_sorted in (10, 4):  # sorted by popularity, or read in its order
            with (
                self.subTest(most_sorted=most_sorted),
                patch.object(catalog_query, "RANKED", 3),
                patch.object(catalog_query, "SORTED", most_sorted),
            ):
                first = self.listed(q="lamp", limit=4)
                rest = self.listed(q="lamp", limit=4, cursor=first["nextCursor"])
                names = [item["name"] for item in first["items"] + rest["items"]]
                self.assertEqual(names, [f"Lamp {number}" for number in (5, 4, 3, 2, 1, 0)])
                self.assertIsNone(rest["nextCursor"])

    def test_last_word_is_a_beginning_only_where_few_products_hold_it_whole(self):
        for number in range(6):
            self.make_product(f"Lamp {number}")
        self.make_product("Lampshade")
        self.settle()
        lamps = {f"Lamp {number}" for number in range(6)}
        for most_sorted in (10, 5):
            with (
                self.subTest(most_sorted=most_sorted),
                patch.object(catalog_query, "RANKED", 5),
                patch.object(catalog_query, "SORTED", most_sorted),
            ):
                self.assertEqual(set(self._names_of_all_pages("lamp")), lamps)
                self.assertEqual(self._names_of_all_pages("lampsh"), ["Lampshade"])
        found = self._names_of_all_pages("lamp")
        self.assertEqual(set(found), {*lamps, "Lampshade"})
        self.assertEqual(len(found), 7)

    def _names_of_all_pages(self, q):
        names, cursor = [], None
        while True:
            page = self.listed(q=q, limit=3, **({"cursor": cursor} if cursor else {}))
            names += [item["name"] for item in page["items"]]
            cursor = page["nextCursor"]
            if not cursor:
                return names

    def test_words_of_products_that_left_are_forgotten(self):
        words = self.env["ecom.catalog.word"]
        self.assertTrue(words.search([("word", "=", "kashmiri"), ("store_id", "=", self.store.id)]))
        self.env["product.template"].search([("name", "=", "Kashmiri Shawl")]).active = False
        self.settle()
        words._gc_unused()
        self.assertFalse(
            words.search([("word", "=", "kashmiri"), ("store_id", "=", self.store.id)])
        )
        self.assertTrue(words.search([("word", "=", "indigo"), ("store_id", "=", self.store.id)]))
