"""A new rubric draft: from a version, a file, nothing."""

from typing import Any

import pytest
import yaml
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from assessments.models import RubricDraft
from assessments.rubric_format import document_faults
from assessments.transfer.rubric_files import SHIPPED
from tests.cast import Cast, version

PAGE = "/rubrics/drafts/new/"


@pytest.fixture
def lead(cast: Cast, client: Client) -> Client:
    client.force_login(cast.lead)
    return client


def begin(client: Client, **sent: Any) -> Any:
    fields = {"base": "", "version": "", "slug": "", **sent}
    return client.post(PAGE, fields)


def test_from_a_version_of_the_same_rubric(lead: Client) -> None:
    response = begin(lead, base=version().pk, version="2017-ours")
    draft = RubricDraft.objects.get()
    assert response["Location"] == f"/rubrics/drafts/{draft.pk}/"
    assert (draft.slug, draft.version, draft.base) == ("ml-test-score", "2017-ours", version())
    assert not document_faults(draft.document)


def test_from_a_version_as_a_rubric_of_its_own(lead: Client) -> None:
    begin(lead, base=version().pk, version="1", slug="our-score")
    assert RubricDraft.objects.get().slug == "our-score"


def test_from_nothing(lead: Client) -> None:
    begin(lead, version="1", slug="our-checklist")
    draft = RubricDraft.objects.get()
    assert draft.name == "Our checklist" and not document_faults(draft.document)


def test_from_a_file_that_is_not_sound_yet(lead: Client) -> None:
    document = yaml.safe_load((SHIPPED / "ml-test-score-2017.yaml").read_text())
    document["levels"] = []
    file = SimpleUploadedFile("mine.yaml", yaml.safe_dump(document).encode())
    assert begin(lead, file=file).status_code == 302
    assert RubricDraft.objects.get().document == document


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"a: &b 1", "mine.yaml: line 1, column 4: anchors"),
        (b"- 1", "is no group of fields"),
        (b"sections: {}", "mine.yaml: line 1: sections"),
        (b"slug: x\nslug: y", "the key &#x27;slug&#x27; stands twice"),
        (b"\xff", "is not UTF-8 text"),
        (b"nosuch: 1", "does not belong here"),
        (b"#" + b"x" * 1024 * 1024, "larger than 1024 KiB"),
    ],
)
def test_a_file_that_is_no_rubric_is_refused_with_the_line(
    lead: Client, raw: bytes, said: str
) -> None:
    response = begin(lead, file=SimpleUploadedFile("mine.yaml", raw))
    assert response.status_code == 422 and said in response.content.decode()
    assert not RubricDraft.objects.exists()


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"version": "1"}, "Write the short name of the new rubric"),
        ({"version": "a b", "slug": "x"}, "Write letters, digits, point"),
        ({"version": "1", "slug": "Ä"}, "Write small letters"),
        ({"version": "1", "base": "999999"}, "Select a valid choice"),
        ({"version": "1", "slug": "ml-test-score"}, "There is a rubric of this name"),
        ({"version": "", "slug": "x"}, "Write letters, digits, point"),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_stays(
    lead: Client, sent: dict[str, str], said: str
) -> None:
    response = begin(lead, **sent)
    text = response.content.decode()
    assert response.status_code == 422 and said in text
    assert f'value="{sent["version"]}"' in text or not sent["version"]


def test_a_link_chooses_the_version_to_begin_with(lead: Client) -> None:
    base = version("2016")
    text = lead.get(f"{PAGE}?rubric=ml-test-score&version=2016").content.decode()
    assert f'<option value="{base.pk}" selected>' in text
    assert lead.get(f"{PAGE}?rubric=nosuch&version=1").status_code == 404


def test_members_may_not(cast: Cast, client: Client) -> None:
    client.force_login(cast.member)
    assert client.get(PAGE).status_code == 403
    assert begin(client, version="1", slug="x").status_code == 403
