"""The cells of the map, drawn once for each shape."""

from assessments.reports.project_map import NOWHERE, MapCell
from assessments.templatetags.level_map import drawn


def a_cell(text: str, address: str = "data-1/2026-03-31", *, fell: bool = False) -> MapCell:
    return MapCell("part", "◐", text, address, fell=fell)


def test_a_cell_is_drawn_with_what_people_wrote_escaped() -> None:
    assert drawn(a_cell('<b>"half"', 'a"b/2026-03-31', fell=True)) == (
        '<td class="part"><a href="items/a&quot;b/2026-03-31/" '
        'aria-label="&lt;b&gt;&quot;half&quot;">◐▾</a></td>'
    )


def test_each_cell_of_one_shape_has_its_own_address() -> None:
    first, second = drawn(a_cell("Half")), drawn(a_cell("Half", "data-2/2026-06-30"))
    assert first.replace("data-1/2026-03-31", "data-2/2026-06-30") == second
    assert drawn(a_cell("Half", fell=True)) != first


def test_where_an_item_did_not_exist_the_cell_is_empty() -> None:
    assert drawn(NOWHERE) == "<td></td>"
