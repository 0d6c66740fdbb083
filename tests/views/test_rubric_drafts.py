"""The list of rubric drafts."""

from django.test import Client

from tests.cast import Cast
from tests.support.queries import CountedQueries

from .test_rubric_draft import make_draft


def test_it_lists_every_draft_and_who_changed_it(cast: Cast, client: Client) -> None:
    make_draft(cast)
    client.force_login(cast.other_lead)
    text = client.get("/rubrics/drafts/").content.decode()
    assert "2017-ours" in text and "Last changed by Lead" in text


def test_without_a_draft_it_says_what_to_do(cast: Cast, client: Client) -> None:
    client.force_login(cast.lead)
    assert "Nobody is writing a rubric" in client.get("/rubrics/drafts/").content.decode()


def test_only_leads_see_it_and_the_way_to_it(cast: Cast, client: Client) -> None:
    for user, status in ((cast.lead, 200), (cast.member, 403), (cast.admin, 200)):
        client.force_login(user)
        assert client.get("/rubrics/drafts/").status_code == status
        linked = 'href="/rubrics/drafts/"' in client.get("/rubrics/").content.decode()
        assert linked == (status == 200)


def test_the_count_of_statements_is_the_same_for_more(
    cast: Cast, client: Client, queries: CountedQueries
) -> None:
    make_draft(cast)
    client.force_login(cast.lead)
    client.get("/rubrics/drafts/")
    with queries:
        client.get("/rubrics/drafts/")
    few = len(queries)
    for number in range(10):
        make_draft(cast, f"v{number}")
    with queries:
        client.get("/rubrics/drafts/")
    assert len(queries) == few <= 5, queries.statements
