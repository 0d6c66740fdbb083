"""Searching projects by name, in letters of any alphabet and in whatever case."""

from urllib.parse import quote

import pytest
from django.test import Client

from assessments.models import Team
from tests.cast import Cast, make_project
from tests.support.queries import CountedQueries

NAMES = ("Łódź 100%_sales", "ΣΕΙΣΜΟΣ", "Прогноз", "日本の需要", "Émile's \\ model")


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("łódź", ["Łódź 100%_sales"]),
        ("ÓDŹ 100%_S", ["Łódź 100%_sales"]),
        ("ÓDŹ_100", []),
        ("прогноз", ["Прогноз"]),
        ("ПРОГ", ["Прогноз"]),
        ("本の", ["日本の需要"]),
        ("éMILE's \\", ["Émile's \\ model"]),
        ("' OR é", []),
        ("SALES", ["Łódź 100%_sales"]),
    ],
)
def test_letters_are_found_in_any_case(
    typed: str, found: list[str], cast: Cast, client: Client
) -> None:
    for name in NAMES:
        make_project(name, cast.team, cast.lead)
    client.force_login(cast.lead)
    page = client.get(f"/?q={quote(typed)}").context["page"]
    assert [row.name for row in page.rows] == found
    chosen = client.get(f"/compare/?choosing=1&q={quote(typed)}").context["page"]
    assert [choice.name for choice in chosen.chooser.choices] == found


def test_a_team_is_found_by_its_name_in_any_case(
    cast: Cast, client: Client, queries: CountedQueries
) -> None:
    client.force_login(cast.admin)
    team = Team.objects.create(slug="lodz", name="Zespół Łódź")
    make_project("Popyt", team, cast.lead)
    with queries:
        page = client.get(f"/?team={quote('zespół łÓDŹ')}").context["page"]
    assert [row.name for row in page.rows] == ["Popyt"]
    assert not page.faults
    assert len(queries) <= 5
