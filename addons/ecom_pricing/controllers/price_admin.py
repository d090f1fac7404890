from odoo import http

from odoo.addons.ecom_base.api import operation

from ..schemas.price_admin import (
    CellResults,
    CellsWrite,
    History,
    HistoryRequest,
    PriceList,
    PriceListRequest,
)
from ..schemas.price_bulk import (
    Batch,
    BatchApply,
    BatchRef,
    BulkPreview,
    PriceExport,
    PriceExportRequest,
    PriceImport,
)

_READS = "ecom_base.group_ecom_analyst"
_WRITES = "ecom_pricing.group_price_editor"


class PriceAdminController(http.Controller):
    @operation(
        "admin.prices.list",
        "GET",
        "/api/admin/prices",
        auth="admin",
        groups=_READS,
        request=PriceListRequest,
        response=PriceList,
        readonly=True,
    )
    def prices_list(self, call):
        """List products with every price the seller has set.

        With `explain` each price says whether a buyer gets it, and why not.
        """
        return call.env["ecom.price.admin"].list_prices(call.input)

    @operation(
        "admin.prices.cells",
        "PUT",
        "/api/admin/prices",
        auth="admin",
        groups=_WRITES,
        request=CellsWrite,
        response=CellResults,
        idempotent=True,
    )
    def prices_cells(self, call):
        """Write single prices.

        Each is judged by itself, and the answer says what came of each.
        """
        return call.env["ecom.price.admin"].write_cells(call.input)

    @operation(
        "admin.prices.history",
        "GET",
        "/api/admin/prices/history",
        auth="admin",
        groups=_READS,
        request=HistoryRequest,
        response=History,
        readonly=True,
    )
    def prices_history(self, call):
        """List changes of prices, newest first."""
        return call.env["ecom.price.admin"].history(call.input)

    @operation(
        "admin.prices.bulkPreview",
        "POST",
        "/api/admin/prices/bulk",
        auth="admin",
        groups=_WRITES,
        request=BulkPreview,
        response=Batch,
        idempotent=True,
        status=201,
    )
    def bulk_preview(self, call):
        """Work out a change of many prices. Nothing is changed yet."""
        return call.env["ecom.price.admin.bulk"].preview(call.input)

    @operation(
        "admin.prices.bulkGet",
        "GET",
        "/api/admin/prices/bulk/<batchId>",
        auth="admin",
        groups=_READS,
        request=BatchRef,
        response=Batch,
        readonly=True,
    )
    def bulk_get(self, call):
        """Get a change of many prices: how far it is."""
        return call.env["ecom.price.admin.bulk"].get(call.input)

    @operation(
        "admin.prices.bulkApply",
        "POST",
        "/api/admin/prices/bulk/<batchId>/apply",
        auth="admin",
        groups=_WRITES,
        request=BatchApply,
        response=Batch,
        idempotent=True,
    )
    def bulk_apply(self, call):
        """Apply a preview in the background."""
        return call.env["ecom.price.admin.bulk"].apply(call.input)

    @operation(
        "admin.prices.bulkUndo",
        "POST",
        "/api/admin/prices/bulk/<batchId>/undo",
        auth="admin",
        groups=_WRITES,
        request=BatchRef,
        response=Batch,
        idempotent=True,
        status=201,
    )
    def bulk_undo(self, call):
        """Work out the opposite of an applied change, to be applied like any other.

        Prices that were changed since are left out, as conflicts.
        """
        return call.env["ecom.price.admin.bulk"].undo(call.input)

    @operation(
        "admin.prices.import",
        "POST",
        "/api/admin/prices/import",
        auth="admin",
        groups=_WRITES,
        request=PriceImport,
        response=Batch,
        idempotent=True,
        status=201,
    )
    def prices_import(self, call):
        """Read a CSV file of prices into a preview."""
        return call.env["ecom.price.admin.bulk"].import_file(call.input)

    @operation(
        "admin.prices.export",
        "GET",
        "/api/admin/prices/export",
        auth="admin",
        groups=_READS,
        request=PriceExportRequest,
        response=PriceExport,
        readonly=True,
    )
    def prices_export(self, call):
        """Write prices into a CSV file, which can be imported as it is."""
        return call.env["ecom.price.admin.bulk"].export_file(call.input)
