"""The committed translation template and the Hindi translation follow the addon's texts."""

import io
import re

import polib

from odoo.modules import get_module_path
from odoo.tests import TransactionCase, tagged
from odoo.tools.translate import trans_export

PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|\{\w*\}|%[sd]\b")
TAG = re.compile(r"</?\w+")
# Fields that mixins of `mail` and its extensions add: which of them exist depends on what else
# is installed. Demo records exist only where demo data is loaded.
FOREIGN = re.compile(
    r"field_\w+__(message|website_message|activity|my_activity|has_message|rating)_?\w*$"
    r"|^model:[\w.]+,[\w.]+:\w+\.demo_"
)


class TranslationsMixin:
    """Checks of one addon's `i18n/` folder; set `translated_module` to its name."""

    translated_module = ""
    allow_inherited_tests_method = True  # Odoo skips inherited tests otherwise

    def _entries(self, file_name):
        path = f"{get_module_path(self.translated_module)}/i18n/{file_name}"
        with open(path, encoding="utf-8") as stream:
            return polib.pofile(stream.read())

    def _own_terms(self, entries):
        """Return the msgids that the addon itself brings along, as a set."""
        return {
            entry.msgid
            for entry in entries
            if not all(FOREIGN.search(place) for place, _line in entry.occurrences)
        }

    def test_template_is_current(self):
        self.env.flush_all()
        buffer = io.BytesIO()
        trans_export(None, [self.translated_module], buffer, "po", self.env)
        actual = self._own_terms(polib.pofile(buffer.getvalue().decode()))
        committed = self._own_terms(self._entries(f"{self.translated_module}.pot"))
        hint = "export the template again, see CONTRIBUTING.md"
        self.assertFalse(actual - committed, f"Texts that the template lacks: {hint}")
        self.assertFalse(committed - actual, f"Texts that no longer exist: {hint}")

    def test_hindi_fits_the_template(self):
        known = {entry.msgid for entry in self._entries(f"{self.translated_module}.pot")}
        for entry in self._entries("hi.po"):
            with self.subTest(msgid=entry.msgid):
                self.assertIn(entry.msgid, known, "The template does not have this text")
                if entry.msgstr:
                    for pattern in (PLACEHOLDER, TAG):
                        self.assertEqual(
                            sorted(pattern.findall(entry.msgstr)),
                            sorted(pattern.findall(entry.msgid)),
                        )

    def test_hindi_is_nearly_complete(self):
        entries = self._entries("hi.po")
        self.assertGreaterEqual(entries.percent_translated(), 90)


@tagged("post_install", "-at_install")
class TestTranslations(TranslationsMixin, TransactionCase):
    translated_module = "ecom_base"
