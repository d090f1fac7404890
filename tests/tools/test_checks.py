"""The project's own static checks find what they are for, and nothing else."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tools"))

import check_layers
import check_sizes


@pytest.fixture
def addon(tmp_path, monkeypatch):
    monkeypatch.setattr(check_layers, "ADDONS", tmp_path)

    def write(path, text):
        file = tmp_path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        return [message for _line, message in check_layers.check(file)]

    return write


@pytest.mark.parametrize(
    ("path", "text", "found"),
    [
        ("ecom_pay/domain/x.py", "from odoo import fields", "pure Python"),
        ("ecom_pay/domain/x.py", "from ..models import order", "domain/ may not import models/"),
        ("ecom_pay/domain/x.py", "total = float(amount_total)", "no float()"),
        ("ecom_pay/models/x.py", "from odoo.http import request", "knows nothing of HTTP"),
        ("ecom_pay/services/x.py", "import requests", "only ecom_base's HTTP client"),
        ("ecom_pay/models/x.py", "from odoo.addons.ecom_seo import y", "use the outbox"),
        ("ecom_pay/models/x.py", "a = self.env['x'].sudo().search([])", "needs its reason"),
        ("ecom_pay/controllers/x.py", "from ..models import y", "may not import models/"),
        (
            "ecom_pricing/models/sale_order.py",
            "from ..domain.reference import indicative",
            "never form a price",
        ),
        ("ecom_pay/services/ecom_carts.py", "a = env['ecom.reference.rate']", "never form a price"),
        ("ecom_pay/domain/offer.py", "a = store.reference_rate_ids", "never form a price"),
    ],
)
def test_broken_rules(addon, path, text, found):
    (message,) = addon(path, text + "\n")
    assert found in message


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("ecom_pay/domain/x.py", "from decimal import Decimal"),
        ("ecom_pay/services/x.py", "from ..domain import split"),
        ("ecom_pay/models/x.py", "from odoo.addons.ecom_base.api import errors"),
        ("ecom_pay_seo/models/x.py", "from odoo.addons.ecom_seo import y"),
        ("ecom_pay/models/x.py", "import urllib.parse"),
        ("ecom_pay/models/x.py", "a = b.sudo()  # sudo: public facts"),
        ("ecom_pay/models/x.py", "# sudo: public facts\na = (\n    b.sudo()\n    .search([])\n)"),
        ("ecom_pay/models/x.py", "a = b.sudo(\n)  # sudo: the formatter moved this comment"),
        ("ecom_pay/models/x.py", "a = record.sudo(False)"),
        ("ecom_pay/services/ecom_reference.py", "from ..domain.reference import spread"),
    ],
)
def test_kept_rules(addon, path, text):
    assert addon(path, text + "\n") == []


def test_sizes(tmp_path):
    long_function = "def f():\n" + "    x = 1\n" * 41
    path = tmp_path / "x.py"
    path.write_text(long_function)
    (problem,) = check_sizes.problems(path, "addons/a/x.py", {})
    assert "f() has 42 lines (limit 40)" in problem
    assert not list(check_sizes.problems(path, "addons/a/x.py", {"addons/a/x.py:f": 50}))
    assert not list(check_sizes.problems(path, "addons/a/tests/x.py", {}))
    path.write_text("x = 1\n" * 301)
    (problem,) = check_sizes.problems(path, "addons/a/x.py", {})
    assert "301 lines (limit 300)" in problem
