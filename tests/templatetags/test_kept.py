"""Pieces that are rendered once and kept."""

from assessments.reports.project_map import MapCell
from assessments.templatetags.kept import drawn_by

CELL = "assessments/shared/level_map_cell.html"


def a_cell(text: str, *, fell: bool = False) -> MapCell:
    return MapCell("part", "◐", text, "data_1", "2026-03-31", fell=fell)


def test_a_piece_is_drawn_with_what_people_wrote_escaped() -> None:
    assert drawn_by(a_cell('<b>"half"', fell=True), CELL) == (
        '<td class="part"><a href="items/data_1/2026-03-31/" '
        'aria-label="&lt;b&gt;&quot;half&quot;">◐▾</a></td>'
    )


def test_equal_pieces_are_drawn_once_and_others_by_themselves() -> None:
    first = drawn_by(a_cell("Done by hand"), CELL)
    assert drawn_by(a_cell("Done by hand"), CELL) is first
    assert drawn_by(a_cell("Done by hand", fell=True), CELL) != first


def test_where_an_item_did_not_exist_the_cell_is_empty() -> None:
    assert drawn_by(MapCell("", "", "", "", "", fell=False), CELL) == "<td></td>"
