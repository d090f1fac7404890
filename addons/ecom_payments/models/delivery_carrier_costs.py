from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

_COSTS = ("ecom_forward_cost", "ecom_return_cost", "ecom_return_fee")


class DeliveryCarrier(models.Model):
    """What a parcel that comes back costs with this carrier: the merchant's own figures, for reports."""

    _inherit = "delivery.carrier"

    ecom_forward_cost = fields.Float(
        string="Freight to the Customer",
        company_dependent=True,
        help="Of an average parcel, in the company's currency, as the carrier bills it.",
    )
    ecom_return_cost = fields.Float(
        string="Freight Back",
        company_dependent=True,
        help="Of an average parcel that comes back, in the company's currency.",
    )
    ecom_return_fee = fields.Float(
        string="Other Cost of a Return",
        company_dependent=True,
        help="The carrier's charge for a return, packing and handling, in the company's currency.",
    )

    @api.constrains(*_COSTS)
    def _check_ecom_costs(self):
        for carrier in self:
            if min(carrier[name] for name in _COSTS) < 0:
                raise ValidationError(
                    self.env._("Costs of %(carrier)s cannot be negative.", carrier=carrier.name)
                )

    @api.model
    def _ecom_return_costs(self):
        """Return SQL of what a returned parcel costs with each carrier that has such a cost: (carrier_id, company_id,
        amount). One row for each carrier and company.
        """
        self.flush_model(_COSTS)
        amount = SQL(" + ").join(
            SQL(
                "COALESCE((carrier.%s ->> company.id::text)::numeric, 0)",
                SQL.identifier(name),
            )
            for name in _COSTS
        )
        return SQL(
            "SELECT carrier.id AS carrier_id, company.id AS company_id, NULLIF(%s, 0) AS amount"
            " FROM delivery_carrier carrier CROSS JOIN res_company company",
            amount,
        )
