from werkzeug.exceptions import NotFound
from werkzeug.wsgi import wrap_file

from odoo import http
from odoo.http import Response, content_disposition, request

_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class PriceFiles(http.Controller):
    """Downloads of the back office. They are written to disk and sent from there, however long they are."""

    @http.route(
        "/ecom/prices/bulk/<int:batch_id>.<string:file_format>",
        type="http",
        auth="user",
        readonly=True,
    )
    def bulk_lines(self, batch_id, file_format):
        """Every price of a bulk change."""
        batch = request.env["ecom.price.batch"].browse(batch_id).exists()
        if not batch or file_format not in _TYPES:
            raise NotFound()
        batch.check_access("read")
        rows = request.env["ecom.price.export"]._lines(batch)
        return self._send(rows, f"bulk-change-{batch_id}", file_format)

    @http.route(
        "/ecom/prices/export/<int:wizard_id>.<string:file_format>",
        type="http",
        auth="user",
        readonly=True,
    )
    def prices(self, wizard_id, file_format):
        """The prices that an export wizard asks for."""
        wizard = request.env["ecom.price.export.wizard"].browse(wizard_id).exists()
        if not wizard or file_format not in _TYPES:
            raise NotFound()
        return self._send(wizard._rows(), f"prices-{wizard.store_id.code}", file_format)

    def _send(self, rows, name, file_format):
        file = request.env["ecom.price.export"]._file(rows, file_format)
        return Response(
            wrap_file(request.httprequest.environ, file),
            headers={
                "Content-Type": _TYPES[file_format],
                "Content-Disposition": content_disposition(f"{name}.{file_format}"),
                "Cache-Control": "no-store",
            },
            direct_passthrough=True,
        )
