from collections import defaultdict

from odoo import api, models
from odoo.tools import SQL

from ..domain import price_table
from ..domain.price_file import Problem, Shop, read
from ..domain.price_match import Product, match
from . import price_workbook

_COLUMNS = (
    "file_line int, product_tmpl_id int, product_id int, currency_id int, region_id int, min_qty numeric,"
    " valid_from timestamp, valid_to timestamp, cleared boolean, amount numeric, compare_at numeric, mrp numeric,"
    " unit_cost numeric, tax_included boolean"
)
_PROPOSED = """
    SELECT p.id AS price_id, COALESCE(p.version, 0) AS version, i.product_tmpl_id, i.product_id, i.currency_id,
           i.region_id, i.min_qty, i.valid_from, i.valid_to,
           COALESCE(p.amount, 0) AS old_amount, COALESCE(p.compare_at, 0) AS old_compare_at, COALESCE(p.mrp, 0) AS old_mrp,
           COALESCE(p.unit_cost, 0) AS old_unit_cost, p.tax_included AS old_tax_included, p.amount AS reference,
           COALESCE(i.amount, p.amount) AS raw_amount, COALESCE(i.compare_at, p.compare_at, 0) AS compare_at,
           COALESCE(i.mrp, p.mrp, 0) AS mrp, COALESCE(i.unit_cost, p.unit_cost, 0) AS unit_cost,
           COALESCE(i.tax_included, p.tax_included, TRUE) AS tax_included, i.cleared, i.file_line,
           NULL::varchar AS problem
      FROM ecom_price_file_row i
      LEFT JOIN ecom_product_price p
             ON p.store_id = %s AND p.product_tmpl_id = i.product_tmpl_id AND p.currency_id = i.currency_id
            AND COALESCE(p.product_id, 0) = COALESCE(i.product_id, 0)
            AND COALESCE(p.region_id, 0) = COALESCE(i.region_id, 0) AND p.min_qty = i.min_qty
            AND p.valid_from IS NOT DISTINCT FROM i.valid_from AND p.valid_to IS NOT DISTINCT FROM i.valid_to
     WHERE p.id IS NOT NULL OR NOT i.cleared
"""


class EcomPriceImporter(models.AbstractModel):
    """Reads prices from a file into a batch, which has its preview, history and undo like any other."""

    _name = "ecom.price.importer"
    _description = "Importer of Prices"

    @api.model
    def _import(self, store, raw, file_name, *, good_only=False, reason=None):
        """Make a batch of a file. Nothing is changed before it is applied.

        :param store: one ``ecom.store``
        :param bytes raw: CSV, or XLSX
        :param good_only: leave wrong lines out, rather than refuse the file for one of them
        :return: (``ecom.price.batch``, empty if the file is refused; list of :class:`~.domain.price_file.Problem`)
        :raise FileUnreadable:
        """
        matches, problems = self._read(store, raw)
        if problems and not good_only:
            return self.env["ecom.price.batch"], problems
        with self.env.cr.savepoint() as savepoint:
            batch = self.env["ecom.price.batch"]._create_for(
                {
                    "store_id": store.id,
                    "source": "import",
                    "operation": False,
                    "file_name": file_name,
                    "reason": reason,
                    "use_ending": False,
                }
            )
            self._load(store, matches)
            batch._fill(SQL(_PROPOSED, store.id), rounds=False, ordered=True)
            problems = sorted(problems + self._refused(batch), key=lambda problem: problem.line)
            if problems and not good_only:
                savepoint.rollback()
                batch = batch.browse()
        return batch, problems

    @api.model
    def _read(self, store, raw):
        rows = (
            price_workbook.rows(raw) if price_workbook.is_workbook(raw) else price_table.rows(raw)
        )
        currencies = store.sudo().store_currency_ids.currency_id  # sudo: the store's settings
        shop = Shop(
            {currency.name: currency.decimal_places for currency in currencies},
            frozenset(store.sudo().region_ids.mapped("code")),  # sudo: as above
            store.tz,
        )
        entries, problems = read(rows, shop)
        matches, unmatched = match(entries, self._products(store, {entry.sku for entry in entries}))
        return matches, sorted(problems + unmatched, key=lambda problem: problem.line)

    @api.model
    def _products(self, store, skus):
        """Return what SKUs, or public ids of variants, stand for: lists of Product by text."""
        self.env.flush_all()
        found = defaultdict(list)
        self.env.cr.execute(
            SQL(
                """
                SELECT sku, v.product_tmpl_id, v.id,
                       (SELECT count(*) FROM product_product o WHERE o.product_tmpl_id = t.id AND o.active)
                  FROM product_product v JOIN product_template t ON t.id = v.product_tmpl_id
                 CROSS JOIN LATERAL (VALUES (v.default_code), (v.ecom_uid)) s (sku)
                 WHERE v.active AND (v.default_code = ANY(%(skus)s) OR v.ecom_uid = ANY(%(skus)s))
                   AND sku = ANY(%(skus)s) AND (t.company_id IS NULL OR t.company_id = %(company)s)
                """,
                skus=list(skus),
                company=store.company_id.id,
            )
        )
        for sku, *product in self.env.cr.fetchall():
            found[sku].append(Product(*product))
        return found

    @api.model
    def _load(self, store, matches):
        """Put what a file says into a table of this transaction."""
        currencies = store.sudo().store_currency_ids.currency_id  # sudo: the store's settings
        currency_ids = {currency.name: currency.id for currency in currencies}
        region_ids = {
            region.code: region.id for region in store.sudo().region_ids
        }  # sudo: as above
        self.env.cr.execute(
            SQL(
                "CREATE TEMP TABLE IF NOT EXISTS ecom_price_file_row (%s) ON COMMIT DROP",
                SQL(_COLUMNS),
            )
        )
        self.env.cr.execute("TRUNCATE ecom_price_file_row")
        self.env.cr.execute_values(
            "INSERT INTO ecom_price_file_row VALUES %s",
            [
                (
                    found.entry.line,
                    found.template_id,
                    found.product_id,
                    currency_ids[found.entry.currency],
                    region_ids.get(found.entry.region),
                    found.entry.min_qty,
                    found.entry.valid_from,
                    found.entry.valid_to,
                    found.entry.clear,
                    *(
                        found.entry.values[name] or 0 if name in found.entry.values else None
                        for name in ("amount", "compare_at", "mrp", "unit_cost")
                    ),
                    found.entry.values.get("tax_included"),
                )
                for found in matches
            ],
            page_size=5_000,
        )
        self.env.cr.execute("ANALYZE ecom_price_file_row")

    @api.model
    def _refused(self, batch):
        self.env.cr.execute(
            SQL(
                "SELECT file_line, problem FROM ecom_price_batch_line WHERE batch_id = %s AND state = 'excluded'",
                batch.id,
            )
        )
        return [Problem(line, "amount", code, "") for line, code in self.env.cr.fetchall()]

    # === FOR PEOPLE === #

    @api.model
    def _file_text(self, error):
        """Say why a file cannot be read (:class:`~.domain.price_table.FileUnreadable`)."""
        texts = {
            "file_empty": self.env._("The file is empty."),
            "file_too_large": self.env._("The file is too large: 20 MB at most, 400 MB unpacked."),
            "file_too_long": self.env._("The file has more than 250,000 lines. Split it."),
            "file_not_text": self.env._("This is neither a CSV nor an XLSX file."),
            "file_encoding": self.env._("The file is not in UTF-8. Save it as CSV UTF-8."),
            "file_old_spreadsheet": self.env._(
                "This is a spreadsheet of the old kind. Save it as XLSX or CSV."
            ),
            "file_damaged": self.env._("The file is damaged %s", error.text and f"({error.text})"),
            "separator_ambiguous": self.env._(
                "The first line has several kinds of separators. Use commas only, or semicolons only."
            ),
            "column_unknown": self.env._("There is no column “%s”.", error.text),
            "column_missing": self.env._("The column “%s” is missing.", error.text),
            "column_repeated": self.env._("The column “%s” is there twice.", error.text),
            "currency_unknown": self.env._("The store does not sell in %s.", error.text),
        }
        return texts[error.code].strip()

    @api.model
    def _problem_text(self, problem):
        """Say what is wrong with a line (:class:`~.domain.price_file.Problem`)."""
        texts = {
            "formula": self.env._("Looks like a formula. Write plain text or a number."),
            "comma": self.env._("Write amounts with a decimal point and without commas."),
            "ambiguous": self.env._("Is this a thousand or a fraction? Write 1234 or 1.23."),
            "not_a_date": self.env._("This is not a date. Write 2030-12-31 or 2030-12-31 18:00."),
            "not_yes_no": self.env._("Write yes or no."),
            "applies_to_unknown": self.env._("Write product or variant."),
            "sku_missing": self.env._("There is no SKU."),
            "sku_unknown": self.env._("No product has this SKU."),
            "sku_ambiguous": self.env._("Several products have this SKU."),
            "currency_unknown": self.env._("The store does not sell in this currency."),
            "region_unknown": self.env._("The store has no region with this code."),
            "repeated": self.env._("The same price as in line %s.", problem.text),
            "precision": self.env._("More decimals than the currency has."),
            "not_a_number": self.env._("This is not a number."),
            "not_positive": self.env._("Must be more than zero."),
            "too_large": self.env._("This is too large to be a price."),
        }
        lines = self.env["ecom.price.batch.line"]
        return texts.get(problem.code) or lines._problem_text(
            problem.code, self.env["res.currency"]
        )
