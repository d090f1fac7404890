import base64

from odoo import Command, api, models
from odoo.exceptions import UserError

from . import brand


class EcomDemo(models.AbstractModel):
    _inherit = "ecom.demo"

    @api.model
    def _fill_company(self, scale):
        """Give the company an address, rupees, GST and prices that include it, as Indian shops quote them."""
        company = self.env.company
        if company._existing_accounting():
            raise UserError(
                self.env._(
                    "%(company)s already has accounting entries. The demo store needs an unused company.",
                    company=company.name,
                )
            )
        india = self.env.ref("base.in")
        state = self.env["res.country.state"].search(
            [("country_id", "=", india.id), ("code", "=", brand.STATE)]
        )
        company.write(
            brand.COMPANY
            | {
                "country_id": india.id,
                "state_id": state.id,
                "vat": brand.GSTIN,
                "logo": base64.b64encode(brand.logo()),
            }
        )
        self._load_chart(company)
        company.account_price_include = "tax_included"
        if "iap_enrich_auto_done" in company._fields:
            company.iap_enrich_auto_done = (
                True  # or Odoo asks its servers about this company at the first login
            )
        self._set_language()

    def _load_chart(self, company):
        rupee = self.env.ref("base.INR")
        rupee.active = True
        if self._has_indian_accounting() and company.chart_template != "in":
            self.env["account.chart.template"].try_loading("in", company, install_demo=False)
        elif company.currency_id != rupee:
            company.currency_id = rupee

    @api.model
    def _has_indian_accounting(self):
        return "l10n_in_hsn_code" in self.env["product.template"]._fields

    def _set_language(self):
        """English as written in India: 1,29,900 and days before months."""
        language = self.env["res.lang"]._activate_lang("en_IN")
        people = self.env.ref("base.user_admin").partner_id | self.env.company.partner_id
        people.write({"lang": language.code, "tz": "Asia/Kolkata"})

    @api.model
    def _fill_store(self, scale):
        company = self.env.company
        language = self.env["res.lang"]._activate_lang("en_IN")
        pricelist = self.env["product.pricelist"].create(
            {
                "name": self.env._("%(shop)s online", shop=brand.SHOP),
                "currency_id": company.currency_id.id,
                "company_id": company.id,
            }
        )
        self.env["ecom.store"].create(
            {
                "name": brand.SHOP,
                "code": self._store_code(),
                "company_id": company.id,
                "storefront_url": brand.STOREFRONT_URL,
                "cors_origins": brand.CORS_ORIGINS,
                "lang_ids": [Command.set(language.ids)],
                "default_lang_id": language.id,
                "tz": "Asia/Kolkata",
                "currency_id": company.currency_id.id,
                "country_id": company.country_id.id,
                "pricelist_id": pricelist.id,
            }
        )

    @api.model
    def _gst(self, rate, use):
        """Return the tax of a GST rate in percent; ``use`` is ``sale`` or ``purchase``.

        From the Indian chart of accounts where that is installed, else a plain one.
        """
        if self._has_indian_accounting():
            return (
                self.env["account.chart.template"]
                .with_company(self.env.company)
                .ref(f"sgst_{use}_{rate}")
            )
        Tax = self.env["account.tax"]
        company = self.env.company
        wanted = [
            ("name", "=", f"GST {rate}%"),
            ("type_tax_use", "=", use),
            ("company_id", "=", company.id),
        ]
        return Tax.search(wanted, limit=1) or Tax.create(
            {field: value for field, _operator, value in wanted}
            | {
                "amount": rate,
                "country_id": company.country_id.id,
                "tax_group_id": self._gst_group().id,
            }
        )

    def _gst_group(self):
        Group = self.env["account.tax.group"]
        company = self.env.company
        wanted = [("name", "=", "GST"), ("company_id", "=", company.id)]
        return Group.search(wanted, limit=1) or Group.create(
            {"name": "GST", "company_id": company.id, "country_id": company.country_id.id}
        )
