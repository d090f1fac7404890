from odoo import api, fields, models
from odoo.tools import SQL

_KEEP_DAYS = 7


class EcomIdempotencyKey(models.Model):
    """The first answer given to an idempotency key. Written in the transaction whose effect it describes."""

    _name = "ecom.idempotency.key"
    _description = "Idempotency Key"
    _log_access = False

    scope = fields.Char(required=True)
    key = fields.Char(required=True)
    operation = fields.Char(required=True)
    request_hash = fields.Char(required=True)
    status = fields.Integer()
    body = fields.Text()
    created_at = fields.Datetime(required=True, index=True)

    _scope_key_unique = models.UniqueIndex("(scope, key)")

    @api.model
    def _claim(self, scope, key, operation, request_hash):
        """Take a key, or return what it was used for.

        A second caller with the same key waits here until the first has committed. On a REPEATABLE READ cursor it
        then gets a serialization failure, Odoo retries it, and it finds the first one's row.

        :return: None when the key is ours now, else a dict with operation, request_hash, status and body
        """
        cr = self.env.cr
        cr.execute(
            SQL(
                "INSERT INTO ecom_idempotency_key (scope, key, operation, request_hash, created_at)"
                " VALUES (%s, %s, %s, %s, now() AT TIME ZONE 'UTC')"
                " ON CONFLICT (scope, key) DO NOTHING RETURNING id",
                scope,
                key,
                operation,
                request_hash,
            )
        )
        if cr.fetchone():
            return None
        cr.execute(
            SQL(
                "SELECT operation, request_hash, status, body FROM ecom_idempotency_key"
                " WHERE scope = %s AND key = %s",
                scope,
                key,
            )
        )
        return cr.dictfetchone()

    @api.model
    def _settle(self, scope, key, status, body):
        """Keep the answer beside the key.

        :param bytes body: JSON text
        """
        self.env.cr.execute(
            SQL(
                "UPDATE ecom_idempotency_key SET status = %s, body = %s WHERE scope = %s AND key = %s",
                status,
                body.decode(),
                scope,
                key,
            )
        )

    @api.autovacuum
    def _gc(self):
        self.env.cr.execute(
            SQL(
                "DELETE FROM ecom_idempotency_key"
                " WHERE created_at < now() AT TIME ZONE 'UTC' - make_interval(days => %s)",
                _KEEP_DAYS,
            )
        )
