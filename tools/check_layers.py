"""Check the layer rules of docs/architecture.md: which folder may import what.

Arrows point one way: controllers -> schemas, services -> domain, models, providers. Feature addons import only
ecom_base and Odoo; a bridge `ecom_<a>_<b>` may import both of its sides.
"""

import ast
import re
import sys
import tokenize
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ADDONS = ROOT / "addons"
_SUITE = re.compile(r"^odoo\.addons\.(ecom_\w+)(?:\.(.+))?$")
# Network libraries: only the one HTTP client may use them. Submodules that never connect are allowed.
_NETWORK = {
    "requests",
    "urllib",
    "urllib3",
    "socket",
    "http",
    "httpx",
    "aiohttp",
    "smtplib",
    "websocket",
}
_HARMLESS = {
    "urllib.parse",
    "http.cookies",
    "http.HTTPStatus",
    "requests.exceptions",
    "urllib.parse.quote",
}
_DOOR = {"ecom_base/services/http_client.py", "ecom_base/services/http_transport.py"}
#: What forms prices, carts and orders. Reference rates are information and must not reach it.
_FORMS_PRICES = re.compile(
    r"^ecom_\w+/(models/(sale_|account_|product_|stock_|payment_|delivery_|loyalty_|ecom_(product_)?price|ecom_store_currency)"
    r"|services/(ecom_(order|cart|price|catalog|payment|gateway)|catalog_)"
    r"|domain/(?!reference\.py))"
)
_REFERENCE = re.compile(r"^ecom\.reference(\.|$)|reference_rate")
_MONEY = re.compile(r"amount|price|total|cost|fee|tax|subtotal|balance|refund")


def imports(tree, addon, path):
    """Yield (line, absolute dotted name) of everything a file imports.

    Relative imports are resolved to `odoo.addons.<addon>.…`, imported names appended, so that
    `from . import x` and `from odoo import models` both show what they reach.
    """
    package = ["odoo", "addons", addon, *path.relative_to(ADDONS / addon).parent.parts]
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for name in node.names:
                yield node.lineno, name.name
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            module = [*base, *([node.module] if node.module else [])]
            for name in node.names:
                yield node.lineno, ".".join([*module, name.name])


def check(path):
    """Yield (line, message) for every broken rule in one file."""
    addon, *inside = path.relative_to(ADDONS).parts
    layer = inside[0] if len(inside) > 1 else ""
    text = path.read_text()
    tree = ast.parse(text)
    if layer in {"tests", "migrations", "static"}:
        return
    for line, name in imports(tree, addon, path):
        message = _import_problem(addon, layer, "/".join([addon, *inside]), name)
        if message:
            yield line, message
    if _FORMS_PRICES.match("/".join([addon, *inside])):
        yield from _reference_problems(tree, addon, path)
    yield from _sudo_problems(text.splitlines(), tree)
    if layer == "domain":
        yield from _float_money(tree)


def _import_problem(addon, layer, where, name):
    """Return why this import is not allowed there, or None."""
    suite = _SUITE.match(name)
    if suite:
        return _suite_problem(addon, layer, *suite.groups())
    top = name.partition(".")[0]
    if top == "odoo" and layer in {"domain", "schemas"}:
        return f"{layer}/ is pure Python: it may not import {name}"
    if name.startswith("odoo.http") and layer in {"models", "services", "providers", "domain"}:
        return f"{layer}/ knows nothing of HTTP requests: it may not import {name}"
    if top in _NETWORK and where not in _DOOR and not _harmless(name):
        return f"only ecom_base's HTTP client talks to the network: import of {name}"
    return None


def _harmless(name):
    return any(name == allowed or name.startswith(allowed + ".") for allowed in _HARMLESS)


def _suite_problem(addon, layer, other, inner):
    """Return why importing from a suite addon is not allowed, or None."""
    sides = {addon, "ecom_base"}
    if addon.count("_") > 1:
        # a bridge ecom_<a>_<b> may reach ecom_<a> and ecom_<b>
        sides |= {f"ecom_{part}" for part in addon.split("_")[1:]}
    if other not in sides:
        return f"{addon} may not import {other}: use the outbox, or a bridge addon"
    target = (inner or "").partition(".")[0]
    banned = {
        "domain": {"models", "services", "controllers", "providers", "schemas", "wizards"},
        "schemas": {"models", "services", "controllers", "providers", "wizards"},
        "providers": {"models", "services", "controllers", "wizards"},
        "models": {"controllers"},
        "services": {"controllers"},
        "controllers": {"models"},
    }
    if target in banned.get(layer, set()):
        return f"{layer}/ may not import {target}/"
    return None


def _reference_problems(tree, addon, path):
    """Yield ways to reference rates from code that forms prices: the module, or the name of a model or field."""
    for line, name in imports(tree, addon, path):
        if ".ecom_pricing.domain.reference" in name or name.endswith(".ecom_reference"):
            yield line, f"reference rates never form a price: import of {name}"
    for node in ast.walk(tree):
        text = getattr(node, "value", None) if isinstance(node, ast.Constant) else None
        text = node.attr if isinstance(node, ast.Attribute) else text
        if isinstance(text, str) and _REFERENCE.search(text):
            yield node.lineno, f"reference rates never form a price: {text}"


def _sudo_problems(text, tree):
    """Yield statements that step around access rules without saying why, inside them or right above."""
    reasons = _comments(text)
    for statement in ast.walk(tree):
        if not isinstance(statement, ast.stmt):
            continue
        body = getattr(statement, "body", None)
        last = body[0].lineno - 1 if isinstance(body, list) else statement.end_lineno
        calls = [line for line in _sudo_lines(statement) if line <= last]
        first = statement.lineno
        while first - 1 in reasons and not text[first - 2].partition("#")[0].strip():
            first -= 1
        said = " ".join(reasons.get(line, "") for line in range(first, last + 1))
        if calls and "sudo" not in said:
            yield calls[0], "sudo() needs its reason beside it: `# sudo: <reason>`"


def _sudo_lines(statement):
    """Return the lines of a statement that call sudo()."""
    return [
        node.end_lineno
        for node in ast.walk(statement)
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "sudo" and not node.args
    ]


def _comments(lines):
    """Return {line number: comment} of a file's lines."""
    tokens = tokenize.generate_tokens(iter([line + "\n" for line in lines]).__next__)
    return {token.start[0]: token.string for token in tokens if token.type == tokenize.COMMENT}


def _float_money(tree):
    """Yield float() conversions of money in pure code: it is Decimal there."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "float":
            for argument in node.args:
                if _MONEY.search(ast.unparse(argument)):
                    yield node.lineno, "money is Decimal in domain/: no float()"


def main():
    """Check every addon; return the exit code."""
    found = []
    for path in sorted(ADDONS.rglob("*.py")):
        if "__pycache__" not in path.parts:
            found += [f"{path.relative_to(ROOT)}:{line}: {text}" for line, text in check(path)]
    if found:
        sys.stdout.write("\n".join(found) + "\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
