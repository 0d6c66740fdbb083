"""Attacks on the reader of tables: a sentence for each, in little time and memory."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.transfer.attacks import TABLES

ROOT = Path(__file__).resolve().parents[2]
SECONDS, MEGABYTES = 2.0, 100
# Reads one file in a process of its own, so that what it takes can be measured.
READ = """
import json, resource, sys
from assessments.transfer.tables import TableRefused, read_table
raw = sys.stdin.buffer.read()
def spent(who):
    used = resource.getrusage(who)
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024
before = spent(resource.RUSAGE_SELF)
try:
    read_table(raw)
    said = ""
except TableRefused as refused:
    said = str(refused)
own, child = spent(resource.RUSAGE_SELF), spent(resource.RUSAGE_CHILDREN)
seconds = own[0] - before[0] + child[0]
print(json.dumps([said, seconds, own[1] - before[1], child[1]]))
"""


@pytest.mark.parametrize("what", TABLES)
def test_an_attack_ends_in_a_sentence_soon_and_small(what: str) -> None:
    make, says = TABLES[what]
    done = subprocess.run(
        [sys.executable, "-c", READ], cwd=ROOT, input=make(), capture_output=True, check=True
    )
    said, seconds, own, child = json.loads(done.stdout)
    assert says in said
    assert seconds < SECONDS + 0.5, seconds  # what starts and ends a process comes on top
    assert own < MEGABYTES, own
    assert child < MEGABYTES, child
