from odoo import http

from ..api import operation
from ..schemas.event import EventsTrack, EventsTracked


class EventController(http.Controller):
    @operation(
        "events.track",
        "POST",
        "/api/events",
        auth="store",
        request=EventsTrack,
        response=EventsTracked,
        rate="events",
        status=202,
    )
    def events_track(self, call):
        """Report what visitors do.

        Up to 100 events at once, recorded all or none. An event whose `id` is known already is not counted again, so a
        batch may be sent again after a lost answer. Purchases are not reported: the shop knows its orders.
        """
        return call.env["ecom.event.intake"].track(call.store, call.input, customer=call.customer)
