from odoo import api, fields, models
from odoo.tools import SQL

from ..domain.slug import candidates, pick_free, slugify


class EcomSlugMixin(models.AbstractModel):
    """Give records a readable, unique part of their storefront URL, made from the name and editable afterwards.

    It does not follow later changes of the name: addresses that search engines know must keep working.
    """

    _name = "ecom.slug.mixin"
    _description = "Storefront URL Slug"

    ecom_slug = fields.Char(
        string="URL Slug",
        compute="_compute_ecom_slug",
        store=True,
        readonly=False,
        copy=False,
        help="Last part of the address in the shop: lower-case letters, digits and hyphens. Left empty, it is made from the name.",
    )
    _ecom_slug_unique = models.UniqueIndex("(ecom_slug)", "This URL slug is already in use.")

    @api.depends("name")
    def _compute_ecom_slug(self):
        # A form that is still being filled in shows no slug: it would be made from half a name
        fresh = self.filtered(lambda record: record.id and not record.ecom_slug)
        for record in self - fresh:
            record.ecom_slug = record.ecom_slug  # keep what was typed
        if fresh:
            wished = [slugify(record.name, fallback=self._ecom_slug_fallback()) for record in fresh]
            for record, slug in zip(fresh, self._ecom_free_slugs(wished, fresh.ids), strict=True):
                record.ecom_slug = slug

    @api.model
    def _ecom_slug_fallback(self):
        """Return the slug of a record whose name has nothing to make one from."""
        return "item"

    @api.model
    def _ecom_free_slugs(self, wished, own_ids=()):
        """Return a free slug for each wish, in two queries whatever their number.

        :param list[str] wished: slugs
        :param list[int] own_ids: records whose present slugs count as free
        :return: list[str]
        """
        options = sorted({option for slug in wished for option in candidates(slug)})
        self.flush_model(["ecom_slug"])
        self.env.cr.execute(
            SQL(
                "SELECT ecom_slug FROM %s WHERE ecom_slug = ANY(%s) AND NOT id = ANY(%s)",
                SQL.identifier(self._table),
                options,
                list(own_ids),
            )
        )
        taken = {slug for (slug,) in self.env.cr.fetchall()}
        suffixes = [self.env["ecom.public.id.mixin"]._ecom_new_uid()[-10:] for _slug in wished]
        return pick_free(wished, taken, suffixes)

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get("ecom_slug"):
                vals["ecom_slug"] = slugify(vals["ecom_slug"], fallback=self._ecom_slug_fallback())
            else:
                vals.pop("ecom_slug", None)
        return super().create(vals_list)

    def write(self, vals):
        if "ecom_slug" not in vals:
            return super().write(vals)
        if vals["ecom_slug"]:
            return super().write(
                {**vals, "ecom_slug": slugify(vals["ecom_slug"], self._ecom_slug_fallback())}
            )
        rest = {name: value for name, value in vals.items() if name != "ecom_slug"}
        result = super().write(rest) if rest else True
        wished = [slugify(record.name, self._ecom_slug_fallback()) for record in self]
        for record, slug in zip(self, self._ecom_free_slugs(wished, self.ids), strict=True):
            super(EcomSlugMixin, record).write({"ecom_slug": slug})
        return result
