"""The servers that the addon's own tests put in place of providers, without the addon: that would need Odoo."""

from pathlib import Path

#: Makes this module a package whose modules lie there.
__path__ = [str(Path(__file__).parents[2] / "addons" / "ecom_payments" / "tests")]
