"""Brings up a database server and a shop's database, for test_kill to kill at any moment.

Usage: half_done.py FOLDER. Odoo itself is replaced by a stand-in that makes one table: what is tried is the launcher's
own order of steps, and PostgreSQL.
"""

import sys
from pathlib import Path

from ecom_cli import databases, install, postgres
from ecom_cli.layout import Instance, Layout


class StandIn:
    """Installs modules by writing their names into a table."""

    def __init__(self, server):
        self.server = server

    def install(self, database, modules, _log, update=False):
        """Note modules as installed."""
        rows = ", ".join(f"('{name}', 'installed')" for name in modules)
        self.server.sql(
            "CREATE TABLE IF NOT EXISTS ir_module_module (name text, state text);"
            "CREATE TABLE IF NOT EXISTS res_partner (id int, country_id int);"
            "CREATE TABLE IF NOT EXISTS res_country (id int, code text);"
            "CREATE TABLE IF NOT EXISTS res_company (partner_id int);"
            f"INSERT INTO ir_module_module VALUES {rows}",
            database,
        )

    def script(self, database, name, _log):
        """Note that a script ran."""
        self.server.sql(f"CREATE TABLE ran_{name} (id int)", database)


def main(folder):
    """Bring everything up, or go on where a killed run stopped."""
    layout = Layout()
    instance = Instance(layout, folder)
    server = postgres.Embedded(layout, instance.postgres, throwaway=True)
    server.start()
    stores = databases.Databases(server, instance.files)
    install.ensure(StandIn(server), stores, instance, demo=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
