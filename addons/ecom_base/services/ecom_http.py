import logging

from odoo import api, models

from ..domain.net_address import parse_networks
from .http_client import HttpClient

_logger = logging.getLogger(__name__)

_NETWORKS = "ecom_base.fetch_networks"


class EcomHttp(models.AbstractModel):
    """HTTP clients for services and models. No code of the suite talks to the network in another way."""

    _name = "ecom.http"
    _description = "HTTP Clients"

    @api.model
    def client(self, base_url="", **options):
        """Return a client for a web service that the merchant configured.

        :param str base_url: the service's address, settable on the provider's record
        :param options: as :class:`~.http_client.HttpClient` takes them
        """
        return HttpClient(base_url, **options)

    @api.model
    def public_client(self, **options):
        """Return a client for addresses that users or shops gave, e.g. of images.

        It reaches public addresses only, and the networks of the system parameter ``ecom_base.fetch_networks`` (CIDR,
        comma-separated), for a merchant's own image server inside the firewall.

        :param options: as :class:`~.http_client.HttpClient` takes them
        """
        return HttpClient(public_only=True, networks=self._networks(), **options)

    @api.model
    def _networks(self):
        # sudo: a setting of the server
        text = self.env["ir.config_parameter"].sudo().get_param(_NETWORKS) or ""
        try:
            return parse_networks(text)
        except ValueError as error:
            _logger.error("%s is not a list of networks: %s", _NETWORKS, error)
            return ()
