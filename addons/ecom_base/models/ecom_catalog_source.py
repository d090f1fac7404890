from odoo import api, models


class EcomCatalogSource(models.AbstractModel):
    """Make a model's changes reach the catalogue: inherit it and say which products a record shows on."""

    _name = "ecom.catalog.source"
    _description = "Source of Catalogue Content"

    def _catalog_mark(self, names=None):
        """Note the products whose documents these records may change.

        Override to call ``ecom.catalog.dirty``; must be cheap and must not write anything else. Called after
        create, before and after write, and before unlink.

        :param names: names of the fields that are written; None on create and unlink
        """

    def _catalog_concerns(self, names):
        """Tell whether any document shows one of these fields (a set-like of names)."""
        return True

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records._catalog_mark()
        return records

    def write(self, vals):
        if not self._catalog_concerns(vals.keys()):
            return super().write(vals)
        self._catalog_mark(vals.keys())
        result = super().write(vals)
        self._catalog_mark(vals.keys())
        return result

    def unlink(self):
        self._catalog_mark()
        return super().unlink()

    def _update_field_translations(self, field_name, translations, digest=None, source_lang=""):
        # the translation dialog does not go through write()
        self._catalog_mark({field_name})
        return super()._update_field_translations(field_name, translations, digest, source_lang)
