from odoo import api, models, tools
from odoo.exceptions import AccessError
from odoo.tools import SQL

#: Access rules that give the Marketing role its right to write at all.
_OWN_RULES = (
    "ecom_base.access_product_template_ecom_marketing",
    "ecom_base.access_product_product_ecom_marketing",
)


class EcomProductGuard(models.AbstractModel):
    """Let the Marketing role edit what the shop shows of a product, and nothing else of it.

    Odoo's access rules are for whole records: with them alone, whoever may correct a text may also change a price. Users
    whose right to write comes from another role are not concerned.
    """

    _name = "ecom.product.guard"
    _description = "Product Fields for Marketing"
    _ecom_marketing_fields = frozenset()

    def write(self, vals):
        if not self.env.su and not vals.keys() <= self._ecom_marketing_fields:
            self._ecom_check_full_right(vals.keys() - self._ecom_marketing_fields)
        return super().write(vals)

    def _ecom_check_full_right(self, names):
        user = self.env.user
        if not user.has_group("ecom_base.group_ecom_marketing"):
            return
        if self._ecom_may_write_by_another_role(tuple(sorted(user._get_group_ids()))):
            return
        labels = ", ".join(
            sorted(self._fields[name].get_description(self.env)["string"] for name in names)
        )
        raise AccessError(
            self.env._(
                "Your role may edit what the shop shows of a product. It may not change: %(fields)s.",
                fields=labels,
            )
        )

    @api.model
    @tools.ormcache("self._name", "group_ids")
    def _ecom_may_write_by_another_role(self, group_ids):
        own = [self.env["ir.model.data"]._xmlid_to_res_id(xml_id) for xml_id in _OWN_RULES]
        return bool(
            self.env.execute_query(
                SQL(
                    """
                    SELECT 1 FROM ir_model_access access JOIN ir_model model ON model.id = access.model_id
                     WHERE model.model = %s AND access.active AND access.perm_write
                       AND (access.group_id IS NULL OR access.group_id = ANY(%s))
                       AND NOT access.id = ANY(%s)
                     LIMIT 1
                    """,
                    self._name,
                    list(group_ids),
                    [rule_id for rule_id in own if rule_id],
                )
            )
        )
