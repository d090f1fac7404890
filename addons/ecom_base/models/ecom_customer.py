from odoo import api, fields, models
from odoo.fields import Domain


class EcomCustomer(models.Model):
    """A customer of one store: the bridge between the shop's account and an Odoo contact.

    Guests, who ordered without an account, have no external id.
    """

    _name = "ecom.customer"
    _description = "Shop Customer"
    _inherit = ["ecom.public.id.mixin"]
    _ecom_uid_prefix = "cus"
    _order = "id desc"
    _rec_names_search = ["partner_id.name", "email", "phone", "external_id"]

    store_id = fields.Many2one(
        "ecom.store", required=True, readonly=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(
        related="store_id.company_id", store=True, precompute=True, index=True
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Contact",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    external_id = fields.Char(
        string="External ID",
        readonly=True,
        copy=False,
        help="Identifier of the account in the shop. Empty for guests.",
    )
    name = fields.Char(related="partner_id.name")
    email = fields.Char(
        readonly=True, index="btree_not_null", help="Normalised: trimmed, lower case."
    )
    phone = fields.Char(readonly=True, index="btree_not_null", help="E.164, e.g. +919876543210.")
    state_id = fields.Many2one(related="partner_id.state_id", store=True, precompute=True)
    country_id = fields.Many2one(related="partner_id.country_id", store=True, precompute=True)
    address_ids = fields.One2many(related="partner_id.child_ids", string="Addresses")
    lang = fields.Char(string="Locale", readonly=True, help="Preferred language, e.g. en_IN.")
    currency_id = fields.Many2one(
        "res.currency",
        string="Preferred Currency",
        readonly=True,
        help="Empty: the store's currency.",
    )
    token_version = fields.Integer(
        default=1, readonly=True, help="Raised to make all customer tokens issued so far invalid."
    )
    is_guest = fields.Boolean(compute="_compute_is_guest", search="_search_is_guest")
    order_ids = fields.One2many(
        "sale.order",
        "ecom_customer_id",
        string="Orders",
        domain=[("ecom_placed_at", "!=", False)],
    )
    order_count = fields.Integer(
        string="Number of Orders",
        compute="_compute_order_figures",
        help="Orders placed and not cancelled.",
    )
    order_total = fields.Monetary(
        string="Lifetime Value",
        compute="_compute_order_figures",
        currency_field="store_currency_id",
        help="Sum of the orders placed in the store's currency and not cancelled, taxes included.",
    )
    last_order_at = fields.Datetime(string="Last Order", compute="_compute_order_figures")
    order_average = fields.Monetary(
        string="Average Order",
        compute="_compute_order_figures",
        currency_field="store_currency_id",
        help="Of the orders counted in the lifetime value.",
    )
    cart_count = fields.Integer(
        string="Open Carts", compute="_compute_cart_count", help="Filled and not ordered."
    )
    store_currency_id = fields.Many2one(related="store_id.currency_id", string="Store Currency")

    _external_id_unique = models.UniqueIndex(
        "(store_id, external_id) WHERE external_id IS NOT NULL",
        "This store already has a customer with this external ID.",
    )
    # of two first orders at once, the second finds the guest that the first one made
    _guest_email_unique = models.UniqueIndex(
        "(store_id, email) WHERE external_id IS NULL AND email IS NOT NULL",
        "This store already has a guest with this email.",
    )
    _guest_phone_unique = models.UniqueIndex(
        "(store_id, phone) WHERE external_id IS NULL AND email IS NULL AND phone IS NOT NULL",
        "This store already has a guest with this phone and no email.",
    )

    @api.depends("external_id")
    def _compute_is_guest(self):
        for customer in self:
            customer.is_guest = not customer.external_id

    def _search_is_guest(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain.OR(Domain("external_id", "=" if guest else "!=", False) for guest in value)

    @api.depends("order_ids.state", "order_ids.amount_total")
    def _compute_order_figures(self):
        groups = self.env["sale.order"]._read_group(
            [
                ("ecom_customer_id", "in", self.ids),
                ("ecom_placed_at", "!=", False),
                ("state", "!=", "cancel"),
            ],
            ["ecom_customer_id", "currency_id"],
            ["__count", "amount_total:sum", "ecom_placed_at:max"],
        )
        figures = {}
        for customer, currency, count, total, last in groups:
            figures.setdefault(customer, []).append((currency, count, total, last))
        for customer in self:
            rows = figures.get(customer, [])
            customer.order_count = sum(count for _currency, count, _total, _last in rows)
            own = [row for row in rows if row[0] == customer.store_currency_id]
            customer.order_total = total = sum(row[2] for row in own)
            customer.order_average = total / sum(row[1] for row in own) if own else 0.0
            customer.last_order_at = max((last for *_others, last in rows), default=False)

    def _compute_cart_count(self):
        groups = self.env["sale.order"]._read_group(
            self._cart_domain(self), ["ecom_customer_id"], ["__count"]
        )
        counts = {customer: count for customer, count in groups}
        for customer in self:
            customer.cart_count = counts.get(customer, 0)

    @api.model
    def _cart_domain(self, customers):
        return [
            ("ecom_customer_id", "in", customers.ids),
            ("ecom_placed_at", "=", False),
            ("state", "=", "draft"),
            ("order_line", "!=", False),
        ]

    @api.depends("partner_id.name", "email", "phone")
    def _compute_display_name(self):
        for customer in self:
            customer.display_name = (
                customer.partner_id.name or customer.email or customer.phone or customer.ecom_uid
            )

    @api.model_create_multi
    def create(self, vals_list):
        customers = super().create(vals_list)
        self.env["ecom.facts"].note("customer.created", customers)
        return customers

    def action_view_orders(self):
        """Open the placed orders of this customer."""
        return self._action_of(
            "ecom_base.ecom_order_action",
            self.env._("Orders of %(customer)s", customer=self.display_name),
            [("ecom_customer_id", "=", self.id), ("ecom_placed_at", "!=", False)],
        )

    def action_view_carts(self):
        """Open the filled carts of this customer."""
        return self._action_of(
            "ecom_base.ecom_cart_action",
            self.env._("Carts of %(customer)s", customer=self.display_name),
            self._cart_domain(self),
        )

    def _action_of(self, xmlid, name, domain):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(xmlid)
        return action | {"name": name, "domain": domain, "context": {"create": False}}

    def action_revoke_tokens(self):
        """Make all customer tokens issued so far invalid, e.g. when an account was taken over."""
        for customer in self:
            customer.token_version += 1
