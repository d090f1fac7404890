from odoo import api, models, tools
from odoo.tools import SQL


class EcomOrderRouting(models.Model):
    """Which routing rules fit an order; conditions that payment rules know as well are ``ecom.order.conditions``'."""

    _inherit = "ecom.order.routing"

    @api.model
    @tools.ormcache("company_id")
    def _triggers(self, company_id):
        """Return when rules of a company look at orders. Orders of a shop without rules cost no query."""
        # sudo: what applies to an order does not depend on who asks
        rules = self.sudo().search([("company_id", "=", company_id)])
        return frozenset(rules.mapped("trigger"))

    @api.model
    def _fitting(self, situation):
        """Return the rules whose conditions all hold, in the merchant's order, readable by anyone.

        :param RoutedSituation situation: see ``domain.routing``
        """
        return self.sudo().browse(self._fitting_ids(situation))  # sudo: as above

    @api.model
    def _compared(self):
        own = ("trigger", "payment_type", "payment_status", "risk_level")
        return (*super()._compared(), *own)

    @api.model
    def _conditions(self, situation):
        return {
            "trigger": SQL("rule.trigger = %s", situation.trigger),
            "payment_type": self._one_of("payment_type", situation.payment_types),
            "payment_status": self._one_of("payment_status", [situation.payment_status]),
            "risk_level": self._one_of("risk_level", situation.risk_levels),
            **super()._conditions(situation),
        }

    @api.model
    def _one_of(self, name, values):
        column = SQL.identifier("rule", name)
        return SQL("(%s IS NULL OR %s = ANY(%s))", column, column, values)
