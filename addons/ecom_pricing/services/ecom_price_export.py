import csv
import io
import tempfile
from datetime import UTC
from decimal import Decimal

import xlsxwriter

from odoo import api, models
from odoo.tools import SQL

from ..domain.price_file import LONG, WIDE
from ..domain.price_table import quoted

_PAGE = 10_000
_SHEET_LINES = 1_048_575  # XLSX has no more
_DIFF = (
    "line",
    *LONG[:6],
    "valid_from",
    "valid_to",
    "kind",
    "old_amount",
    "before_rounding",
    "new_amount",
    "change_percent",
    "old_compare_at",
    "new_compare_at",
    "state",
    "problem",
)
#: Who a price is of, as the import reads it: the SKU of the variant, or of one of them. Without one, the public id.
_SKU = SQL(
    """
    CASE WHEN v.default_code IS NULL OR v.default_code = '' OR EXISTS (
              SELECT FROM product_product o WHERE o.default_code = v.default_code AND o.id <> v.id AND o.active)
         THEN v.ecom_uid ELSE v.default_code END AS sku,
    t.name->>'en_US' AS product,
    CASE WHEN p.product_id IS NULL THEN 'product' ELSE 'variant' END AS applies_to
    """
)
_PRODUCT = SQL(
    """
    JOIN product_template t ON t.id = p.product_tmpl_id
    JOIN LATERAL (SELECT * FROM product_product v
                   WHERE v.product_tmpl_id = p.product_tmpl_id AND (p.product_id IS NULL OR v.id = p.product_id)
                   ORDER BY v.active DESC, v.id LIMIT 1) v ON TRUE
    JOIN res_currency c ON c.id = p.currency_id
    LEFT JOIN ecom_region r ON r.id = p.region_id
    """
)


class EcomPriceExport(models.AbstractModel):
    """Prices, and previews, as files of any length: read page by page and written to a temporary file."""

    _name = "ecom.price.export"
    _description = "Export of Prices"

    # === WHAT === #

    @api.model
    def _prices(self, store, currencies, product_ids=None):
        """Yield the prices of a store as rows of text, the names of the columns first. They import as they are.

        :param currencies: ``res.currency``
        :param product_ids: SQL of the ids of the products; None: all
        """
        yield list(LONG)
        decimals = {currency.name: currency.decimal_places for currency in currencies}
        query = SQL(
            """
            SELECT p.id, %s, c.name AS currency, r.code AS region, p.min_qty::text, p.amount::text, p.compare_at::text,
                   p.mrp::text, p.unit_cost::text, p.tax_included, p.valid_from, p.valid_to
              FROM ecom_product_price p %s
             WHERE p.store_id = %s AND p.currency_id = ANY(%s) AND %s
            """,
            _SKU,
            _PRODUCT,
            store.id,
            currencies.ids,
            SQL("p.product_tmpl_id IN (%s)", product_ids) if product_ids else SQL("TRUE"),
        )
        for row in self._rows(query):
            places = decimals[row["currency"]]
            yield [
                quoted(row["sku"]),
                quoted(row["product"] or ""),
                row["applies_to"],
                row["currency"],
                row["region"] or "",
                _plain(row["min_qty"]),
                _money(row["amount"], places),
                *(_money(row[name], places) or "-" for name in ("compare_at", "mrp", "unit_cost")),
                "yes" if row["tax_included"] else "no",
                _moment(row["valid_from"]),
                _moment(row["valid_to"]),
            ]

    @api.model
    def _matrix(self, store, currencies, product_ids=None):
        """Yield the standing prices of a store, one product, region and quantity a row, a column for each currency."""
        codes = [currency.name for currency in currencies]
        decimals = {currency.name: currency.decimal_places for currency in currencies}
        yield [*WIDE, *codes]
        query = SQL(
            """
            SELECT min(p.id) AS id, %(sku)s, r.code AS region, p.min_qty::text,
                   jsonb_object_agg(c.name, p.amount::text) AS amounts
              FROM ecom_product_price p %(joins)s
             WHERE p.store_id = %(store)s AND p.currency_id = ANY(%(currencies)s) AND %(products)s
               AND p.valid_from IS NULL AND p.valid_to IS NULL
             GROUP BY p.product_tmpl_id, p.product_id, r.code, p.min_qty, v.default_code, v.ecom_uid, v.id, t.name
            """,
            sku=_SKU,
            joins=_PRODUCT,
            store=store.id,
            currencies=currencies.ids,
            products=SQL("p.product_tmpl_id IN (%s)", product_ids) if product_ids else SQL("TRUE"),
        )
        for row in self._rows(query):
            yield [
                quoted(row["sku"]),
                quoted(row["product"] or ""),
                row["applies_to"],
                row["region"] or "",
                _plain(row["min_qty"]),
                *(_money(row["amounts"].get(code), decimals[code]) for code in codes),
            ]

    @api.model
    def _lines(self, batch):
        """Yield every line of a batch as rows of text, the names of the columns first."""
        yield list(_DIFF)
        query = SQL(
            """
            SELECT p.id, p.file_line, %s, c.name AS currency, c.id AS currency_id, r.code AS region, p.min_qty::text,
                   p.valid_from, p.valid_to, p.kind, p.old_amount::text, p.raw_amount::text, p.new_amount::text,
                   p.change_percent::text, p.old_compare_at::text, p.new_compare_at::text, p.state, p.problem
              FROM ecom_price_batch_line p %s WHERE p.batch_id = %s
            """,
            _SKU,
            _PRODUCT,
            batch.id,
        )
        rows = self.env["res.currency"].with_context(active_test=False).search([])
        decimals = {currency.id: currency.decimal_places for currency in rows}
        for row in self._rows(query):
            places = decimals[row["currency_id"]]
            yield [
                str(row["file_line"] or ""),
                quoted(row["sku"]),
                quoted(row["product"] or ""),
                row["applies_to"],
                row["currency"],
                row["region"] or "",
                _plain(row["min_qty"]),
                _moment(row["valid_from"]),
                _moment(row["valid_to"]),
                row["kind"],
                _money(row["old_amount"], places),
                _plain(row["raw_amount"]),
                _money(row["new_amount"], places),
                row["change_percent"] or "",
                _money(row["old_compare_at"], places),
                _money(row["new_compare_at"], places),
                row["state"],
                row["problem"] or "",
            ]

    @api.model
    def _rows(self, query):
        """Yield the rows of a query that has an ``id``, in its order, a page in memory at a time."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "DECLARE ecom_price_export NO SCROLL CURSOR FOR SELECT * FROM (%s) q ORDER BY id",
                query,
            )
        )
        try:
            while True:
                self.env.cr.execute(SQL("FETCH %s FROM ecom_price_export", _PAGE))
                page = self.env.cr.dictfetchall()
                yield from page
                if len(page) < _PAGE:
                    return
        finally:
            self.env.cr.execute("CLOSE ecom_price_export")

    # === AS A FILE === #

    @api.model
    def _file(self, rows, file_format):
        """Return an open temporary file, at its beginning.

        :param rows: iterable of lists of text
        :param file_format: ``csv`` or ``xlsx``
        """
        target = tempfile.TemporaryFile()  # noqa: SIM115 whoever sends it closes it
        if file_format == "xlsx":
            self._write_workbook(rows, target)
        else:
            text = io.TextIOWrapper(target, "utf-8", newline="", write_through=True)
            text.write("\ufeff")  # spreadsheet programs take it for another encoding otherwise
            csv.writer(text).writerows(rows)
            text.detach()
        target.seek(0)
        return target

    @api.model
    def _write_workbook(self, rows, target):
        workbook = xlsxwriter.Workbook(
            target,
            {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False},
        )
        sheet = workbook.add_worksheet("Prices")
        for number, row in enumerate(rows):
            if number > _SHEET_LINES:
                break
            for place, text in enumerate(row):
                if text:
                    sheet.write_string(number, place, text)
        workbook.close()


def _plain(text):
    if not text:
        return ""
    number = Decimal(text).normalize()
    return f"{number:f}"


def _money(text, decimals):
    amount = Decimal(text or 0)
    return f"{amount:.{decimals}f}" if amount else ""


def _moment(moment):
    return moment.replace(tzinfo=UTC).isoformat().replace("+00:00", "Z") if moment else ""
