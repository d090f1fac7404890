import json
import uuid

import requests

from odoo.tests import HttpCase, get_db_name, new_test_user, tagged
from odoo.tools import SQL

from .money_crowd import MoneyCrowd


@tagged("post_install", "-at_install")
class TestRiderAtOnce(MoneyCrowd):
    """A rider's taps that meet at the same moment, over HTTP, in transactions of their own."""

    def set_up_shop(self, env):
        super().set_up_shop(env)
        self.login = f"rider_{uuid.uuid4().hex[:8]}"
        self.rider = new_test_user(env, self.login, groups="ecom_payments.group_ecom_rider")

    def remove(self, env):
        env.cr.rollback()
        # a parcel that has left cannot be removed
        sent = env["stock.picking"].search([("ecom_rider_id", "=", self.rider.id)])
        for table in ("stock_move_line", "stock_move"):
            statement = SQL(
                "UPDATE %s SET state = 'draft' WHERE picking_id = ANY(%s)",
                SQL.identifier(table),
                sent.ids,
            )
            env.cr.execute(statement)
        env.cr.execute(SQL("UPDATE stock_picking SET state = 'draft' WHERE id = ANY(%s)", sent.ids))
        env.cr.commit()
        super().remove(env)
        partner = self.rider.partner_id
        self.rider.unlink()
        partner.unlink()
        env.cr.commit()

    def log_in(self):
        """Return the cookie of a session of the rider."""
        params = {"db": get_db_name(), "login": self.login, "password": self.login}
        answer = requests.post(
            f"{HttpCase.base_url()}/web/session/authenticate",
            json={"jsonrpc": "2.0", "params": params},
            timeout=60,
        )
        self.assertEqual(answer.json()["result"]["username"], self.login)
        return {"Cookie": f"session_id={answer.cookies['session_id']}"}

    def tap(self, session, method, *args, **kwargs):
        params = {"model": "ecom.rider", "method": method, "args": args, "kwargs": kwargs}
        body = {"jsonrpc": "2.0", "method": "call", "params": params}
        headers = {**session, "Content-Type": "application/json"}
        return ("POST", "/web/dataset/call_kw", json.dumps(body).encode(), headers)

    def test_taps_at_once_collect_once(self):
        order = self.place("cod")
        parcel = self.record(order).picking_ids
        parcel.action_assign()
        parcel.action_ecom_ship()
        parcel.ecom_rider_id = self.rider
        self.env.cr.commit()  # pylint: disable=invalid-commit
        session = self.log_in()
        (screen,) = self.at_once(self.tap(session, "load"))
        (stop,) = screen.json()["result"]["stops"]
        tap = self.tap(session, "report_delivered", stop["id"], stop["version"], due=stop["due"])
        answers = [answer.json() for answer in self.at_once(*[tap] * self.writers)]
        results = sorted(answer.get("result", answer)["result"] for answer in answers)
        self.assertEqual(results, ["known"] * (self.writers - 1) + ["recorded"])
        record = self.record(order)
        self.assertEqual(record.ecom_paid_amount, order["totalAmount"])
        self.assertFalse(record.ecom_overpaid_amount)
        collected = record.ecom_transaction_ids.filtered("ecom_rider_id")
        self.assertEqual(collected.mapped("amount"), [order["totalAmount"]])
