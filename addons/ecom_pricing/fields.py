"""Field types of this addon."""

from odoo import fields


class LooseMany2one(fields.Many2one):
    """A reference without a foreign key, for tables that get a million rows at once.

    Seven foreign keys took four times as long to check as the row took to write (measured: 53 s of 66 s for a million
    rows of history), and without an index on each, deleting a product would read the whole table. Whoever deletes the
    record it points to, deletes or keeps these rows on purpose; the web client shows a reference to nothing as empty.
    """

    def update_db_foreign_key(self, model, column):
        """Add none."""
