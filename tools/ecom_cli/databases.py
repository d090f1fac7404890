"""Databases together with their file stores."""

import shutil

from . import atomic
from .errors import Failure
from .postgres import EXTENSIONS, Embedded, create_extension


class Databases:
    """Create, clone, rename and drop databases of one server, file store included.

    :param Server server: where they live.
    :param Path files: Odoo's data_dir.
    """

    def __init__(self, server, files):
        self.server, self.files = server, files

    def _store(self, name):
        return self.files / "filestore" / name

    def exists(self, name):
        """Tell whether the database exists."""
        return bool(self.server.sql(f"SELECT 1 FROM pg_database WHERE datname = '{name}'"))

    def names(self, prefix=""):
        """Return the databases whose name starts with `prefix`."""
        rows = self.server.sql("SELECT datname FROM pg_database ORDER BY datname")
        return [row[0] for row in rows if row[0].startswith(prefix)]

    def note(self, name):
        """Return the comment on a database ("" when there is none): our stamp of what it holds."""
        rows = self.server.sql(
            "SELECT coalesce(shobj_description(oid, 'pg_database'), '')"
            f" FROM pg_database WHERE datname = '{name}'"
        )
        return rows[0][0] if rows else ""

    def set_note(self, name, text):
        """Comment a database; set last, it says that the database is complete."""
        self.server.sql(f"COMMENT ON DATABASE \"{name}\" IS '{text}'")

    def create(self, name):
        """Create an empty database with the extensions the suite uses."""
        self.drop(name)
        self.server.sql(
            f"CREATE DATABASE \"{name}\" TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C.UTF-8'"
        )
        for extension in EXTENSIONS:
            try:
                self.server.sql(create_extension(extension), name)
            except Failure as failure:
                raise Failure(
                    f"The PostgreSQL server lacks the extension {extension}.\n{failure.message}",
                    "Ask its administrator to install it (pgvector provides `vector`) and to allow it, "
                    "or unset PGHOST to use the embedded server.",
                ) from failure

    def clone(self, source, name):
        """Make a copy of a database nobody is connected to."""
        self.drop(name)
        # file_copy beats wal_log by far when nothing needs to reach a replica
        strategy = " STRATEGY file_copy" if isinstance(self.server, Embedded) else ""
        self.disconnect(source)
        self.server.sql(f'CREATE DATABASE "{name}" TEMPLATE "{source}"{strategy}')
        if self._store(source).is_dir():
            shutil.copytree(self._store(source), self._store(name))

    def rename(self, old, new):
        """Give a finished database its final name; also after being interrupted half-way."""
        if self._store(old).is_dir():
            atomic.remove(self._store(new))
            shutil.copytree(self._store(old), self._store(new))
        self.disconnect(old)
        self.server.sql(f'ALTER DATABASE "{old}" RENAME TO "{new}"')
        atomic.remove(self._store(old))

    def drop(self, name):
        """Drop a database, if it exists, and its files."""
        self.server.sql(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        atomic.remove(self._store(name))

    def disconnect(self, name):
        """End all sessions of a database."""
        self.server.sql(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
            f" WHERE datname = '{name}' AND pid <> pg_backend_pid()"
        )
