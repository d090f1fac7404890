"""What people see when a carrier does not do what it is asked for."""

from odoo.exceptions import UserError


class CarrierDown(UserError):
    """The carrier did not answer, or asks to try again. Asking again does no harm."""


class CarrierSaidNo(UserError):
    """The carrier understood and said no. Asking again will not help."""
