from dataclasses import replace

from psycopg2 import IntegrityError

from odoo import api, models
from odoo.exceptions import ValidationError

from ..domain.price_cell import Saved, changes, find, problem
from ..domain.selection import PriceRow


class EcomPriceCells(models.AbstractModel):
    """Writes single prices for screens and the API: each by itself, and never over what somebody else wrote."""

    _name = "ecom.price.cells"
    _description = "Writer of Single Prices"

    @api.model
    def _save(self, store, cells, source, reason=None):
        """Write prices with the rights of the user. One that is refused leaves the others alone.

        :param store: one ``ecom.store``
        :param cells: list of :class:`~.domain.price_cell.Cell` of this store's currencies and regions
        :param source: of the history, e.g. ``matrix``
        :return: list of :class:`~.domain.price_cell.Saved`, one for each cell
        """
        prices = self.env["ecom.product.price"].with_context(
            ecom_price_source=source, ecom_price_reason=reason or False
        )
        prices.check_access("write")
        templates = self.env["product.template"].browse({cell.template_id for cell in cells})
        currencies = self.env["res.currency"].browse({cell.currency_id for cell in cells})
        rows = self.env["ecom.price.reader"]._rows(store, templates, currencies)
        return [
            self._save_one(store, prices, cell, rows[cell.template_id, cell.currency_id])
            for cell in cells
        ]

    @api.model
    def _save_one(self, store, prices, cell, rows):
        row = find(cell, rows)
        if cell.expected_version is not None and cell.expected_version != (
            row.version if row else 0
        ):
            return self._conflict(row)
        if cell.values is None:
            return self._clear(prices, row, rows)
        wanted = changes(cell, row)
        if not wanted:
            return _outcome("unchanged", row)
        currency = self.env["res.currency"].browse(cell.currency_id)
        wrong = problem(cell, row, rows, currency.decimal_places)
        if wrong:
            return _outcome("refused", row, wrong[0], self._problem_text(*wrong, currency))
        try:
            with self.env.cr.savepoint():
                price = self._write(store, prices, cell, row, wanted)
        except ValidationError as error:
            return _outcome("refused", row, "invalid", error.args[0])
        except IntegrityError:
            # set by somebody else since this transaction began; the other cells can be saved
            return self._conflict(row)
        known = replace(row or _row(cell, price), version=price.version, **_exact(wanted))
        rows[:] = [other for other in rows if other is not row] + [known]
        return Saved("saved", price.id, price.version, row=known)

    @api.model
    def _conflict(self, row):
        text = self.env._("Somebody else changed this price in the meantime.")
        return _outcome("conflict", row, "version_conflict", text)

    @api.model
    def _clear(self, prices, row, rows):
        if row is None:
            return Saved("unchanged")
        prices.browse(row.id).unlink()
        rows.remove(row)
        return Saved("cleared")

    @api.model
    def _write(self, store, prices, cell, row, wanted):
        values = {
            name: value if isinstance(value, bool) else float(value or 0)
            for name, value in wanted.items()
        }
        if row:
            price = prices.browse(row.id)
            price.write(values)
            return price
        return prices.create(
            {
                "store_id": store.id,
                "product_tmpl_id": cell.template_id,
                "product_id": cell.product_id,
                "currency_id": cell.currency_id,
                "region_id": cell.region_id,
                "min_qty": cell.min_qty,
                "valid_from": cell.valid_from,
                "valid_to": cell.valid_to,
                **values,
            }
        )

    @api.model
    def _problem_text(self, code, field, currency):
        texts = {
            "overlap": self.env._(
                "Another price of this product applies at the same time. Times must not overlap."
            ),
            "amount_missing": self.env._("There is no price yet: give one."),
        }
        return texts.get(code) or self.env["ecom.product.price"]._problem_text(
            code, field, currency
        )


def _outcome(status, row, code=None, message=None):
    return Saved(status, row and row.id, row.version if row else 0, code, message, row)


def _row(cell, price):
    return PriceRow(
        price.id,
        cell.product_id,
        cell.region_id,
        cell.min_qty,
        cell.values["amount"],
        valid_from=cell.valid_from,
        valid_to=cell.valid_to,
    )


def _exact(values):
    return {
        name: value if isinstance(value, bool) else value or None for name, value in values.items()
    }
