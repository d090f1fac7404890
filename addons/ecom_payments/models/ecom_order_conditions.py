from odoo import api, models
from odoo.tools import SQL

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
#: Columns that are compared in SQL; links and PIN codes are in the database at once.
_COLUMNS = (
    "active",
    "company_id",
    "store_id",
    "sequence",
    "zip_mode",
    "currency_id",
    "min_total",
    "max_total",
)


class EcomOrderConditions(models.AbstractModel):
    """Which rules fit an order: one query, whatever their number. Conditions that are left empty always hold.

    A rule has ``active``, ``company_id``, ``store_id``, ``sequence``, amounts and PIN codes (``ecom.pin.list.mixin``),
    and those fields of :data:`AMONG` that it wants.
    """

    _name = "ecom.order.conditions"
    _description = "Conditions on Orders"

    @api.model
    def _fitting_ids(self, situation):
        """Return the ids of the rules whose conditions all hold, in the merchant's order.

        :param Situation situation: see ``domain.rules``
        """
        rows = self.env.execute_query(
            SQL(
                """
                SELECT rule.id FROM %s rule
                 WHERE rule.active AND rule.company_id = %s AND rule.id = ANY(ARRAY(%s))
                   AND (rule.store_id IS NULL OR rule.store_id = %s) AND %s
                 ORDER BY rule.sequence, rule.id
                """,
                SQL.identifier(self._table),
                situation.company_id,
                self._candidates(situation),
                situation.store_id,
                SQL(" AND ").join(self._conditions(situation).values()),
                to_flush=self._to_flush(),
            )
        )
        return [rule_id for (rule_id,) in rows]

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
                SELECT rule.id, failing FROM %s rule,
                       LATERAL (SELECT CASE %s END AS failing) judged
                 WHERE rule.active AND rule.company_id = %s
                   AND (rule.store_id IS NULL OR rule.store_id = %s) AND failing IS NOT NULL
                 ORDER BY rule.sequence, rule.id
                """,
                SQL.identifier(self._table),
                SQL(" ").join(cases),
                situation.company_id,
                situation.store_id,
                to_flush=self._to_flush(),
            )
        )

    @api.model
    def _compared(self):
        """Return the names of the columns that conditions look at."""
        return _COLUMNS

    @api.model
    def _to_flush(self):
        return [self._fields[name] for name in self._compared()]

    @api.model
    def _conditions(self, situation):
        """Return each condition as SQL on ``rule``: dict by the name of its field. Extend to add conditions."""
        found = {}
        for name, attribute in AMONG.items():
            if name in self._fields:
                given = getattr(situation, attribute)
                ids = list(given) if isinstance(given, tuple) else [given] if given else []
                found[name] = self._among_condition(self._fields[name], ids)
        found["zip_mode"] = self._zip_condition(situation.zip)
        found["amounts"] = SQL(
            "(%s OR (rule.currency_id = %s AND %s >= COALESCE(rule.min_total, 0)"
            " AND (COALESCE(rule.max_total, 0) = 0 OR %s <= rule.max_total)))",
            self._names_no_amount(),
            situation.currency_id,
            situation.total,
            situation.total,
        )
        return found

    @api.model
    def _names_no_amount(self):
        """Return SQL that says whether a rule names no amount: only then it fits orders in any currency."""
        return SQL("(COALESCE(rule.min_total, 0) = 0 AND COALESCE(rule.max_total, 0) = 0)")

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
            "SELECT id FROM %s WHERE active AND company_id = %s AND zip_mode <> 'only' UNION %s",
            SQL.identifier(self._table),
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
            "SELECT rule_id FROM %(table)s WHERE zip_from = %(code)s"
            " UNION ALL SELECT rule_id FROM %(table)s WHERE zip_from <> zip_to"
            " AND zip_from < %(code)s AND zip_to >= %(code)s AND length(zip_from) = length(%(code)s)",
            table=SQL.identifier(self._zip_table()),
            code=code or "",
        )
