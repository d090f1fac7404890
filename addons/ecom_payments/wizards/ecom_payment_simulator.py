from odoo import Command, api, fields, models


class EcomPaymentSimulator(models.TransientModel):
    """Answers what a cart at an address would be offered, and why. Nothing is saved but the question."""

    _name = "ecom.payment.simulator"
    _description = "Payment Rule Simulator"

    name = fields.Char(compute="_compute_name")
    store_id = fields.Many2one(
        "ecom.store", required=True, default=lambda self: self.env["ecom.store"].search([], limit=1)
    )
    company_id = fields.Many2one(related="store_id.company_id")
    order_id = fields.Many2one(
        "sale.order",
        string="Take From",
        domain="[('ecom_store_id', '=', store_id), ('ecom_cart_version', '>=', 0)]",
        help="A cart or an order: its products, customer and address are filled in.",
    )
    customer_id = fields.Many2one(
        "res.partner", help="Some rules look at the tags of the customer."
    )
    line_ids = fields.One2many("ecom.payment.simulator.line", "simulator_id", string="Products")
    country_id = fields.Many2one(
        "res.country", compute="_compute_country_id", store=True, readonly=False
    )
    state_id = fields.Many2one(
        "res.country.state",
        domain="[('country_id', '=', country_id)]",
        help="Empty: as the PIN code says.",
    )
    zip = fields.Char(string="PIN Code")
    currency_id = fields.Many2one(
        "res.currency", compute="_compute_currency_id", store=True, readonly=False
    )
    carrier_id = fields.Many2one("delivery.carrier", check_company=True)
    result = fields.Html(compute="_compute_result")

    def _compute_name(self):
        self.name = self.env._("Payment Rule Simulator")

    @api.depends("store_id")
    def _compute_country_id(self):
        for simulator in self:
            simulator.country_id = simulator.store_id.country_id

    @api.depends("store_id")
    def _compute_currency_id(self):
        for simulator in self:
            simulator.currency_id = simulator.store_id.currency_id

    @api.depends(
        "store_id",
        "customer_id",
        "line_ids.product_id",
        "line_ids.quantity",
        "country_id",
        "state_id",
        "zip",
        "currency_id",
        "carrier_id",
    )
    def _compute_result(self):
        for simulator in self:
            simulator.result = self.env["ir.qweb"]._render(
                "ecom_payments.simulation", simulator._simulate()
            )

    def _simulate(self):
        """Return what to show, see ``ecom.payment.simulation``."""
        self.ensure_one()
        items = [
            (line.product_id._origin, line.quantity) for line in self.line_ids if line.product_id
        ]
        if not self.store_id or not items or not self.country_id:
            return {"problem": False, "cards": False}
        values = {"carrier_id": self.carrier_id.id, "partner_id": self.customer_id.id}
        return self.env["ecom.payment.simulation"].simulate(
            self.store_id._origin,
            items,
            address={
                "country": self.country_id.code,
                "state": self.state_id.code or "",
                "postal_code": self.zip or "",
            },
            currency=self.currency_id.name,
            values={name: value for name, value in values.items() if value},
        )

    @api.onchange("order_id")
    def _onchange_order_id(self):
        """Fill in what an order says."""
        order = self.order_id
        if not order:
            return
        items = order.order_line.filtered(
            lambda line: not line.display_type and line._ecom_kind() == "item"
        )
        _buyer, address, _billing = self.env["ecom.carts"].contact(order)
        ship_to = order.partner_shipping_id
        if address and order._ecom_is_cart():
            ship_to = self.env["ecom.payment.options"]._ship_to(self.store_id, address)
        self.update(
            {
                "customer_id": order.partner_id,
                "carrier_id": order.carrier_id,
                "currency_id": order.currency_id,
                "country_id": ship_to.country_id or self.store_id.country_id,
                "state_id": ship_to.state_id,
                "zip": ship_to.zip or self.zip,
                "line_ids": [Command.clear()]
                + [
                    Command.create(
                        {"product_id": line.product_id.id, "quantity": line.product_uom_qty}
                    )
                    for line in items
                ],
            }
        )
