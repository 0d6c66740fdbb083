"""Django's PostgreSQL backend, which sees for itself whether a connection still lives.

Django asks the server at the start of each request, which costs a round trip: 10 ms where the
database is that far away. A server that stops, restarts or ends a session says so and closes the
connection, and this lies there to be read. Only an end that nobody told of (a cut line, a firewall
that forgot an idle connection) has to be asked for.
"""

import select
import time

from django.db.backends.postgresql import base

TRUSTED = 30.0
"""Seconds since a connection was last looked at; after that the server is asked again."""


class DatabaseWrapper(base.DatabaseWrapper):
    _looked = -TRUSTED

    def is_usable(self) -> bool:
        """Whether statements can be sent. Asks the server where anything gives cause to doubt."""
        before, self._looked = self._looked, time.monotonic()
        doubted = self.errors_occurred or self._looked - before >= TRUSTED
        if not doubted and self.connection is not None and self._is_quiet():
            return True
        usable: bool = super().is_usable()
        return usable

    def _is_quiet(self) -> bool:
        """Whether nothing came from the server unasked; all that was asked for has been read."""
        if self.connection.closed:
            return False
        told = select.poll()
        told.register(self.connection.fileno(), select.POLLIN)  # its end is always told
        return not told.poll(0)
