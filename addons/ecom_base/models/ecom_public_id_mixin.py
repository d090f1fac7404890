import uuid

from odoo import api, fields, models
from odoo.tools import SQL


class EcomPublicIdMixin(models.AbstractModel):
    """Give records the only id that API clients ever see.

    Random, so that neither the number of orders nor a neighbour's id can be guessed. Inherit it and set
    ``_ecom_uid_prefix`` (three letters).
    """

    _name = "ecom.public.id.mixin"
    _description = "Public Identifier"
    _ecom_uid_prefix = "rec"

    ecom_uid = fields.Char(
        string="Public ID",
        readonly=True,
        copy=False,
        default=lambda self: self._ecom_new_uid(),
        help="Random identifier of this record in the storefront API. Never reused.",
    )
    _ecom_uid_unique = models.UniqueIndex("(ecom_uid)", "This public identifier is already in use.")

    @api.model
    def _ecom_new_uid(self):
        """Return a fresh identifier, e.g. ``prd_0f8c…`` (prefix and 32 hexadecimal digits)."""
        return f"{self._ecom_uid_prefix}_{uuid.uuid4().hex}"

    def _init_column(self, column_name):
        """Number existing rows one by one: the ORM would write one default into all of them."""
        if column_name != "ecom_uid":
            return super()._init_column(column_name)
        self.env.cr.execute(
            SQL(
                "UPDATE %s SET ecom_uid = %s || '_' || replace(gen_random_uuid()::text, '-', '')"
                " WHERE ecom_uid IS NULL",
                SQL.identifier(self._table),
                self._ecom_uid_prefix,
            )
        )
        return None

    @api.model
    def _ecom_ids(self, uids):
        """Map public ids to database ids in one query; unknown ones are absent.

        :param list[str] uids: public identifiers, any length.
        :return: dict[str, int]
        """
        self.env.cr.execute(
            SQL(
                "SELECT ecom_uid, id FROM %s WHERE ecom_uid = ANY(%s)",
                SQL.identifier(self._table),
                list(uids),
            )
        )
        return dict(self.env.cr.fetchall())
