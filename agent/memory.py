"""Where conversations are kept: a LangGraph saver and store, in SQLite or in Postgres.

While a turn goes on every step is saved, so that a killed one can be resumed; when it has ended,
its last checkpoint stays and the rest goes.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Protocol

from ..errors import InputError, MissingError

FILE = "conversations.sqlite"
BUSY_SECONDS = 30.0


def data_dir() -> Path:
    """The folder of what must last: `$MASKWRIGHT_DATA`, else the user's data folder."""
    chosen = os.environ.get("MASKWRIGHT_DATA")
    if chosen:
        return Path(chosen).expanduser()
    from platformdirs import user_data_path

    return user_data_path("maskwright")


class Memory(Protocol):
    """A saver, a store, and what a saver cannot do.

    Attributes:
        saver: keeps the threads.
        store: keeps the results.
    """

    saver: Any
    store: Any

    def threads(self) -> list[str]:
        """Names of all threads, sorted."""
        ...

    def prune(self, thread: str, keep: str, since: str) -> None:
        """Delete a thread's checkpoints after `since` but for `keep`, and all half-done work."""
        ...

    def keep(self, thread: str, kept: set[str]) -> None:
        """Delete a thread's checkpoints but for those with these ids."""
        ...

    def close(self) -> None:
        """Let go of the database."""
        ...


def open_memory(database: str | Path | None, patience: float = BUSY_SECONDS) -> Memory:
    """Open, or make, the database.

    Args:
        database: a path, ":memory:", a "postgresql://" address, "env:NAME" for an address in that
            variable; None or "" for a file in the user's data folder.
        patience: seconds to wait for a server.

    Raises:
        InputError: the file cannot be opened, or the variable is not set.
        MissingError: a package is not installed.
    """
    text = str(database or "")
    if text.startswith("env:"):
        name = text.removeprefix("env:")
        if name not in os.environ:
            raise InputError(f"${name}", "is not set", "export it, or name a file as database")
        text = os.environ[name]
    if text.partition("://")[0] in ("postgres", "postgresql"):
        return PostgresMemory(text, patience)
    return SqliteMemory(text if text == ":memory:" else text or data_dir() / FILE)


class SqliteMemory:
    """A file, or ":memory:" for as long as the process lives.

    Args:
        place: of the file; its folder is made.

    Raises:
        InputError: it is no SQLite file, or cannot be written.
        MissingError: langgraph-checkpoint-sqlite is not installed.
    """

    def __init__(self, place: str | Path) -> None:
        import sqlite3

        try:
            from langgraph.checkpoint.sqlite import SqliteSaver
            from langgraph.store.sqlite import SqliteStore
        except ImportError as error:
            package = "langgraph-checkpoint-sqlite"
            raise MissingError(package, f"pip install {package}", "conversations") from error

        try:
            if str(place) != ":memory:":
                Path(place).expanduser().parent.mkdir(parents=True, exist_ok=True)
            # A connection each: either locks its own.
            self.saver = SqliteSaver(_connect(place, autocommit=False))
            self.saver.setup()
            self.store = SqliteStore(_connect(place, autocommit=True))
            self.store.setup()
        except (OSError, sqlite3.Error) as error:
            raise InputError(str(place), f"cannot be opened as a database ({error})") from error

    def threads(self) -> list[str]:
        """Names of all threads, sorted."""
        with self.saver.cursor(transaction=False) as cursor:
            rows = cursor.execute("SELECT DISTINCT thread_id FROM checkpoints").fetchall()
        return sorted(str(row[0]) for row in rows)

    def prune(self, thread: str, keep: str, since: str) -> None:
        """Delete a thread's checkpoints after `since` but for `keep`, and all half-done work."""
        with self.saver.cursor() as cursor:
            cursor.execute(
                "DELETE FROM checkpoints WHERE thread_id = ? AND checkpoint_ns > ''", (thread,)
            )
            cursor.execute(
                "DELETE FROM checkpoints WHERE thread_id = ? AND checkpoint_ns = '' "
                "AND checkpoint_id > ? AND checkpoint_id <> ?",
                (thread, since, keep),
            )
            cursor.execute("DELETE FROM writes WHERE thread_id = ?", (thread,))

    def keep(self, thread: str, kept: set[str]) -> None:
        """Delete a thread's checkpoints but for those with these ids."""
        marks = ", ".join("?" * len(kept))
        with self.saver.cursor() as cursor:
            for table in ("checkpoints", "writes"):
                cursor.execute(
                    f"DELETE FROM {table} WHERE thread_id = ? AND checkpoint_id NOT IN ({marks})",
                    (thread, *kept),
                )

    def close(self) -> None:
        """Close both connections."""
        self.saver.conn.close()
        self.store.conn.close()


def _connect(place: str | Path, *, autocommit: bool) -> Any:
    import sqlite3

    name = place if str(place) == ":memory:" else Path(place).expanduser()
    conn = sqlite3.connect(name, check_same_thread=False, timeout=BUSY_SECONDS)
    if autocommit:
        conn.isolation_level = None
    conn.execute("PRAGMA journal_mode = WAL")
    # A killed process loses nothing; a power cut loses the last turn at most, and breaks nothing.
    conn.execute("PRAGMA synchronous = NORMAL")
    return conn


class PostgresMemory:
    """A Postgres database.

    Args:
        address: "postgresql://user:password@host/name"; never shown nor kept.
        patience: seconds to wait for it.

    Raises:
        InputError: it cannot be reached.
        MissingError: langgraph-checkpoint-postgres is not installed.
    """

    def __init__(self, address: str, patience: float = BUSY_SECONDS) -> None:
        try:
            from langgraph.checkpoint.postgres import PostgresSaver
            from langgraph.store.postgres import PostgresStore
            from psycopg import Error
            from psycopg.rows import dict_row
            from psycopg_pool import ConnectionPool
        except ImportError as error:
            name = "langgraph-checkpoint-postgres"
            raise MissingError(name, "pip install 'maskwright[postgres]'", "Postgres") from error

        self._pool: Any = ConnectionPool(
            address,
            min_size=1,
            max_size=8,
            open=False,
            kwargs={"autocommit": True, "row_factory": dict_row, "prepare_threshold": 0},
        )
        try:
            self._pool.open(wait=True, timeout=patience)
            self.saver = PostgresSaver(self._pool)
            self.saver.setup()
            self.store = PostgresStore(self._pool)
            self.store.setup()
        except (Error, OSError) as error:
            self._pool.close()
            host = address.rpartition("@")[2].partition("?")[0]
            why = " ".join(str(error).split())[:200]
            raise InputError(f"postgresql://{host}", f"cannot be used ({why})") from error

    def threads(self) -> list[str]:
        """Names of all threads, sorted."""
        with self._pool.connection() as conn:
            rows = conn.execute("SELECT DISTINCT thread_id FROM checkpoints").fetchall()
        return sorted(row["thread_id"] for row in rows)

    def prune(self, thread: str, keep: str, since: str) -> None:
        """Delete a thread's checkpoints after `since` but for `keep`, and all half-done work."""
        with self._pool.connection() as conn, conn.transaction():
            conn.execute("DELETE FROM checkpoint_writes WHERE thread_id = %s", (thread,))
            conn.execute(
                "DELETE FROM checkpoints WHERE thread_id = %s AND (checkpoint_ns <> '' "
                "OR (checkpoint_id > %s AND checkpoint_id <> %s))",
                (thread, since, keep),
            )
            conn.execute(
                "DELETE FROM checkpoint_blobs b WHERE thread_id = %s AND NOT EXISTS (SELECT 1 "
                "FROM checkpoints c WHERE c.thread_id = b.thread_id AND c.checkpoint_ns = "
                "b.checkpoint_ns AND c.checkpoint -> 'channel_versions' ->> b.channel = b.version)",
                (thread,),
            )

    def keep(self, thread: str, kept: set[str]) -> None:
        """Delete a thread's checkpoints but for those with these ids."""
        with self._pool.connection() as conn, conn.transaction():
            for table in ("checkpoints", "checkpoint_writes"):
                conn.execute(
                    f"DELETE FROM {table} WHERE thread_id = %s AND checkpoint_id <> ALL(%s)",
                    (thread, list(kept)),
                )

    def close(self) -> None:
        """Close the pool."""
        self._pool.close()
