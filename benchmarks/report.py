"""The measured rows as a table in Markdown. ``python -m benchmarks.report FILE …`` prints it."""

import json
import os
import platform
import sys
from pathlib import Path
from typing import Any

COLUMNS = (
    *("page", "engine", "projects", "app ms", "floor ms", "ratio [low, high]"),
    *("by the clock", "bound", "growth", "ok", "statements", "kB", "kB brotli"),
)
HEAD = f"\n| {' | '.join(COLUMNS)} |\n{'|---' * len(COLUMNS)}|"


def table(rows: list[dict[str, Any]]) -> str:
    first: dict[tuple[str, str], float] = {}
    lines = [HEAD]
    for row in sorted(rows, key=lambda row: (row["page"], row["engine"], row["projects"])):
        smallest = first.setdefault((row["page"], row["engine"]), row["app"])
        lines.append(_line(row, row["app"] / smallest))
    found = [
        f"- {row['page']}, {row['engine']}, {row['projects']:,}: {', '.join(row['missed'])}"
        for row in rows
        if row["missed"]
    ]
    goals = ["", "Goals missed:", *found] if found else ["", "No goal is missed."]
    load = ", ".join(f"{load:.1f}" for load in os.getloadavg())
    machine = (
        f"Python {platform.python_version()}, {os.cpu_count()} cores; "
        f"processes that waited for them in the last 1, 5 and 15 minutes: {load}"
    )
    return "\n".join([*lines, *goals, "", machine])


def _line(row: dict[str, Any], growth: float) -> str:
    cells = (
        *(row["page"], row["engine"], f"{row['projects']:,}", f"{row['app']:.1f}"),
        "–" if row["floor"] is None else f"{row['floor']:.1f}",
        *(_ratio(row["cpu"]), _ratio(row["wall"])),
        "–" if row["bound"] is None else f"{row['bound']}",
        *(f"{growth:.2f}", "no" if row["missed"] else "yes", f"{row['statements']}"),
        *(f"{row['raw'] / 1000:.0f}", f"{row['brotli'] / 1000:.1f}"),
    )
    return f"| {' | '.join(cells)} |"


def _ratio(spread: list[float] | None) -> str:
    if spread is None:
        return "–"
    middle, low, high = spread
    return f"{middle:.2f} [{low:.2f}, {high:.2f}]"


def missed(rows: list[dict[str, Any]]) -> int:
    return int(any(row["missed"] for row in rows))


if __name__ == "__main__":
    print(table([row for name in sys.argv[1:] for row in json.loads(Path(name).read_text())]))
