from odoo import api, models


class EcomPaymentReasons(models.AbstractModel):
    """What the codes of ``payments.options`` mean, in sentences for merchants."""

    _name = "ecom.payment.reasons"
    _description = "Why a Payment Type Is Not Offered"

    @api.model
    def sentence(self, reason, currency):
        """Return a sentence for a reason that is not a rule's.

        :param Reason reason: see ``domain.availability``
        :param currency: ``res.currency`` of its amounts
        """
        money = {
            name: currency.format(float(value))
            for name, value in reason.details.items()
            if name in {"total", "minimum", "maximum", "upfront"}
        }
        sentences = {
            "type_disabled": lambda: self.env._("The store does not offer it."),
            "below_minimum": lambda: self.env._(
                "The total of %(total)s is below the store's %(minimum)s for COD.", **money
            ),
            "above_maximum": lambda: self.env._(
                "The total of %(total)s is above the store's %(maximum)s for COD.", **money
            ),
            "gateway_missing": lambda: self.env._("The store has no payment gateway."),
            "amount_zero": lambda: self.env._("There is nothing to pay."),
            "nothing_at_door": lambda: self.env._("Nothing would be left to pay at the door."),
            "amount_too_small": lambda: self.env._(
                "What is to be paid online is below the gateway's minimum of %(minimum)s.", **money
            ),
            "country_not_served": lambda: self.env._(
                "Cash is collected in the store's own country only, unless a rule offers it elsewhere."
            ),
            "currency_not_served": lambda: self.env._(
                "Cash is collected in the store's own currency only, unless a rule for %s offers it.",
                currency.name,
            ),
            "carrier_not_allowed": lambda: self.env._("The carrier does not collect cash."),
            "gateway_limits": lambda: self.env._(
                "No payment gateway of the store takes exactly %(upfront)s.", **money
            ),
        }
        return sentences[reason.code]() if reason.code in sentences else reason.code

    @api.model
    def unmet(self, condition, rule, situation):
        """Return a sentence for a condition of a rule that an order does not meet.

        :param str condition: as ``ecom.payment.rule._conditions`` names it
        """
        sentences = {
            "country_ids": self.env._("Holds for other countries."),
            "state_ids": self.env._("Holds for other states."),
            "currency_ids": self.env._("Holds for other currencies."),
            "category_ids": self.env._("None of the products is in its categories."),
            "product_ids": self.env._("None of its products is in the cart."),
            "tag_ids": self.env._("The customer has none of its tags."),
            "carrier_ids": self.env._("Holds for other carriers."),
            "amounts": self.env._("The total is outside its limits."),
        }
        if condition == "zip_mode":
            return self._unmet_zip(rule, situation)
        if condition == "amounts" and rule.currency_id.id != situation.currency_id:
            return self.env._("Its amounts are in %s.", rule.currency_id.name)
        return sentences.get(condition, condition)

    def _unmet_zip(self, rule, situation):
        if not situation.zip:
            return self.env._("The address has no PIN code.")
        if rule.zip_mode == "only":
            return self.env._("PIN code %s is not on its list.", situation.zip)
        return self.env._("PIN code %s is one of its exceptions.", situation.zip)
