"""What a benchmark says of its figures; nothing is timed here."""

from dataclasses import asdict

import pytest
from django.core.management import call_command
from django.test import override_settings

from assessments.models import Answer, Change
from benchmarks.measure import Row, interval, missed_goals, spread
from benchmarks.pages import PAGES, SAVE, Page
from benchmarks.report import missed, table
from benchmarks.scenes import Scene

PAGE = Page("dashboard", "/", 1.5, 8, 40_000)
FINE = (1.4, 1.3, 1.6)


def row(projects: int, app: float, missed: list[str]) -> dict[str, object]:
    return asdict(
        Row(
            *("dashboard", "sqlite", projects, app, 8, FINE, 12, (1.2, 1.1, 1.3)),
            *(1.5, 8, 30_000, 4_000, missed),
        )
    )


def test_a_ratio_is_missed_only_if_its_whole_interval_is_above() -> None:
    above = (1.6, 1.51, 1.7)
    assert missed_goals(PAGE, (1.6, 1.5, 1.7), FINE, 8, 40_000, 12_000) == []
    assert missed_goals(PAGE, above, FINE, 8, 40_000, 12_000) == [
        "processor time 1.51 > 1.5 x its floor"
    ]
    assert missed_goals(PAGE, FINE, above, 8, 40_000, 12_000) == ["time 1.51 > 1.5 x its floor"]
    assert missed_goals(PAGE, None, None, 9, 40_001, 12_001) == [
        "9 statements > 8",
        "40,001 bytes > 40,000",
        "12,001 bytes of brotli > 12,000",
    ]


def test_the_interval_holds_the_median() -> None:
    low, high = interval([1.0, 1.1, 1.2, 1.3, 5.0])
    assert 1.0 <= low <= 1.2 <= high <= 5.0


def test_a_ratio_is_that_of_neighbours() -> None:
    apps, floors = [(2.0, 30.0), (4.0, 60.0)], [(1.0, 10.0), (2.0, 20.0)]
    assert spread(apps, floors, 0) == (2.0, 2.0, 2.0)
    assert spread(apps, floors, 1) == (3.0, 3.0, 3.0)


def test_the_table_says_growth_and_what_is_missed() -> None:
    rows = [row(200, 15, ["9 statements > 8"]), row(20, 10, [])]
    said = table(rows)
    ratios = "1.40 [1.30, 1.60] | 1.20 [1.10, 1.30] | 1.5"
    assert f"| dashboard | sqlite | 20 | 10.0 | 8.0 | {ratios} | 1.00 | yes" in said
    assert f"| dashboard | sqlite | 200 | 15.0 | 8.0 | {ratios} | 1.50 | no" in said
    assert "- dashboard, sqlite, 200: 9 statements > 8" in said
    assert missed(rows) == 1
    assert missed(rows[1:]) == 0
    assert "No goal is missed." in table(rows[1:])


@pytest.fixture
def scene(db: None, monkeypatch: pytest.MonkeyPatch) -> Scene:
    for done_already in ("setup_test_environment", "teardown_test_environment"):
        monkeypatch.setattr(f"benchmarks.floor.{done_already}", lambda: None)
    call_command("demo", verbosity=0)
    return Scene()


@override_settings(ROOT_URLCONF="benchmarks.urls")
def test_each_page_and_its_floor_can_be_asked(scene: Scene) -> None:
    for page in PAGES:
        app, floor = scene.page(page)
        assert app()
        assert page.download or floor
        if floor:
            assert b"</html>" in floor()
            assert scene.statements(floor) == 2, page.name


@override_settings(ROOT_URLCONF="benchmarks.urls")
def test_each_save_is_a_save_and_its_floor_loses_nothing(scene: Scene) -> None:
    app, floor = scene.save(SAVE)
    before = Change.objects.count()
    draft = Answer.objects.get(assessment=scene.draft, item__key="data-2")
    for _ in range(3):
        app()
        floor()
    scene.check_saves()
    assert Change.objects.count() == before + 6
    again = Answer.objects.get(pk=draft.pk)
    assert (again.revision, again.level != draft.level) == (draft.revision + 3, True)
    app()
    scene.check_saves()
    call_command("check_scores")
