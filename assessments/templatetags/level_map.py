"""The cells of the map of tests over time: hundreds a page, in a dozen shapes."""

from functools import lru_cache

from django import template
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString

from assessments.reports.project_map import MapCell

register = template.Library()

CELL = "assessments/shared/level_map_cell.html"


@register.filter
def drawn(cell: MapCell) -> SafeString:
    """The cell as its template draws it: each shape once, and then only the address is new."""
    before, after = _around(cell.kind, cell.symbol, cell.text, fell=cell.fell)
    return format_html("{}{}{}", before, cell.address, after)


@lru_cache(maxsize=256)
def _around(kind: str, symbol: str, text: str, *, fell: bool) -> tuple[SafeString, SafeString]:
    """What stands before the address of a cell, and what after it."""
    context = {"cell": MapCell(kind, symbol, text, "", fell=fell)}
    return (
        render_to_string(f"{CELL}#before", context),
        render_to_string(f"{CELL}#after", context),
    )
