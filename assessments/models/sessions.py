"""Sessions that know whose they are, so that one statement reads both.

This is what Django's documentation calls extending its sessions in the database; what a session
holds and how it is signed stays Django's.
"""

import re
from functools import cache
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends import db
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import DEFAULT_DB_ALIAS, models
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from .people import User
from .prepared import Prepared

KEY = re.compile("[0-9a-z]{32}")


class Session(AbstractBaseSession):
    """``user`` is None for somebody who has not signed in."""

    user = models.ForeignKey(User, models.CASCADE, null=True, related_name="+")

    @classmethod
    def get_session_store_class(cls) -> type["SessionStore"]:
        return SessionStore


@cache
def _person_fields() -> tuple[str, ...]:
    return tuple(field.attname for field in User._meta.concrete_fields)


_with_user = Prepared(
    lambda key, now: Session.objects.filter(session_key=key, expire_date__gt=now).values_list(
        "session_data", "user", *(f"user__{name}" for name in _person_fields())
    )
)


class SessionStore(db.SessionStore):
    """``settings.SESSION_ENGINE``."""

    owner: User | None = None
    """Whose session was read, as they are now."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def _validate_session_key(self, key: str | None) -> bool:
        """A cookie may hold anything, also what no database takes."""
        return key is not None and KEY.fullmatch(key) is not None

    def load(self) -> dict[str, Any]:
        row = _with_user.first(self.session_key, timezone.now())
        if row is None:
            self._session_key = None
            return {}
        data, pk, *person = row
        if pk is not None:
            self.owner = User.from_db(DEFAULT_DB_ALIAS, _person_fields(), person)
        found: dict[str, Any] = self.decode(data)
        return found

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        session = super().create_model_instance(data)
        assert isinstance(session, Session)
        session.user_id = data.get(SESSION_KEY)
        return session

    def proven_owner(self) -> User | None:
        """The owner if all holds that ``django.contrib.auth.get_user`` asks of a session.

        None is no refusal: Django may still know the session by one of the former secret keys.
        """
        proof = self.get(HASH_SESSION_KEY, "")
        owner = self.owner
        if (
            owner is not None
            and owner.is_active
            and self.get(SESSION_KEY) == str(owner.pk)
            and self.get(BACKEND_SESSION_KEY) in settings.AUTHENTICATION_BACKENDS
            and constant_time_compare(proof, owner.get_session_auth_hash())
        ):
            return owner
        return None
