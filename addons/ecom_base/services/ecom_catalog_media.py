from odoo import api, models
from odoo.tools import SQL

SIZES = (256, 512, 1024, 1920)
#: By prefix of the public id: model, and the field that holds the original.
SOURCES = {
    "prd": ("product.template", "image_1920"),
    "var": ("product.product", "image_variant_1920"),
    "img": ("ecom.product.image", "image_1920"),
    "cat": ("ecom.category", "image_1920"),
}


class EcomCatalogMedia(models.AbstractModel):
    """Addresses of pictures. They name the content, so they can be cached for ever and change with the picture."""

    _name = "ecom.catalog.media"
    _description = "Catalogue Pictures"

    @api.model
    def _urls(self, records, size=1024):
        """Return the picture's address of each record that has one, in one query.

        Override to serve pictures from elsewhere.

        :param records: of one model among :data:`SOURCES`
        :param int size: longest side in pixels, one of :data:`SIZES`
        :return: dict[int, str] by record id; paths are relative to the API's own address
        """
        field = next(field for model, field in SOURCES.values() if model == records._name)
        digests = self._digests(records, field)
        return {
            record.id: f"/api/media/{record.ecom_uid}/{digests[record.id]}/{size}"
            for record in records
            if record.id in digests
        }

    @api.model
    def _digests(self, records, field):
        if not records:
            return {}
        self.env["ir.attachment"].flush_model()
        self.env.cr.execute(
            SQL(
                """
                SELECT res_id, left(checksum, 16) FROM ir_attachment
                 WHERE res_model = %s AND res_field = %s AND res_id = ANY(%s)
                """,
                records._name,
                field,
                records.ids,
            )
        )
        return dict(self.env.cr.fetchall())

    @api.model
    def _resolve(self, uid):
        """Return the record behind a picture's public id if customers may see it, and its present digest.

        :return: (record, str) or None: unknown, without a picture, or not in any shop
        """
        model_name, field = SOURCES.get(uid.partition("_")[0], (None, None))
        if not model_name:
            return None
        model = self.env[
            model_name
        ].sudo()  # sudo: pictures of published products are for everybody
        record_id = model._ecom_ids([uid]).get(uid)
        record = model.browse(record_id)
        if not record_id or not self._is_public(record):
            return None
        digest = self._digests(record, field).get(record_id)
        return (record, digest) if digest else None

    @api.model
    def _is_public(self, record):
        if record._name == "ecom.category":
            return record.active and record.is_published
        template = record if record._name == "product.template" else record.product_tmpl_id
        self.env.cr.execute(
            SQL("SELECT FROM ecom_catalog_document WHERE product_tmpl_id = %s LIMIT 1", template.id)
        )
        return bool(self.env.cr.rowcount)
