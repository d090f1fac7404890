import re

from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError

from odoo.addons.base.models.res_partner import _tz_get

from ..domain.store_info import StoreInfo

_CODE = re.compile(r"^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$")
_ORIGIN = re.compile(r"^https?://[a-z0-9.-]+(:\d{1,5})?$")


class EcomStore(models.Model):
    """A shop that a storefront serves through the API. A company may have several."""

    _name = "ecom.store"
    _description = "Store"
    _inherit = ["mail.thread", "ecom.cached.mixin"]
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True, tracking=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    code = fields.Char(
        required=True,
        tracking=True,
        help="Short name in URLs and in the `store` parameter of the API: lower-case letters, digits and hyphens.",
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    storefront_url = fields.Char(
        string="Storefront URL",
        help="Address of the shop that customers see, e.g. https://shop.example. Links in messages point here.",
    )
    cors_origins = fields.Text(
        string="Allowed Origins",
        help="Browser origins that may call the API, one per line, e.g. https://shop.example. "
        "Empty: only servers may call it.",
    )
    lang_ids = fields.Many2many(
        "res.lang",
        string="Languages",
        required=True,
        default=lambda self: self.env["res.lang"]._lang_get(self.env.lang or "en_US"),
        help="The catalogue is published in each of these languages.",
    )
    default_lang_id = fields.Many2one(
        "res.lang",
        string="Default Language",
        required=True,
        default=lambda self: self.env["res.lang"]._lang_get(self.env.lang or "en_US"),
        domain="[('id', 'in', lang_ids)]",
    )
    tz = fields.Selection(
        _tz_get,
        string="Time Zone",
        required=True,
        default=lambda self: self.env.user.tz or "UTC",
        help="Days in reports and messages are days of this time zone.",
    )
    currency_id = fields.Many2one(
        "res.currency",
        string="Primary Currency",
        required=True,
        default=lambda self: self.env.company.currency_id,
    )
    country_id = fields.Many2one(
        "res.country",
        required=True,
        default=lambda self: self.env.company.country_id or self.env.ref("base.in"),
        help="Phone numbers without a country code, and addresses without a country, are read as from here.",
    )
    warehouse_id = fields.Many2one(
        "stock.warehouse",
        required=True,
        check_company=True,
        compute="_compute_warehouse_id",
        precompute=True,
        store=True,
        readonly=False,
        help="Stock shown in the shop is what is free here, and orders ship from here.",
    )
    pricelist_id = fields.Many2one(
        "product.pricelist",
        check_company=True,
        help="Prices of the shop. Empty: the sales price of the product.",
    )
    cart_lifetime_days = fields.Integer(
        string="Keep Carts For (Days)",
        default=60,
        required=True,
        help="Carts that nobody touches for this many days are deleted.",
    )
    payment_hold_minutes = fields.Integer(
        string="Hold Stock For (Minutes)",
        default=30,
        required=True,
        help="How long stock stays promised to an order that waits for its payment.",
    )
    guest_partner_id = fields.Many2one(
        "res.partner",
        readonly=True,
        copy=False,
        help="Stands in as the customer of a cart until the shop says who is buying.",
    )
    key_ids = fields.One2many(
        "ecom.store.key", "store_id", string="API Keys", groups="ecom_base.group_ecom_manager"
    )

    _code_unique = models.UniqueIndex("(code)", "Another store already uses this code.")
    _cart_lifetime_positive = models.Constraint(
        "CHECK (cart_lifetime_days > 0)", "Carts must be kept for at least a day."
    )
    _payment_hold_positive = models.Constraint(
        "CHECK (payment_hold_minutes > 0)", "Stock must be held for at least a minute."
    )

    @api.depends("company_id")
    def _compute_warehouse_id(self):
        for store in self:
            if store.warehouse_id.company_id != store.company_id:
                store.warehouse_id = self.env["stock.warehouse"].search(
                    [("company_id", "=", store.company_id.id)], limit=1
                )

    @api.constrains("code")
    def _check_code(self):
        for store in self:
            if not _CODE.match(store.code or ""):
                raise ValidationError(
                    self.env._(
                        "The code %(code)s may only have lower-case letters, digits and hyphens (40 at most).",
                        code=store.code,
                    )
                )

    @api.constrains("cors_origins")
    def _check_cors_origins(self):
        for store in self:
            for origin in store._cors_origin_list():
                if not _ORIGIN.match(origin):
                    raise ValidationError(
                        self.env._(
                            "%(origin)s is not an origin. Write it like https://shop.example, without a path.",
                            origin=origin,
                        )
                    )

    @api.constrains("lang_ids", "default_lang_id")
    def _check_languages(self):
        for store in self:
            if store.default_lang_id not in store.lang_ids:
                raise ValidationError(
                    self.env._("The default language must be one of the store's languages.")
                )

    @api.model_create_multi
    def create(self, vals_list):
        stores = super().create(vals_list)
        for store in stores:
            store._create_guest_partner()
        stores._grant_company_to_api_user()
        return stores

    def write(self, vals):
        result = super().write(vals)
        if "company_id" in vals:
            self._grant_company_to_api_user()
        return result

    def _create_guest_partner(self):
        self.guest_partner_id = (
            self.env["res.partner"]
            .sudo()  # sudo: a merchant manager sets up stores but need not manage contacts
            .create(
                {
                    "name": self.env._("Guest of %(store)s", store=self.name),
                    "company_id": self.company_id.id,
                    "country_id": self.country_id.id,
                    "active": False,
                }
            )
        )

    def _grant_company_to_api_user(self):
        user = self.env.ref("ecom_base.user_api").sudo()  # sudo: only the system may edit this user
        user.company_ids |= self.company_id

    def _cors_origin_list(self):
        self.ensure_one()
        return [
            line.strip().rstrip("/")
            for line in (self.cors_origins or "").splitlines()
            if line.strip()
        ]

    @api.model
    @tools.ormcache("origin")
    def _is_cors_origin(self, origin):
        """Tell whether any store lists this browser origin."""
        stores = self.sudo().search([])  # sudo: a preflight request has no user
        return any(origin in store._cors_origin_list() for store in stores)

    def _paused_currencies(self):
        """Return currencies the store has, but does not sell in at present (``res.currency``). Override to add some."""
        return self.env["res.currency"]

    @api.model
    def _hand_over(self):
        """Make fresh keys for the first store and return what a client program needs to start.

        Addons add their part by extension, e.g. webhook secrets.

        :return: dict with ``store``, ``publishableKey``, ``secretKey``, ``webhookSecrets``
        """
        store = self.search([], limit=1) or self.create(
            {"name": self.env.company.name, "code": "main"}
        )
        keys = self.env["ecom.store.key"]
        name = "Hand-over file"
        keys.search([("store_id", "=", store.id), ("name", "=", name)]).action_revoke()
        return {
            "store": store.code,
            "publishableKey": keys._generate(store, "publishable", name)[1],
            "secretKey": keys._generate(store, "secret", name)[1],
            "webhookSecrets": {},
        }

    def _to_info(self):
        """Return the frozen description of this store that API calls carry (:class:`StoreInfo`)."""
        self.ensure_one()
        return StoreInfo(
            id=self.id,
            code=self.code,
            company_id=self.company_id.id,
            currency=self.currency_id.name,
            currency_decimals=self.currency_id.decimal_places,
            lang=self.default_lang_id.code,
            langs=tuple(self.lang_ids.mapped("code")),
            tz=self.tz,
            country_code=self.country_id.code,
            warehouse_id=self.warehouse_id.id,
            currencies=tuple(self.env["ecom.catalog"]._catalog_currencies(self).mapped("name")),
            cors_origins=frozenset(self._cors_origin_list()),
            paused_currencies=tuple(self._paused_currencies().mapped("name")),
        )
