"""The demo data reads like a real installation."""

from django.core.management import call_command
from django.utils import timezone

from assessments.dates import period_end
from assessments.models import Answer, Assessment, Membership, Project, Team, User


def test_it_holds_what_the_contract_says(db: None) -> None:
    call_command("demo", verbosity=0)
    count = Assessment.objects.count()
    call_command("demo", verbosity=0)
    assert Assessment.objects.count() == count
    ada = User.objects.get(email="ada@example.org")
    assert ada.check_password("mlscore-demo")
    team = ada.memberships.get().team
    for email, level in (
        ("grace", "member"),
        ("linus", "member"),
        ("olga", "member"),
        ("vic", "viewer"),
    ):
        membership = Membership.objects.get(user__email=f"{email}@example.org")
        assert (membership.team, membership.access_level) == (team, level)
    eve = Membership.objects.get(user__email="eve@example.org")
    assert eve.team != team
    assert User.objects.get(email="root@example.org").is_superuser
    draft = Assessment.objects.get(project__slug="churn", status="draft")
    assert draft.as_of == period_end(timezone.localdate())
    assert Team.objects.count() >= 2
    assert Project.objects.count() >= 5


def test_a_person_or_a_team_of_its_name_counts_as_its_own(db: None) -> None:
    """A server that loads it at each start must start with these too."""
    User.objects.create_user(email="Root@example.org")
    call_command("demo", verbosity=0)
    assert not Project.objects.exists()
    User.objects.all().delete()
    Team.objects.create(slug="growth", name="Growth")
    call_command("demo", verbosity=0)
    assert not Project.objects.exists()


def test_its_fates_differ(db: None) -> None:
    call_command("demo", verbosity=0)
    fates = {
        project.slug: list(
            project.assessments.closed().order_by("as_of").values_list("overall", flat=True)
        )
        for project in Project.objects.all()
    }
    assert fates["churn"][0] < fates["churn"][-1]
    assert any(scores[0] > scores[-1] for scores in fates.values())
    assert any(len(scores) == 1 for scores in fates.values())
    assert max(scores[-1] for scores in fates.values()) >= 6
    assert sum(len(scores) == 8 for scores in fates.values()) >= 5


def test_notes_and_evidence_are_there(db: None) -> None:
    call_command("demo", verbosity=0)
    automated = Answer.objects.filter(level="automated", assessment__status="closed")
    assert automated.exclude(evidence="").count() > 0.8 * automated.count()
    assert Answer.objects.exclude(note="").count() > 0.8 * Answer.objects.count()
    assert not Answer.objects.filter(level="not_applicable", note="").exists()
