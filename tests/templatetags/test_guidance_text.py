"""Guidance as HTML: Markdown in, nothing that could harm out, plain texts as they were."""

import time
from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.templatetags import guidance_text
from assessments.templatetags.guidance_text import markdown
from assessments.transfer.rubric_files import read_rubric_file, shipped_files

TEXTS = ("statement", "why", "how_to_check", "manual", "automated", "not_enough", "applicability")


def test_the_shipped_texts_look_as_before() -> None:
    seen = 0
    for path in shipped_files():
        document = read_rubric_file(path)
        for item in (item for section in document["sections"] for item in section["items"]):
            for name in TEXTS:
                plain = escape(item[name], quote=False)
                assert markdown(item[name]) == f"<p>{plain}</p>", (path.name, item["key"], name)
                seen += 1
    assert seen >= 3 * 28 * 7


@pytest.mark.parametrize(
    ("text", "html"),
    [
        (
            "One.\n\nTwo *and* **three**.",
            "<p>One.</p>\n<p>Two <em>and</em> <strong>three</strong>.</p>",
        ),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("3. c", '<ol start="3">\n<li>c</li>\n</ol>'),
        ("`x < y`", "<p><code>x &lt; y</code></p>"),
        ("```python\nx = 1\n```", "<pre><code>x = 1\n</code></pre>"),
        ("# Big\n\ntext", "<p><strong>Big</strong></p>\n<p>text</p>"),
        (
            "[paper](https://example.org/a?b=1&c=2 'title')",
            '<p><a href="https://example.org/a?b=1&amp;c=2" rel="noopener noreferrer nofollow">'
            "paper</a></p>",
        ),
        ("", ""),
    ],
)
def test_what_markdown_can_do(text: str, html: str) -> None:
    assert markdown(text) == html


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "![pixel](https://elsewhere.example/pixel.png)",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt&colon;alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "[x](//elsewhere.example/)",
        "[x](/accounts/logout/)",
        "[x](mailto:a@example.org)",
        "<javascript:alert(1)>",
        "[x]: javascript:alert(1)\n\n[x]",
        '[x](https://example.org/"onmouseover="alert(1))',
        "```<b>\nx\n```",
        "<a href='https://example.org/' style='position:fixed'>x</a>",
        "<style>p{}</style><svg onload=alert(1)>",
    ],
)
def test_what_could_harm_stays_text(text: str) -> None:
    html = markdown(text).replace(' rel="noopener noreferrer nofollow"', "")
    for tag in ("<script", "<img", "<svg", "<style", "<b>"):
        assert tag not in html
    for start in html.split("<a ")[1:]:
        attributes = start.split(">")[0]
        assert attributes.startswith('href="http') and attributes.count('"') == 2, html


@given(st.text(alphabet="ab<>&\"'[]()!*_`#-\n :/.hjt", max_size=80))
def test_no_text_opens_a_tag_of_its_own(text: str) -> None:
    html = markdown(text)
    opened = {part.split(">")[0].split(" ")[0].strip("/") for part in html.split("<")[1:]}
    assert opened <= {
        *("p", "br", "hr", "ul", "ol", "li", "strong", "em", "code", "pre", "blockquote", "a")
    }


@pytest.mark.parametrize("text", ["[" * 4000, "*a" * 2000, "> " * 2000, "`" * 4000, "- " * 2000])
def test_a_text_that_is_made_to_be_slow_is_not(text: str) -> None:
    begun = time.perf_counter()
    markdown(text)
    assert time.perf_counter() - begun < 2


@given(st.text("aZ0 .,:;-()%/'–…é*_#`&<\n\t1)", min_size=1, max_size=30))
def test_a_plain_paragraph_is_written_as_the_reader_writes_it(text: str) -> None:
    assert markdown(text) == guidance_text._read(text)


def test_statements_of_the_shipped_rubrics_need_no_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guidance_text, "_read", None)
    guidance_text._rendered.cache_clear()
    statements = [
        item["statement"]
        for path in shipped_files()
        for section in read_rubric_file(path)["sections"]
        for item in section["items"]
    ]
    assert len(statements) > 100
    assert all(map(markdown, statements))
