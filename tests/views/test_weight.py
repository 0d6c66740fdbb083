"""Every page of the demo is light: at most 100 kB, and 12 kB as brotli sends it.

The draft's notes are longer there than people's usually are: 200 characters each, of real words.
Only a whole rubric to print is heavier: all its guidance at once is what it is asked for.
"""

import random
import re
from collections import Counter
from urllib.parse import urljoin, urlsplit

import brotli  # type: ignore[import-untyped]
import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import resolve

from assessments.models import Answer, User

RAW, BROTLI, QUALITY = 100_000, 12_000, 5
TO_PRINT = 16_000
OF_A_KIND = 3
NOTE = 200
OTHER_PAGES = ("/?sort=-score", "/?q=e", "/summary/", "/chart/", "/mine/settings/")
LINK = re.compile(r'href="?([^"#?> ]+/)["#?>]')
FILES_OR_LEAVING = ("/admin/", "/static/", "/accounts/")


def lengthen_notes() -> None:
    """Only a draft's answers can change; a closed page shows less of the same."""
    chance = random.Random(4)
    answers = list(Answer.objects.filter(assessment__project__slug="churn"))
    words = " ".join(answer.note for answer in answers).split()
    drafts = [answer for answer in answers if answer.assessment.status == "draft"]
    assert len(drafts) == 28
    for answer in drafts:
        answer.note = " ".join(chance.choices(words, k=NOTE // 3))[:NOTE]
        answer.evidence = answer.evidence or f"https://ci.example.org/churn/{answer.pk}"
        answer.save(update_fields=["note", "evidence"])


def weights(client: Client) -> dict[str, tuple[int, int]]:
    """Bytes, and bytes packed, of the pages that links lead to, the first few of each kind."""
    found: dict[str, tuple[int, int]] = {}
    seen, kinds = set(OTHER_PAGES), Counter[str]()
    waiting = ["/", *OTHER_PAGES]
    while waiting:
        path = waiting.pop(0)
        response = client.get(path)
        if response.status_code != 200 or "text/html" not in response.headers["Content-Type"]:
            continue
        body = response.content
        found[path] = len(body), len(brotli.compress(body, quality=QUALITY))
        for link in LINK.findall(body.decode()):
            address = urljoin(f"http://testserver{path}", link)
            other = urlsplit(address).path
            if urlsplit(address).netloc != "testserver" or other.startswith(FILES_OR_LEAVING):
                continue
            kind = resolve(other).url_name or ""
            if other not in seen and kinds[kind] < OF_A_KIND:
                seen.add(other)
                kinds[kind] += 1
                waiting.append(other)
    return found


def is_heavy(path: str, size: tuple[int, int]) -> bool:
    most = TO_PRINT if re.fullmatch("/rubrics/.+/print/", path) else BROTLI
    return size[0] > RAW or size[1] > most


@pytest.mark.parametrize("email", ["ada@example.org", "root@example.org"])
def test_no_page_of_the_demo_is_heavy(email: str, db: None, client: Client) -> None:
    call_command("demo", verbosity=0)
    lengthen_notes()
    client.force_login(User.objects.get(email=email))
    found = weights(client)
    assert len(found) > 25
    assert any(re.fullmatch("/projects/churn/assessments/[0-9-]+/", path) for path in found)
    assert {path: size for path, size in found.items() if is_heavy(path, size)} == {}
