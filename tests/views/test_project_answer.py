import html

from django.test import Client

from assessments.models import Project
from tests.cast import Q2, Q3, Q4, Cast, closed, version

PAGE = "/projects/churn/items/data-1/2026-12-31/"


def text(client: Client, path: str = PAGE) -> str:
    return html.unescape(client.get(path).content.decode())


def test_it_shows_the_answer_and_its_difference(cast: Cast, client: Client) -> None:
    closed(cast.project, Q3, "manual", lead=cast.lead)
    closed(cast.project, Q4, "manual", lead=cast.lead, data_1="automated")
    client.force_login(cast.viewer)
    page = text(client)
    assert "Changed since Q3 2026: level." in page
    assert '<td data-of="Q4 2026">Automated' in page
    assert "≠ changed" in page
    assert 'href="/projects/churn/items/data-1/2026-09-30/"' in page
    assert "Nothing changed since Q3 2026." in text(client, PAGE.replace("data-1", "data-2"))


def test_the_first_has_nothing_to_compare_with(cast: Cast, client: Client) -> None:
    closed(cast.project, Q4, lead=cast.lead)
    client.force_login(cast.viewer)
    assert "there is nothing to compare with" in text(client)
    assert "≠" not in text(client)


def test_an_item_is_followed_through_versions(cast: Cast, client: Client) -> None:
    Project.objects.update(rubric_version=version("2016"))
    closed(cast.project, Q2, "none", lead=cast.lead)
    Project.objects.update(rubric_version=version("2017"))
    closed(cast.project, Q4, "manual", lead=cast.lead)
    client.force_login(cast.viewer)
    assert "Changed since Q2 2026: level." in text(client)


def test_no_such_item_or_not_theirs_is_not_found(cast: Cast, client: Client) -> None:
    closed(cast.project, Q4, lead=cast.lead)
    client.force_login(cast.viewer)
    assert client.get(PAGE.replace("data-1", "data-99")).status_code == 404
    client.force_login(cast.stranger)
    assert client.get(PAGE).status_code == 404


def test_the_panel_over_the_map_gets_the_content_alone(cast: Cast, client: Client) -> None:
    closed(cast.project, Q4, lead=cast.lead)
    client.force_login(cast.viewer)
    response = client.get(PAGE, headers={"HX-Request": "true"})
    part = response.content.decode()
    assert "HX-Request" in response["Vary"]
    assert 'id="answer-title"' in part
    assert "<html" not in part
    assert "To the map" not in part
    assert "To the map" in text(client)
