"""The measured rows as a table in Markdown. ``python -m benchmarks.report FILE …`` prints it."""

import json
import os
import platform
import sys
from pathlib import Path
from typing import Any

COLUMNS = (
    *("page", "engine", "projects", "app ms", "floor ms", "ratio [low, high]", "bound"),
    *("growth", "ok", "statements", "kB", "kB brotli"),
)
HEAD = f"\n| {' | '.join(COLUMNS)} |\n{'|---' * len(COLUMNS)}|"


def table(rows: list[dict[str, Any]]) -> str:
    first: dict[tuple[str, str], float] = {}
    lines = [HEAD]
    for row in sorted(rows, key=lambda row: (row["page"], row["engine"], row["projects"])):
        smallest = first.setdefault((row["page"], row["engine"]), row["app_ms"])
        lines.append(_line(row, row["app_ms"] / smallest))
    found = [
        f"- {row['page']}, {row['engine']}, {row['projects']:,}: {', '.join(row['missed'])}"
        for row in rows
        if row["missed"]
    ]
    goals = ["", "Goals missed:", *found] if found else ["", "No goal is missed."]
    machine = f"Python {platform.python_version()}, {os.cpu_count()} cores"
    return "\n".join([*lines, *goals, "", machine])


def _line(row: dict[str, Any], growth: float) -> str:
    bound = "–" if row["bound"] is None else f"{row['bound']}"
    return (
        f"| {row['page']} | {row['engine']} | {row['projects']:,} | {row['app_ms']:.1f} "
        f"| {row['floor_ms']:.1f} | {row['ratio']:.2f} [{row['low']:.2f}, {row['high']:.2f}] "
        f"| {bound} | {growth:.2f} | {'no' if row['missed'] else 'yes'} | {row['statements']} "
        f"| {row['raw'] / 1000:.0f} | {row['brotli'] / 1000:.1f} |"
    )


def missed(rows: list[dict[str, Any]]) -> int:
    return int(any(row["missed"] for row in rows))


if __name__ == "__main__":
    print(table([row for name in sys.argv[1:] for row in json.loads(Path(name).read_text())]))
