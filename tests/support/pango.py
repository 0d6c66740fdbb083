"""What WeasyPrint needs from the system: found, or installed where that may be done."""

import subprocess
import sys

from . import debian

PACKAGES = (
    "libpango-1.0-0",
    "libpangoft2-1.0-0",
    "libharfbuzz-subset0",
    "fonts-liberation",
    "fonts-dejavu-core",
)
MISSING = (
    "mlscore: WeasyPrint does not start, so no PDF can be tested; install Pango "
    f"(Debian: apt install {' '.join(PACKAGES)})."
)


def prepare_pango() -> None:
    """Ends the program with one sentence where the library is missing and may not be installed."""
    if not weasyprint_starts() and debian.may_install():
        debian.install(*PACKAGES)
    if not weasyprint_starts():
        raise SystemExit(MISSING)


def weasyprint_starts() -> bool:
    command = [sys.executable, "-c", "import weasyprint"]
    return subprocess.run(command, capture_output=True).returncode == 0
