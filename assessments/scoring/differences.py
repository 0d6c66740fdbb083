"""Where two documents differ."""

from typing import Any


def differences(old: Any, new: Any, place: str = "") -> list[str]:
    """The places at which two JSON-like values differ, e.g. ``sections[0].items[2].title``."""
    if isinstance(old, dict) and isinstance(new, dict):
        keys = sorted(old.keys() | new.keys())
        parts = [
            (f"{place}.{key}" if place else str(key), old.get(key), new.get(key)) for key in keys
        ]
    elif isinstance(old, list) and isinstance(new, list):
        longest = range(max(len(old), len(new)))
        parts = [(f"{place}[{i}]", _at(old, i), _at(new, i)) for i in longest]
    else:
        return [] if old == new else [place]
    return [found for where, a, b in parts for found in differences(a, b, where)]


def _at(values: list[Any], index: int) -> Any:
    return values[index] if index < len(values) else None
