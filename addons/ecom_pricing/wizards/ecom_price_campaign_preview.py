from dataclasses import replace

from odoo import Command, api, fields, models
from odoo.tools import SQL, float_compare

from ..domain.campaign import apply_campaigns, concerns, problem, runs
from ..domain.campaign_preview import met
from ..domain.offer import offer_of

_PRODUCTS = 300  # looked at; a preview is for people
_RANK = {"excluded": 0, "warning": 1, "ok": 2}


class EcomPriceCampaignPreview(models.TransientModel):
    """What a campaign will make of prices, before it starts: each with what speaks against it."""

    _name = "ecom.price.campaign.preview"
    _description = "Campaign Preview"

    campaign_id = fields.Many2one(
        "ecom.price.campaign", required=True, readonly=True, ondelete="cascade"
    )
    at = fields.Datetime(string="As Of", readonly=True)
    line_ids = fields.One2many("ecom.price.campaign.preview.line", "wizard_id", readonly=True)
    product_count = fields.Integer(string="Products", readonly=True)
    shown_count = fields.Integer(readonly=True)
    lowered_count = fields.Integer(string="Prices Lowered", compute="_compute_counts")
    warning_count = fields.Integer(string="With Warnings", compute="_compute_counts")
    excluded_count = fields.Integer(string="Left as They Are", compute="_compute_counts")

    @api.depends("line_ids.status")
    def _compute_counts(self):
        for preview in self:
            statuses = preview.line_ids.mapped("status")
            preview.excluded_count = statuses.count("excluded")
            preview.warning_count = statuses.count("warning")
            preview.lowered_count = len(statuses) - preview.excluded_count

    @api.model
    def _of(self, campaign):
        """Create the preview of a campaign.

        :param campaign: one ``ecom.price.campaign``
        """
        at = max(fields.Datetime.now(), campaign.starts_at)
        covers = campaign._preview_products()
        shown = dict(sorted(covers.items())[:_PRODUCTS])
        lines = self._line_values(campaign, shown, at)
        lines.sort(key=lambda values: _RANK[values["status"]])
        return self.create(
            {
                "campaign_id": campaign.id,
                "at": at,
                "product_count": len(covers),
                "shown_count": len(shown),
                "line_ids": [Command.create(values) for values in lines],
            }
        )

    @api.model
    def _line_values(self, campaign, covers, at):
        """Return the values of lines.

        :param covers: dict of sets of variant ids (None: all) by template id
        """
        store, terms = campaign.store_id, campaign._terms()
        templates = self.env["product.template"].browse(covers)
        currencies = store._ecom_enabled_currencies().currency_id
        rows = self.env["ecom.price.reader"]._rows(store, templates, currencies)
        found = []
        for currency in currencies:
            theirs = [
                (template, variant, region, row)
                for template in templates
                for variant, region, row in met(
                    rows[template.id, currency.id], covers[template.id], terms.region_ids, at
                )
                if concerns(terms, currency.id, region)
            ]
            found += self._lines_of(campaign, terms, currency, theirs, at)
        return found

    @api.model
    def _lines_of(self, campaign, terms, currency, prices, at):
        """Return the values of the lines of one currency."""
        decimals = currency.decimal_places
        covered = campaign._covered(
            [one.id for one in campaign._of_store(campaign.store_id.id)],
            {template.id for template, *_rest in prices},
        )
        values = []
        for template, variant, region, row in prices:
            offer = offer_of(row)
            lowered = apply_campaigns(offer, [terms], currency.id, decimals)
            others = campaign._running_besides(covered[template.id], variant, at)
            others = [one for one in others if concerns(one, currency.id, region)]
            final = apply_campaigns(offer, [terms, *others], currency.id, decimals)
            reason = problem(row.amount, terms, currency.id, decimals)
            notes = self._notes(campaign, row, lowered, final, reason)
            values.append(
                {
                    "product_tmpl_id": template.id,
                    "product_id": variant,
                    "currency_id": currency.id,
                    "region_id": region,
                    "min_qty": row.min_qty,
                    "before": float(row.amount),
                    "after": float(final.amount),
                    "status": "excluded" if reason else "warning" if notes else "ok",
                    "note": " ".join(notes),
                }
            )
        return self._with_references(campaign, currency, values, prices, at)

    @api.model
    def _notes(self, campaign, row, lowered, final, reason):
        """Return what there is to say about a price: list of sentences."""
        texts = {
            "not_lower": self.env._("The campaign would not lower this price."),
            "not_positive": self.env._("Nothing would be left to pay."),
        }
        if reason:
            return [texts[reason]]
        notes = []
        if final.campaign_id != campaign.id or final.amount != lowered.amount:
            other = campaign.browse(final.campaign_id)
            notes.append(
                self.env._("Another campaign decides, or adds to it: %(name)s.", name=other.name)
            )
        if row.unit_cost:
            margin = float((final.amount - row.unit_cost) / final.amount * 100)
            if final.amount < row.unit_cost:
                notes.append(self.env._("Sold below its cost."))
            elif float_compare(margin, campaign.min_margin, 2) < 0:
                notes.append(self.env._("Earns only %(margin)s %%.", margin=round(margin, 1)))
        return notes

    @api.model
    def _with_references(self, campaign, currency, values, prices, at):
        """Add to lines what their reduction has to be compared with, and whether it may be announced."""
        omnibus = self.env["ecom.price.omnibus"]
        for region in {line["region_id"] for line in values}:
            some = [
                (line, variant or template.product_variant_id.id, row)
                for line, (template, variant, place, row) in zip(values, prices, strict=True)
                if place == region and row.min_qty <= 1 and line["status"] != "excluded"
            ]
            offers = {}
            for line, product_id, row in some:
                amount = row.amount.__class__(str(line["after"]))
                offers[product_id] = replace(offer_of(row), amount=amount, campaign_id=campaign.id)
            products = self.env["product.product"].browse(offers).filtered("id")
            references = omnibus._reference(
                campaign.store_id,
                products,
                currency,
                self.env["ecom.region"].browse(region),
                at,
                offers,
            )
            for line, product_id, _row in some:
                self._note_reference(line, references.get(product_id))
        return values

    @api.model
    def _note_reference(self, line, reference):
        if reference is None or reference.amount is None:
            return
        line["reference"] = float(reference.amount)
        if not reference.announceable:
            note = self.env._(
                "Not lower than in the 30 days before: no reduction may be announced."
            )
            line["note"] = f"{line['note']} {note}".strip()
            line["status"] = "warning"


class EcomPriceCampaignPreviewLine(models.TransientModel):
    _name = "ecom.price.campaign.preview.line"
    _description = "Price in a Campaign Preview"

    wizard_id = fields.Many2one(
        "ecom.price.campaign.preview", required=True, ondelete="cascade", index=True
    )
    product_tmpl_id = fields.Many2one("product.template")
    product_id = fields.Many2one("product.product", string="Variant")
    product_name = fields.Char(string="Product", compute="_compute_product_name")
    currency_id = fields.Many2one("res.currency")
    region_id = fields.Many2one("ecom.region")
    min_qty = fields.Float(string="From Quantity", digits="Product Unit")
    before = fields.Float(digits=(20, 4))
    after = fields.Float(digits=(20, 4))
    percent = fields.Float(string="Off", compute="_compute_percent")
    reference = fields.Float(
        string="Lowest of 30 Days",
        digits=(20, 4),
        help="The lowest price of the 30 days before. A reduction is announced against it.",
    )
    status = fields.Selection([("ok", "Lowered"), ("warning", "Check"), ("excluded", "Left out")])
    note = fields.Char()

    @api.depends("product_tmpl_id", "product_id")
    def _compute_product_name(self):
        for line in self:
            line.product_name = (line.product_id or line.product_tmpl_id).display_name

    @api.depends("before", "after")
    def _compute_percent(self):
        for line in self:
            line.percent = 1 - line.after / line.before if line.before else 0.0


class EcomPriceCampaign(models.Model):
    _inherit = "ecom.price.campaign"

    def action_preview(self):
        """Show what the campaign makes of prices."""
        self.ensure_one()
        self._check_targets()
        preview = self.env["ecom.price.campaign.preview"]._of(self)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Preview of %(campaign)s", campaign=self.name),
            "res_model": preview._name,
            "res_id": preview.id,
            "view_mode": "form",
            "target": "new",
            "context": {"dialog_size": "extra-large"},
        }

    def _preview_products(self):
        """Return what the campaign is for: dict of sets of variant ids (None: all) by template id."""
        found = {}
        if self.target == "all":
            statement = SQL(
                "SELECT DISTINCT product_tmpl_id, NULL::int FROM ecom_product_price WHERE store_id = %s",
                self.store_id.id,
            )
        else:
            statement = SQL(
                "SELECT product_tmpl_id, product_id FROM (%s) c", self._covered_sql(self.ids)
            )
        self.env.flush_all()
        for template_id, product_id in self.env.execute_query(statement):
            found.setdefault(template_id, set()).add(product_id)
        return found

    def _running_besides(self, covered, variant, at):
        """Return the other campaigns that run at a moment for a product: list of :class:`~.domain.campaign.Campaign`.

        :param covered: set of (campaign id, variant id or None)
        """
        return [
            one
            for one in self._of_store(self.store_id.id)
            if one.id != self.id
            and runs(one, at)
            and (one.everything or {(one.id, None), (one.id, variant)} & covered)
        ]
