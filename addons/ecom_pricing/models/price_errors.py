from odoo.exceptions import UserError


class PriceNotSet(UserError):
    """The seller has set no price for this product in this currency."""


class CurrencyMismatch(UserError):
    """A price was asked for, or an order put, in another currency than that of the prices."""


class PreviewStale(UserError):
    """Prices, or what was asked for, changed after the preview that is to be applied."""
