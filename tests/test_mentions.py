"""Who is meant by an @."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from assessments.mentions import Person, find_mentions, parts

PEOPLE = [
    Person(1, "Grace Lindqvist", "grace@example.org"),
    Person(2, "Ada Okonjo", "ada@example.org"),
    Person(3, "Ada", "ada2@example.org"),
    Person(4, "João Teles", "joao@example.org"),
    Person(5, "Linus Varga", "linus@example.org"),
    Person(6, "Linus Berg", "berg@example.org"),
]


def found(text: str) -> tuple[set[int], tuple[str, ...]]:
    mentions = find_mentions(text, PEOPLE)
    return mentions.people, mentions.unknown


def test_names_first_names_and_addresses() -> None:
    assert found("@Grace Lindqvist look") == ({1}, ())
    assert found("(@grace), please") == ({1}, ())
    assert found("@João: ja?") == ({4}, ())
    assert found("@berg@example.org") == ({6}, ())
    assert found("@ADA OKONJO and @ada") == ({2, 3}, ())


def test_what_names_nobody_or_two() -> None:
    assert found("@Linus") == (set(), ("Linus",))
    assert found("@Gracex @nobody @nobody") == (set(), ("Gracex", "nobody"))
    assert found("mail me@example.org, cost @ 5") == (set(), ())


@given(st.text())
def test_the_pieces_are_the_text(text: str) -> None:
    assert "".join(piece for piece, _ in parts(text, PEOPLE)) == text


@given(st.lists(st.sampled_from(["@Grace", " ", "@Ada Okonjo", "@", "x", "@Linus"])))
def test_spans_never_overlap(words: list[str]) -> None:
    text = "".join(words)
    spans = find_mentions(text, PEOPLE).spans
    assert all(one.end <= two.start for one, two in itertools.pairwise(spans))
    assert all(0 <= span.start < span.end <= len(text) for span in spans)
