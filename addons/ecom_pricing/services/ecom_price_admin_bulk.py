import csv
import io
from decimal import Decimal

from odoo import Command, api, models
from odoo.exceptions import UserError

from odoo.addons.ecom_base.api.errors import Conflict, NotFound, PayloadTooLarge, ValidationFailed

from ..domain.price_table import FileUnreadable
from ..models.price_errors import PreviewStale
from ..schemas.price_bulk import MAX_EXPORTED, Batch, BatchCurrency, PriceExport

_SHOWN = 100  # problems of a file


class EcomPriceAdminBulk(models.AbstractModel):
    """Bulk changes and files over the API: the same batches as in the back office."""

    _name = "ecom.price.admin.bulk"
    _inherit = ["ecom.price.admin"]
    _description = "Bulk Price Changes over the Admin API"

    @api.model
    def preview(self, data):
        """Make a batch and its preview (:class:`~.schemas.price_bulk.Batch`).

        :raise ValidationFailed: if what is asked for makes no sense
        """
        store = self._store(data.store)
        currencies = self._currencies(store, data.currencies) if data.currencies else []
        source = self._currencies(store, data.source_currency and [data.source_currency])
        regions = store.region_ids.filtered(lambda region: region.code in (data.regions or []))
        if len(regions) < len(set(data.regions or [])):
            raise ValidationFailed.for_field("regions", "The store has no such region.")
        values = {
            "store_id": store.id,
            "source": "api",
            "operation": data.operation,
            "value": float(data.value),
            "schedule_operation": data.schedule_operation,
            "valid_from": data.valid_from,
            "valid_to": data.valid_to,
            "source_currency_id": data.source_currency and source.id,
            "factor": float(data.factor or 0),
            "reach": data.reach,
            "compare_at_mode": data.compare_at,
            "use_ending": data.use_ending,
            "currency_ids": [Command.set(currencies and currencies.ids)],
            "region_scope": "some" if regions else "all",
            "region_ids": [Command.set(regions.ids)],
            "product_tmpl_ids": [Command.set(self._product_ids(data.product_ids))],
            "price_from": float(data.price_from or 0),
            "price_to": float(data.price_to or 0),
            "include_windows": data.include_windows,
            "warn_percent": float(data.warn_percent),
            "reason": data.reason,
        }
        try:
            batch = self.env["ecom.price.batch"]._create_for(values)
        except UserError as error:
            raise ValidationFailed(error.args[0]) from error
        batch.action_preview()
        return self._shown(batch)

    @api.model
    def get(self, data):
        """Return how far a batch is."""
        return self._shown(self._batch(data.batch_id))

    @api.model
    def apply(self, data):
        """Start to apply a preview in the background.

        :raise Conflict: ``preview_stale``, or ``batch_state`` if there is nothing to start
        """
        batch = self._batch(data.batch_id)
        try:
            batch._apply(data.preview_hash)
        except PreviewStale as error:
            raise Conflict(error.args[0], code="preview_stale") from error
        except UserError as error:
            raise Conflict(error.args[0], code="batch_state") from error
        return self._shown(batch)

    @api.model
    def undo(self, data):
        """Make the preview of the opposite.

        :raise Conflict: ``batch_state`` if nothing was changed
        """
        try:
            undo = self._batch(data.batch_id)._make_undo()
        except UserError as error:
            raise Conflict(error.args[0], code="batch_state") from error
        return self._shown(undo)

    @api.model
    def import_file(self, data):
        """Make a batch of a file.

        :raise ValidationFailed: ``file_unreadable``, or ``file_invalid`` with the wrong lines
        """
        store = self._store(data.store)
        importer = self.env["ecom.price.importer"]
        try:
            batch, problems = importer._import(
                store,
                data.content.encode(),
                data.file_name,
                good_only=data.good_only,
                reason=data.reason,
            )
        except FileUnreadable as error:
            raise ValidationFailed(
                importer._file_text(error),
                code="file_unreadable",
                details={"problem": error.code, "text": error.text},
            ) from error
        if not batch:
            raise ValidationFailed(
                "Some lines are wrong. Nothing was imported.",
                code="file_invalid",
                details={
                    "count": len(problems),
                    "lines": [
                        {"line": p.line, "column": p.column, "code": p.code, "text": p.text}
                        for p in problems[:_SHOWN]
                    ],
                },
            )
        return self._shown(batch)

    @api.model
    def export_file(self, data):
        """Return prices as a CSV file (:class:`~.schemas.price_bulk.PriceExport`)."""
        store = self._store(data.store)
        self.env["ecom.product.price"].check_access("read")
        products = None
        if data.product_ids is not None:
            known = self.env["product.template"].with_context(active_test=False)
            products = known._search([("ecom_uid", "in", data.product_ids)]).subselect()
        export = self.env["ecom.price.export"]
        make = export._prices if data.layout == "long" else export._matrix
        text, count = io.StringIO(), -1
        writer = csv.writer(text)
        for row in make(store, self._currencies(store, data.currencies), products):
            count += 1
            if count > MAX_EXPORTED:
                raise PayloadTooLarge(
                    f"These are more than {MAX_EXPORTED} lines: ask for fewer products or currencies."
                )
            writer.writerow(row)
        return PriceExport(content=text.getvalue(), lines=count)

    @api.model
    def _product_ids(self, uids):
        if uids is None:
            return []
        products = self.env["product.template"].search([("ecom_uid", "in", uids)])
        if len(products) < len(set(uids)):
            raise ValidationFailed.for_field("productIds", "Some of these products are not known.")
        return products.ids

    @api.model
    def _batch(self, uid):
        batch = self.env["ecom.price.batch"].search([("ecom_uid", "=", uid)])
        if not batch:
            raise NotFound("There is no such bulk change.", code="batch_not_found")
        return batch

    @api.model
    def _shown(self, batch):
        return Batch(
            batch_id=batch.ecom_uid,
            state=batch.state,
            preview_hash=batch.preview_hash or None,
            to_change=batch.ready_count,
            left_out=batch.excluded_count,
            changed=batch.done_count,
            conflicts=batch.conflict_count,
            progress=batch.progress,
            warnings=(batch.warnings or "").splitlines(),
            currencies=[
                BatchCurrency(
                    currency=row.currency_id.name,
                    new=row.set_count,
                    changed=row.changed_count,
                    deleted=row.cleared_count,
                    left_out=row.excluded_count,
                    rounded=row.rounded_count,
                    **{
                        name: _plain(row[name], row.currency_id.decimal_places)
                        for name in ("min_change", "mean_change", "max_change")
                        if row.changed_count
                    },
                )
                for row in batch.summary_ids
            ],
            undoes=batch.undo_of_id.ecom_uid or None,
            previewed_at=batch.previewed_at or None,
            finished_at=batch.finished_at or None,
        )


def _plain(value, decimals):
    return Decimal(f"{value:.{decimals}f}")
