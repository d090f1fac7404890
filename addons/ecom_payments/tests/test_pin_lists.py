import base64

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, new_test_user, tagged

from odoo.addons.ecom_base.tests.common import EcomCase
from odoo.addons.ecom_base.tests.selling import SellingMixin


@tagged("post_install", "-at_install", "ecom")
class TestPinLists(SellingMixin, EcomCase):
    """Lists of PIN codes: typed, imported, exported."""

    def setUp(self):
        super().setUp()
        self.rule = self.env["ecom.payment.rule"].create(
            {
                "name": "Far away",
                "company_id": self.store.company_id.id,
                "cod": "refuse",
                "zip_mode": "only",
                "zip_text": "110001",
            }
        )

    def wizard(self, lines=None, **values):
        if lines is not None:
            values["file"] = base64.b64encode(lines.encode())
        return self.env["ecom.payment.rule.import"].create({"rule_id": self.rule.id} | values)

    def listed(self):
        return [str(span) for span in self.rule._spans(self.rule.zip_text)]

    def stored(self):
        return [f"{z.zip_from}-{z.zip_to}" for z in self.rule.zip_ids.sorted("zip_from")]

    def test_replace(self):
        wizard = self.wizard(
            "\ufeffPincode;City\n560001;Bengaluru\n560001;Bengaluru\n5601*;South\n"
        )
        self.assertEqual((wizard.span_count, wizard.merged_count, wizard.bad_count), (2, 1, 0))
        wizard.action_import()
        self.assertEqual(self.listed(), ["560001", "560100-560199"])
        self.assertEqual(self.stored(), ["560001-560001", "560100-560199"])
        self.assertEqual(self.rule.zip_count, 2)

    def test_add(self):
        self.wizard("110001\n110002", mode="add").action_import()
        self.assertEqual(self.listed(), ["110001", "110002"])

    def test_pasted_into_a_rule_for_everywhere(self):
        self.rule.write({"zip_mode": "any", "zip_text": False})
        self.wizard(text="560001, 560002").action_import()
        self.assertEqual((self.rule.zip_mode, self.listed()), ("only", ["560001", "560002"]))

    def test_wrong_lines_change_nothing_until_the_user_says_so(self):
        with Form(
            self.env["ecom.payment.rule.import"].with_context(default_rule_id=self.rule.id)
        ) as form:
            form.text = "560001\nMG Road\n560099-560010"
            self.assertEqual((form.bad_count, form.span_count), (2, 1))
        wizard = form.save()
        self.assertEqual(
            [(line.number, line.text) for line in wizard.line_ids],
            [(2, "MG Road"), (3, "560099-560010")],
        )
        self.assertIn("backwards", wizard.line_ids[1].problem)
        with self.assertRaisesRegex(UserError, "Line 2: “MG Road” is no PIN code"):
            wizard.action_import()
        self.assertEqual(self.listed(), ["110001"])
        wizard.action_import_good()
        self.assertEqual(self.listed(), ["560001"])

    def test_files_that_are_no_list(self):
        wizard = self.wizard(file=base64.b64encode(b"PK\x03\x04"))
        self.assertIn("Save it as CSV", wizard.problem)
        for action in (wizard.action_import, wizard.action_import_good):
            with self.assertRaisesRegex(UserError, "Save it as CSV"):
                action()
        with self.assertRaisesRegex(UserError, "no PIN code to import"):
            self.wizard("").action_import()
        self.assertEqual(self.listed(), ["110001"])

    def test_export_can_be_imported(self):
        self.rule.zip_text = "560001, 560010-560099"
        exported = base64.b64decode(self.rule.zip_file)
        self.assertTrue(exported.startswith(b"\xef\xbb\xbf"))
        before = self.stored()
        self.rule.zip_text = "1100*"
        self.wizard(file=base64.b64encode(exported)).action_import()
        self.assertEqual(self.stored(), before)
        self.assertIn(f"/{self.rule.id}/zip_file/", self.rule.action_export_zips()["url"])

    def test_many_lines_take_few_queries(self):
        text = "pincode\n" + "\n".join(str(400000 + 2 * n) for n in range(20_000))
        wizard = self.wizard(text)
        self.env.flush_all()
        before = self.env.cr.sql_log_count
        wizard.action_import()
        self.env.flush_all()
        self.assertLess(self.env.cr.sql_log_count - before, 15)
        self.assertEqual(self.rule.zip_count, 20_000)

    def test_a_list_without_codes_is_none(self):
        with self.assertRaises(ValidationError) as caught:
            self.rule.zip_text = " , ;"
        self.assertIn("needs its list", str(caught.exception))
        self.assertEqual(self.listed(), ["110001"])

    def test_totals_are_shown_as_limits(self):
        shown = []
        for least, most in ((0, 0), (500, 0), (0, 900), (500, 900)):
            self.rule.write({"min_total": least, "max_total": most})
            shown.append(self.rule.total_range or "")
        self.assertEqual(shown[0], "")
        self.assertRegex(shown[1], r"^from .*500")
        self.assertRegex(shown[2], r"^up to .*900")
        self.assertRegex(shown[3], r"500.* – .*900")  # noqa: RUF001

    def test_who_may_import(self):
        company = self.store.company_id
        for group in ("analyst", "marketing", "order_desk"):
            user = new_test_user(
                self.env,
                f"pin_{group}",
                groups=f"ecom_base.group_ecom_{group}",
                company_id=company.id,
                company_ids=[(6, 0, company.ids)],
            )
            with self.assertRaises(AccessError):
                self.env["ecom.payment.rule.import"].with_user(user).create(
                    {"rule_id": self.rule.id}
                )
