from odoo import fields, models


class EcomStoreKeyWizard(models.TransientModel):
    """Makes an API key and shows it once."""

    _name = "ecom.store.key.wizard"
    _description = "New API Key"

    store_id = fields.Many2one("ecom.store", required=True, ondelete="cascade")
    kind = fields.Selection(
        [("publishable", "Publishable: for browsers"), ("secret", "Secret: for servers only")],
        required=True,
        default="publishable",
        help="A publishable key reads the catalogue and handles carts. A secret key also places orders and reads customers.",
    )
    name = fields.Char(
        string="Used By", required=True, help="Where you will use the key, to find it again later."
    )
    # Not stored: the key lives in the dialog that shows it and nowhere else.
    value = fields.Char(string="API Key", store=False, readonly=True)

    def action_create_key(self):
        """Make the key and open the dialog that shows it."""
        self.ensure_one()
        _key, value = self.env["ecom.store.key"]._generate(self.store_id, self.kind, self.name)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Your new API key"),
            "res_model": self._name,
            "views": [(self.env.ref("ecom_base.ecom_store_key_wizard_view_result").id, "form")],
            "target": "new",
            "context": {"default_value": value},
        }
