import hashlib

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import PaymentsCase
from .history import HistoryTools


class PoliciesCase(HistoryTools, PaymentsCase):
    def policy(self, **values):
        """Add a policy that means every order: the lowest risk by the rules is 1 %."""
        return self.env["ecom.risk.policy"].create(
            {
                "name": "Policy",
                "store_id": self.store.id,
                "risk_from": "percent",
                "risk_percent": 1.0,
                "holdout_percent": 0.0,
            }
            | values
        )

    def options(self, **fields):
        body = {"items": [self.item(self.product)], **fields}
        response = self.call("POST", "/api/payments/options", body)
        self.assertEqual(response.status_code, 200, response.text)
        return {option["paymentType"]: option for option in response.json()["options"]}


@tagged("post_install", "-at_install")
class TestRiskPolicies(PoliciesCase):
    """What policies do to what is offered and to orders."""

    def test_only_partial_cod(self):
        self.policy(action="partial_cod", upfront_percent=35, message="Pay a part online, please.")
        options = self.options()
        self.assertEqual(
            options["cod"]["reasons"],
            [{"code": "risk_policy", "details": {"message": "Pay a part online, please."}}],
        )
        self.assertTrue(options["prepaid"]["available"])
        self.assertEqual(options["partial_cod"]["upfrontAmount"], 350.0)
        error = self.place("cod", expect=409)["error"]
        self.assertEqual(error["code"], "payment_type_unavailable")
        self.assertEqual(error["details"]["reasons"], ["risk_policy"])
        self.assertEqual(error["details"]["available"], ["prepaid", "partial_cod"])
        order = self.record(self.place("partial_cod"))
        self.assertEqual(order.ecom_upfront_amount, 350.0)
        self.assertEqual(
            (order.ecom_risk_policy_id.name, order.ecom_risk_arm), ("Policy", "policy")
        )

    def test_only_prepaid(self):
        self.policy(action="prepaid", applies_to="door")
        available = {kind for kind, option in self.options().items() if option["available"]}
        self.assertEqual(available, {"prepaid"})

    def test_low_risk_is_left_in_peace(self):
        self.policy(action="partial_cod", risk_percent=90.0)
        self.assertTrue(self.options()["cod"]["available"])
        order = self.record(self.place("cod"))
        self.assertFalse(order.ecom_risk_policy_id)
        self.assertFalse(order.ecom_risk_arm)

    def test_never_takes_the_last_way_to_pay(self):
        self.provider.state = "disabled"
        self.policy(action="prepaid", applies_to="door")
        self.assertTrue(self.options()["cod"]["available"])

    def test_control_group_is_left_alone(self):
        """Half of the orders are left alone: exactly those whose public id says so, and nothing happens to them."""
        self.policy(action="partial_cod", holdout_percent=50.0)
        self.put_stock(self.product, 100)
        accepted = refused = 0
        for _attempt in range(24):
            cart = self.call("POST", "/api/carts", {"items": [self.item(self.product)]}).json()
            record = (
                self.env["sale.order"]
                .with_context(active_test=False)
                .search([("ecom_store_id", "=", self.store.id)], order="id desc", limit=1)
            )
            drawn = int(hashlib.sha256(record.ecom_uid.encode()).hexdigest()[:8], 16) / 2**32
            offered = self.call(
                "POST", "/api/payments/options", {"cartToken": cart["cartToken"]}
            ).json()["options"]
            cod = next(option for option in offered if option["paymentType"] == "cod")
            self.assertEqual(cod["available"], drawn < 0.5)
            fields = {"items": None, "cartToken": cart["cartToken"]}
            if drawn < 0.5:
                order = self.record(self.place("cod", **fields))
                self.assertEqual(order, record)
                self.assertEqual(order.ecom_risk_arm, "control")
                self.assertFalse(order.ecom_hold)
                accepted += 1
            else:
                self.place("cod", expect=409, **fields)
                refused += 1
        self.assertGreater(min(accepted, refused), 2)

    def test_control_group_is_never_held(self):
        self.policy(action="review", applies_to="all", holdout_percent=50.0)
        self.put_stock(self.product, 100)
        orders = [self.record(self.place("cod")) for _ in range(12)]
        arms = {order.ecom_risk_arm for order in orders}
        self.assertLessEqual(arms, {"policy", "control"})
        for order in orders:
            self.assertEqual(bool(order.ecom_hold), order.ecom_risk_arm == "policy")

    def test_first_policy_decides(self):
        self.policy(name="First", action="confirm", applies_to="door", sequence=1)
        self.policy(name="Second", action="prepaid", applies_to="door", sequence=2)
        order = self.record(self.place("cod"))
        self.assertEqual(order.ecom_risk_policy_id.name, "First")
        self.assertEqual(order.ecom_hold, "confirm")

    def test_held_orders_stay_until_released(self):
        self.policy(action="review", applies_to="all")
        placed = self.place("cod")
        order = self.record(placed)
        parcel = order.picking_ids
        parcel.action_assign()
        with self.assertRaisesRegex(UserError, "on hold"):
            parcel.action_ecom_ship()
        with self.assertRaisesRegex(UserError, "on hold"):
            parcel.with_context(skip_backorder=True).button_validate()
        self.assertFalse(parcel.ecom_outcome)
        order.action_ecom_release()
        parcel.action_ecom_ship()
        self.assertEqual(parcel.ecom_outcome, "in_transit")
        kinds = order.ecom_payment_event_ids.sorted("id").mapped("kind")
        self.assertIn("held", kinds)
        self.assertEqual(kinds[-1], "released")

    def test_cancelled_orders_are_not_held(self):
        self.policy(action="review", applies_to="all")
        order = self.record(self.place("cod"))
        order._action_cancel()
        self.assertFalse(order.ecom_hold)

    def test_policy_that_does_nothing_is_refused(self):
        with self.assertRaises(ValidationError):
            self.policy(action="partial_cod", applies_to="partial_cod")

    def test_levels_of_the_store_count(self):
        self.policy(action="partial_cod", risk_from="medium")
        self.assertFalse(self.options()["cod"]["available"])
        self.store.write({"risk_medium_percent": 60, "risk_high_percent": 80})
        self.assertTrue(self.options()["cod"]["available"])

    # === MEASURING === #

    def _ended(self, policy, arm, delivered, returned):
        for outcome, count in (("delivered", delivered), ("rto_received", returned)):
            for _ in range(count):
                self.past(outcome, 20, ecom_risk_policy_id=policy.id, ecom_risk_arm=arm)

    def test_effect_is_measured(self):
        self.begin_history()
        policy = self.policy(action="confirm", holdout_percent=30)
        self._ended(policy, "policy", 90, 10)
        self._ended(policy, "control", 19, 0)
        self.env.invalidate_all()
        effect = self.env["ecom.risk.policies"].effects(policy)[policy.id]
        self.assertIsNone(effect["difference"])
        self.assertIn("100 and 19 parcels have ended, 20", effect["text"])
        self._ended(policy, "control", 11, 20)
        self.env.invalidate_all()
        effect = self.env["ecom.risk.policies"].effects(policy)[policy.id]
        self.assertEqual((effect["policy"]["rate"], effect["control"]["rate"]), (0.1, 0.4))
        self.assertAlmostEqual(effect["difference"]["value"], -0.3)
        self.assertTrue(effect["difference"]["sure"])
        self.assertIn("30.0 percentage points fewer", policy.effect_text)


@tagged("post_install", "-at_install")
class TestRiskRoles(PoliciesCase):
    """Who may look, release and decide."""

    def user(self, group, company=None):
        company = company or self.store.company_id
        login = f"risk_{group}_{company.id}"
        return self.make_employee(f"ecom_base.group_ecom_{group}", login, company=company)

    def test_only_managers_decide(self):
        policy = self.policy()
        for group in ("analyst", "marketing", "order_desk"):
            user = self.user(group)
            self.assertEqual(policy.with_user(user).name, "Policy")
            with self.assertRaises(AccessError):
                policy.with_user(user).write({"holdout_percent": 50})
            with self.assertRaises(AccessError):
                self.env["ecom.risk.policy"].with_user(user).create({"name": "x"})
        policy.with_user(self.user("manager")).holdout_percent = 20

    def test_nobody_edits_models_or_counts(self):
        for group in ("analyst", "order_desk", "manager"):
            user = self.user(group)
            for model in ("ecom.risk.model", "ecom.risk.area", "ecom.order.report"):
                self.assertFalse(
                    self.env[model].with_user(user).has_access("write"), (group, model)
                )

    def test_desk_releases_and_analysts_do_not(self):
        self.policy(action="review", applies_to="all")
        order = self.record(self.place("cod"))
        for group in ("analyst", "marketing"):
            with self.assertRaises(AccessError):
                order.with_user(self.user(group)).action_ecom_release()
        self.assertTrue(order.ecom_hold)
        desk = self.user("order_desk")
        order.with_user(desk).action_ecom_release()
        self.assertFalse(order.ecom_hold)
        event = order.ecom_payment_event_ids.filtered(lambda event: event.kind == "released")
        self.assertEqual(event.actor, desk.name)

    def test_analyst_sees_the_screen_and_only_own_companies(self):
        policy = self.policy()
        data = self.env["ecom.order.dashboard"].with_user(self.user("analyst")).load()
        self.assertEqual(data["store"]["id"], self.store.id)
        self.assertFalse(data["store"]["canSet"])
        outsider = self.user("manager", self.make_company("Elsewhere"))
        self.assertFalse(self.env["ecom.risk.policy"].with_user(outsider).search([]) & policy)
        self.assertIsNone(self.env["ecom.order.dashboard"].with_user(outsider).load()["store"])
