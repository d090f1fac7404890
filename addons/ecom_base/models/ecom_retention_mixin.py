import logging
from datetime import timedelta

from odoo import api, fields, models

_logger = logging.getLogger(__name__)

_PARAMETER = "ecom_base.keep_days."


class EcomRetentionMixin(models.AbstractModel):
    """Tables that only grow, and whose settled rows are deleted after some days.

    The system parameter ``ecom_base.keep_days.<model>`` overrides the model's own number of days; 0 keeps rows forever.
    """

    _name = "ecom.retention.mixin"
    _description = "Rows Kept for Some Days"

    @api.model
    def _kept_since(self, default_days):
        """Return the moment (naive UTC) before which settled rows may be deleted, or None if all are kept.

        :param int default_days: how long this model keeps rows unless the parameter says otherwise; None: forever
        """
        # sudo: a setting of the server
        text = self.env["ir.config_parameter"].sudo().get_param(_PARAMETER + self._name)
        days = default_days
        if text:
            try:
                days = int(text)
            except ValueError:
                _logger.error(
                    "%s%s is not a number of days; using %s", _PARAMETER, self._name, default_days
                )
        if not days or days < 0:
            return None
        return fields.Datetime.now() - timedelta(days=days)
