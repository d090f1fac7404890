from decimal import Decimal

from odoo import api, models
from odoo.tools import SQL

from ..domain import rules
from ..domain.availability import TYPES

#: Many2many conditions: name of the field, and of what the situation holds to compare with (id or ids).
AMONG = {
    "country_ids": "country_id",
    "state_ids": "state_id",
    "currency_ids": "currency_id",
    "category_ids": "category_ids",
    "product_ids": "product_ids",
    "tag_ids": "tag_ids",
    "carrier_ids": "carrier_id",
}
#: Columns of a rule that are compared in SQL; links and PIN codes are in the database at once.
_COLUMNS = (
    "active",
    "company_id",
    "store_id",
    "sequence",
    "zip_mode",
    "currency_id",
    "min_total",
    "max_total",
    "upfront_kind",
    "fee_kind",
)
#: What a rule says about an order that it fits.
_SAYS = (
    *TYPES,
    "currency_id",
    "ecom_uid",
    "fee_amount",
    "fee_kind",
    "message",
    "reason",
    "upfront_fixed",
    "upfront_kind",
    "upfront_percent",
)


class EcomPaymentRule(models.Model):
    """Which rules fit an order: one query, whatever their number."""

    _inherit = "ecom.payment.rule"

    @api.model
    def _fitting(self, situation):
        """Return the rules whose conditions all hold, in the merchant's order.

        :param Situation situation: see ``domain.rules``
        :return: list of :class:`~..domain.rules.Rule`
        """
        rows = self.env.execute_query(
            SQL(
                """
                SELECT rule.id FROM ecom_payment_rule rule
                 WHERE rule.active AND rule.company_id = %s AND rule.id = ANY(ARRAY(%s))
                   AND (rule.store_id IS NULL OR rule.store_id = %s) AND %s
                 ORDER BY rule.sequence, rule.id
                """,
                situation.company_id,
                self._candidates(situation),
                situation.store_id,
                SQL(" AND ").join(self._conditions(situation).values()),
                to_flush=[self._fields[name] for name in _COLUMNS],
            )
        )
        # sudo: what applies to an order does not depend on who asks
        found = self.sudo().browse(rule_id for (rule_id,) in rows)
        found.fetch(_SAYS)
        return [rule._as_rule() for rule in found]

    @api.model
    def _unfitting(self, situation):
        """Return why the other rules of the store do not fit, in the merchant's order.

        :return: list of (rule id, name of its first condition that does not hold)
        """
        conditions = self._conditions(situation)
        cases = [SQL("WHEN NOT %s THEN %s", holds, name) for name, holds in conditions.items()]
        return self.env.execute_query(
            SQL(
                """
                SELECT rule.id, failing FROM ecom_payment_rule rule,
                       LATERAL (SELECT CASE %s END AS failing) judged
                 WHERE rule.active AND rule.company_id = %s
                   AND (rule.store_id IS NULL OR rule.store_id = %s) AND failing IS NOT NULL
                 ORDER BY rule.sequence, rule.id
                """,
                SQL(" ").join(cases),
                situation.company_id,
                situation.store_id,
                to_flush=[self._fields[name] for name in _COLUMNS],
            )
        )

    @api.model
    def _conditions(self, situation):
        """Return each condition as SQL on ``rule``: dict by the name of its field. Extend to add conditions."""
        found = {}
        for name, attribute in AMONG.items():
            given = getattr(situation, attribute)
            ids = list(given) if isinstance(given, tuple) else [given] if given else []
            found[name] = self._among_condition(self._fields[name], ids)
        found["zip_mode"] = self._zip_condition(situation.zip)
        found["amounts"] = SQL(
            "((COALESCE(rule.min_total, 0) = 0 AND COALESCE(rule.max_total, 0) = 0"
            " AND rule.upfront_kind IS DISTINCT FROM 'fixed' AND rule.fee_kind IS DISTINCT FROM 'amount')"
            " OR (rule.currency_id = %s AND %s >= COALESCE(rule.min_total, 0)"
            " AND (COALESCE(rule.max_total, 0) = 0 OR %s <= rule.max_total)))",
            situation.currency_id,
            situation.total,
            situation.total,
        )
        return found

    @api.model
    def _among_condition(self, field, ids):
        table = SQL.identifier(field.relation)
        rule, other = SQL.identifier(field.column1), SQL.identifier(field.column2)
        return SQL(
            "(NOT EXISTS (SELECT FROM %(table)s WHERE %(rule)s = rule.id)"
            " OR EXISTS (SELECT FROM %(table)s WHERE %(rule)s = rule.id AND %(other)s = ANY(%(ids)s)))",
            table=table,
            rule=rule,
            other=other,
            ids=ids,
        )

    @api.model
    def _candidates(self, situation):
        """Return SQL for the ids of rules that can fit: those for everywhere, and those that list the PIN code.

        So the others, thousands perhaps, are not looked at.
        """
        return SQL(
            "SELECT id FROM ecom_payment_rule WHERE active AND company_id = %s AND zip_mode <> 'only' UNION %s",
            situation.company_id,
            self._listing(situation.zip),
        )

    @api.model
    def _zip_condition(self, code):
        if not code:
            return SQL("rule.zip_mode = 'any'")
        return SQL(
            "(rule.zip_mode = 'any' OR (rule.zip_mode = 'only') = (rule.id IN (%s)))",
            self._listing(code),
        )

    @api.model
    def _listing(self, code):
        """Return SQL for the ids of rules that list a code.

        Single codes are found by their index; ranges are few, and those that begin later are not looked at.
        """
        return SQL(
            "SELECT rule_id FROM ecom_payment_rule_zip WHERE zip_from = %(code)s"
            " UNION ALL SELECT rule_id FROM ecom_payment_rule_zip WHERE zip_from <> zip_to"
            " AND zip_from < %(code)s AND zip_to >= %(code)s AND length(zip_from) = length(%(code)s)",
            code=code or "",
        )

    def _as_rule(self):
        percent = self.upfront_percent if self.upfront_kind == "percent" else None
        fixed = self.upfront_fixed if self.upfront_kind == "fixed" else None
        fee = {"amount": self.fee_amount, "none": 0}.get(self.fee_kind)
        return rules.Rule(
            id=self.id,
            uid=self.ecom_uid,
            effects={name: self[name] for name in TYPES if self[name]},
            reason=self.reason,
            message=self.message or "",
            upfront_percent=None if percent is None else Decimal(str(percent)),
            upfront_fixed=None if fixed is None else Decimal(str(fixed)),
            fee=None if fee is None else Decimal(str(fee)),
        )
