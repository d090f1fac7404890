import uuid
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

_KEY = "ecom_payments.order_messages"
_COLUMNS = (
    "company_id",
    "order_id",
    "rule_id",
    "event",
    "channel",
    "about",
    "transaction_id",
    "picking_id",
    "lane",
    "next_try_at",
)


class EcomOrderMessages(models.AbstractModel):
    """Has customers written to about their orders: each of a store's rules once for each event."""

    _name = "ecom.order.messages"
    _description = "Messages about Orders"

    @api.model
    def announce(self, order, event, *, transaction=None, parcel=None, about=None):
        """Put the messages of an event in the queue. They are written with the commit, all of a transaction in one
        statement, and sent afterwards: nothing here can delay or break what they tell.

        :param order: one placed ``sale.order``
        :param str event: see ``domain/order_messages.py``
        :param transaction: ``payment.transaction`` it is about
        :param parcel: ``stock.picking`` it is about
        :param str about: what tells it from others of its kind; the transaction or parcel if not given
        :return: number of messages
        """
        if self.env.context.get("ecom_no_facts"):
            return 0
        payment_type = order.ecom_payment_type
        rules = [
            rule
            for rule in self.env["ecom.order.message.rule"]._of_store(order.ecom_store_id.id)
            if rule[1] == event and payment_type in rule[4]
        ]
        if not rules:
            return 0
        queue, now = self.env["ecom.order.message"], fields.Datetime.now()
        lane = queue._lane_of(queue._lane_key({"order_id": order.id}))
        about = (
            about or (transaction and transaction.ecom_uid) or (parcel and str(parcel.id)) or "-"
        )
        self._pending().extend(
            (
                order.company_id.id,
                order.id,
                rule_id,
                event,
                channel,
                about,
                transaction.id if transaction else None,
                parcel.id if parcel else None,
                lane,
                now + timedelta(minutes=delay) if delay else None,
            )
            for rule_id, _event, channel, delay, _types in rules
        )
        return len(rules)

    @api.model
    def send_now(self, order, event, *, transaction=None):
        """Have a message sent that a person asks for, also if one like it was sent before.

        :raise UserError: if the store has no such message switched on
        """
        about = uuid.uuid4().hex
        if not self.announce(order, event, transaction=transaction, about=about):
            labels = dict(
                self.env["ecom.order.message"]._fields["event"]._description_selection(self.env)
            )
            raise UserError(
                self.env._(
                    "The message “%(message)s” is switched off for such orders of this store, see Customer Messages.",
                    message=labels[event],
                )
            )
        queue = self.env["ecom.order.message"]
        queue._wake([queue._lane_of(queue._lane_key({"order_id": order.id}))])

    # === ONE STATEMENT PER TRANSACTION === #

    def _pending(self):
        """Return the list of rows that are written with the commit. Savepoints clear it with what they undo."""
        precommit = self.env.cr.precommit
        if _KEY not in precommit.data:
            precommit.data[_KEY] = []
            precommit.add(self._write_pending)
        return precommit.data[_KEY]

    def _write_pending(self):
        rows = self.env.cr.precommit.data.pop(_KEY, None)
        if not rows:
            return
        uid, now = self.env.uid, self.env.cr.now()
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO ecom_order_message
                       (state, attempts, create_uid, write_uid, create_date, write_date, %(columns)s)
                VALUES %(rows)s ON CONFLICT DO NOTHING
                """,
                columns=SQL(", ").join(map(SQL.identifier, _COLUMNS)),
                rows=SQL(", ").join(
                    SQL("('pending', 0, %s, %s, %s, %s, %s)", uid, uid, now, now, _values(row))
                    for row in rows
                ),
            )
        )
        self.env["ecom.order.message"].invalidate_model()


def _values(row):
    return SQL(", ").join(SQL("%s", value) for value in row)
