"""A report as a PDF, where the extra ``pdf`` and its system library are installed.

WeasyPrint works in a process of its own, so that a long report neither holds up the other requests
of this one nor leaves its memory behind, and ends when its time is over.
"""

import importlib.util
import logging
import os
import subprocess
import sys
from functools import cache
from threading import BoundedSemaphore

from django.conf import settings

SECONDS = 20
STYLE = "static/css/report_print.css"
_PASSED_ON = ("PATH", "LD_LIBRARY_PATH", "DYLD_FALLBACK_LIBRARY_PATH", "FONTCONFIG_FILE")
_log = logging.getLogger(__name__)
_turn = BoundedSemaphore()


class PdfRefused(Exception):
    """No PDF came of it; the message says why and what to do, for people."""


TOO_LONG = (
    f"The report is too long to be made into a PDF within {SECONDS} seconds. Nothing was cut off: "
    "this page holds all of it. Print it with your browser, which can save it as a PDF too."
)
BUSY = (
    "Other reports are being made into PDF files just now. Try again in a minute, or print this "
    "page with your browser."
)
FAILED = (
    "The PDF could not be made; the server’s log says why. Print this page with your browser, "
    "which can save it as a PDF too."
)


@cache
def pdf_available() -> bool:
    """Whether the program that makes PDF files starts here; tried once in each process."""
    if importlib.util.find_spec("weasyprint") is None:
        return False
    tried = subprocess.run(
        [sys.executable, "-c", "import weasyprint"],
        env=_environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
    )
    return tried.returncode == 0


def write_pdf(html: str) -> bytes:
    """The PDF of a report's HTML. Raises ``PdfRefused`` after ``SECONDS`` seconds, or if it fails.

    One at a time in each process of the server, so that a few clicks do not take every core.
    """
    if not _turn.acquire(timeout=SECONDS):
        raise PdfRefused(BUSY)
    try:
        return _run(html)
    finally:
        _turn.release()


def _run(html: str) -> bytes:
    try:
        done = subprocess.run(
            [sys.executable, "-m", "assessments.transfer.pdf_writer", str(settings.ROOT / STYLE)],
            cwd=settings.ROOT,
            env=_environment(),
            input=html.encode(),
            capture_output=True,
            timeout=SECONDS,
        )
    except subprocess.TimeoutExpired:
        raise PdfRefused(TOO_LONG) from None
    if done.returncode:
        _log.error("no PDF was made: %s", done.stderr.decode(errors="replace")[-2000:])
        raise PdfRefused(FAILED)
    return done.stdout


def _environment() -> dict[str, str]:
    """Nothing of the settings; the cache is that of the fonts."""
    passed = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    return {**passed, "PYTHONUTF8": "1", "XDG_CACHE_HOME": str(settings.VAR / "cache")}
