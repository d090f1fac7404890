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
#: Findings of one rule that are written out.
_SHOWN = 5
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
        stored = self._origin
        rivals = stored._rivals()
        checked = (
            stored | self.browse({each for ids in rivals.values() for each in ids})
        )._checked()
        for rule in self:
            lines = rule._impossible() if rule.company_id else []
            if rule._origin.id in rivals:
                others = [checked[each] for each in rivals[rule._origin.id]]
                found = rule_check.findings(checked[rule._origin.id], others, _SINGLE)
                lines += rule._finding_lines(found)
            rule.warning = "\n".join(lines) or False

    def _rivals(self):
        """Return the rules that may keep each of these from deciding, or contradict it: dict of rule id -> list of ids in
        the merchant's order. One query.

        Of thousands of rules that list PIN codes, only those that share one are compared.
        """
        rows = self.env.execute_query(
            SQL(
                """
                WITH mine AS (
                     SELECT id, company_id, sequence, zip_mode FROM ecom_payment_rule WHERE id = ANY(%s) AND active),
                pair AS (%s)
                SELECT mine.id, array_agg(other.id ORDER BY other.sequence, other.id)
                                FILTER (WHERE other.id IS NOT NULL)
                  FROM mine
             LEFT JOIN pair ON pair.id = mine.id
             LEFT JOIN ecom_payment_rule other ON other.id = pair.other_id AND other.id <> mine.id
                   AND other.active AND other.company_id = mine.company_id
              GROUP BY mine.id
                """,
                self.ids,
                self._pairs(),
                to_flush=[
                    self._fields[name] for name in ("active", "company_id", "sequence", "zip_mode")
                ],
            )
        )
        return {rule_id: others or [] for rule_id, others in rows}

    def _pairs(self):
        """Return SQL for pairs of a rule of ``mine`` and one that it can meet.

        A rule without a list meets those without one and, of its own place in the order, those with one; a rule with a
        list meets those without one and those that list one of its codes.
        """
        return SQL(
            """
             SELECT mine.id, other.id AS other_id
               FROM mine JOIN ecom_payment_rule other ON other.company_id = mine.company_id
                AND (other.zip_mode <> 'only' OR (mine.zip_mode <> 'only' AND other.sequence = mine.sequence))
              UNION
             SELECT mine.id, zip.rule_id
               FROM mine JOIN ecom_payment_rule_zip own ON own.rule_id = mine.id AND mine.zip_mode = 'only'
               JOIN ecom_payment_rule_zip zip ON zip.zip_from BETWEEN own.zip_from AND own.zip_to
                AND length(zip.zip_from) = length(own.zip_from)
              UNION
             SELECT mine.id, zip.rule_id
               FROM mine JOIN ecom_payment_rule_zip own ON own.rule_id = mine.id AND mine.zip_mode = 'only'
               JOIN ecom_payment_rule_zip zip ON zip.zip_from <> zip.zip_to AND zip.zip_from < own.zip_from
                AND zip.zip_to >= own.zip_from AND length(zip.zip_from) = length(own.zip_from)
            """
        )

    def _checked(self):
        """Return these rules as the domain sees them: dict of rule id -> :class:`~..domain.rule_check.Checked`."""
        spans = self._listed_spans()
        return {rule.id: rule._as_checked(spans[rule.id]) for rule in self}

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

    def _finding_lines(self, found):
        """Return a sentence for each of the first findings, and how many more there are."""
        lines = [self._finding(each) for each in found[:_SHOWN]]
        if found[_SHOWN:]:
            lines.append(self.env._("And %(count)s more like these.", count=len(found) - _SHOWN))
        return lines

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
