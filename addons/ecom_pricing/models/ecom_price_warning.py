from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import AccessError

CODES = [
    ("below_cost", "Below cost"),
    ("ratio", "Unusual ratio"),
    ("missing", "No price"),
    ("change", "Large change"),
    ("compare_at", "Compare-at price"),
    ("ending", "Price ending"),
    ("card", "Not payable by card"),
]


class EcomPriceWarning(models.Model):
    """A price that looks odd. It stays until the price is another, or somebody says why it is right."""

    _name = "ecom.price.warning"
    _description = "Price Warning"
    _log_access = False
    _order = "severity, code, id"
    _rec_name = "product_tmpl_id"

    store_id = fields.Many2one("ecom.store", required=True, readonly=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")
    product_tmpl_id = fields.Many2one(
        "product.template", string="Product", required=True, readonly=True, ondelete="cascade"
    )
    currency_id = fields.Many2one("res.currency", required=True, readonly=True, ondelete="cascade")
    code = fields.Selection(CODES, string="Warning", required=True, readonly=True)
    severity = fields.Selection(
        [("1_high", "High"), ("2_medium", "Medium"), ("3_low", "Low")], required=True, readonly=True
    )
    data = fields.Json(readonly=True)
    basis = fields.Char(
        readonly=True, help="The figures it was found with: other ones open it again."
    )
    found_at = fields.Datetime(string="Since", required=True, readonly=True)
    message = fields.Char(compute="_compute_message")
    dismissed_at = fields.Datetime(string="Dismissed On", readonly=True)
    dismissed_by = fields.Many2one("res.users", readonly=True)
    dismiss_reason = fields.Char(string="Reason", readonly=True)

    _found_unique = models.UniqueIndex("(store_id, product_tmpl_id, currency_id, code)")
    _open_index = models.Index("(store_id, severity) WHERE dismissed_at IS NULL")

    @api.depends("code", "data", "currency_id")
    @api.depends_context("lang")
    def _compute_message(self):
        for warning in self:
            warning.message = warning._text(warning.data or {})

    def _text(self, data):
        """Say what looks odd, for people."""
        figures = {name: self.currency_id.format(float(value or 0)) for name, value in data.items()}
        home = self.store_id.currency_id.format(float(data.get("primary") or 0))
        amounts = defaultdict(
            str,
            figures,
            home=home,
            price=home if self.code == "missing" else figures.get("amount"),
            new=figures.get("amount"),
            compare=figures.get("compare_at"),
        )
        texts = {
            "missing": self.env._("%(price)s at home, no price here"),
            "ratio": self.env._(
                "%(price)s for %(home)s at home: usual would be %(low)s to %(high)s"
            ),
            "below_cost": self.env._("%(price)s is below the cost of %(cost)s"),
            "change": self.env._("From %(old)s to %(new)s at once"),
            "ending": self.env._("%(price)s does not end like the others, e.g. %(example)s"),
            "compare_at": self.env._("%(compare)s struck out beside %(price)s"),
            "card": self.env._("%(price)s cannot be paid by card, which takes steps of %(step)s"),
        }
        return texts[self.code] % amounts

    def action_dismiss(self):
        """Ask why these prices are right."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ecom_pricing.ecom_price_warning_dismiss_action"
        )
        return action | {"context": {"default_warning_ids": self.ids}}

    def action_reopen(self):
        """Take dismissed warnings up again."""
        self._check_may_dismiss()
        # sudo: the text and figures of a warning are nobody's to change
        self.sudo().write({"dismissed_at": False, "dismissed_by": False, "dismiss_reason": False})

    def action_open_product(self):
        """Open the product whose price looks odd."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "product.template",
            "res_id": self.product_tmpl_id.id,
            "views": [(False, "form")],
        }

    def _dismiss(self, reason):
        self._check_may_dismiss()
        self.sudo().write(  # sudo: as above
            {
                "dismissed_at": fields.Datetime.now(),
                "dismissed_by": self.env.uid,
                "dismiss_reason": reason,
            }
        )

    def _check_may_dismiss(self):
        self.check_access("read")
        if not self.env["ecom.product.price"].has_access("write"):
            raise AccessError(self.env._("Only who sets prices may say that a warning is wrong."))

    @api.model
    def _by_cell(self, store, templates, currencies):
        """Return what is odd about prices that are set: dict[(template id, currency id), list[str]], with one query."""
        found = {}
        domain = [
            ("store_id", "=", store.id),
            ("product_tmpl_id", "in", templates.ids),
            ("currency_id", "in", currencies.ids),
            ("code", "!=", "missing"),
            ("dismissed_at", "=", False),
        ]
        names = ["product_tmpl_id", "currency_id", "store_id", "code", "data"]
        for warning in self.search_fetch(domain, names):
            key = (warning.product_tmpl_id.id, warning.currency_id.id)
            found.setdefault(key, []).append(warning.message)
        return found
