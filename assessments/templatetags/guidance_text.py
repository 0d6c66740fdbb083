"""How guidance, which is Markdown, is written in a template: the one place that makes HTML of it.

``{{ text|markdown }}`` gives paragraphs, lists, quotations, code, emphasis and links to http and
https addresses. HTML stays text, headings are bold paragraphs, and images are left out, so that a
page never asks another host for anything.
"""

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from django import template
from django.utils.safestring import SafeString, mark_safe

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

register = template.Library()

_TAGS = {"p", "br", "hr", "ul", "ol", "li", "strong", "em", "code", "pre", "blockquote", "a"}
_ATTRIBUTES: dict[str, set[str]] = {"*": set(), "a": {"href"}, "ol": {"start"}}
_PLAIN = re.compile(r"[A-Za-z](?:[^\W_]|[ ,.;:?()%/'’‘“”–—…-])*(?<! )", re.ASCII)
"""A letter, then letters, digits, single marks of a sentence: nothing that Markdown reads."""
_WEB_ADDRESS = re.compile(r"https?://[^\s/]", re.IGNORECASE)


@register.filter
def markdown(text: str) -> SafeString:
    """The text as sanitised HTML; read once and kept, since published texts never change."""
    return _rendered(text)


@lru_cache(maxsize=4096)
def _rendered(text: str) -> SafeString:
    """One paragraph without a mark, as the statements of most items are, needs no reader: that
    keeps 6 MB out of a server process that shows no guidance.
    """
    if _PLAIN.fullmatch(text):
        return mark_safe(f"<p>{text}</p>")  # noqa: S308  # nothing in it means anything in HTML
    return _read(text)


def _read(text: str) -> SafeString:
    """The reader makes no HTML that it did not find a mark for, and the sanitiser has the last
    word on what it made.
    """
    import nh3

    cleaned = nh3.clean(
        _reader().render(text),
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes={"http", "https"},
        link_rel="noopener noreferrer nofollow",
    )
    return mark_safe(cleaned.strip())  # noqa: S308  # what the sanitiser lets through


@cache
def _reader() -> "MarkdownIt":
    """Imported with the first guidance: Django imports this file with the first page of any kind,
    and reader and sanitiser take 6 MB.
    """
    from markdown_it import MarkdownIt

    reader = MarkdownIt("commonmark", {"html": False, "maxNesting": 12}).disable("image")
    reader.validateLink = lambda url: bool(_WEB_ADDRESS.match(url))  # type: ignore[method-assign]
    for rule, html in (("heading_open", "<p><strong>"), ("heading_close", "</strong></p>\n")):
        reader.add_render_rule(rule, _always(html))
    return reader


def _always(html: str):  # type: ignore[no-untyped-def]  # the library's own signature is untyped
    def rule(renderer, tokens, index, options, env):  # type: ignore[no-untyped-def]
        return html

    return rule
