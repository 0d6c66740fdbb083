"""The program that makes a PDF of HTML: a process of its own that may fetch nothing.

``python -m assessments.transfer.pdf_writer STYLESHEET`` reads HTML and writes a tagged PDF. It
knows neither the settings nor the database.
"""

import resource
import sys
from pathlib import Path
from typing import NoReturn

from weasyprint import CSS, HTML
from weasyprint.urls import URLFetcher

CPU_SECONDS = 40
MOST_MEMORY = 1024**3


class Nothing(URLFetcher):
    """Refuses every address: web, file and data alike. A report is text and pictures of its own."""

    def fetch(self, url: str, headers: object = None) -> NoReturn:
        raise ValueError("nothing is fetched for a report")


def pdf_of(html: str, style: str) -> bytes:
    """A PDF with title, language, bookmarks and tags, as PDF/UA-1 asks."""
    refused = Nothing()
    sheet = CSS(string=style, url_fetcher=refused)
    content = HTML(string=html, url_fetcher=refused).write_pdf(
        stylesheets=[sheet], pdf_variant="pdf/ua-1", pdf_tags=True
    )
    assert isinstance(content, bytes)
    return content


def main() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    html = sys.stdin.buffer.read().decode()
    style = Path(sys.argv[1]).read_text(encoding="utf-8")
    sys.stdout.buffer.write(pdf_of(html, style))


if __name__ == "__main__":
    main()
