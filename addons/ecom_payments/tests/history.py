"""A long past for a store, quickly: copies of a real order and its parcel, by SQL."""

import json
from datetime import datetime, timedelta

from odoo.tools import SQL

#: Noon of yesterday: minutes before and after it are of the same day.
NOW = datetime.now().replace(hour=12, minute=0, second=0, microsecond=0) - timedelta(days=1)


class HistoryTools:
    """Mix into a ``PaymentsCase``."""

    def begin_history(self):
        """Place and send off the order that the others are copies of."""
        order = self.record(self.place("cod"))
        parcel = self.ship({"id": order.ecom_uid})
        self.env.flush_all()
        self.pattern, self.pattern_parcel = order, parcel

    def copy_row(self, table, row_id, **values):
        """Copy a row with other values; return the id of the copy."""
        [(new_id,)] = self.env.execute_query(SQL("SELECT nextval(%s)", f"{table}_id_seq"))
        self.env.cr.execute(
            SQL(
                "INSERT INTO %(table)s SELECT (jsonb_populate_record(%(table)s, %(values)s)).* FROM %(table)s"
                " WHERE id = %(row)s",
                table=SQL.identifier(table),
                values=json.dumps({"id": new_id} | values, default=str),
                row=row_id,
            )
        )
        return new_id

    def past(self, outcome, days, *, payment_type="cod", transit=4, ship_to=None, **values):
        """Add an order that was placed some days ago and whose parcel ended so; return its id."""
        placed = NOW - timedelta(days=days)
        number = self.number = getattr(self, "number", 0) + 1
        order_id = self.copy_row(
            "sale_order",
            self.pattern.id,
            name=f"PAST{number}",
            ecom_uid=values.pop("uid", f"ord_past{number:028d}"),
            ecom_placed_at=placed,
            ecom_payment_type=payment_type,
            **({"partner_shipping_id": ship_to.id} if ship_to else {}),
            **values,
        )
        self.copy_row(
            "stock_picking",
            self.pattern_parcel.id,
            name=f"PAST/{number}",
            sale_id=order_id,
            ecom_outcome=outcome,
            ecom_outcome_at=placed + timedelta(days=transit),
            ecom_dispatch_type=payment_type,
            date_done=placed + timedelta(days=1),
        )
        self.env["ecom.order.fact"]._mark("sale.order", [order_id])
        return order_id

    def count_history(self):
        """Have the copies seen, and counted as the nightly job does."""
        self.env.invalidate_all()
        self.env["ecom.risk.training"].refresh(self.store)
        self.env.flush_all()
