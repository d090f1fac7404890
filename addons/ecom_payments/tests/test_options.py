from odoo.tests import tagged
from odoo.tools import SQL

from odoo.addons.ecom_base.tests.selling import HOME

from .common import PaymentsCase


@tagged("post_install", "-at_install")
class TestOptions(PaymentsCase):
    """What a storefront shows at the checkout."""

    def options(self, quantity=1, **fields):
        body = {
            "items": [self.item(self.product, quantity)],
            "shippingAddress": HOME,
            **fields,
        }
        response = self.call("POST", "/api/payments/options", body)
        self.assertEqual(response.status_code, 200, response.text)
        answer = response.json()
        return answer, {option["paymentType"]: option for option in answer["options"]}

    def test_all_three(self):
        answer, options = self.options(2)
        self.assertEqual((answer["totalAmount"], answer["currency"]), (2000.0, "INR"))
        self.assertTrue(all(option["available"] for option in options.values()))
        amounts = {
            kind: (option["upfrontAmount"], option["atDoorAmount"])
            for kind, option in options.items()
        }
        self.assertEqual(
            amounts,
            {"prepaid": (2000.0, 0), "cod": (0, 2000.0), "partial_cod": (400.0, 1600.0)},
        )

    def test_reasons(self):
        self.store.write({"cod_max_total": 1500, "partial_cod_enabled": False})
        _answer, options = self.options(2)
        self.assertEqual(options["cod"]["reasons"][0]["code"], "above_maximum")
        self.assertEqual(
            options["cod"]["reasons"][0]["details"], {"total": 2000.0, "maximum": 1500.0}
        )
        reasons = [reason["code"] for reason in options["partial_cod"]["reasons"]]
        self.assertEqual(reasons, ["type_disabled", "above_maximum"])
        self.assertTrue(options["prepaid"]["available"])

    def test_without_a_gateway(self):
        self.provider.state = "disabled"
        _answer, options = self.options()
        self.assertEqual([r["code"] for r in options["prepaid"]["reasons"]], ["gateway_missing"])
        self.assertTrue(options["cod"]["available"])

    def test_too_little_for_a_share(self):
        self.product.list_price = 1.0
        _answer, options = self.options()
        self.assertFalse(options["partial_cod"]["available"])

    def test_asking_writes_nothing(self):
        before = self.env["sale.order"].with_context(active_test=False).search_count([])
        self.options()
        after = self.env["sale.order"].with_context(active_test=False).search_count([])
        self.assertEqual(after, before)

    def test_what_is_offered_can_be_ordered(self):
        _answer, options = self.options(3)
        order = self.place("partial_cod", 3)
        self.assertEqual(order["upfrontAmount"], options["partial_cod"]["upfrontAmount"])
        self.assertEqual(self.record(order).ecom_cod_amount, options["partial_cod"]["atDoorAmount"])

    def test_cart(self):
        cart = self.call("POST", "/api/carts", {"items": [self.item(self.product)]}).json()
        response = self.call("POST", "/api/payments/options", {"cartToken": cart["cartToken"]})
        self.assertEqual(response.json()["totalAmount"], 1000.0)
        both = {"cartToken": cart["cartToken"], "items": [self.item(self.product)]}
        self.assert_error(
            self.call("POST", "/api/payments/options", both), 422, "validation_failed"
        )

    def test_queries_of_a_cart(self):
        """A cart costs the same number of queries whatever its lines, their categories and the rules."""
        categories = self.env["product.category"]
        goods = []
        for number in range(12):
            parent = categories[-1:].id if number % 3 else False
            categories |= categories.create({"name": f"Kind {number}", "parent_id": parent})
            goods.append(
                self.make_product(f"Bowl {number}", 90.0, stock=5, categ_id=categories[-1:].id)
            )

        def queries(count):
            items = [self.item(product) for product in goods[:count]]
            cart = self.call("POST", "/api/carts", {"items": items}).json()
            body = {"cartToken": cart["cartToken"], "shippingAddress": HOME}
            self.call("POST", "/api/payments/options", body)
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            response = self.call("POST", "/api/payments/options", body)
            self.assertEqual(response.status_code, 200, response.text)
            return self.env.cr.sql_log_count - before

        few = queries(2)
        self.env["ecom.payment.rule"].create(
            [
                {
                    "name": f"Rule {number}",
                    "company_id": self.store.company_id.id,
                    "currency_id": self.store.currency_id.id,
                    "cod": "refuse",
                    "zip_mode": "only",
                    "zip_text": f"{600000 + number}, {610000 + 2 * number}-{610001 + 2 * number}",
                }
                for number in range(50)
            ]
        )
        self.assertLessEqual(queries(12), few)
        self.assertLess(few, 30)

    def test_codes_are_found_by_their_index(self):
        """The list of a rule is not read through to find one code in it."""
        self.env["ecom.payment.rule"].create(
            {
                "name": "Many",
                "company_id": self.store.company_id.id,
                "currency_id": self.store.currency_id.id,
                "cod": "refuse",
                "zip_mode": "only",
                "zip_text": "\n".join(str(400000 + 2 * number) for number in range(20_000)),
            }
        )
        self.env.cr.execute("ANALYZE ecom_payment_rule_zip")
        listing = self.env["ecom.payment.rule"]._listing("400002")
        plan = "\n".join(row for (row,) in self.env.execute_query(SQL("EXPLAIN %s", listing)))
        self.assertIn("ecom_payment_rule_zip_code_index", plan)
        self.assertNotIn("Seq Scan", plan)
