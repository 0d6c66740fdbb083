import pytest
from django.test import Client


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_choice_is_in_the_page(theme: str, client: Client, db: None) -> None:
    response = client.post("/theme/", {"theme": theme, "next": "/accounts/login/"})
    assert response["Location"] == "/accounts/login/"
    assert f'data-theme="{theme}"' in client.get("/accounts/login/").content.decode()


def test_system_forgets_the_choice(client: Client, db: None) -> None:
    client.post("/theme/", {"theme": "dark", "next": "/"})
    client.post("/theme/", {"theme": "system", "next": "/"})
    assert 'data-theme=""' in client.get("/accounts/login/").content.decode()


@pytest.mark.parametrize(
    "back", ["https://evil.example.org/", "//evil.example.org", "javascript:alert(1)", ""]
)
def test_it_never_leads_elsewhere(back: str, client: Client) -> None:
    assert client.post("/theme/", {"theme": "dark", "next": back})["Location"] == "/"
