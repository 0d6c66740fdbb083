"""The difference between two versions, for everybody who is signed in."""

import pytest
from django.test import Client

from assessments.actions.rubrics import load_rubric
from tests.cast import Cast
from tests.scoring.editions import Edit, edition, items_of, small_document
from tests.support.queries import CountedQueries

ALL: list[Edit] = [
    ("add", 0, 0),
    ("drop", 1, 0),
    ("reword", 2, 0),
    ("split", 3, 0),
    ("move", 5, 3),
    ("double", 0, 0),
    ("weigh", 6, 1),
]


def two_versions(edits: list[Edit]) -> None:
    document = small_document()
    load_rubric(document=document)
    load_rubric(document=edition(document, "1.1-ours", edits))


@pytest.fixture
def reader(cast: Cast, client: Client) -> Client:
    client.force_login(cast.stranger)
    return client


def page(client: Client, old: str, new: str, slug: str = "small") -> str:
    response = client.get(f"/rubrics/{slug}/{old}/diff/{new}/")
    assert response.status_code == 200
    return response.content.decode()


def test_it_shows_each_fate_and_what_became_of_points(reader: Client) -> None:
    two_versions(ALL)
    shown = page(reader, "1", "1.1-ours")
    for group in ("new", "gone", "reworded", "split", "moved", "details"):
        assert f'id="{group}"' in shown, group
    assert "<ins>Said anew in 1.1-ours-2.</ins>" in shown
    assert "From ML infrastructure to Monitoring." in " ".join(shown.split())
    assert "Levels and points" in shown
    assert "Automated, 2 points" in shown
    assert "Weight" in shown


def test_the_other_way_round_new_is_gone(reader: Client) -> None:
    two_versions([("add", 0, 0)])
    there, back = page(reader, "1", "1.1-ours"), page(reader, "1.1-ours", "1")
    assert 'id="new"' in there
    assert 'id="gone"' not in there
    assert 'id="gone"' in back
    assert 'id="new"' not in back


def test_it_says_that_nothing_differs(reader: Client) -> None:
    two_versions([])
    assert "Nothing differs" in page(reader, "1", "1.1-ours")
    assert "one version on both sides" in page(reader, "1", "1")


def test_it_offers_the_other_versions(reader: Client) -> None:
    shown = page(reader, "2017", "2016", "ml-test-score")
    assert '/rubrics/ml-test-score/2017/diff/2019/"' in shown
    assert '/rubrics/ml-test-score/2016/diff/2017/"' in shown
    assert "2 points" in shown


def test_what_a_document_says_is_text(reader: Client) -> None:
    document = small_document()
    load_rubric(document=document)
    new = edition(document, "2", [])
    items_of(new)[0]["statement"] = "<script>alert(1)</script>"
    load_rubric(document=new)
    assert "<script>alert" not in page(reader, "1", "2")


@pytest.mark.parametrize(
    "path",
    [
        "/rubrics/ml-test-score/2017/diff/2099/",
        "/rubrics/ml-test-score/2099/diff/2017/",
        "/rubrics/nothing/2017/diff/2016/",
    ],
)
def test_a_version_that_is_not_there_is_no_such_page(reader: Client, path: str) -> None:
    assert reader.get(path).status_code == 404


def test_somebody_who_is_not_signed_in_is_sent_to_do_so(cast: Cast, client: Client) -> None:
    assert client.get("/rubrics/ml-test-score/2017/diff/2016/").status_code == 302


def test_the_number_of_statements_does_not_grow(reader: Client, queries: CountedQueries) -> None:
    document = small_document()
    load_rubric(document=document)
    load_rubric(document=edition(document, "2", ALL))
    page(reader, "1", "2")
    with queries:
        page(reader, "1", "2")
    few = len(queries)
    for number in range(3, 23):
        load_rubric(document=edition(document, str(number), ALL))
    page(reader, "1", "22")
    again = CountedQueries(queries.context.connection)
    with again:
        page(reader, "1", "22")
    assert len(again) == few <= 8
