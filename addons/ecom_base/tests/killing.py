"""Kill a worker with SIGKILL where it hurts most."""

import os
import select
import signal
import time

from odoo import SUPERUSER_ID, api, sql_db


class KillTools:
    """Mix into a test case that has ``registry`` and whose rows are committed."""

    def kill_at(self, work):
        """Run ``work(env, here)`` in a process of its own and kill it when it calls ``here()``.

        Returns when PostgreSQL has let go of what the process held: it notices a moment after the kill.
        """
        reader, writer = os.pipe()
        pid = os.fork()
        if not pid:
            try:
                # Connections of its own: those it inherited belong to the parent.
                sql_db._Pool = sql_db._Pool_readonly = None

                with sql_db.db_connect(self.registry.db_name).cursor() as cr:

                    def here():
                        os.write(writer, str(cr._cnx.get_backend_pid()).encode())
                        time.sleep(60)

                    work(api.Environment(cr, SUPERUSER_ID, {}), here)
            finally:
                os._exit(1)
        ready, _, _ = select.select([reader], [], [], 30)
        os.kill(pid, signal.SIGKILL)
        _pid, status = os.waitpid(pid, 0)
        backend = os.read(reader, 20) if ready else None
        os.close(reader)
        os.close(writer)
        self.assertTrue(backend, "it never came to the point")
        self.assertEqual(os.WTERMSIG(status), signal.SIGKILL)
        self.await_end(int(backend))

    def await_end(self, backend):
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            with self.registry.cursor() as cr:
                cr.execute("SELECT FROM pg_stat_activity WHERE pid = %s", [backend])
                if not cr.rowcount:
                    return
            time.sleep(0.02)
        self.fail("PostgreSQL still keeps the connection of the killed process")
