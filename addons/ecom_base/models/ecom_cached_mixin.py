from odoo import api, models


class EcomCachedMixin(models.AbstractModel):
    """Settings that every request asks for, kept in the registry's cache (``ormcache``) until one of them changes.

    The cache of the other workers is cleared when the change is committed.
    """

    _name = "ecom.cached.mixin"
    _description = "Settings Kept in the Cache"

    #: Names of the fields that what is cached depends on; None: all.
    _cached_fields = None

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        self.env.registry.clear_cache()
        return records

    def write(self, vals):
        result = super().write(vals)
        if self._cached_fields is None or self._cached_fields & vals.keys():
            self.env.registry.clear_cache()
        return result

    def unlink(self):
        result = super().unlink()
        self.env.registry.clear_cache()
        return result
