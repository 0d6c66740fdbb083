"""The one gate for text and links."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import assessments
from assessments.text import TextRefused, clean_links, clean_text, counted


@pytest.mark.parametrize("text", ["a\x00b", "\x07", "\x1b[0m", "\x85", "\x7f", "\ud800"])
def test_control_characters_and_surrogates_are_refused(text: str) -> None:
    with pytest.raises(TextRefused, match=r"U\+"):
        clean_text(text, limit=100)


@pytest.mark.parametrize("mark", ["\u202d", "\u202e"])
def test_characters_that_turn_text_around_are_refused(mark: str) -> None:
    with pytest.raises(TextRefused, match=rf"turns the letters.*U\+{ord(mark):04X}, character 5"):
        clean_text(f"cats{mark}gnp.exe", limit=100)


def test_right_to_left_text_with_its_marks_is_taken() -> None:
    text = "\u2067\u05e9\u05dc\u05d5\u05dd\u2069 \u200f\u05d0\u200e (\u202b\u05d1\u202c)"
    assert clean_text(text, limit=100) == text


@pytest.mark.parametrize("text", ["\u200b", "\u200b \u2060\ufeff", "\u00ad", "\u3000\n"])
def test_what_shows_nothing_is_empty(text: str) -> None:
    assert clean_text(text, limit=100) == ""
    assert clean_text(f"{text}x", limit=100).endswith("x")


def test_what_is_shipped_holds_no_such_characters() -> None:
    root = Path(assessments.__file__).parent
    files = [*root.glob("demo_data/*.yaml"), *root.glob("rubrics/*.yaml")]
    assert len(files) > 3
    for file in files:
        found = re.findall("[\u202d\u202e]|\\\\u202[de]", file.read_text("utf-8"), re.I)
        assert found == [], file.name


def test_text_is_normalised_and_never_cut() -> None:
    assert clean_text(" e\u0301\r\nx\ry\t ", limit=10) == "é\nx\ny"
    with pytest.raises(TextRefused, match="11 characters long; at most 10"):
        clean_text("x" * 11, limit=10)


@settings(deadline=None, derandomize=True)
@given(st.text(max_size=50))
def test_clean_text_stays_as_it_is(text: str) -> None:
    try:
        once = clean_text(text, limit=200)
    except TextRefused:
        return
    assert clean_text(once, limit=200) == once


@pytest.mark.parametrize(
    "link",
    [
        "https://ci.example.org/run/1?a=b&c=d#e",
        "http://10.0.0.1:8080/x",
        "https://[2001:db8::1]/x",
        "https://bücher.example/ä",
        "HTTPS://EXAMPLE.ORG",
    ],
)
def test_web_addresses_are_taken(link: str) -> None:
    assert clean_links(link, limit=8000) == link


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)",
        "JavaScript://example.org/%0aalert(1)",
        "data:text/html,x",
        "vbscript:x",
        "ftp://example.org/x",
        "//example.org/x",
        "example.org/x",
        "https://",
        "https:///path",
        "https://user:secret@example.org/",
        "https://user@example.org/",
        "https://example.org\\@evil.example",
        "https://example.org/\u202egnp.exe",
        "https://example.org/a b",
        'https://example.org/"onclick=',
        "https://example.org:99999/",
        "https://[::1",
        "https://example.org/\x00",
        f"https://example.org/{'x' * 2000}",
    ],
)
def test_anything_else_is_refused_with_a_sentence(link: str) -> None:
    with pytest.raises(TextRefused) as refused:
        clean_links(f"https://example.org/ok\n{link}", limit=8000)
    assert str(refused.value).endswith(".")


def test_lines_are_cleaned_and_repeats_dropped() -> None:
    text = "\n https://a.example/1 \n\nhttps://b.example/2\nhttps://a.example/1"
    assert clean_links(text, limit=8000) == "https://a.example/1\nhttps://b.example/2"


def test_too_many_links() -> None:
    links = "\n".join(f"https://a.example/{n}" for n in range(21))
    with pytest.raises(TextRefused, match="at most 20"):
        clean_links(links, limit=8000)


@pytest.mark.parametrize(
    ("number", "words"), [(1, "1 point"), ("1", "1 point"), ("0.5", "0.5 points"), (0, "0 points")]
)
def test_only_one_is_counted_in_the_singular(number: object, words: str) -> None:
    assert counted(number, "point") == words
