"""From a lead's form through a real mail server to a new colleague's first look."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.support.mail_server import MailServer, mail_server
from tests.support.server import DemoDatabase, Server, running_server

from .conftest import Open, Watch, violations

pytestmark = pytest.mark.browser


@pytest.fixture
def smtp() -> Iterator[MailServer]:
    with mail_server() as started:
        yield started


@pytest.fixture
def server(demo: DemoDatabase, smtp: MailServer) -> Iterator[Server]:
    with demo.copy() as url, running_server(url, EMAIL_URL=smtp.url) as started:
        yield started


def test_invited_joined_and_removed(
    people: Open, smtp: MailServer, server: Server, watch: Watch
) -> None:
    watch.expect("404")
    ada = people("ada@example.org")
    ada.goto("/projects/churn/members/")
    ada.get_by_label("E-mail").fill("nadia@example.org")
    ada.locator(".invite").get_by_label("Role").select_option(label="DevOps")
    ada.get_by_role("button", name="Invite").click()
    expect(ada.locator(".messages")).to_contain_text("Invited: nadia@example.org")
    (message,) = smtp.taken
    assert message["To"] == "nadia@example.org"
    body = message.get_body(("plain",))
    assert body is not None
    link = re.search(r"http\S+/invitations/\S+", body.get_content())
    assert link is not None
    assert link[0].startswith(server.url)

    nadia = people()
    nadia.goto(link[0])
    assert violations(nadia) == []
    nadia.get_by_label("Your name").fill("Nadia Haddad")
    nadia.get_by_label("Password", exact=True).fill("seven-grey-herons")
    nadia.get_by_label("Password again").fill("seven-grey-herons")
    nadia.get_by_role("button", name="Create the account and join").click()
    expect(nadia.locator(".messages")).to_contain_text("Welcome to the team Customer Growth")
    nadia.get_by_role("link", name="Churn early warning").click()
    expect(nadia.get_by_role("heading", name="Churn early warning")).to_be_visible()

    ada.reload()
    row = ada.locator(".people li", has_text="Nadia Haddad")
    row.get_by_text("Remove").first.click()
    row.get_by_role("button", name="Remove from the team").click()
    expect(ada.locator(".messages")).to_contain_text("Removed from the team")
    response = nadia.reload()
    assert response is not None
    assert response.status == 404
