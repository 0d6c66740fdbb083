import html

import pytest
from django.test import Client

from tests.cast import Q4, Cast, draft, fill

PAGE = "/projects/churn/assessments/2026-12-31/history/"


def test_it_names_who_changed_what(cast: Cast, client: Client) -> None:
    fill(draft(cast.project, Q4, lead=cast.lead), "manual", who=cast.member)
    client.force_login(cast.viewer)
    page = html.unescape(client.get(PAGE).content.decode())
    assert "Member" in page
    assert "Done by hand" in page
    assert "started the assessment" in page


def test_older_rows_are_one_click_away(cast: Cast, client: Client) -> None:
    assessment = draft(cast.project, Q4, lead=cast.lead)
    for level in ("manual", "automated", "none", "manual"):
        fill(assessment, level, who=cast.member)
    client.force_login(cast.viewer)
    first = client.get(PAGE)
    page = first.context["page"]
    assert len(page.rows) == 100
    second = client.get(f"{PAGE}?before={page.older}").context["page"]
    assert len(second.rows) == 4 * 28 + 1 - 100
    assert not {row.number for row in page.rows} & {row.number for row in second.rows}


@pytest.mark.parametrize("before", ["x", "-1", "9" * 30, "1e3", ""])
def test_an_odd_number_shows_the_first_page(before: str, cast: Cast, client: Client) -> None:
    draft(cast.project, Q4, lead=cast.lead)
    client.force_login(cast.viewer)
    assert client.get(PAGE, {"before": before}).status_code == 200
