import random

from odoo.tests import Form, tagged

from odoo.addons.ecom_base.tests.common import EcomCase
from odoo.addons.ecom_base.tests.selling import SellingMixin

from ..domain import rule_check


@tagged("post_install", "-at_install", "ecom")
class TestRuleWarnings(SellingMixin, EcomCase):
    """Rules that never decide, contradict each other, or cannot fit are shown."""

    def rule(self, name, **values):
        values = {"name": name, "company_id": self.store.company_id.id} | values
        return self.env["ecom.payment.rule"].create(
            {"currency_id": self.store.currency_id.id} | values
        )

    def warning(self, rule):
        """Return what the next request shows: it depends on the other rules."""
        self.env.flush_all()
        self.env.invalidate_all()
        return rule.warning or ""

    def test_never_decides(self):
        wide = self.rule("No cash", cod="refuse", sequence=1)
        narrow = self.rule(
            "Cash in town", cod="allow", sequence=2, zip_mode="only", zip_text="5600*"
        )
        self.assertFalse(self.warning(wide))
        self.assertIn("Never decides anything: “No cash”", self.warning(narrow))
        narrow.sequence = 0
        self.assertFalse(self.warning(narrow))
        narrow.write({"sequence": 2, "upfront_kind": "percent"})
        self.assertIn("Says nothing about COD", self.warning(narrow))
        wide.active = False
        self.assertFalse(self.warning(narrow))

    def test_lists_within_lists(self):
        self.rule("South", cod="refuse", sequence=1, zip_mode="only", zip_text="56*")
        inner = self.rule(
            "Town", cod="allow", sequence=2, zip_mode="only", zip_text="560001, 5601*"
        )
        self.assertIn("“South”", self.warning(inner))
        inner.zip_text = "560001, 110001"
        self.assertFalse(self.warning(inner))

    def test_contradiction(self):
        one = self.rule("No cash above 500", cod="refuse", min_total=500)
        two = self.rule("Cash up to 900", cod="allow", max_total=900)
        self.assertIn("Contradicts “Cash up to 900” about COD", self.warning(one))
        self.assertIn("Contradicts “No cash above 500” about COD", self.warning(two))
        two.max_total = 400
        self.assertFalse(self.warning(one))

    def test_conditions_that_exclude_each_other(self):
        usd = self.env.ref("base.USD")
        never = self.rule("Rupees in dollars", cod="refuse", min_total=5, currency_ids=usd.ids)
        self.assertIn("not one of its currencies", self.warning(never))
        never = self.rule(
            "Kerala in Nepal",
            prepaid="refuse",
            country_ids=self.env.ref("base.np").ids,
            state_ids=self.env.ref("base.state_in_kl").ids,
        )
        self.assertIn("none of its states", self.warning(never))
        odd = self.rule("Share of nothing", partial_cod="refuse", upfront_kind="percent")
        self.assertIn("does not offer Partial COD", self.warning(odd))

    def test_seen_before_it_is_saved(self):
        rule = self.rule("Kerala", prepaid="refuse", state_ids=self.env.ref("base.state_in_kl").ids)
        with Form(rule) as form:
            self.assertFalse(form.warning)
            form.country_ids.add(self.env.ref("base.np"))
            self.assertIn("none of its states", form.warning)

    def test_queries_do_not_grow_with_the_rules(self):
        def queries(count):
            for number in range(count):
                self.rule(
                    f"Rule {count} {number}",
                    cod="refuse",
                    zip_mode="only",
                    zip_text=str(400000 + number),
                )
            self.env.flush_all()
            self.env.invalidate_all()
            rules = self.env["ecom.payment.rule"].search(
                [("company_id", "=", self.store.company_id.id)]
            )
            before = self.env.cr.sql_log_count
            rules.mapped("warning")
            return self.env.cr.sql_log_count - before

        few = queries(5)
        self.assertLessEqual(queries(40), few)

    def test_comparing_with_rivals_finds_what_comparing_with_all_does(self):
        dice = random.Random(7)
        texts = ("400001", "400001-400005", "4000*", "400003, 500001", "40001", "500001-500009")
        kerala = self.env.ref("base.state_in_kl").ids
        rules = self.env["ecom.payment.rule"]
        for number in range(40):
            mode = dice.choice(["any", "only", "only", "only", "except"])
            rules |= self.rule(
                f"Rule {number}",
                cod=dice.choice(["allow", "refuse"]),
                prepaid=dice.choice(["allow", "refuse", False]),
                sequence=dice.randint(1, 3),
                zip_mode=mode,
                zip_text=mode != "any" and dice.choice(texts),
                state_ids=dice.choice([[], kerala]),
                min_total=dice.choice([0, 0, 500]),
                active=dice.random() < 0.9,
            )
        active = rules.filtered("active").sorted()
        checked = active._checked()
        rivals = rules._rivals()
        self.assertEqual(rivals.keys(), checked.keys())
        found = 0
        for rule in active:
            of_all = rule_check.findings(checked[rule.id], [*checked.values()], frozenset())
            of_rivals = rule_check.findings(
                checked[rule.id], [checked[each] for each in rivals[rule.id]], frozenset()
            )
            self.assertEqual(of_rivals, of_all, rule.name)
            found += len(of_all)
        self.assertGreater(found, 40)

    def test_lists_that_share_no_code_are_not_compared(self):
        rules = self.env["ecom.payment.rule"].create(
            [
                {
                    "name": f"Rule {number}",
                    "company_id": self.store.company_id.id,
                    "currency_id": self.store.currency_id.id,
                    "cod": "refuse" if number % 2 else "allow",
                    "zip_mode": "only",
                    "zip_text": f"{400000 + 100 * number}-{400090 + 100 * number}",
                }
                for number in range(200)
            ]
        )
        twin = self.rule("Twin", cod="refuse", zip_mode="only", zip_text="400195, 400250")
        rivals = (rules | twin)._rivals()
        self.assertEqual(rivals.pop(twin.id), rules[2].ids)
        self.assertEqual(rivals.pop(rules[2].id), twin.ids)
        self.assertEqual(set(map(tuple, rivals.values())), {()})

    def test_many_contradictions_are_counted(self):
        for number in range(8):
            self.rule(
                f"No cash {number}", cod="refuse", zip_mode="only", zip_text=f"{400000 + number}"
            )
        lines = self.warning(self.rule("Cash everywhere", cod="allow")).splitlines()
        self.assertEqual((len(lines), lines[-1]), (6, "And 3 more like these."))
