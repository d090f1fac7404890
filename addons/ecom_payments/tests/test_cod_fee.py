from decimal import Decimal

from odoo.tests import tagged

from odoo.addons.ecom_base.tests.selling import HOME

from .common import PaymentsCase


@tagged("post_install", "-at_install", "ecom")
class TestCodFee(PaymentsCase):
    """The fee for collecting cash: quoted, charged, collected, dropped; never doubled."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.store.cod_fee = 50.0
        cls.fee_product = cls.store.cod_fee_product_id
        cls.fee_product.taxes_id = cls.make_gst(18.0, included=False)

    def options(self, *items, **address):
        body = {
            "items": [self.item(*item) for item in items or [(self.product, 1)]],
            "shippingAddress": HOME | address,
        }
        response = self.call("POST", "/api/payments/options", body)
        self.assertEqual(response.status_code, 200, response.text)
        return {option["paymentType"]: option for option in response.json()["options"]}

    def fee_lines(self, order):
        return self.record(order).order_line.filtered("ecom_is_cod_fee")

    def assert_adds_up(self, order):
        """The parts of the total are the total, and the record agrees with the answer."""
        parts = sum(
            Decimal(str(order[name]))
            for name in ("subtotal", "shippingAmount", "codFee", "taxAmount")
        )
        total = Decimal(str(order["totalAmount"]))
        self.assertEqual(parts - Decimal(str(order["discountAmount"])), total)
        record = self.record(order)
        self.assertEqual(record.amount_total, order["totalAmount"])
        self.assertEqual(
            record._ecom_money("ecom_upfront_amount") + record._ecom_money("ecom_cod_amount"), total
        )

    def keep_books(self):
        """Give the company just enough accounts for an invoice."""
        company = self.store.company_id
        income, receivable = self.env["account.account"].create(
            [
                {"name": kind, "code": code, "account_type": kind, "company_ids": company.ids}
                for kind, code in (("income", "400100"), ("asset_receivable", "120100"))
            ]
        )
        self.env["account.journal"].create(
            {
                "name": "Sales",
                "code": "SAL",
                "type": "sale",
                "company_id": company.id,
                "default_account_id": income.id,
            }
        )
        defaults = self.env["ir.default"]
        defaults.set(
            "res.partner",
            "property_account_receivable_id",
            receivable.id,
            company_id=company.id,
        )

    # === QUOTED AND CHARGED === #

    def test_options_show_fee_and_total(self):
        options = self.options()
        shown = {
            kind: [option[n] for n in ("fee", "totalAmount", "upfrontAmount", "atDoorAmount")]
            for kind, option in options.items()
        }
        self.assertEqual(
            shown,
            {
                "prepaid": [0, 1000.0, 1000.0, 0],
                "cod": [59.0, 1059.0, 0, 1059.0],
                # a fifth of the goods upfront, the fee at the door
                "partial_cod": [59.0, 1059.0, 200.0, 859.0],
            },
        )

    def test_orders_are_charged_what_was_quoted(self):
        """Whatever the prices, the taxes and the way taxes are rounded."""
        company = self.store.company_id
        goods = [
            self.make_product(
                f"Bowl {n}", price, stock=50, taxes=self.make_gst(rate, included=included)
            )
            for n, (price, rate, included) in enumerate(
                [(33.37, 5, False), (0.99, 12, False), (104.55, 18, True), (7.77, 28, False)]
            )
        ]
        for rounding in ("round_per_line", "round_globally"):
            company.tax_calculation_rounding_method = rounding
            for fee in (0.33, 49.99):
                self.store.cod_fee = fee
                items = [(product, 3) for product in goods]
                options = self.options(*items)
                for kind in ("cod", "partial_cod"):
                    with self.subTest(rounding=rounding, fee=fee, kind=kind):
                        total = options[kind]["totalAmount"]
                        order = self.place(
                            kind,
                            items=[self.item(*item) for item in items],
                            expectedTotal=total,
                        )
                        self.assertEqual(order["totalAmount"], total)
                        self.assert_adds_up(order)
                        record = self.record(order)
                        self.assertEqual(record.ecom_cod_amount, options[kind]["atDoorAmount"])

    def test_without_the_fee_the_total_is_another(self):
        error = self.place("cod", expectedTotal=1000, expect=409)["error"]
        self.assertEqual(error["code"], "price_changed")
        self.assertEqual(error["details"]["currentTotal"], 1059.0)
        self.place("prepaid", expectedTotal=1000)

    def test_a_cart_is_quoted_and_ordered_alike(self):
        cart = self.call("POST", "/api/carts", {"items": [self.item(self.product, 2)]}).json()
        body = {"cartToken": cart["cartToken"], "shippingAddress": HOME}
        answer = self.call("POST", "/api/payments/options", body).json()
        self.assertEqual(answer["totalAmount"], 2000.0)
        option = next(o for o in answer["options"] if o["paymentType"] == "cod")
        order = self.place("cod", items=None, cartToken=cart["cartToken"])
        self.assertEqual(order["totalAmount"], option["totalAmount"])
        self.assertEqual(len(order["items"]), 1)

    def test_a_cart_that_goes_where_other_taxes_apply(self):
        """What is quoted in memory is what Odoo charges, line by line; the cart itself stays as it is."""
        country = self.env.ref("base.np")
        company = self.store.company_id
        local = self.make_gst(18.0, name="Local", included=False)
        foreign = self.make_gst(7.3, name="Abroad", included=False)
        position = self.env["account.fiscal.position"].create(
            {
                "name": "Nepal",
                "company_id": company.id,
                "country_id": country.id,
                "auto_apply": True,
            }
        )
        foreign.write({"fiscal_position_ids": position.ids, "original_tax_ids": local.ids})
        goods = [
            self.make_product(f"Cup {n}", price, stock=50, taxes=local)
            for n, price in enumerate([33.37, 0.99, 7.77])
        ]
        self.env["ecom.payment.rule"].create(
            {
                "name": "Nepal pays at the door",
                "company_id": company.id,
                "currency_id": self.store.currency_id.id,
                "cod": "allow",
                "partial_cod": "allow",
                "country_ids": country.ids,
            }
        )
        home = HOME | {"country": "NP", "state": None, "postalCode": "44600", "city": "Kathmandu"}
        for rounding in ("round_per_line", "round_globally"):
            company.tax_calculation_rounding_method = rounding
            for kind in ("cod", "partial_cod"):
                items = [self.item(product, 3) for product in goods]
                cart = self.call("POST", "/api/carts", {"items": items}).json()
                body = {"cartToken": cart["cartToken"], "shippingAddress": home}
                answer = self.call("POST", "/api/payments/options", body).json()
                again = self.call("GET", f"/api/carts/{cart['cartToken']}").json()
                self.assertEqual(again["totalAmount"], cart["totalAmount"])
                self.assertNotEqual(answer["totalAmount"], cart["totalAmount"])
                option = next(o for o in answer["options"] if o["paymentType"] == kind)
                body = {"items": None, "cartToken": cart["cartToken"], "shippingAddress": home}
                order = self.place(kind, **body)
                self.assertEqual(order["totalAmount"], option["totalAmount"])
                record = self.record(order)
                self.assertEqual(record.fiscal_position_id, position)
                self.assertEqual(record.ecom_upfront_amount, option["upfrontAmount"])

    def test_taxes_follow_the_fiscal_position(self):
        """Acceptance 19: taxed right. Where nothing is taxed, the fee is not either."""
        country = self.env.ref("base.np")
        self.env["account.fiscal.position"].create(
            {
                "name": "Export",
                "company_id": self.store.company_id.id,
                "country_id": country.id,
                "auto_apply": True,
            }
        )
        self.env["ecom.payment.rule"].create(
            {
                "name": "Nepal pays at the door",
                "company_id": self.store.company_id.id,
                "currency_id": self.store.currency_id.id,
                "cod": "allow",
                "country_ids": country.ids,
            }
        )
        abroad = {"country": "NP", "state": None, "postalCode": "44600", "city": "Kathmandu"}
        option = self.options(**abroad)["cod"]
        self.assertEqual(option["fee"], 50.0)
        order = self.place("cod", shippingAddress=HOME | abroad)
        self.assertEqual((order["codFee"], order["taxAmount"]), (50.0, 0))
        self.assertEqual(order["totalAmount"], option["totalAmount"])

    def test_a_tax_that_changes_counts_at_once(self):
        def fee():
            return self.options()["cod"]["fee"]

        self.assertEqual(fee(), 59.0)
        self.fee_product.taxes_id.amount = 5.0
        self.assertEqual(fee(), 52.5)
        self.fee_product.taxes_id = False
        self.assertEqual(fee(), 50.0)

    def test_a_fiscal_position_that_changes_counts_at_once(self):
        def fee(**address):
            return self.options(**address)["cod"]["fee"]

        self.assertEqual(fee(), 59.0)
        untaxed = self.env["account.fiscal.position"].create(
            {
                "name": "Nothing is taxed",
                "company_id": self.store.company_id.id,
                "country_id": self.env.ref("base.in").id,
                "auto_apply": True,
            }
        )
        self.assertEqual(fee(), 50.0)
        untaxed.write({"zip_from": "560001", "zip_to": "560002"})
        self.assertEqual((fee(postalCode="560002"), fee(postalCode="560003")), (50.0, 59.0))
        untaxed.auto_apply = False
        self.assertEqual(fee(postalCode="560002"), 59.0)

    # === WHAT DECIDES === #

    def test_not_on_partial_cod_if_the_store_says_so(self):
        self.store.cod_fee_on_partial = False
        options = self.options()
        self.assertEqual((options["cod"]["fee"], options["partial_cod"]["fee"]), (59.0, 0))
        self.assertEqual(self.place("partial_cod")["codFee"], 0)

    def test_the_first_rule_that_sets_a_fee(self):
        def rule(**values):
            values |= {"name": "Fee", "company_id": self.store.company_id.id}
            return self.env["ecom.payment.rule"].create(
                values | {"currency_id": self.store.currency_id.id}
            )

        rule(fee_kind="none", min_total=2000, sequence=1)
        rule(fee_kind="amount", fee_amount=100, sequence=2)
        rule(fee_kind="amount", fee_amount=5, sequence=3)
        self.assertEqual(self.options()["cod"]["fee"], 118.0)
        self.assertEqual(self.options((self.product, 2))["cod"]["fee"], 0)
        order = self.place("cod")
        self.assertEqual((order["codFee"], order["totalAmount"]), (100.0, 1118.0))

    def test_nothing_is_converted(self):
        usd = self.env.ref("base.USD")
        rule = self.env["ecom.payment.rule"].create(
            {
                "name": "Dollars",
                "company_id": self.store.company_id.id,
                "currency_id": usd.id,
                "fee_kind": "amount",
                "fee_amount": 5,
            }
        )
        self.assertEqual(self.options()["cod"]["fee"], 59.0)
        rule.write({"fee_kind": False, "upfront_kind": "fixed", "upfront_fixed": 5})
        self.assertEqual(self.options()["partial_cod"]["upfrontAmount"], 200.0)

    def test_limits_are_of_the_total_without_it(self):
        self.store.cod_max_total = 1000
        self.assertTrue(self.options()["cod"]["available"])
        self.place("cod")

    # === THE ORDER === #

    def test_cash_on_delivery_to_the_end(self):
        """Acceptance 19: added on COD. The courier collects it and the invoice shows it."""
        order = self.place("cod")
        self.assertEqual(
            [order[n] for n in ("codFee", "taxAmount", "totalAmount")], [50.0, 56.62, 1059.0]
        )
        self.assert_adds_up(order)
        line = self.fee_lines(order)
        self.assertEqual((line.price_subtotal, line.price_total), (50.0, 59.0))
        self.assertEqual(line.product_id, self.fee_product)
        parcel = self.ship(order)
        self.assertEqual(parcel.ecom_to_collect, 1059.0)
        self.update(order["id"], "collected")
        parcel.action_ecom_delivered()
        order = self.fetch(order["id"])
        self.assertEqual((order["paymentStatus"], order["paidAmount"]), ("fully_paid", 1059.0))
        self.assertEqual(order["status"], "delivered")

    def test_invoice_has_it(self):
        self.keep_books()
        order = self.record(self.place("cod"))
        invoice = order._create_invoices(final=True)
        self.assertEqual(invoice.amount_total, 1059.0)
        self.assertIn(self.fee_product, invoice.invoice_line_ids.product_id)

    def test_prices_worked_out_anew_leave_it(self):
        record = self.record(self.place("partial_cod"))
        record._recompute_prices()
        self.assertEqual(record.order_line.filtered("ecom_is_cod_fee").price_unit, 50.0)
        self.assertEqual(record.amount_total, 1059.0)

    # === CONVERTED === #

    def test_converted_before_confirmation(self):
        """Acceptance 19: removed on conversion to prepaid."""
        order = self.place("partial_cod")
        self.assertEqual((order["totalAmount"], order["upfrontAmount"]), (1059.0, 200.0))
        order = self.update(order["id"], "convert_to_prepaid").json()
        self.assertEqual((order["codFee"], order["totalAmount"]), (0, 1000.0))
        self.assertFalse(self.fee_lines(order))
        self.deliver(self.event(order))
        order = self.fetch(order["id"])
        self.assertEqual((order["paymentStatus"], order["status"]), ("fully_paid", "confirmed"))

    def test_converted_after_confirmation(self):
        """Asked for without the fee; taken off when the money comes, not before."""
        order = self.place("cod")
        order = self.update(order["id"], "convert_to_prepaid").json()
        self.assertEqual((order["codFee"], order["totalAmount"]), (50.0, 1059.0))
        again = self.update(order["id"], "convert_to_prepaid").json()
        self.assertEqual(again["payment"], order["payment"])
        self.deliver(self.event(order, amount=1000.0))
        order = self.fetch(order["id"])
        self.assertEqual((order["codFee"], order["totalAmount"]), (0, 1000.0))
        self.assertEqual((order["paymentType"], order["paymentStatus"]), ("prepaid", "fully_paid"))
        self.assertFalse(self.fee_lines(order))
        self.assertEqual(self.record(order).ecom_to_collect, 0)
        self.assert_adds_up(order)

    def test_converted_with_an_upfront_part(self):
        order = self.paid("partial_cod")
        order = self.update(order["id"], "convert_to_prepaid").json()
        self.deliver(self.event(order, amount=800.0))
        order = self.fetch(order["id"])
        self.assertEqual((order["totalAmount"], order["paidAmount"]), (1000.0, 1000.0))
        self.assertEqual(order["paymentStatus"], "fully_paid")

    def test_a_parcel_on_its_way_costs_its_fee(self):
        order = self.place("cod")
        self.ship(order)
        order = self.update(order["id"], "convert_to_prepaid").json()
        self.deliver(self.event(order, amount=1059.0))
        order = self.fetch(order["id"])
        self.assertEqual((order["codFee"], order["paymentStatus"]), (50.0, "fully_paid"))

    def test_offered_before_dispatch_and_paid_after_it(self):
        order = self.place("cod")
        order = self.update(order["id"], "convert_to_prepaid").json()
        self.ship(order)
        self.deliver(self.event(order, amount=1000.0))
        order = self.fetch(order["id"])
        self.assertEqual((order["codFee"], order["paymentStatus"]), (0, "fully_paid"))

    def test_a_fee_on_an_invoice_stays(self):
        self.keep_books()
        order = self.place("cod")
        offered = self.update(order["id"], "convert_to_prepaid").json()
        record = self.record(order)
        record._create_invoices(final=True)
        self.deliver(self.event(offered, amount=1000.0))
        self.assertEqual(len(self.fee_lines(order)), 1)
        self.assertIn("COD fee", record.ecom_review_reason)
        self.assertEqual(self.fetch(order["id"])["remainingAmount"], 59.0)

    def test_never_doubled(self):
        """Acceptance 19: agreeing again replaces the fee, whoever tries to add another is stopped."""
        order = self.place("partial_cod")
        record = self.record(order)
        options = self.env["ecom.payment.options"]
        self.store.cod_fee = 70.0
        for _ in range(2):
            option = options.require(record, "partial_cod")
            self.assertEqual(option.fee.total, Decimal("82.60"))
            self.env["ecom.order.payments"].agree(record, option)
        self.assertEqual(self.fee_lines(order).mapped("price_unit"), [70.0])
        self.assertEqual(record._ecom_total(), option.total)
        self.assert_adds_up(self.fetch(order["id"]))

    # === SETTING IT UP === #

    def test_one_product_for_a_company(self):
        company = self.store.company_id
        other = self.make_store("second", company_id=company.id, cod_fee=20)
        self.assertEqual(other.cod_fee_product_id, self.fee_product)
        elsewhere = self.make_store("elsewhere", cod_fee=20)
        self.assertNotEqual(elsewhere.cod_fee_product_id, self.fee_product)
        self.assertEqual(elsewhere.cod_fee_product_id.company_id, elsewhere.company_id)
        free = self.make_store("free")
        self.assertFalse(free.cod_fee_product_id)
