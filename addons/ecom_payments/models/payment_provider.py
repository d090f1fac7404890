import secrets
import time

from odoo import api, fields, models

from odoo.addons.ecom_base.domain.webhook import WebhookNotice, body_digest
from odoo.addons.ecom_base.fields import Secret, reveal
from odoo.addons.ecom_base.models.ecom_webhook_receiver import SignatureError, WebhookSecretMissing

from ..providers import registry
from ..providers.base import GatewayAccount, SignatureInvalid

COD_CODE = "ecom_cod"
PREFIX = "ecom_"
# Seconds. A customer waits for the first answer; the second try is made by the next gateway, or by a job.
_TIMEOUT = 8.0
_DEADLINE = 15.0


class PaymentProvider(models.Model):
    """Payment providers of the storefront have codes of their own, so that none of Odoo's own payment routes, whose
    checks differ, ever reaches their transactions."""

    _name = "payment.provider"
    _inherit = [
        "payment.provider",
        "ecom.cached.mixin",
        "ecom.public.id.mixin",
        "ecom.webhook.receiver",
    ]
    _cached_fields = frozenset({"available_country_ids", "available_currency_ids", "code"})
    _ecom_uid_prefix = "gwy"

    code = fields.Selection(
        selection_add=[
            ("ecom_razorpay", "Storefront: Razorpay"),
            ("ecom_stripe", "Storefront: Stripe"),
            ("ecom_demo", "Storefront: demo gateway"),
            (COD_CODE, "Storefront: cash on delivery"),
        ],
        ondelete={
            "ecom_razorpay": "set default",
            "ecom_stripe": "set default",
            "ecom_demo": "set default",
            COD_CODE: "set default",
        },
    )
    ecom_webhook_secret = Secret(
        string="Webhook Secret",
        groups="base.group_system",
        help="Key that the gateway signs its webhooks with. Without it no webhook is accepted.",
    )
    ecom_base_url = fields.Char(
        string="API Address",
        groups="base.group_system",
        help="Address of the gateway's API where it differs from the usual one, e.g. a regional endpoint or a test "
        "server. Empty: the usual one.",
    )
    ecom_webhook_url = fields.Char(
        string="Webhook Address",
        compute="_compute_ecom_webhook_url",
        help="Register this address with the gateway.",
    )

    @api.depends("code")
    def _compute_ecom_webhook_url(self):
        for provider in self:
            gateway = provider._ecom_gateway()
            provider.ecom_webhook_url = gateway and (
                f"{provider.get_base_url()}/api/webhooks/{gateway.code}/{provider.ecom_uid}"
            )

    def _compute_feature_support_fields(self):
        super()._compute_feature_support_fields()
        self.filtered(lambda provider: provider._ecom_is_ours()).support_refund = "partial"
        self.filtered("ecom_needs_keys").support_manual_capture = "full_only"

    @api.model
    def _get_compatible_providers(self, *args, **kwargs):
        """Keep the storefront's providers out of Odoo's own portal and website: they have other rules."""
        providers = super()._get_compatible_providers(*args, **kwargs)
        return providers.filtered(lambda provider: not provider._ecom_is_ours())

    @api.model
    def _ecom_find(self, gateway, uid):
        """Return the provider that a gateway's webhooks are addressed to, with the system's rights; empty if none.

        :param str gateway: the gateway's code
        :param str uid: the provider's public id
        """
        # sudo: the sender is known by its signature, not as a user
        return self.sudo().search(
            [("ecom_uid", "=", uid), ("code", "=", f"{PREFIX}{gateway}")], limit=1
        )

    def _ecom_is_ours(self):
        self.ensure_one()
        return self.code.startswith(PREFIX)

    def _ecom_gateway(self):
        """Return the :class:`Gateway` of this provider, None for cash on delivery and foreign providers."""
        self.ensure_one()
        return registry.get(self.code.removeprefix(PREFIX)) if self._ecom_is_ours() else None

    def _ecom_account(self):
        """Return the :class:`GatewayAccount` that the gateway's methods take."""
        self.ensure_one()
        provider = (
            self.sudo()
        )  # sudo: credentials are readable by nobody, but the gateway has to sign with them
        webhook_secret = reveal(provider, "ecom_webhook_secret")
        secret = reveal(provider, "ecom_secret")
        usual_url = provider._ecom_gateway().api_url or provider.get_base_url()
        return GatewayAccount(
            uid=provider.ecom_uid,
            base_url=(provider.ecom_base_url or usual_url).rstrip("/"),
            key_id=provider.ecom_key_id or "",
            secret=secret,
            webhook_secret=webhook_secret,
            live=provider.state == "enabled",
            manual_capture=provider.capture_manually,
            http=self.env["ecom.http"].client(
                secrets=[webhook_secret, secret],
                timeout=_TIMEOUT,
                deadline=_DEADLINE,
                attempts=2,
            ),
        )

    # === SETUP === #

    @api.model
    def _ecom_ensure(self, companies):
        """Give companies their providers: the demo gateway and cash on delivery ready for use, the others to be set up."""
        self = (
            self.sudo()
        )  # sudo: a merchant manager makes a store, but may not handle payment providers
        for company in companies:
            for code, values in self._ecom_default_values().items():
                if not self.search_count(
                    [("code", "=", code), ("company_id", "=", company.id)], limit=1
                ):
                    self._setup_payment_method(code)
                    self.create(values | {"code": code, "company_id": company.id})

    @api.model
    def _ecom_ensure_all(self):
        """Give them to the companies of all stores: called by data, for databases that are older than a gateway."""
        stores = self.env["ecom.store"].with_context(active_test=False).search([])
        self._ecom_ensure(stores.company_id)

    @api.model
    def _ecom_default_values(self):
        unknown = self.env.ref("payment.payment_method_unknown").ids
        return {
            "ecom_razorpay": {
                "name": "Razorpay",
                "state": "disabled",
                "sequence": 10,
                "payment_method_ids": unknown,
            },
            "ecom_stripe": {
                "name": "Stripe",
                "state": "disabled",
                "sequence": 20,
                "payment_method_ids": unknown,
            },
            "ecom_demo": {
                "name": "Demo gateway",
                "state": "test",
                "sequence": 90,
                "ecom_webhook_secret": secrets.token_urlsafe(32),
                "payment_method_ids": unknown,
            },
            COD_CODE: {
                "name": "Cash on delivery",
                "state": "enabled",
                "sequence": 91,
                "payment_method_ids": self.env.ref("delivery.payment_method_cash_on_delivery").ids,
            },
        }

    @api.model
    def _ecom_remove_all(self):
        """Leave nothing behind that needs this addon: called before it is uninstalled.

        Payments that were booked stay booked: their method lines become manual ones.
        """
        for code in [
            code for code, _name in self._fields["code"].selection if code.startswith(PREFIX)
        ]:
            self._ecom_make_lines_manual(self._get_provider_payment_method(code))
            self._remove_provider(code)

    def _ecom_make_lines_manual(self, method):
        lines = self.env["account.payment.method.line"].search(
            [("payment_method_id", "=", method.id)]
        )
        manual = self.env.ref("account.account_payment_method_manual_in")
        lines.write({"payment_method_id": manual.id, "payment_provider_id": False})

    # === WEBHOOKS === #

    def _webhook_provider(self):
        self.ensure_one()
        return f"{self.code}:{self.id}"

    def _webhook_verify(self, raw_body, headers):
        gateway, account = self._ecom_gateway(), self._ecom_account()
        if not account.webhook_secret or self.state == "disabled":
            raise WebhookSecretMissing("This provider takes no webhooks at the moment.")
        try:
            gateway.verify(account, raw_body, headers, time.time())
        except SignatureInvalid as error:
            raise SignatureError(str(error)) from error
        try:
            event = gateway.parse(raw_body, headers)
        except ValueError:
            event = None
        if event is None:
            return WebhookNotice(body_digest(raw_body), "other")
        return WebhookNotice(event.id, event.kind, event.gateway_ref)

    def _webhook_process(self, event):
        return self.env["ecom.gateway.events"].process(self, event)
