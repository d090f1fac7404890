from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError

from ..domain.order_messages import EVENTS

#: What is written without anybody having to ask. The rest is prepared, and waits to be switched on.
_ACTIVE = {
    "placed",
    "upfront_received",
    "prepaid_offer",
    "payment_link",
    "payment_reminder",
    "shipped",
    "refunded",
    "cancelled",
}
#: Payment types a message makes sense for, all where it is not here. Those who pay upfront hear when that has come.
_TYPES = {
    "placed": {"cod"},
    "upfront_requested": {"prepaid", "partial_cod"},
    "upfront_received": {"prepaid", "partial_cod"},
    "upfront_failed": {"prepaid", "partial_cod"},
    "prepaid_offer": {"cod"},
    "collected": {"cod", "partial_cod"},
}
_ALL = {"prepaid", "cod", "partial_cod"}
#: Where the words of each channel come from. SMS cost money, so nobody gets any unasked.
_WORDS = (
    ("email", "mail_template", "template_id"),
    ("sms", "sms_template", "sms_template_id"),
)
_DELAYS = {"upfront_requested": 15}


class EcomOrderMessageRule(models.Model):
    """A store writes to its customers when something happens to their orders: about what, how and with which words."""

    _name = "ecom.order.message.rule"
    _description = "Customer Message"
    _order = "store_id, sequence, id"
    _check_company_auto = True

    name = fields.Char(compute="_compute_name")
    active = fields.Boolean(default=True, help="Switched off: nothing is sent.")
    sequence = fields.Integer(default=10)
    store_id = fields.Many2one(
        "ecom.store",
        required=True,
        index=True,
        ondelete="cascade",
        default=lambda self: self.env["ecom.store"].search([], limit=1),
    )
    company_id = fields.Many2one(related="store_id.company_id", store=True, index=True)
    event = fields.Selection(EVENTS, string="When", required=True, default="shipped")
    for_prepaid = fields.Boolean(string="Prepaid", default=True, help="Sent for Prepaid orders.")
    for_cod = fields.Boolean(string="COD", default=True, help="Sent for COD orders.")
    for_partial_cod = fields.Boolean(
        string="Partial COD", default=True, help="Sent for Partial COD orders."
    )
    channel = fields.Selection(
        [("email", "Email"), ("sms", "SMS")],
        string="By",
        required=True,
        default="email",
        help="SMS are sent through the gateway that is set up in Odoo, and cost money.",
    )
    template_id = fields.Many2one(
        "mail.template",
        string="Email Template",
        domain=[("model", "=", "sale.order")],
        ondelete="restrict",
        help="Subject and text. It may be changed freely; placeholders like the amounts are filled in for each order.",
    )
    sms_template_id = fields.Many2one(
        "sms.template",
        string="SMS Text",
        domain=[("model", "=", "sale.order")],
        ondelete="restrict",
        help="It may be changed freely. Many countries want the texts of a sender registered first.",
    )
    delay_minutes = fields.Integer(
        string="Delay (min)",
        help="How long after the event it is sent, in minutes. It is left out if it is out of date by then, for "
        "example a request for a payment that has come.",
    )

    _delay_not_negative = models.Constraint(
        "CHECK (delay_minutes >= 0 AND delay_minutes <= 43200)",
        "A message is sent between 0 minutes and 30 days after the event.",
    )

    @api.depends("event", "channel")
    @api.depends_context("lang")
    def _compute_name(self):
        events = dict(self._fields["event"]._description_selection(self.env))
        channels = dict(self._fields["channel"]._description_selection(self.env))
        for rule in self:
            rule.name = self.env._(
                "%(event)s, by %(channel)s",
                event=events.get(rule.event, ""),
                channel=channels.get(rule.channel, ""),
            )

    @api.constrains("channel", "template_id", "sms_template_id")
    def _check_template(self):
        for rule in self:
            if not (rule.template_id if rule.channel == "email" else rule.sms_template_id):
                raise ValidationError(self.env._("%(rule)s needs a template.", rule=rule.name))

    @api.constrains("for_prepaid", "for_cod", "for_partial_cod")
    def _check_types(self):
        for rule in self:
            if not (rule.for_prepaid or rule.for_cod or rule.for_partial_cod):
                raise ValidationError(
                    self.env._(
                        "Choose at least one payment type, or archive the message: %(rule)s",
                        rule=rule.name,
                    )
                )

    # === WHICH RULES === #

    @api.model
    @tools.ormcache("store_id")
    def _of_store(self, store_id):
        """Return the store's active rules: tuple of (id, event, channel, delay in minutes, payment types).

        Placing an order asks for them, so it must cost no query.
        """
        # sudo: what a store sends does not depend on who acts
        rules = self.sudo().search([("store_id", "=", store_id)])
        return tuple(
            (rule.id, rule.event, rule.channel, rule.delay_minutes, rule._payment_types())
            for rule in rules
        )

    def _payment_types(self):
        return frozenset(name for name in ("prepaid", "cod", "partial_cod") if self[f"for_{name}"])

    @api.model_create_multi
    def create(self, vals_list):
        rules = super().create(vals_list)
        self.env.registry.clear_cache()
        return rules

    def write(self, vals):
        result = super().write(vals)
        self.env.registry.clear_cache()
        return result

    def unlink(self):
        result = super().unlink()
        self.env.registry.clear_cache()
        return result

    # === DEFAULTS === #

    @api.model
    def _ensure_defaults(self, stores=None):
        """Give stores that have no rule one for each event, most of them switched off until somebody wants them."""
        if stores is None:
            stores = self.env["ecom.store"].with_context(active_test=False).search([])
        found = self.sudo().with_context(active_test=False)  # sudo: managers make stores
        have = found.search([("store_id", "in", stores.ids)]).store_id
        values = [vals for store in stores - have for vals in self._default_values(store)]
        found.create(values)

    @api.model
    def _default_values(self, store):
        """Return values of the rules a new store begins with: list of dict."""
        values = []
        for number, (event, _label) in enumerate(EVENTS, 1):
            for channel, prefix, field_name in _WORDS:
                xml_id = f"ecom_payments.{prefix}_{event}"
                template = self.env.ref(xml_id, raise_if_not_found=False)
                if not template:
                    continue
                values.append(
                    {
                        "store_id": store.id,
                        "sequence": number,
                        "event": event,
                        "channel": channel,
                        field_name: template.id,
                        "delay_minutes": _DELAYS.get(event, 0),
                        "active": channel == "email" and event in _ACTIVE,
                    }
                    | {f"for_{name}": name in _TYPES.get(event, _ALL) for name in _ALL}
                )
        return values

    def action_preview(self):
        """Show the message as an order's customer would get it."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ecom_payments.ecom_order_message_preview_action"
        )
        return action | {"context": {"default_rule_id": self.id}}
