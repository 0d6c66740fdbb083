"""What a benchmark says of its figures; nothing is timed here."""

from dataclasses import asdict

from benchmarks.measure import Row, interval, missed_goals
from benchmarks.pages import Page
from benchmarks.report import missed, table

PAGE = Page("dashboard", "/", 1.5, 8, 40_000)


def row(projects: int, app_ms: float, missed: list[str]) -> dict[str, object]:
    return asdict(
        Row(
            "dashboard", "sqlite", projects, app_ms, 8, 1.4, 1.3, 1.6, 1.5, 8, 30_000, 4_000, missed
        )
    )


def test_a_ratio_is_missed_only_if_its_whole_interval_is_above() -> None:
    assert missed_goals(PAGE, 1.5, 8, 40_000, 12_000) == []
    assert missed_goals(PAGE, 1.51, 8, 40_000, 12_000) == ["ratio 1.51 > 1.5"]
    assert missed_goals(PAGE, 1, 9, 40_001, 12_001) == [
        "9 statements > 8",
        "40,001 bytes > 40,000",
        "12,001 bytes of brotli > 12,000",
    ]


def test_the_interval_holds_the_median() -> None:
    low, high = interval([1.0, 1.1, 1.2, 1.3, 5.0])
    assert 1.0 <= low <= 1.2 <= high <= 5.0


def test_the_table_says_growth_and_what_is_missed() -> None:
    rows = [row(200, 15, ["9 statements > 8"]), row(20, 10, [])]
    said = table(rows)
    assert "| dashboard | sqlite | 20 | 10.0 | 8.0 | 1.40 [1.30, 1.60] | 1.5 | 1.00 | yes" in said
    assert "| dashboard | sqlite | 200 | 15.0 | 8.0 | 1.40 [1.30, 1.60] | 1.5 | 1.50 | no" in said
    assert "- dashboard, sqlite, 200: 9 statements > 8" in said
    assert missed(rows) == 1
    assert missed(rows[1:]) == 0
    assert "No goal is missed." in table(rows[1:])
