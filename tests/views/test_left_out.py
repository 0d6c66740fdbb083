"""The assessment page with items that do not apply, and with announced ones."""

from django.test import Client

from assessments.models import Answer, Assessment
from tests.cast import Q4, Cast, draft
from tests.everything import everything, load, project_of

REASON = "Applies only to projects that declare: Real time."


def page(cast: Cast, client: Client, *facts: str) -> tuple[Assessment, str]:
    assessment = draft(project_of(cast, load(everything()), *facts), Q4, lead=cast.lead)
    client.force_login(cast.member)
    return assessment, client.get(assessment.get_absolute_url()).content.decode()


def test_an_item_that_does_not_apply_says_why_and_offers_no_level(
    cast: Cast, client: Client
) -> None:
    _, shown = page(cast, client, "batch")
    assert REASON in shown
    assert "A lead can change what the project declares" in shown
    assert 'name="base-3-level"' not in shown
    assert 'name="base-2-level"' in shown
    assert 'id="base-3"' in shown


def test_with_all_facts_every_item_offers_its_levels(cast: Cast, client: Client) -> None:
    _, shown = page(cast, client, "batch", "real-time")
    assert 'name="base-3-level"' in shown
    assert "Applies only" not in shown


def test_a_page_opened_before_gets_a_sentence_and_changes_nothing(
    cast: Cast, client: Client
) -> None:
    assessment, _ = page(cast, client, "batch")
    url = f"{assessment.get_absolute_url()}answers/base-3/"
    sent = {"base-3-level": "two", "base-3-revision": "0", "base-3-note": ""}
    response = client.post(url, sent, headers={"HX-Request": "true"})
    assert response.status_code == 422
    assert REASON in response.content.decode()
    response = client.post(assessment.get_absolute_url(), sent | {"base-2-level": "one"})
    assert response.status_code == 422
    shown = response.content.decode()
    assert REASON in shown
    answers = dict(Answer.objects.values_list("item__key", "level"))
    assert (answers["base-3"], answers["base-2"]) == ("not_applicable", "one")


def test_announced_items_stand_at_the_foot_of_their_section_and_retired_ones_do_not(
    cast: Cast, client: Client
) -> None:
    _, shown = page(cast, client)
    foot = shown[shown.index("Announced: these will count later") :]
    assert foot.index("Cost is watched") < foot.index('id="section-safe"')
    assert "In 2027." in foot
    assert 'name="base-4-level"' not in shown
    assert "Paper forms" not in shown
    assert shown.count("Announced: these will count later") == 1
