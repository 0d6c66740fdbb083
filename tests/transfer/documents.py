"""Sound rubric documents made up by Hypothesis, with every optional part and odd texts."""

from typing import Any

from hypothesis import strategies as st

from assessments.text import unfit_character

ODD = (
    " leading",
    "trailing ",
    "two  spaces",
    "a: b",
    "# no comment",
    "- dash",
    "no",
    "null",
    "~",
    "2017",
    "0.5",
    "1e5",
    "NaN",
    ".inf",
    "0x10",
    "1_000",
    "12:30",
    "2026-11-25",
    "=",
    "<<",
    "'quoted'",
    '"double" and \\ back',
    "%directive",
    "@at",
    "`tick`",
    "{a: b}",
    "[a, b]",
    "&anchor *alias !tag",
    "--- a",
    "...",
    "?",
    "| pipe",
    "> fold",
    "line\nline",
    "\nfirst empty",
    "last empty\n",
    "two empty\n\n",
    "a\n\n\nb",
    "a\n  indented\nb",
    "a \nb",
    "tab\there",
    "a\u2028b\u2029c",
    "\ufeffbom",
    "a\u00a0b",
    "emoji 😀 and e\u0301",
    "العربية עברית",
    "\\ud83d\\ude00",
    "x" * 300,
    "word " * 60 + "end",
    "long line with a: colon # and more " * 5 + "end\nshort",
)
characters = st.characters(exclude_categories=["Cs"]).filter(lambda c: not unfit_character(c))
texts = st.one_of(st.sampled_from(ODD), st.text(characters, max_size=200))
titles = st.one_of(st.sampled_from(ODD), st.text(characters, max_size=60)).map(
    lambda text: " ".join(text.split())[:80].strip() or "Title"
)
EACH = ("active", "active", "announced", "retired")


def _optional(draw: st.DrawFn, found: dict[str, Any], **values: st.SearchStrategy[Any]) -> None:
    for name, strategy in values.items():
        if draw(st.booleans()):
            found[name] = draw(strategy)


@st.composite
def items(draw: st.DrawFn, key: str, *, active: bool, facts: list[str]) -> dict[str, Any]:
    names = ("statement", "why", "how_to_check", "manual", "automated", "not_enough")
    item: dict[str, Any] = {name: draw(texts) for name in (*names, "applicability")}
    item |= {"effort": draw(st.integers(1, 5)), "title": draw(titles), "suggested_role": "engineer"}
    item["key"] = key
    _optional(
        draw,
        item,
        weight=st.sampled_from(["1", "0.5", "2.25", "10"]),
        official_name=titles,
        replaces=st.just([key, "old"]),
        references=st.just([{"url": "https://example.org/a#b", "title": "Where"}]),
        supporting_roles=st.just(["no"]),
        status_note=texts,
    )
    if not active:
        item["status"] = draw(st.sampled_from(["announced", "retired"]))
    if facts:
        some = st.lists(st.sampled_from(facts), min_size=1, unique=True)
        _optional(draw, item, applies_if=some)
    return item


@st.composite
def documents(draw: st.DrawFn) -> dict[str, Any]:
    """Their fields in a random order."""
    known = st.sampled_from(["batch", "real-time", "no"])
    facts: list[str] = draw(st.lists(known, unique=True))
    sections = []
    for letter in "ab"[: draw(st.integers(1, 2))]:
        extra = draw(st.integers(0, 2))
        section: dict[str, Any] = {
            "items": [
                draw(items(f"{letter}-{n}", active=n == 0, facts=facts)) for n in range(extra + 1)
            ],
            "aggregation": draw(st.sampled_from(["sum", "mean"])),
            "key": letter,
            "title": draw(titles),
        }
        _optional(draw, section, note=texts)
        sections.append(section)
    found = {
        "bands": [
            {"key": "low", "lower": "0", "inclusive": True, "label": draw(titles)},
            {"key": "high", "lower": "0", "inclusive": False, "label": "H", "meaning": draw(texts)},
        ],
        "sections": sections,
        "overall": {"aggregation": draw(st.sampled_from(["min", "sum", "mean"]))},
        "not_applicable": {
            "policy": draw(st.sampled_from(["zero", "exclude", "rescale"])),
            "allowed": True,
        },
        "levels": [
            {"key": "no", "label": draw(titles), "points": "0"},
            {"points": "1.5", "key": "yes", "label": "Yes", "meaning": draw(texts)},
        ],
        "roles": [{"name": "Engineer", "key": "engineer"}, {"key": "no", "name": draw(titles)}],
        "facts": [{"question": draw(titles), "key": key, "title": "F"} for key in facts],
        "name": draw(titles),
        "version": draw(st.sampled_from(["2017", "1.0", "1e5", "0x1", "v-1", "007"])),
        "slug": draw(st.sampled_from(["no", "null", "ours"])),
        "format": "mlscore-rubric/1",
        "gates": [
            {"key": "g", "label": "G", "item": "a-0", "level": "yes", "cap": "0.25"},
            {"key": "h", "cap": "0", "section": "a", "score": "0.1", "label": draw(titles)},
        ],
    }
    _optional(draw, found, release_notes=texts, summary=texts, default=st.booleans(), licence=texts)
    order = draw(st.permutations(sorted(found)))
    return {name: found[name] for name in order}
