"""What the charts carry: as little as says it all, and nothing that the policy would refuse."""

import datetime
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.serializers.json import DjangoJSONEncoder
from plotly.validator_cache import ValidatorCache

from assessments import charts, compare_charts, dots_chart, figure_rules
from assessments.charts import history_figure
from assessments.dots_chart import dots_figure
from assessments.scoring.history import SectionSeries, Series, SeriesBand, VersionChange
from assessments.scoring.portfolio import Dot, DotRow, TargetMark

MOST_BYTES = 4_000
SECTIONS = ("Features and data", "Model development", "ML infrastructure", "Monitoring")
BANDS = (
    "Closer to research than to production",
    "Some testing, serious gaps likely",
    "First production basics",
    "Reasonably tested",
    "Strong automation",
    "Exceptional automation",
)


def twenty_quarters() -> Series:
    days = tuple(datetime.date(2021 + n // 4, 3 * (n % 4) + 3, 30) for n in range(20))
    scores = tuple(Decimal(n % 14) / 2 for n in range(20))
    return Series(
        dates=days,
        labels=tuple(f"Q{n % 4 + 1} {2021 + n // 4}" for n in range(20)),
        overall=scores,
        band_labels=tuple(BANDS[n % 6] for n in range(20)),
        sections=tuple(
            SectionSeries(title, title, scores, tuple(f"{score} of 7" for score in scores))
            for title in SECTIONS
        ),
        bands=tuple(SeriesBand(BANDS[n], Decimal(n), Decimal(n + 1), n) for n in range(5)),
        top=Decimal(7),
        facts=tuple((BANDS[n % 6], f"lowest: {SECTIONS[n % 4]}") for n in range(20)),
        changes=(VersionChange(days[8], "Version 2017"),),
        target=Decimal(3),
        target_label="Target 3 (Normal)",
    )


def test_twenty_assessments_of_four_sections_are_small() -> None:
    written = json.dumps(history_figure(twenty_quarters()), cls=DjangoJSONEncoder)
    assert len(written.encode()) <= MOST_BYTES


def test_plotly_keeps_only_the_rules_that_our_figures_need() -> None:
    history_figure(twenty_quarters())
    kinds = {path.partition(".")[0] for path in ValidatorCache._json_cache}
    assert kinds == {*figure_rules.PARTS}


def test_a_wrong_figure_is_found() -> None:
    with pytest.raises(ValueError, match="zigzag"):
        charts.checked({"data": [{"type": "scatter", "mode": "zigzag"}], "layout": {}})


def test_a_right_figure_is_looked_at_once_and_a_wrong_one_each_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    looked_at: list[str] = []

    def counting(figure: dict[str, Any]) -> None:
        looked_at.append(figure["data"][0]["mode"])
        figure_rules.check(figure)

    def look_at(mode: str) -> None:
        charts.checked({"data": [{"type": "scatter", "mode": mode}], "layout": {}})

    monkeypatch.setattr(charts, "check", counting)
    monkeypatch.setattr(charts, "_RIGHT", set())
    for _ in range(2):
        look_at("lines")
        with pytest.raises(ValueError, match="zigzag"):
            look_at("zigzag")
    assert looked_at == ["lines", "zigzag", "zigzag"]
    monkeypatch.setattr(charts, "KNOWN", 1)
    look_at("markers")
    look_at("lines")
    assert looked_at[3:] == ["markers", "lines"], "no more are kept than may be"


def test_target_and_version_change_are_labelled_lines() -> None:
    shapes = {
        shape["name"]: shape for shape in history_figure(twenty_quarters())["layout"]["shapes"]
    }
    assert shapes["target"]["label"]["text"] == "Target 3 (Normal)"
    assert shapes["target"]["y0"] == shapes["target"]["y1"] == 3.0
    assert shapes["version"]["label"]["text"] == "Version 2017"
    assert shapes["version"]["x0"] == shapes["version"]["x1"] == "2023-03-30"


def test_a_late_version_change_is_named_left_of_its_line() -> None:
    series = twenty_quarters()
    for place, side in ((1, "left"), (-1, "right")):
        change = VersionChange(series.dates[place], "Version 2017-ours")
        figure = history_figure(series._replace(changes=(change,)))
        shapes = {shape["name"]: shape for shape in figure["layout"]["shapes"]}
        assert shapes["version"]["label"]["xanchor"] == side


def test_changes_of_version_close_together_are_named_in_rows() -> None:
    series = twenty_quarters()
    changes = tuple(VersionChange(series.dates[-n], f"Version {n}") for n in (2, 1))
    shapes = history_figure(series._replace(changes=changes))["layout"]["shapes"]
    named = [shape["label"]["text"] for shape in shapes if shape["name"] == "version"]
    assert named == ["Version 2", "<br>Version 1"]


def test_bands_are_named_where_they_lie() -> None:
    shapes = history_figure(twenty_quarters())["layout"]["shapes"]
    named = [shape["label"]["text"] for shape in shapes if shape["name"].startswith("band-")]
    assert named == list(BANDS[:5])


def test_sections_keep_to_their_row_however_many_rubrics_are_drawn() -> None:
    rows = [
        DotRow(
            f"Project {n}",
            (),
            tuple(Dot(f"{n} {part}", 1.0, "", part == 0) for part in range(size)),
        )
        for n, size in enumerate((4, 12, 1))
    ]
    figure = dots_figure(rows, unit="Points", top=7)
    heights = [y for trace in figure["data"] for y in trace["y"]]
    assert all(abs(y - round(y)) <= 0.33 for y in heights)
    ring, first, second = figure["data"][:3]
    assert (ring["y"][0], first["y"], second["y"]) == (-0.3, [-0.3], [-0.1])


def test_a_dot_says_whose_it_is_when_its_score_and_the_lowest_section() -> None:
    facts = ("Alerts <new> & old", "Q3 2026", "Reasonably tested")
    dots = (
        Dot("Data", 3.0, "3 of 7", weakest=True),
        Dot("Monitoring", 7.0, "7 of 7", weakest=False),
    )
    figure = dots_figure([DotRow("Alerts…", facts, dots)], unit="Points", top=7)
    assert figure["words"] == ["Alerts &lt;new&gt; &amp; old, Q3 2026, Reasonably<br>tested"]
    _, data, monitoring = figure["data"]
    assert data["text"] == ["Data: 3 of 7, the lowest section"]
    assert monitoring["text"] == ["Monitoring: 7 of 7"]
    assert (data["customdata"], monitoring["customdata"]) == ([[0]], [[0]])
    assert figure["layout"]["yaxis"]["ticktext"] == ["Alerts…"]


def test_a_row_with_a_target_has_one_upright_mark_that_says_the_gap() -> None:
    facts = ("Alerts & old", "Q3 2026")
    dots = (Dot("Data", 3.0, "3 of 7", weakest=True), Dot("Model", 5.0, "5 of 7", weakest=False))
    without = DotRow("Alerts", facts, dots)
    target = TargetMark(4.0, "Overall 3 of 7, target 4 of 7, 1 to go")
    aimed = without._replace(name="Bills", target=target)
    figure = dots_figure([without, aimed, aimed._replace(name="Churn")], unit="Points", top=7)
    marks = [trace for trace in figure["data"] if trace["meta"] == "target"]
    assert [(mark["name"], mark["x"], mark["y"]) for mark in marks] == [
        ("Target", [4.0, 4.0], [1, 2])
    ]
    assert marks[0]["marker"]["symbol"] == "line-ns-open"
    assert (marks[0]["customdata"], marks[0]["text"]) == ([[1], [2]], [target.words] * 2)
    assert figure["data"][0] == marks[0], "it hides no section"
    odd = aimed._replace(dots=(*dots, Dot("Serving", 4.0, "4 of 7", weakest=False)))
    heights = [trace["y"] for trace in dots_figure([odd], unit="Points", top=7)["data"]]
    assert heights == [[0.1], [-0.2], [-0.2], [0.0], [0.2]], "where no section of its row stands"
    alone = dots_figure([without], unit="Points", top=7)
    assert [trace["name"] for trace in alone["data"]] == ["Lowest", "Data", "Model"]


def test_fifty_rows_with_targets_are_small() -> None:
    rows = [
        DotRow(
            f"Project with a name of a usual length {n}",
            (f"Project with a name of a usual length {n}", "Q3 2026", BANDS[n % 6]),
            tuple(
                Dot(title, n % 14 / 2, f"{n % 14 / 2} of 7", weakest=place == 1)
                for place, title in enumerate(SECTIONS)
            ),
            TargetMark(4.0, f"Overall {n % 14 / 2} of 7, target 4 of 7, 1.5 to go"),
        )
        for n in range(50)
    ]
    bare = [row._replace(target=None) for row in rows]
    aimed, plain = (
        len(json.dumps(dots_figure(which, unit="Points", top=7)).encode()) for which in (rows, bare)
    )
    assert aimed <= 26_000
    assert aimed - plain <= 4_000


def test_each_point_says_band_and_weakest_section() -> None:
    figure = history_figure(twenty_quarters())
    overall = figure["data"][0]
    said = [[figure["words"][place] for place in point] for point in overall["customdata"]]
    assert said[5] == ["Exceptional automation", "lowest: Model development"]
    assert "customdata[0]" in overall["hovertemplate"]
    assert "customdata[1]" in overall["hovertemplate"]
    assert overall["x"][-1] == "2025-12-30", "the last step ends where the last assessment is"


def test_no_text_asks_plotly_for_a_style_attribute() -> None:
    modules = (charts, compare_charts, dots_chart)
    source = "".join(Path(str(module.__file__)).read_text() for module in modules)
    assert not [tag for tag in ("<b>", "<i>", "<span", "<em>", "<sub>", "<sup>") if tag in source]
