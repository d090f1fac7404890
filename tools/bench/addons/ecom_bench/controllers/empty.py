"""The floor: what any Odoo route costs before it does anything."""

from odoo import http


class Empty(http.Controller):
    """Serves the baseline of the bench."""

    @http.route("/ecom_bench/empty", type="http", auth="none", save_session=False, readonly=True)
    def empty(self):
        """Answer nothing, at once."""
        return http.Response(b"{}", content_type="application/json")
