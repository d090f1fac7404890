from odoo import api, models

_NOTED = "ecom_base.facts"


class EcomFacts(models.AbstractModel):
    """What happens to carts, orders and customers, told to the outbox.

    Facts are noted where they happen and written just before the commit: once for each record and name, with the
    record as it is then, in a few queries for all of them. A fact that a savepoint undoes is never told. Context key
    ``ecom_no_facts`` keeps quiet, for imports of history.
    """

    _name = "ecom.facts"
    _description = "Facts for the Outbox"

    @api.model
    def note(self, name, records):
        """Note a fact about records.

        :param str name: ``cart.created``, ``cart.updated``, ``order.placed``, ``order.confirmed``, ``order.cancelled`` or
            ``customer.created``
        :param records: ``sale.order`` or ``ecom.customer``
        """
        if not records or self.env.context.get("ecom_no_facts"):
            return
        # Savepoints clear these hooks together with what they undo.
        precommit = self.env.cr.precommit
        if _NOTED not in precommit.data:
            precommit.data[_NOTED] = {}
            facts = self.sudo()  # sudo: whoever makes a fact may record it
            precommit.add(facts._emit_noted)
        precommit.data[_NOTED].setdefault((name, records._name), {}).update(
            dict.fromkeys(records.ids)
        )

    @api.model
    def customers_merged(self, customer, retired):
        """Tell that guests turned out to be a customer, before their records go.

        :param customer: the ``ecom.customer`` that stays
        :param list[str] retired: public ids of those that go
        """
        outbox = self.env["ecom.event"].sudo()  # sudo: as in note
        outbox._emit(
            [
                {
                    "store_id": customer.store_id.id,
                    "name": "customer.merged",
                    "customer_id": customer.id,
                    "payload": {"customerId": customer.ecom_uid, "mergedIds": list(retired)},
                }
            ]
        )

    @api.model
    def _emit_noted(self):
        noted = self.env.cr.precommit.data.pop(_NOTED, {})
        every = {}
        for (_name, model), ids in noted.items():
            every.setdefault(model, {}).update(ids)
        alive = {model: self.env[model].browse(ids).exists() for model, ids in every.items()}
        events = []
        for (name, model), ids in noted.items():
            events += self._events(name, self.env[model].browse(ids) & alive[model])
        self.env["ecom.event"]._emit(events)

    @api.model
    def _events(self, name, records):
        """Return the events for ``ecom.event._emit`` of one fact about many records."""
        if records._name == "ecom.customer":
            return [self._customer_event(name, customer) for customer in records]
        return [self._order_event(name, order) for order in records]

    def _order_event(self, name, order):
        return {
            "store_id": order.ecom_store_id.id,
            "name": name,
            # A cart is updated many times; the others happen once, or again when somebody reopens the order.
            "dedupe_key": f"{name}:{order.ecom_uid}"
            if name in {"cart.created", "order.placed"}
            else None,
            "customer_id": order.ecom_customer_id.id or None,
            "occurred_at": order.ecom_placed_at if name == "order.placed" else None,
            "payload": self._order_payload(name, order),
        }

    @api.model
    def _order_payload(self, name, order):
        """Return what an event tells of a cart or an order: no name, address, phone or e-mail. Addons may add to it."""
        dump = self.env["ecom.order.builder"].dump(order)
        return {
            "cartId" if name.startswith("cart.") else "orderId": order.ecom_uid,
            "number": order.name,
            "customerId": order.ecom_customer_id.ecom_uid or None,
            **{key: value for key, value in dump.items() if key != "items"},
            "items": [
                {key: item[key] for key in ("productId", "sku", "quantity", "unitPrice")}
                for item in dump["items"]
            ],
        }

    def _customer_event(self, name, customer):
        return {
            "store_id": customer.store_id.id,
            "name": name,
            "dedupe_key": f"{name}:{customer.ecom_uid}",
            "customer_id": customer.id,
            "payload": {
                "customerId": customer.ecom_uid,
                "externalId": customer.external_id or None,
                "isGuest": customer.is_guest,
            },
        }
