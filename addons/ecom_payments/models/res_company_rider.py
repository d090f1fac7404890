from odoo import models


class ResCompany(models.Model):
    """The cash register that takes what riders hand over."""

    _inherit = "res.company"

    def _ecom_cash_register(self, *, make=False):
        """Return the company's cash journal, the first where there are several; may be empty.

        :param bool make: make one if there is none, and the company keeps books
        """
        self.ensure_one()
        # sudo: booking is the system's; journals are made by nobody's own right
        journals = self.env["account.journal"].sudo().with_company(self)
        domain = [
            ("company_id", "=", self.id),
            ("type", "=", "cash"),
            ("ecom_is_cod", "=", False),
        ]
        register = journals.search(domain, limit=1)
        if not register and make and self._ecom_keeps_books():
            register = journals.create(
                {"name": self.env._("Cash"), "type": "cash", "company_id": self.id}
            )
        return register
