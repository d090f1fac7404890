from odoo import api, models


class EcomRiskTexts(models.AbstractModel):
    """What the risk's reasons and figures are called, in the reader's language."""

    _name = "ecom.risk.texts"
    _description = "Texts of the Risk of Return"

    @api.model
    def sentence(self, reason):
        """Return a reason as a sentence that begins with ▲ or ▼.

        :param dict reason: ``code``, ``effect`` and ``values``, see ``domain.risk_reasons``
        """
        mark = "▲" if reason["effect"] > 0 else "▼"
        text = self._sentences().get(reason["code"], reason["code"])
        return f"{mark} {text % reason['values']}"

    @api.model
    def _sentences(self):
        # placeholders are filled in later, so that each sentence is found by its code
        return {
            "customer": self.env._(
                "%(returned)s of %(total)s earlier parcels of this customer came back"
            ),
            "phone": self.env._(
                "%(returned)s of %(total)s earlier parcels to this phone number, under other accounts, came back"
            ),
            "zip": self.env._("%(returned)s of %(total)s parcels to this PIN code came back"),
            "state": self.env._("%(returned)s of %(total)s parcels to this state came back"),
            "value": self.env._("The total is %(times)s times the typical order"),
            "address_no_number": self.env._("The address has no house number"),
            "address_short": self.env._("The address is very short"),
            "address_repeated": self.env._("The address repeats one letter"),
            "address_pin_invalid": self.env._("The PIN code does not exist"),
            "address_pin_elsewhere": self.env._("The PIN code lies in another state"),
            "address_complete": self.env._("The address looks complete"),
            "type_cod": self.env._("Paid at the door"),
            "type_partial_cod": self.env._("A share is paid online"),
            "type_prepaid": self.env._("Paid online"),
            "night": self.env._("Placed between midnight and five"),
            "weekend": self.env._("Placed at the weekend"),
            "first_order": self.env._("First order of this customer"),
            "returning": self.env._("The customer has ordered before (%(orders)s)"),
            "basket": self.env._("%(items)s items of %(categories)s categories"),
            "no_email": self.env._("No email address given"),
        }

    @api.model
    def figure_labels(self):
        """Return what people call each figure of a model: dict by name."""
        return {
            "customer_history": self.env._("Customer's earlier parcels came back"),
            "phone_history": self.env._("Parcels to the phone number came back"),
            "zip_history": self.env._("Parcels to the PIN code came back"),
            "state_history": self.env._("Parcels to the state came back"),
            "value": self.env._("Larger total"),
            "address_no_number": self.env._("No house number"),
            "address_short": self.env._("Very short address"),
            "address_repeated": self.env._("Address repeats a letter"),
            "address_pin_invalid": self.env._("No valid PIN code"),
            "address_pin_elsewhere": self.env._("PIN code of another state"),
            "cod": self.env._("COD instead of Prepaid"),
            "partial_cod": self.env._("Partial COD instead of Prepaid"),
            "night": self.env._("Placed at night"),
            "weekend": self.env._("Placed at the weekend"),
            "first_order": self.env._("First order"),
            "items": self.env._("More items"),
            "categories": self.env._("More categories"),
            "no_email": self.env._("No email address"),
        }
