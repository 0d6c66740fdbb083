"""What every test may use."""

import os

import pytest
from django.core.management import call_command
from django.db import connection
from pytest_django import DjangoDbBlocker, Settings

from assessments.reports.portfolio_counts import kept
from tests.cast import Cast, make_cast
from tests.support.queries import CountedQueries

# Playwright's synchronous calls and the ORM meet in one thread.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


@pytest.fixture(autouse=True)
def plain_static_files(settings: Settings) -> None:
    """Names without hashes, so that no test depends on files that were collected before."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)


@pytest.fixture(autouse=True)
def forgotten_counts() -> None:
    """A test that is rolled back gives its ids to the next one."""
    kept.cache_clear()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """The shipped rubrics are there before the first test, as in any installation."""
    with django_db_blocker.unblock():
        call_command("createcachetable", verbosity=0)
        call_command("load_rubric", shipped=True, verbosity=0)


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


@pytest.fixture
def queries() -> CountedQueries:
    """Counts the statements of a block, without those that only open and end a transaction."""
    return CountedQueries(connection)
