from odoo import api, models
from odoo.exceptions import ValidationError

from ..domain.price_check import extra_problem


class EcomExactMixin(models.AbstractModel):
    """Amounts of a currency that are looked at as they are given, before the database would round them."""

    _name = "ecom.exact.mixin"
    _description = "Exact Amounts"

    #: Names of the fields that are looked at; the model has a ``currency_id`` besides.
    _exact_fields = ("amount",)

    @api.model_create_multi
    def create(self, vals_list):
        currencies = self.env["res.currency"]
        for vals in vals_list:
            self._check_exact(vals, currencies.browse(vals.get("currency_id")))
        return super().create(vals_list)

    def write(self, vals):
        if {*self._exact_fields, "currency_id"} & vals.keys():
            for record in self:
                currency = record.currency_id
                if "currency_id" in vals:
                    currency = currency.browse(vals["currency_id"])
                known = {name: record[name] for name in self._exact_fields}
                self._check_exact(known | vals, currency)
        return super().write(vals)

    @api.model
    def _check_exact(self, vals, currency):
        """Refuse what is finer than its currency, or no amount at all.

        :raise ValidationError: names the field
        """
        for name in self._exact_fields:
            problem = extra_problem(vals.get(name), currency.decimal_places)
            if problem:
                raise ValidationError(self._problem_text(problem, name, currency))

    @api.model
    def _problem_text(self, code, field, currency):
        """Say what is wrong with an amount, for people.

        :param code: of :func:`~.domain.price_check.extra_problem`
        :param field: name of the field it found it in
        """
        label = self._fields[field]._description_string(self.env)
        texts = {
            "not_a_number": self.env._("%(field)s: this is not a number.", field=label),
            "too_large": self.env._("%(field)s: this is too large to be a price.", field=label),
            "precision": self.env._(
                "%(field)s: prices in %(currency)s have %(decimals)s decimals at most.",
                field=label,
                currency=currency.name,
                decimals=currency.decimal_places,
            ),
        }
        return texts[code]
