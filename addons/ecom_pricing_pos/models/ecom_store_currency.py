from odoo import api, fields, models
from odoo.exceptions import UserError


class EcomStoreCurrency(models.Model):
    """The price list that registers use for a currency."""

    _inherit = "ecom.store.currency"

    project_pos = fields.Boolean(
        string="Registers",
        help="Keep a price list with these prices for point of sale. Pick it in the settings of the register. It follows "
        "changes within ten minutes; a register sees them when its session is opened or reloaded.",
    )
    pos_pricelist_id = fields.Many2one(
        "product.pricelist", string="Price List of Registers", readonly=True, copy=False
    )
    pos_projected_at = fields.Datetime(string="Copied to Registers", readonly=True, copy=False)

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create(vals_list)
        rows._ecom_ensure_pos_pricelist()
        return rows

    def write(self, vals):
        if "project_pos" in vals and not vals["project_pos"]:
            self._ecom_refuse_pos_use()
        result = super().write(vals)
        if vals.get("project_pos"):
            self._ecom_ensure_pos_pricelist()
        return result

    def unlink(self):
        self._ecom_refuse_pos_use()
        lists = self.pos_pricelist_id
        result = super().unlink()
        lists._ecom_retire()
        return result

    def _ecom_refuse_pos_use(self):
        """Keep a list that a register sells with: without its prices Odoo would sell at the sales price."""
        configs = self.env["pos.config"].sudo()  # sudo: only whether there are any
        for row in self.filtered("pos_pricelist_id"):
            pricelist = row.pos_pricelist_id
            used = configs.search(
                [
                    "|",
                    ("pricelist_id", "=", pricelist.id),
                    ("available_pricelist_ids", "in", pricelist.ids),
                ],
                limit=1,
            )
            if used:
                raise UserError(
                    self.env._(
                        "The register %(register)s sells with these prices. Give it another price list first.",
                        register=used.name,
                    )
                )

    def _ecom_ensure_pos_pricelist(self):
        lists = self.env["product.pricelist"].sudo()  # sudo: price lists of the system
        for row in self.filtered(lambda row: row.project_pos):
            if not row.pos_pricelist_id:
                row.pos_pricelist_id = lists._ecom_create_projection(row)
            self.env["ecom.pos.projection"].project(row)
