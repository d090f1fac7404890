from odoo import models

from ..api import errors


class SignatureError(errors.DomainError):
    """A webhook that its provider did not sign, or signed too long ago."""

    status, code = 401, "webhook_signature_invalid"


class WebhookSecretMissing(errors.DomainError):
    """A webhook for a receiver that has no secret to verify it with. The provider will deliver it again."""

    status, code = 503, "webhook_secret_missing"


class EcomWebhookReceiver(models.AbstractModel):
    """A record that a provider sends webhooks to, e.g. a payment provider or a mail provider.

    The addon declares the route (``@operation(…, auth="signature")``) and hands the raw body to
    ``ecom.webhook.event._receive``; this mixin's two hooks do the rest.
    """

    _name = "ecom.webhook.receiver"
    _description = "Receiver of Webhooks"

    def _webhook_provider(self):
        """Return the key (str) that event ids of this receiver are unique under, e.g. ``demo:12``. Override."""
        self.ensure_one()
        return f"{self._name}:{self.id}"

    def _webhook_verify(self, raw_body, headers):
        """Verify a webhook's signature and say what it is. Override; must not write.

        :param bytes raw_body: the body exactly as received. Parse it only after it is verified.
        :param dict headers: names in lower case
        :return: :class:`~..domain.webhook.WebhookNotice`
        :raise SignatureError: if the signature is missing, wrong or too old, or the body cannot be read
        :raise WebhookSecretMissing: if no secret is configured. Never process unverified events instead.
        """
        raise NotImplementedError(f"{self._name} does not verify webhooks")

    def _webhook_process(self, event):
        """Apply an event. Override; runs in a lane, in a transaction of its own.

        Events come more than once and in any order. Return or raise :class:`~..domain.webhook.Quarantine` or
        :class:`~..domain.webhook.Ignored` where the event must not or need not be applied; any other exception makes
        the lane try again later.

        :param event: one ``ecom.webhook.event``
        """
        raise NotImplementedError(f"{self._name} does not process webhooks")
