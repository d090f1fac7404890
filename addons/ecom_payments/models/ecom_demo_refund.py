from decimal import Decimal

from odoo import api, fields, models


class EcomDemoRefund(models.Model):
    """A refund as the demo gateway sees it."""

    _name = "ecom.demo.refund"
    _description = "Demo Gateway Refund"
    _order = "id desc"
    _rec_name = "refund_id"

    charge_id = fields.Many2one(
        "ecom.demo.charge", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="charge_id.company_id", store=True, index=True)
    refund_id = fields.Char(string="Refund ID", required=True, readonly=True)
    key = fields.Char(string="Idempotency Key", required=True, readonly=True)
    amount = fields.Char(
        required=True, readonly=True, help="Decimal number, in the charge's currency."
    )

    _key_unique = models.UniqueIndex("(charge_id, key)", "This refund was made already.")

    @api.model
    def _make(self, charge, key, amount):
        """Refund a charge, once per key.

        :param Decimal amount: positive
        :return: the refund
        :raise ValueError: if more would be given back than was paid
        """
        known = charge.refund_ids.filtered(lambda refund: refund.key == key)
        if known:
            return known
        given_back = sum(map(Decimal, charge.refund_ids.mapped("amount")), Decimal(0))
        if amount <= 0 or given_back + amount > Decimal(charge.amount):
            raise ValueError("amount_exceeds_charge")
        refund = self.create(
            {
                "charge_id": charge.id,
                "refund_id": self.env["ecom.demo.webhook"]._new_id("rfd"),
                "key": key,
                "amount": str(amount),
            }
        )
        charge._announce(
            "refund.processed",
            {"refundId": refund.refund_id, "refundKey": key, "amount": refund.amount},
        )
        return refund
