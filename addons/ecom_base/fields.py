"""Field types of the suite."""

import logging
from collections import deque

from odoo import fields
from odoo.exceptions import UserError
from odoo.tools import SQL

from .domain.redaction import redact_text

#: What a secret shows of itself.
BULLETS = "••••"
_SHOWN = 4
_LONG_ENOUGH = 12  # of shorter secrets nothing is shown

# A failing statement is logged with its values; the last secrets written are masked in there.
_written = deque(maxlen=256)


class Secret(fields.Char):
    """A credential of an outside system: can be written, and never read again.

    Whoever may access the field sees ``••••`` and the last four characters. So do ``read``, exports, searches, groupings
    and Python code: the database itself hands out nothing else. Server code that needs the value calls :func:`reveal`.
    Writing what is shown changes nothing. Not copied, not tracked. Give it ``groups``, and null its column in the
    addon's ``data/neutralize.sql``.
    """

    copy = False
    exportable = False
    prefetch = False

    def _get_attrs(self, model_class, name):
        attrs = super()._get_attrs(model_class, name)
        for option in ("translate", "company_dependent", "related", "tracking", "index", "default"):
            if attrs.get(option):
                raise ValueError(f"{model_class._name}.{name}: a secret cannot have {option}")
        return attrs

    def to_sql(self, model, alias):
        """Return what may be shown. Everything the ORM reads, sorts, groups or compares goes through here."""
        column = super().to_sql(model, alias)
        return SQL(
            "CASE WHEN %(column)s IS NULL OR %(column)s = '' THEN NULL"
            " WHEN length(%(column)s) >= %(long)s THEN %(bullets)s || right(%(column)s, %(shown)s)"
            " ELSE %(bullets)s END",
            column=column,
            long=_LONG_ENOUGH,
            bullets=BULLETS,
            shown=_SHOWN,
        )

    def convert_to_record(self, value, record):
        """Mask what is still in the cache because it was just written."""
        return masked(value) if value else False

    def write(self, records, value):
        if isinstance(value, str) and BULLETS[0] in value:
            if any(value != record[self.name] for record in records):
                raise UserError(
                    records.env._("Type the whole new value: the dots only stand for the old one.")
                )
            return
        super().write(records, value or False)

    def convert_to_column_insert(self, value, record, values=None, validate=True):
        value = super().convert_to_column_insert(value, record, values, validate)
        if not value or BULLETS[0] in value:
            return None  # what another record shows of its secret is none
        _written.append(value)
        return value


def masked(value):
    """Return what may be shown of a secret."""
    if BULLETS[0] in value:
        return value
    return BULLETS + value[-_SHOWN:] if len(value) >= _LONG_ENOUGH else BULLETS


def reveal(record, name):
    """Return a secret in clear, for the one call that needs it. Never log it, never put it into another field.

    Knows no access rights: only call it for a record that the acting user may make work.

    :param record: one record
    :param str name: of a :class:`Secret` field
    :return: str, empty if it is not set
    """
    record.ensure_one()
    field = record._fields[name]
    if not isinstance(field, Secret):
        raise TypeError(f"{field} is not a secret")
    record.flush_recordset([name])
    record.env.cr.execute(
        SQL(
            "SELECT %s FROM %s WHERE id = %s",
            SQL.identifier(name),
            SQL.identifier(record._table),
            record.id,
        )
    )
    row = record.env.cr.fetchone()
    return (row and row[0]) or ""


class _RedactWritten(logging.Filter):
    def filter(self, record):
        text = record.getMessage()
        redacted = redact_text(text, _written) if _written else text
        if redacted != text:
            record.msg, record.args = redacted, ()
        return True


logging.getLogger("odoo.sql_db").addFilter(_RedactWritten())
