from odoo import api, fields, models

from ..domain import routing


class EcomOrderRoutingTest(models.TransientModel):
    """Says which routing rules would act on an order, and why the others would not. Changes nothing."""

    _name = "ecom.order.routing.test"
    _description = "Try Routing Rules"

    order_id = fields.Many2one(
        "sale.order",
        required=True,
        domain=[("ecom_payment_type", "!=", False)],
        default=lambda self: self._last_order(),
    )
    trigger = fields.Selection(
        lambda self: (
            self.env["ecom.order.routing"]._fields["trigger"]._description_selection(self.env)
        ),
        string="Looks at an Order",
        required=True,
        default=routing.PLACED,
    )
    fitting = fields.Text(string="These Act", compute="_compute_result")
    unfitting = fields.Text(string="These Do Not", compute="_compute_result")

    @api.model
    def _last_order(self):
        domain = [
            ("ecom_payment_type", "!=", False),
            ("ecom_placed_at", "!=", False),
            ("company_id", "=", self.env.company.id),
        ]
        return self.env["sale.order"].search(domain, order="ecom_placed_at desc", limit=1)

    @api.depends("order_id", "trigger")
    def _compute_result(self):
        for wizard in self:
            wizard.fitting, wizard.unfitting = wizard._judge() if wizard.order_id else ("", "")

    def _judge(self):
        """Return what the rules that fit would do, and which condition fails of the others: two texts."""
        rules, order = self.env["ecom.order.routing"], self.order_id._origin
        situation = self.env["ecom.order.router"].situation(order, self.trigger)
        fitting = rules._fitting(situation)
        decided = routing.decide((rule.id, rule._actions()) for rule in fitting)
        acting = [self._sentence(rule, decided) for rule in fitting]
        others = [
            f"{rules.browse(rule_id).name}: {self._condition(name)}"
            for rule_id, name in rules._unfitting(situation)
        ]
        return "\n".join(acting) or self.env._("No rule fits."), "\n".join(others)

    def _sentence(self, rule, decided):
        actions = [action for action in rule._actions() if decided[action] == rule.id]
        words = rule._action_words(actions)
        if len(actions) < len(rule._actions()):
            words.append(self.env._("the rest is decided by rules above it"))
        return f"{rule.name}: {', '.join(words)}"

    def _condition(self, name):
        if name == "amounts":
            return self.env._("the total does not fit")
        field = self.env["ecom.order.routing"]._fields[name]._description_string(self.env)
        return self.env._("“%s” does not fit", field)
