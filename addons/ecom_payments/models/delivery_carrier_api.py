from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.ecom_base.domain.webhook import WebhookNotice, body_digest
from odoo.addons.ecom_base.fields import Secret, reveal
from odoo.addons.ecom_base.models.ecom_webhook_receiver import SignatureError, WebhookSecretMissing

from ..providers.carriers import registry
from ..providers.carriers.base import (
    CarrierAccount,
    CarrierRefused,
    CarrierUnavailable,
    TokenInvalid,
)
from .carrier_errors import CarrierDown, CarrierSaidNo

# Seconds. Somebody stands at the packing table and waits.
_TIMEOUT = 10.0
_DEADLINE = 25.0
# Shiprocket takes no webhook address with one of these in it
_BANNED_WORDS = ("shiprocket", "kartrocket", "sr", "kr")


class DeliveryCarrier(models.Model):
    """Carriers with an API. All others are worked by hand: numbers are typed, and buttons say what became of a parcel."""

    _name = "delivery.carrier"
    _inherit = ["delivery.carrier", "ecom.public.id.mixin", "ecom.webhook.receiver"]
    _ecom_uid_prefix = "car"

    delivery_type = fields.Selection(
        selection_add=[("ecom_shiprocket", "Shiprocket"), ("ecom_delhivery", "Delhivery")],
        ondelete={"ecom_shiprocket": "set default", "ecom_delhivery": "set default"},
    )
    ecom_has_api = fields.Boolean(compute="_compute_ecom_has_api")
    ecom_uses_login = fields.Boolean(compute="_compute_ecom_has_api")
    ecom_has_test_system = fields.Boolean(compute="_compute_ecom_has_api")
    ecom_api_login = fields.Char(
        string="API User",
        groups="base.group_system",
        copy=False,
        help="Email of the API user, made in Shiprocket under Settings, API. Not your own login.",
    )
    ecom_api_secret = Secret(
        string="API Password or Token",
        groups="base.group_system",
        help="Password of Shiprocket's API user, or the API token of Delhivery. It can be replaced, never read again.",
    )
    ecom_api_url = fields.Char(
        string="API Address",
        groups="base.group_system",
        help="Address of the carrier's API where it differs from the usual one, e.g. a test server. Empty: the usual one.",
    )
    ecom_pickup_name = fields.Char(
        string="Pickup Place",
        help="Name of the pickup location (Shiprocket) or warehouse (Delhivery), written exactly as it is registered there.",
    )
    ecom_service = fields.Selection(
        [("Surface", "Surface"), ("Express", "Express")],
        string="Service",
        help="How Delhivery carries parcels. Empty: by surface.",
    )
    ecom_parcel_weight = fields.Float(
        string="Usual Weight",
        default=0.5,
        digits=(6, 3),
        help="Kilograms. Used for parcels whose products have no weight.",
    )
    ecom_parcel_length = fields.Float(string="Usual Length", default=20, help="Centimetres.")
    ecom_parcel_breadth = fields.Float(string="Usual Breadth", default=15, help="Centimetres.")
    ecom_parcel_height = fields.Float(string="Usual Height", default=10, help="Centimetres.")
    ecom_webhook_token = Secret(
        string="Webhook Token",
        groups="base.group_system",
        help="Any long text. The carrier repeats it in the header X-Api-Key of each report. Without it no report is accepted.",
    )
    ecom_webhook_url = fields.Char(
        string="Webhook Address",
        compute="_compute_ecom_webhook_url",
        help="Register this address with the carrier.",
    )
    ecom_webhook_problem = fields.Char(
        compute="_compute_ecom_webhook_problem", groups="base.group_system"
    )

    _ecom_parcel_positive = models.Constraint(
        "CHECK (ecom_parcel_weight > 0 AND ecom_parcel_length >= 0.5 AND ecom_parcel_breadth >= 0.5"
        " AND ecom_parcel_height >= 0.5)",
        "A parcel weighs something, and measures at least half a centimetre each way.",
    )

    @api.depends("delivery_type")
    def _compute_ecom_has_api(self):
        for carrier in self:
            adapter = carrier._ecom_adapter()
            carrier.ecom_has_api = bool(adapter)
            carrier.ecom_uses_login = bool(adapter and adapter.uses_login)
            carrier.ecom_has_test_system = bool(adapter and adapter.test_url)

    @api.depends("delivery_type")
    def _compute_ecom_webhook_url(self):
        for carrier in self:
            carrier.ecom_webhook_url = carrier._ecom_adapter() and (
                f"{carrier.get_base_url()}/api/webhooks/carrier/{carrier.ecom_uid}"
            )

    @api.depends("ecom_webhook_token", "delivery_type")
    def _compute_ecom_webhook_problem(self):
        for carrier in self:
            address = (carrier.ecom_webhook_url or "").lower()
            carrier.ecom_webhook_problem = False
            if not carrier.ecom_has_api:
                continue
            if not carrier.ecom_webhook_token:
                carrier.ecom_webhook_problem = self.env._(
                    "Set a webhook token: without it the carrier is only asked every few hours."
                )
            elif carrier.delivery_type == "ecom_shiprocket" and any(
                word in address for word in _BANNED_WORDS
            ):
                carrier.ecom_webhook_problem = self.env._(
                    "Shiprocket refuses addresses that contain “shiprocket”, “kartrocket”, “sr” or “kr”, also in the "
                    "name of the server. Use another name, or leave it to the regular questions."
                )

    def _ecom_adapter(self):
        """Return the :class:`~..providers.carriers.base.Carrier` of this record, None for one without an API."""
        return registry.get(self.delivery_type)

    def _ecom_account(self):
        """Return the :class:`CarrierAccount` that the adapter's methods take.

        :raise UserError: if the carrier is not set up
        """
        self.ensure_one()
        carrier = self.sudo()  # sudo: credentials are readable by nobody, but calls need them
        adapter = carrier._ecom_adapter()
        secret = reveal(carrier, "ecom_api_secret")
        token = reveal(carrier, "ecom_webhook_token")
        if (
            not secret
            or not carrier.ecom_pickup_name
            or (adapter.uses_login and not carrier.ecom_api_login)
        ):
            raise UserError(
                self.env._(
                    "%(carrier)s is not set up: it needs its credentials and the name of the pickup place.",
                    carrier=carrier.name,
                )
            )
        usual = (not carrier.prod_environment and adapter.test_url) or adapter.live_url
        return CarrierAccount(
            uid=carrier.ecom_uid,
            base_url=(carrier.ecom_api_url or usual).rstrip("/"),
            login=carrier.ecom_api_login or "",
            secret=secret,
            webhook_token=token,
            pickup=carrier.ecom_pickup_name,
            service=carrier.ecom_service or "",
            http=self.env["ecom.http"].client(
                secrets=[secret, token], timeout=_TIMEOUT, deadline=_DEADLINE, attempts=2
            ),
        )

    def _ecom_ask(self, method, *args):
        """Call one of the adapter's methods that go over the network.

        :param str method: its name
        :param args: what it takes beside the account
        :return: what it returns
        :raise CarrierDown: no answer; asking again does no harm
        :raise CarrierSaidNo: with the carrier's reason
        :raise UserError: if the carrier is not set up
        """
        account = self._ecom_account()
        try:
            return getattr(self._ecom_adapter(), method)(account, *args)
        except CarrierUnavailable as error:
            raise CarrierDown(
                self.env._(
                    "%(problem)s Try again later, it does no harm.", problem=_sentence(error)
                )
            ) from error
        except CarrierRefused as error:
            raise CarrierSaidNo(_sentence(error)) from error

    def _ecom_refuse_test(self):
        """Book nothing real while a carrier without a test system is set to test.

        :raise UserError: if it is
        """
        self.ensure_one()
        carrier = self.sudo()  # sudo: whether an address is set
        if carrier.prod_environment or carrier.ecom_api_url or carrier._ecom_adapter().test_url:
            return
        raise UserError(
            self.env._(
                "%(carrier)s is set to test, but has no test system. Switch it to production before parcels are booked.",
                carrier=carrier.name,
            )
        )

    def action_ecom_check(self):
        """Call the carrier with these credentials, and say how it went."""
        self.ensure_one()
        self.check_access("write")
        self._ecom_ask("check")
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("%(carrier)s accepts the credentials.", carrier=self.name),
            },
        }

    # === WEBHOOKS === #

    @api.model
    def _ecom_find(self, uid):
        """Return the carrier that webhooks are addressed to, with the system's rights; empty if there is none."""
        # sudo: the sender is known by its token, not as a user
        carrier = self.sudo().search([("ecom_uid", "=", uid)], limit=1)
        return carrier if carrier._ecom_adapter() else carrier.browse()

    def _webhook_provider(self):
        self.ensure_one()
        return f"carrier:{self.id}"

    def _webhook_verify(self, raw_body, headers):
        adapter = self._ecom_adapter()
        token = reveal(self.sudo(), "ecom_webhook_token")  # sudo: to compare with
        if not token:
            raise WebhookSecretMissing("This carrier takes no webhooks at the moment.")
        account = CarrierAccount(uid=self.ecom_uid, base_url="", http=None, webhook_token=token)
        try:
            adapter.verify(account, headers)
        except TokenInvalid as error:
            raise SignatureError(str(error)) from error
        try:
            events = adapter.parse(raw_body)
        except ValueError:
            events = []
        if not events:
            return WebhookNotice(body_digest(raw_body), "other")
        return WebhookNotice(body_digest(raw_body), events[-1].kind, events[-1].awb)

    def _webhook_process(self, event):
        return self.env["ecom.shipment.reports"].process(self, event)


def _sentence(error):
    text = str(error)
    return text if text.endswith((".", "!", "?")) else f"{text}."
