"""Libraries that are there, and not run before they are needed."""

import subprocess
import sys

import pytest

from assessments.transfer.later import later

VIEWS = """
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "mlscore_site.settings"
import django
django.setup()
from django.urls import get_resolver
assert get_resolver().url_patterns
assert "yaml.loader" not in sys.modules, "a server that starts reads no YAML"
from assessments.transfer.strict_yaml import read_yaml
assert read_yaml(b"a: [1, 'b']").document == {"a": [1, "b"]}
assert "yaml.loader" in sys.modules
"""


def test_what_is_not_there_is_said_at_once() -> None:
    with pytest.raises(ModuleNotFoundError, match="no_such_library"):
        later("no_such_library")


def test_what_was_read_already_is_the_same() -> None:
    assert later("json") is sys.modules["json"]


def test_all_views_are_read_without_yaml_and_a_file_with_it() -> None:
    ran = subprocess.run([sys.executable, "-c", VIEWS], capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
