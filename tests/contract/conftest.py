"""Thousands of requests from one address are not what the rate limits are for."""

import pytest
import requests

_RATES = ("read", "write", "events", "webhook", "refused")
_UNLIMITED = "1000000/second"


@pytest.fixture(scope="session", autouse=True)
def _without_rate_limits(shop):
    def parameter(method, **arguments):
        answer = requests.post(
            f"{shop['url']}/json/2/ir.config_parameter/{method}",
            json=arguments,
            headers={"Authorization": f"Bearer {shop['adminApiKey']}"},
            timeout=30,
        )
        answer.raise_for_status()
        return answer.json()

    keys = [f"ecom_base.rate.{rate}" for rate in _RATES]
    before = {key: parameter("get_param", key=key) for key in keys}
    for key in keys:
        parameter("set_param", key=key, value=_UNLIMITED)
    yield
    for key, value in before.items():
        parameter("set_param", key=key, value=value)
