"""Gunicorn's worker with threads, which takes no request that it cannot begin with."""

import logging
import socket
import struct
import time
from concurrent.futures import Future
from typing import Any

from gunicorn.workers.gthread import _DEFER, ThreadWorker

STALLED = 10
"""Seconds without a byte from the client, or to it."""


class Worker(ThreadWorker):  # type: ignore[misc]  # gunicorn has no types
    """A thread is busy from a request's first byte; what only waits to send one keeps none.

    While all threads are busy, new connections are left to the other workers. Gunicorn's own takes
    them anyway: they wait for one long request, beside workers that have nothing to do. With 400
    people who save every 2 s on SQLite the slowest of a hundred saves took twice as long and more.
    Who sends a byte now and then can still keep a thread; a proxy that buffers is for that.
    """

    busy = 0
    noted = float("-inf")
    """When this worker last said that it is alive, in seconds of the monotonic clock."""

    def init_process(self) -> None:
        self.log.error_log.addFilter(_in_one_line)
        super().init_process()

    def notify(self) -> None:
        """Once a second is enough for who looks every thirty: each time is a write to a file."""
        now = time.monotonic()
        if now - self.noted >= 1:
            self.noted = now
            super().notify()

    def enqueue_req(self, conn: Any) -> None:
        if not conn.initialized:
            conn.data_ready = conn.data_ready or _is_readable(conn.sock)
            if not conn.data_ready:
                self._put_aside(conn)
                return
            _limit(conn.sock)
        self.busy += 1
        self._accept_if_free()
        super().enqueue_req(conn)

    def finish_request(self, conn: Any, fs: "Future[Any]") -> None:
        self.busy -= 1
        super().finish_request(conn, fs)
        self._accept_if_free()

    def set_accept_enabled(self, enabled: bool) -> None:
        super().set_accept_enabled(enabled and self.busy < self.cfg.threads)

    def _put_aside(self, conn: Any) -> None:
        """Until something comes: browsers open connections in advance, and may never use them."""
        nothing: Future[Any] = Future()
        nothing.set_result(_DEFER)
        super().finish_request(conn, nothing)

    def _accept_if_free(self) -> None:
        self.set_accept_enabled(self.alive and self.nr_conns < self.worker_connections)


def _in_one_line(record: logging.LogRecord) -> bool:
    """That a client was cut off is no fault of ours: no traceback."""
    if record.exc_info and isinstance(record.exc_info[1], BlockingIOError):
        record.msg, record.args = "a client stalled for %s s and was cut off", (STALLED,)
        record.exc_info = None
    return True


def _is_readable(connection: socket.socket) -> bool:
    """Whether something came, or the end; of a connection that does not block."""
    try:
        connection.recv(1, socket.MSG_PEEK)
    except BlockingIOError:
        return False
    except OSError:
        pass  # it is broken, which whoever reads from it sees
    return True


def _limit(connection: socket.socket) -> None:
    """Who stops in the middle of a request, or reads no answer, keeps a thread only so long."""
    span = struct.pack("ll", STALLED, 0)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, span)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, span)
