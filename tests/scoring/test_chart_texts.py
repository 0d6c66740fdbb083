"""Names in a chart are short and never the same; what is said of a point is in short lines."""

from hypothesis import given
from hypothesis import strategies as st

from assessments.scoring.chart_texts import LINE, Named, in_lines, short_names, told_apart

ALERTS = "Anti-money-laundering alert triage"
NAMES = st.lists(st.text("ab …12", min_size=1, max_size=60), max_size=12, unique=True)
ALIKE = st.lists(st.text("ab 2", max_size=40), max_size=12, unique=True)


def test_a_name_that_fits_stays_and_a_long_one_is_cut() -> None:
    assert short_names(["Churn", f"{ALERTS} 1"], 26) == {
        "Churn": "Churn",
        f"{ALERTS} 1": "Anti-money-laundering ale…",
    }


def test_names_that_look_alike_keep_what_tells_them_apart() -> None:
    names = [ALERTS, f"{ALERTS} v2", f"{ALERTS} for Germany"]
    assert list(short_names(names, 26).values()) == [
        "Anti-mon…triage",
        "Anti-mon…triage v2",
        "Anti-mon…triage for Germa…",
    ]


def test_one_letter_is_not_enough_to_tell_names_apart() -> None:
    names = [f"{ALERTS} for {place}" for place in ("Germany", "France", "Spain and Portugal")]
    assert list(short_names(names, 41).values()) == [
        "Anti-money-la…for Germany",
        "Anti-money-la…for France",
        "Anti-money-la…for Spain and Portugal",
    ]


def test_names_that_differ_in_many_places_are_numbered() -> None:
    middle = " and what lies between the two "
    names = [f"{ALERTS} {one}{middle}{two}" for one in "AB" for two in "12"]
    assert list(short_names(names, 26).values()) == [
        "Anti-mon…A and what lies…",
        "Anti-mon…A and what lie… 2",
        "Anti-mon…B and what lies…",
        "Anti-mon…B and what lie… 2",
    ]


@given(NAMES | ALIKE.map(lambda ends: [f"{ALERTS} {end}" for end in ends]), st.integers(20, 45))
def test_different_names_stay_different_and_fit(names: list[str], length: int) -> None:
    short = short_names(names, length)
    assert list(short) == names
    assert len(set(short.values())) == len(names)
    assert all(len(form) <= length for form in short.values())


def test_projects_of_one_name_say_their_team_or_else_their_slug() -> None:
    projects = [
        Named("Churn", "Growth", "churn"),
        Named("Uplift", "Growth", "uplift"),
        Named("Churn", "Sales", "churn-2"),
        Named("Churn", "Growth", "churn-3"),
        Named("churn", "Sales", "churn-4"),
    ]
    assert told_apart(projects) == [
        "Churn (Growth, churn)",
        "Uplift",
        "Churn (Sales)",
        "Churn (Growth, churn-3)",
        "churn",
    ]


def test_a_name_with_its_team_is_not_that_of_another_project() -> None:
    names = [("Churn", "Growth", "a"), ("Churn", "Sales", "b"), ("Churn (Sales)", "Growth", "c")]
    assert told_apart([Named(*row) for row in names]) == [
        "Churn (Growth)",
        "Churn (Sales, b)",
        "Churn (Sales)",
    ]


def test_a_long_name_keeps_the_team_that_tells_it_apart() -> None:
    projects = [Named(ALERTS, team, team) for team in ("Anti-fraud", "Anti-abuse")]
    assert list(short_names(told_apart(projects), 26).values()) == [
        "Anti-mon…(Anti-fraud)",
        "Anti-mon…(Anti-abuse)",
    ]


def test_what_is_said_is_broken_between_words() -> None:
    name = f"{ALERTS} for the whole of Northern Europe"
    lines = in_lines(name, "", "Q3 2026")
    assert " ".join(lines) == f"{name}, Q3 2026"
    assert all(len(line) <= LINE for line in lines)
    assert in_lines("x" * 60) == ["x" * 60]
