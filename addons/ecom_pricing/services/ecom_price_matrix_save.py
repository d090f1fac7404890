from odoo import api, fields, models
from odoo.exceptions import UserError

from ..domain.matrix import Place, parse_amount
from ..domain.price_cell import Cell
from .ecom_price_matrix import MatrixScope

_MOST_CELLS = 1000
_STATUS = {"refused": "error", "conflict": "conflict"}


class EcomPriceMatrix(models.AbstractModel):
    """Save what was typed into a matrix: each cell stands for itself, one that cannot be saved holds up no other."""

    _inherit = "ecom.price.matrix"

    @api.model
    def save_cells(self, store_id, cells):
        """Set, change and clear standing prices.

        :param cells: list of dicts with ``product_tmpl_id``, ``product_id`` (or False), ``currency_id``, ``region_id`` (or
            False), ``min_qty``, ``amount`` (decimal text; None clears) and ``expected_version`` (0: there was no price)
        :return: list of dicts in the same order: ``status`` (``saved``, ``error`` or ``conflict``), ``message`` and, unless
            it is an error, ``cell``: what is there now, as :meth:`load` gives it
        :raise AccessError: the user may not edit prices
        :raise UserError: no such store, or too many cells at once
        """
        self.env["ecom.product.price"].check_access("write")
        known_id = type(store_id) is int and store_id
        store = self.env["ecom.store"].search([("id", "=", known_id)])
        if not store:
            raise UserError(self.env._("This store does not exist, or is none of yours."))
        if not isinstance(cells, list) or len(cells) > _MOST_CELLS:
            raise UserError(
                self.env._("At most %(count)s cells can be saved at once.", count=_MOST_CELLS)
            )
        columns = self._columns(store)
        answers, wanted = {}, {}
        for index, values in enumerate(cells):
            try:
                wanted[index] = self._wanted(values)
            except (KeyError, TypeError, ValueError, UserError):
                answers[index] = _refusal(self.env._("This is not a price."))
        wanted = self._known(store, columns, wanted, answers)
        outcomes = self.env["ecom.price.cells"]._save(store, list(wanted.values()), "matrix")
        for index, outcome in zip(wanted, outcomes, strict=True):
            answers[index] = {
                "status": _STATUS.get(outcome.status, "saved"),
                "message": outcome.message,
            }
        self._add_cells(store, columns, wanted, answers)
        return [answers[index] for index in range(len(cells))]

    @api.model
    def _wanted(self, values):
        """Return the :class:`~.domain.price_cell.Cell` that a client asks for.

        :raise Exception: of those that :meth:`save_cells` names, if it is none
        """
        amount = values["amount"]
        return Cell(
            template_id=_number(values["product_tmpl_id"]),
            product_id=_number(values["product_id"]) or None,
            currency_id=_number(values["currency_id"]),
            region_id=_number(values["region_id"]) or None,
            values=None if amount is None else {"amount": parse_amount(amount)},
            min_qty=self._quantity(values["min_qty"]),
            expected_version=_number(values["expected_version"]),
        )

    @api.model
    def _known(self, store, columns, wanted, answers):
        """Return the cells of products, currencies and regions that the user and the store have; answer the others."""
        owners = self._owners(store, {cell.template_id for cell in wanted.values()})
        regions = self.env["ecom.region"].search([("store_id", "=", store.id)])
        sells = columns.filtered("enabled").currency_id._ids
        known = {}
        for index, cell in wanted.items():
            if (cell.template_id, cell.product_id) not in owners:
                answers[index] = _refusal(
                    self.env._("This product no longer exists, or is none of this store's.")
                )
            elif cell.currency_id not in sells:
                answers[index] = _refusal(
                    self.env._("The store does not sell in this currency at present.")
                )
            elif cell.region_id and cell.region_id not in regions._ids:
                answers[index] = _refusal(self.env._("The region must be one of the same store."))
            else:
                known[index] = cell
        return known

    @api.model
    def _owners(self, store, template_ids):
        """Return what may have prices: set of (template id, variant id or None)."""
        everything = self.with_context(active_test=False).env
        templates = everything["product.template"].search(
            self._products_domain(store, [("id", "in", list(template_ids))])
        )
        variants = everything["product.product"].search_fetch(
            [("product_tmpl_id", "in", templates.ids)], ["product_tmpl_id"]
        )
        return {(template.id, None) for template in templates} | {
            (variant.product_tmpl_id.id, variant.id) for variant in variants
        }

    @api.model
    def _add_cells(self, store, columns, wanted, answers):
        """Add what is there now to what was saved and to conflicts."""
        told = {
            index: cell for index, cell in wanted.items() if answers[index]["status"] != "error"
        }
        templates = self.env["product.template"].browse(
            {cell.template_id for cell in told.values()}
        )
        now = fields.Datetime.now()
        for place in {Place(cell.region_id, cell.min_qty) for cell in told.values()}:
            here = {
                index: cell
                for index, cell in told.items()
                if Place(cell.region_id, cell.min_qty) == place
            }
            owners = {(cell.template_id, cell.product_id or False) for cell in here.values()}
            cells = self._cells(MatrixScope(store, columns, place, now), templates, owners)
            for index, cell in here.items():
                owner = (cell.template_id, cell.product_id or False)
                answers[index]["cell"] = cells[owner].get(cell.currency_id, {})


def _refusal(message):
    return {"status": "error", "message": message}


def _number(value):
    """Return a database id, version or False as a number.

    :raise ValueError: it is none
    """
    if value is False or value is None:
        return 0
    if type(value) is not int or not 0 <= value < 2**31:
        raise ValueError(value)
    return value
