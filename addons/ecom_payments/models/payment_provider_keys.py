from odoo import api, fields, models, tools
from odoo.exceptions import UserError, ValidationError

from odoo.addons.ecom_base.fields import Secret, reveal

from ..providers.base import GatewayRefused, GatewayUnavailable


class PaymentProvider(models.Model):
    """What a merchant sets up of a gateway: its keys, its limits, and what to register on the other side."""

    _inherit = "payment.provider"

    ecom_needs_keys = fields.Boolean(
        compute="_compute_ecom_needs_keys", help="A gateway that the merchant has an account with."
    )
    ecom_key_id = fields.Char(
        string="Key ID",
        groups="base.group_system",
        copy=False,
        help="The public half of the API keys: Key ID (rzp_\u2026) of Razorpay, publishable key (pk_\u2026) of Stripe. The "
        "storefront gets to see it.",
    )
    ecom_secret = Secret(
        string="Secret Key",
        groups="base.group_system",
        help="The secret half of the API keys: Key Secret of Razorpay, secret or restricted key (sk_\u2026, rk_\u2026) of "
        "Stripe. It can be replaced, never read again.",
    )
    ecom_minimum_amount = fields.Monetary(
        string="Minimum Amount",
        currency_field="main_currency_id",
        help="Smallest payment this gateway is used for, in the company's currency. 0: as the gateway allows.",
    )
    ecom_webhook_events = fields.Char(
        string="Webhook Events",
        compute="_compute_ecom_needs_keys",
        help="Tick these events where you register the webhook address.",
    )
    ecom_webhook_missing = fields.Boolean(
        compute="_compute_ecom_webhook_missing", groups="base.group_system"
    )

    _ecom_minimum_not_negative = models.Constraint(
        "CHECK (ecom_minimum_amount >= 0)", "The minimum amount cannot be negative."
    )

    @api.depends("code")
    def _compute_ecom_needs_keys(self):
        for provider in self:
            gateway = provider._ecom_gateway()
            provider.ecom_needs_keys = bool(gateway and any(gateway.key_prefixes))
            provider.ecom_webhook_events = gateway and ", ".join(gateway.events)

    @api.depends("ecom_webhook_secret", "state")
    def _compute_ecom_webhook_missing(self):
        for provider in self:
            provider.ecom_webhook_missing = (
                provider.ecom_needs_keys
                and provider.state != "disabled"
                and not provider.ecom_webhook_secret
            )

    @api.constrains("state", "code", "ecom_key_id", "ecom_secret")
    def _check_ecom_keys(self):
        """Refuse to take orders with keys that are missing, swapped, or of the other mode."""
        for provider in self.filtered("ecom_needs_keys"):
            if provider.state == "disabled":
                continue
            of_id, of_secret = provider._ecom_gateway().key_prefixes
            provider._check_ecom_key(
                self.env._("Key ID"), provider.sudo().ecom_key_id or "", of_id
            )  # sudo: the check must hold whoever changes the mode
            provider._check_ecom_key(
                self.env._("Secret Key"), reveal(provider, "ecom_secret"), of_secret
            )

    def _ecom_is_ready(self):
        """Say whether this is a gateway that could be called: it has the keys it needs."""
        self.ensure_one()
        provider = self.sudo()  # sudo: only whether keys are there
        return bool(self._ecom_gateway()) and (
            not provider.ecom_needs_keys or bool(provider.ecom_key_id and provider.ecom_secret)
        )

    def _ecom_serves(self, currency, country):
        """Say whether the merchant offers this gateway in a currency and a country (which may not be known yet)."""
        currency_ids, country_ids = self._ecom_served()
        return (not currency_ids or currency.id in currency_ids) and (
            not country_ids or not country or country.id in country_ids
        )

    @tools.ormcache("self.id")
    def _ecom_served(self):
        """Return (ids of currencies, ids of countries) that the merchant offers this gateway in; none are all."""
        self.ensure_one()
        return frozenset(self.available_currency_ids._ids), frozenset(
            self.available_country_ids._ids
        )

    def _check_ecom_key(self, label, key, prefixes):
        mode, other = ("live", "test") if self.state == "enabled" else ("test", "live")
        if not key:
            raise ValidationError(
                self.env._(
                    "%(provider)s needs its %(label)s before it is enabled.",
                    provider=self.name,
                    label=label,
                )
            )
        if not prefixes or key.startswith(_begin(prefixes, mode)):
            return
        if not key.startswith(_begin(prefixes, other)):
            problem = self.env._(
                "The %(label)s of %(provider)s begins with %(prefixes)s.",
                label=label,
                provider=self.name,
                prefixes=self.env._(" or ").join(_begin(prefixes, mode)),
            )
        elif mode == "test":
            problem = self.env._(
                "%(provider)s is in test mode, but its %(label)s is a live key: it would take real money.",
                provider=self.name,
                label=label,
            )
        else:
            problem = self.env._(
                "%(provider)s is enabled, but its %(label)s is a test key: no money would arrive.",
                provider=self.name,
                label=label,
            )
        raise ValidationError(problem)

    def action_ecom_check(self):
        """Call the gateway with these keys, and say how it went."""
        self.ensure_one()
        self.check_access("write")
        try:
            self._ecom_gateway().check(self._ecom_account())
        except (GatewayUnavailable, GatewayRefused) as error:
            raise UserError(
                self.env._("The connection does not work. %(problem)s", problem=str(error))
            ) from error
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("%(provider)s accepts the keys.", provider=self.name),
            },
        }


def _begin(prefixes, mode):
    return tuple(prefix.format(mode=mode) for prefix in prefixes)
