from datetime import UTC, datetime

from odoo import api, models

from ..api.errors import ValidationFailed
from ..domain.event import ClockError, occurred_at, without_contacts

_ENVELOPE = {"id", "name", "occurred_at", "session_id"}


class EcomEventIntake(models.AbstractModel):
    """Events that storefronts report: checked, and put into the outbox."""

    _name = "ecom.event.intake"
    _description = "Storefront Events"

    @api.model
    def track(self, store, data, *, customer=None):
        """Record a batch of events, or none of them.

        :param StoreInfo store: the calling store
        :param data: ``schemas.event.EventsTrack``
        :param CustomerInfo customer: who is logged in, or None
        :return: dict for ``schemas.event.EventsTracked``
        :raise ValidationFailed: naming every event whose time cannot be believed
        """
        now = datetime.now(UTC)
        rows, problems = [], {}
        for index, event in enumerate(data.events):
            try:
                moment = occurred_at(event.occurred_at, data.sent_at, now)
            except ClockError as error:
                problems[f"events.{index}.occurredAt"] = str(error)
                continue
            rows.append(self._row(store, event, moment, customer))
        if problems:
            raise ValidationFailed(
                "Some events have impossible times.", details={"fields": problems}
            )
        outbox = self.env["ecom.event"].sudo()  # sudo: nobody may write events but through this
        recorded = outbox._emit(rows)
        return {"recorded": recorded, "duplicates": len(rows) - recorded}

    def _row(self, store, event, moment, customer):
        payload = event.model_dump(by_alias=True, exclude_none=True, exclude=_ENVELOPE)
        if "term" in payload:
            payload["term"] = without_contacts(payload["term"])
        return {
            "store_id": store.id,
            "name": event.name,
            "source": "storefront",
            "payload": payload,
            # A prefix of their own: no browser can occupy the key of a server fact.
            "dedupe_key": f"storefront:{event.id}",
            "occurred_at": moment.replace(tzinfo=None, microsecond=0),
            "customer_id": customer.id if customer else None,
            "session_id": event.session_id,
        }
