from collections import defaultdict
from decimal import Decimal

from odoo import api, fields, models
from odoo.tools import SQL

from ..domain import rule_check
from ..domain.availability import TYPES
from ..domain.pincode import Span
from .ecom_order_conditions import AMONG

#: Conditions of which an order has one value.
_SINGLE = frozenset({"country_ids", "state_ids", "currency_ids", "carrier_ids"})
_OTHERS = (
    "active",
    "company_id",
    "currency_id",
    "fee_amount",
    "fee_kind",
    "max_total",
    "min_total",
    "sequence",
    "store_id",
    "upfront_fixed",
    "upfront_kind",
    "upfront_percent",
    "zip_mode",
    "zip_text",
)


class EcomPaymentRule(models.Model):
    """What is odd about rules: shown to the merchant, never refused, since a rule may be meant for later."""

    _inherit = "ecom.payment.rule"

    warning = fields.Text(
        string="Please Check",
        compute="_compute_warning",
        help="Rules that never decide anything, contradict each other, or have conditions that exclude each other.",
    )

    @api.depends(*AMONG, *TYPES, *_OTHERS)
    def _compute_warning(self):
        for company in self.company_id:
            rules = self.search([("company_id", "=", company.id)])
            spans = rules._listed_spans()
            checked = [rule._as_checked(spans[rule.id]) for rule in rules]
            by_id = {one.id: one for one in checked}
            for rule in self.filtered(lambda rule: rule.company_id == company):  # noqa: B023 - used at once
                one = by_id.get(rule._origin.id)
                lines = rule._impossible()
                if one:
                    found = rule_check.findings(one, checked, _SINGLE)
                    lines += [rule._finding(each) for each in found]
                rule.warning = "\n".join(lines) or False
        self.filtered(lambda rule: not rule.company_id).warning = False

    def _listed_spans(self):
        """Return the PIN codes of these rules, sorted: dict of rule id -> list of spans. One query."""
        found = defaultdict(list)
        rows = self.env.execute_query(
            SQL(
                "SELECT rule_id, zip_from, zip_to FROM ecom_payment_rule_zip WHERE rule_id = ANY(%s)"
                ' ORDER BY rule_id, length(zip_from), zip_from COLLATE "C"',
                self.ids,
            )
        )
        for rule_id, first, last in rows:
            found[rule_id].append(Span(first, last))
        return found

    def _as_checked(self, spans):
        self.ensure_one()
        says = {name: self[name] for name in TYPES if self[name]}
        if self.upfront_kind:
            percent = self.upfront_kind == "percent"
            says["upfront"] = self.upfront_percent if percent else ("fixed", self.upfront_fixed)
        if self.fee_kind:
            says["fee"] = self.fee_amount if self.fee_kind == "amount" else 0.0
        scope = rule_check.Scope(
            store_id=self.store_id.id or None,
            zip_mode=self.zip_mode,
            spans=tuple(spans),
            among={name: frozenset(self[name].ids) for name in AMONG},
            currency_id=self.currency_id.id if self._has_amounts() else None,
            minimum=Decimal(str(self.min_total)),
            maximum=Decimal(str(self.max_total)) if self.max_total else None,
        )
        return rule_check.Checked(self.id, self.sequence, scope, says)

    def _has_amounts(self):
        return bool(
            self.min_total
            or self.max_total
            or self.upfront_kind == "fixed"
            or self.fee_kind == "amount"
        )

    def _finding(self, finding):
        """Return a sentence for a :class:`~..domain.rule_check.Finding`."""
        labels = dict(
            self.env["sale.order"]._fields["ecom_payment_type"]._description_selection(self.env)
        )
        labels |= {"upfront": self.env._("the upfront share"), "fee": self.env._("the COD fee")}
        topics = ", ".join(labels[topic] for topic in finding.topics)
        other = self.browse(finding.other_id).name
        if finding.kind == "contradiction":
            return self.env._(
                "Contradicts “%(rule)s” about %(topics)s for some orders. Both have the same place in the order: the older "
                "one decides. Drag the one that should win above the other.",
                rule=other,
                topics=topics,
            )
        if finding.kind == "unheard":
            return self.env._(
                "Never decides anything: “%(rule)s”, which comes before it, fits all its orders and decides on %(topics)s.",
                rule=other,
                topics=topics,
            )
        return self.env._(
            "Says nothing about %(topics)s in effect: “%(rule)s”, which comes before it, fits all its orders and decides.",
            rule=other,
            topics=topics,
        )

    def _impossible(self):
        """Return sentences for what in the rule itself excludes each other."""
        self.ensure_one()
        found = []
        if self.country_ids and self.state_ids and not self.state_ids.country_id & self.country_ids:
            found.append(self.env._("Never fits: none of its states lies in one of its countries."))
        if self._has_amounts() and self.currency_ids and self.currency_id not in self.currency_ids:
            found.append(
                self.env._(
                    "Never fits: its amounts are in %(currency)s, which is not one of its currencies.",
                    currency=self.currency_id.name,
                )
            )
        if self.upfront_kind and self.partial_cod == "refuse":
            found.append(
                self.env._(
                    "Sets an upfront share, and does not offer Partial COD, which it is for."
                )
            )
        if self.fee_kind == "amount" and self.cod == "refuse" and self.partial_cod == "refuse":
            found.append(self.env._("Sets a COD fee, and offers no payment at the door."))
        return found
