from decimal import Decimal

from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.ecom_base.api.errors import NotFound, ValidationFailed
from odoo.addons.ecom_base.domain import cursor

from ..domain.price_cell import Cell
from ..domain.selection import Wish, explain
from ..schemas.price_admin import (
    CellResult,
    CellResults,
    Change,
    Explanation,
    History,
    Price,
    PriceList,
    ProductPrices,
    Reason,
)

_AMOUNTS = ("amount", "compare_at", "mrp", "unit_cost")


class EcomPriceAdmin(models.AbstractModel):
    """Prices over the API for the seller's own systems, with the rights of the user whose key it is."""

    _name = "ecom.price.admin"
    _description = "Prices over the Admin API"

    # === LIST === #

    @api.model
    def list_prices(self, data):
        """Return a page of products with every price (:class:`~.schemas.price_admin.PriceList`)."""
        store = self._store(data.store)
        self.env["ecom.product.price"].check_access("read")
        domain = Domain("ecom_store_ids", "in", store.ids)
        if data.product_ids is not None:
            domain &= Domain("ecom_uid", "in", data.product_ids)
        after = self._after(data.cursor, "prices")
        if after:
            domain &= Domain("id", ">", after)
        products = self.env["product.template"].search(domain, order="id", limit=data.limit + 1)
        page, more = products[: data.limit], len(products) > data.limit
        currencies = self._currencies(store, data.currencies)
        rows = self.env["ecom.price.reader"]._rows(store, page, currencies)
        regions = {region.id: region.code for region in store.region_ids}
        items = []
        for product in page:
            own = {currency: rows[product.id, currency.id] for currency in currencies}
            shown = _Shown(product, regions)
            items.append(
                ProductPrices(
                    product_id=product.ecom_uid,
                    name=product.name,
                    prices=[
                        shown.price(row, currency) for currency in own for row in own[currency]
                    ],
                    explanations=self._explanations(store, product, own, shown, data)
                    if data.explain
                    else None,
                )
            )
        return PriceList(
            items=items, next_cursor=cursor.encode("prices", [str(page[-1].id)]) if more else None
        )

    @api.model
    def _explanations(self, store, product, rows, shown, data):
        country = self.env["res.country"].search([("code", "=", data.country)])
        region = self.env["ecom.price.reader"]._region(store, country)
        at = data.at or fields.Datetime.now()
        return [
            Explanation(
                variant_id=variant.ecom_uid,
                currency=currency.name,
                region=region.code or None,
                reasons=[
                    Reason(price=shown.price(row, currency), reason=reason)
                    for row, reason in explain(
                        rows[currency], Wish(variant.id, region.id or None, data.quantity, at)
                    )
                ],
            )
            for variant in product.product_variant_ids
            for currency in rows
            if rows[currency]
        ]

    # === WRITE === #

    @api.model
    def write_cells(self, data):
        """Write prices, each by itself (:class:`~.schemas.price_admin.CellResults`)."""
        store = self._store(data.store)
        self.env["ecom.product.price"].check_access("write")
        known = _Known(self.env, store, data.cells)
        cells = [known.cell(cell) for cell in data.cells]
        saved = iter(
            self.env["ecom.price.cells"]._save(
                store, [cell for cell in cells if isinstance(cell, Cell)], "api", data.reason
            )
        )
        return CellResults(
            results=[
                self._result(next(saved), cell, known) if isinstance(cell, Cell) else cell
                for cell in cells
            ]
        )

    @api.model
    def _result(self, saved, cell, known):
        current = None
        if saved.status == "conflict" and saved.row:
            product = self.env["product.template"].browse(cell.template_id)
            currency = self.env["res.currency"].browse(cell.currency_id)
            current = _Shown(product, known.region_codes).price(saved.row, currency)
        return CellResult(
            status=saved.status,
            version=saved.version,
            code="amount_precision" if saved.code == "precision" else saved.code,
            message=saved.message,
            current=current,
        )

    # === HISTORY === #

    @api.model
    def history(self, data):
        """Return a page of changes, newest first (:class:`~.schemas.price_admin.History`)."""
        store = self._store(data.store)
        domain = Domain("store_id", "=", store.id)
        if data.product_id:
            domain &= Domain("product_tmpl_id.ecom_uid", "=", data.product_id)
        if data.currency:
            domain &= Domain("currency_id.name", "=", data.currency)
        if data.batch_id:
            batch = self.env["ecom.price.batch"].search([("ecom_uid", "=", data.batch_id)])
            domain &= Domain("batch_id", "=", batch.id or -1)
        after = self._after(data.cursor, "history")
        if after:
            domain &= Domain("id", "<", after)
        rows = self.env["ecom.price.change"].search(domain, order="id desc", limit=data.limit + 1)
        page, more = rows[: data.limit], len(rows) > data.limit
        return History(
            items=[self._change(row) for row in page],
            next_cursor=cursor.encode("history", [str(page[-1].id)]) if more else None,
        )

    @api.model
    def _change(self, row):
        decimals = row.currency_id.decimal_places
        return Change(
            changed_at=row.changed_at,
            kind=row.kind,
            product_id=row.product_tmpl_id.ecom_uid or None,
            variant_id=row.product_id.ecom_uid or None,
            currency=row.currency_id.name,
            region=row.region_id.code or None,
            min_quantity=Decimal(repr(row.min_qty)),
            valid_from=row.valid_from or None,
            valid_to=row.valid_to or None,
            **{
                f"{when}_{name}": _money(row[f"{when}_{name}"], decimals)
                for when in ("old", "new")
                for name in ("amount", "compare_at")
            },
            details=row.details or None,
            source=row.source,
            by=row.sudo().user_id.name or None,  # sudo: only who it was
            reason=row.reason or None,
        )

    # === COMMON === #

    @api.model
    def _store(self, code):
        """Return the store that is meant, of those the user may see.

        :raise NotFound: ``store_not_found``
        :raise ValidationFailed: if there are several and none is named
        """
        stores = self.env["ecom.store"].search([("code", "=", code)] if code else [], limit=2)
        if not stores:
            raise NotFound("There is no such store.", code="store_not_found")
        if len(stores) > 1:
            raise ValidationFailed.for_field("store", "There are several: name one.")
        return stores

    @api.model
    def _currencies(self, store, codes):
        """Return currencies of a store by their codes; all of them without codes.

        :raise ValidationFailed: ``unknown_currency``
        """
        currencies = store.store_currency_ids.sorted("sequence").currency_id
        if codes is None:
            return currencies
        unknown = set(codes) - set(currencies.mapped("name"))
        if unknown:
            raise ValidationFailed.for_field(
                "currencies", f"The store does not sell in {min(unknown)}.", code="unknown_currency"
            )
        return currencies.filtered(lambda currency: currency.name in codes)

    @api.model
    def _after(self, text, sort):
        if not text:
            return None
        try:
            (after,), _state = cursor.decode(text, sort, (int,))
        except cursor.InvalidCursor as error:
            raise ValidationFailed.for_field(
                "cursor", "Not a cursor of this list.", code="invalid_cursor"
            ) from error
        return after


class _Shown:
    """Prices of one product as the API shows them."""

    def __init__(self, product, region_codes):
        self.product_uid = product.ecom_uid
        variants = product.with_context(active_test=False).product_variant_ids
        self.variants = {variant.id: variant.ecom_uid for variant in variants}
        self.region_codes = region_codes

    def price(self, row, currency):
        return Price(
            product_id=self.product_uid,
            variant_id=self.variants.get(row.product_id),
            currency=currency.name,
            region=self.region_codes.get(row.region_id),
            min_quantity=Decimal(repr(row.min_qty)),
            valid_from=row.valid_from,
            valid_to=row.valid_to,
            tax_included=row.tax_included,
            version=row.version,
            **{name: getattr(row, name) for name in _AMOUNTS},
        )


class _Known:
    """What the texts in a request stand for, read once for all of its cells."""

    def __init__(self, env, store, cells):
        products = {cell.product_id for cell in cells}
        variants = {cell.variant_id for cell in cells if cell.variant_id}
        templates = env["product.template"].with_context(active_test=False)
        found = templates.search([("ecom_uid", "in", list(products))])
        self.products = {product.ecom_uid: product.id for product in found}
        found = env["product.product"].with_context(active_test=False)
        found = found.search([("ecom_uid", "in", list(variants))])
        self.variants = {(v.product_tmpl_id.id, v.ecom_uid): v.id for v in found}
        currencies = store.store_currency_ids.currency_id
        self.currencies = {currency.name: currency.id for currency in currencies}
        self.regions = {region.code: region.id for region in store.region_ids}
        self.region_codes = {region.id: region.code for region in store.region_ids}

    def cell(self, asked):
        """Return the :class:`~..domain.price_cell.Cell` that is asked for, or why there is none."""
        template_id = self.products.get(asked.product_id)
        product_id = asked.variant_id and self.variants.get((template_id, asked.variant_id))
        if not template_id or (asked.variant_id and not product_id):
            return _refused("unknown_product", "There is no such product or variant.")
        if asked.currency not in self.currencies:
            return _refused("unknown_currency", f"The store does not sell in {asked.currency}.")
        if asked.region and asked.region not in self.regions:
            return _refused("unknown_region", "The store has no such region.")
        given = {*_AMOUNTS, "tax_included"} & asked.model_fields_set
        values = {name: getattr(asked, name) for name in given}
        if values.get("tax_included", True) is None:
            values.pop("tax_included")
        return Cell(
            template_id,
            product_id or None,
            self.currencies[asked.currency],
            self.regions.get(asked.region),
            None if asked.clear else values,
            float(asked.min_quantity),
            asked.valid_from,
            asked.valid_to,
            asked.expected_version,
        )


def _refused(code, message):
    return CellResult(status="refused", version=0, code=code, message=message)


def _money(value, decimals):
    return Decimal(f"{value:.{decimals}f}") if value else None
