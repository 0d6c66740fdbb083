"""How django-allauth behaves here."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from assessments.models import User


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts are made by administrators; nobody signs up by themselves."""
        return False

    def populate_username(self, request: HttpRequest, user: User) -> None:
        """There are no user names: the e-mail address is the login."""

    def get_user_search_fields(self) -> list[str]:
        return ["email", "name"]
