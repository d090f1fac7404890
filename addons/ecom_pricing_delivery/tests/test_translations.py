"""The translation template of this addon is current, and its Hindi translation fits it."""

from odoo.tests import TransactionCase, tagged

from odoo.addons.ecom_base.tests.test_translations import TranslationsMixin


@tagged("post_install", "-at_install")
class TestPricingDeliveryTranslations(TranslationsMixin, TransactionCase):
    translated_module = "ecom_pricing_delivery"
