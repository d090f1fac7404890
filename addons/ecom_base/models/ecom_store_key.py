import hashlib
import secrets

from odoo import api, fields, models, tools

_PREFIX = {"publishable": "pk", "secret": "sk"}
_SHOWN = 11  # "pk_" and eight characters: enough to recognise a key, useless to guess the rest


class EcomStoreKey(models.Model):
    """An API key of a store. The key itself is shown once, when it is made; only its hash is kept."""

    _name = "ecom.store.key"
    _description = "Store API Key"
    _inherit = ["ecom.cached.mixin"]
    _order = "revoked_at desc, id desc"
    _cached_fields = frozenset({"revoked_at", "key_hash", "store_id"})

    name = fields.Char(
        required=True, help="Where the key is used, e.g. “Next.js server, production”."
    )
    store_id = fields.Many2one("ecom.store", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="store_id.company_id", store=True)
    kind = fields.Selection(
        [("publishable", "Publishable"), ("secret", "Secret")],
        required=True,
        readonly=True,
        help="A publishable key may be seen by browsers: it reads the catalogue and handles carts. "
        "A secret key stays on the storefront's server: it places orders and reads customers.",
    )
    prefix = fields.Char(readonly=True, help="First characters of the key, to recognise it by.")
    key_hash = fields.Char(readonly=True, groups="base.group_system", copy=False)
    revoked_at = fields.Datetime(readonly=True, copy=False)
    last_used_at = fields.Datetime(
        readonly=True, copy=False, help="Last call made with this key, exact to five minutes."
    )
    state = fields.Selection(
        [("active", "Active"), ("revoked", "Revoked")],
        compute="_compute_state",
        search="_search_state",
    )

    _hash_unique = models.UniqueIndex("(key_hash)")

    @api.depends("revoked_at")
    def _compute_state(self):
        for key in self:
            key.state = "revoked" if key.revoked_at else "active"

    def _search_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        domains = {"active": [("revoked_at", "=", False)], "revoked": [("revoked_at", "!=", False)]}
        return fields.Domain.OR(domains[state] for state in value if state in domains)

    @api.model
    def _generate(self, store, kind, name):
        """Make a key and return it in clear: the only time it can be read.

        :param store: one ``ecom.store``
        :param str kind: ``publishable`` or ``secret``
        :return: (``ecom.store.key`` record, str)
        """
        value = f"{_PREFIX[kind]}_{secrets.token_urlsafe(32)}"
        key = self.create(
            {
                "name": name,
                "store_id": store.id,
                "kind": kind,
                "prefix": value[:_SHOWN],
                "key_hash": self._hash(value),
            }
        )
        return key, value

    @api.model
    def _hash(self, value):
        """Hash a key. It is 256 bits of randomness, so a fast hash loses nothing against guessing."""
        return hashlib.sha256(value.encode()).hexdigest()

    @api.model
    @tools.ormcache("key_hash")
    def _lookup(self, key_hash):
        """Return ``(key id, kind, revoked, StoreInfo)`` or None. Cached: this runs on every request."""
        key = self.sudo().search(
            [("key_hash", "=", key_hash)], limit=1
        )  # sudo: no user is known yet
        if not key or not key.store_id.active:
            return None
        return key.id, key.kind, bool(key.revoked_at), key.store_id._to_info()

    def action_revoke(self):
        """Refuse this key from now on, in every worker. It cannot be taken back."""
        self.filtered(lambda key: not key.revoked_at).write({"revoked_at": fields.Datetime.now()})
