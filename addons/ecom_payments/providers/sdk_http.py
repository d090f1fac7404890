"""How the vendors' SDKs reach the network: through the suite's HTTP client, with its deadlines, retries and redacted logs.

The SDKs build requests and check signatures. What went wrong is named here, once for all of them, before an SDK sees
it: theirs would print to stdout, wait for 80 seconds, or choke on an error page.
"""

from base64 import b64encode

from odoo.addons.ecom_base.domain.http_exchange import HttpError

from .base import GatewayRefused, GatewayUnavailable


class SdkHttp:
    """Take the place of the HTTP client in ``stripe.StripeClient`` and of the session in ``razorpay.Client``.

    :param GatewayAccount account: whose client sends
    :param str name: the gateway's, for messages
    """

    name = "ecom"

    def __init__(self, account, name):
        self._http = account.http
        self._gateway = name

    def send(self, method, url, *, idempotent=None, **options):
        """Send one request.

        :param bool idempotent: may be sent twice; None: method and ``Idempotency-Key`` decide
        :return: the answer, a successful one
        :raise GatewayUnavailable: no answer, one that asks to try again, or keys that are not accepted (a person can
            mend those, so what waits is not lost)
        :raise GatewayRefused: with the gateway's reason
        """
        try:
            response = self._http.request(method, url, idempotent=idempotent, **options)
        except HttpError as error:
            raise GatewayUnavailable(f"{self._gateway} does not answer: {error}") from error
        status = response.status_code
        if status in {401, 403}:
            raise GatewayUnavailable(f"{self._gateway} does not accept the keys ({status}).")
        if status in {408, 409, 429} or status >= 500 or 300 <= status < 400:
            raise GatewayUnavailable(f"{self._gateway} answered {status}.")
        if status >= 400:
            raise GatewayRefused(f"{self._gateway}: {_reason(response)}")
        return response

    # === AS STRIPE CALLS IT === #

    def request_with_retries(self, method, url, headers, post_data=None, **_options):
        """Return (body, status, headers). Stripe's own retries stay off: ours obey the deadline."""
        response = self.send(method, url, data=post_data, headers=dict(headers))
        return response.text, response.status_code, response.headers

    # === AS RAZORPAY CALLS IT === #

    def get(self, url, *, auth, verify=None, **options):
        """Send a GET request with basic authentication."""
        return self.send("GET", url, **_with_basic_auth(auth, options))

    def post(self, url, *, auth, verify=None, idempotent=False, **options):
        """Send a POST request with basic authentication; once, unless the caller knows that it may be sent twice."""
        return self.send("POST", url, idempotent=idempotent, **_with_basic_auth(auth, options))


def _with_basic_auth(auth, options):
    credentials = b64encode(":".join(auth).encode()).decode()
    headers = {**options.pop("headers", {}), "Authorization": f"Basic {credentials}"}
    return {"headers": headers, **options}


def _reason(response):
    """Return the sentence in which a gateway says no."""
    try:
        error = response.json()["error"]
        return str(error.get("description") or error.get("message") or error["code"])[:300]
    except (ValueError, LookupError, TypeError, AttributeError):
        return f"answered {response.status_code}"
