"""Files that mean harm, or were made by accident: each refused at once, with a sentence."""

import json
import time
from pathlib import Path
from typing import Any

import pytest
import yaml

from assessments.transfer.rubric_files import (
    LARGEST_FILE,
    SHIPPED,
    FileRefused,
    parse_rubric,
    read_rubric_file,
)

TEXT = (SHIPPED / "ml-test-score-2017.yaml").read_text()


def with_line(old: str, new: str) -> bytes:
    assert old in TEXT
    return TEXT.replace(old, new, 1).encode()


def with_points(points: str) -> bytes:
    return with_line('points: "1"', f"points: {points}")


def with_version(version: str) -> bytes:
    return with_line('version: "2017"', f"version: {version}")


def as_json(**changes: Any) -> bytes:
    return json.dumps(yaml.safe_load(TEXT) | changes).encode()


BOMB = "\n".join(
    ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 20)]
).encode()

ATTACKS: dict[str, tuple[bytes, str]] = {
    "a bomb of aliases": (BOMB, "line 1, column 5: anchors"),
    "an alias": (with_line("format: mlscore-rubric/1", "format: *x"), "aliases"),
    "an anchor alone": (with_line("slug: ml", "slug: &here ml"), "anchors"),
    "a merge of keys": (with_line("slug: ml-test-score", "<<: {slug: x}"), "'<<' does not belong"),
    "a Python tag": (
        with_line("slug: ml-test-score", "slug: !!python/object/apply:os.system ['true']"),
        r"line 4, column 7: tags \(tag:yaml.org,2002:python",
    ),
    "a local tag": (with_line("slug: ml", "slug: !x ml"), "tags"),
    "a binary": (with_line("slug: ml-test-score", "slug: !!binary bWw="), "tags"),
    "two documents": (TEXT.encode() + b"---\nslug: b\n", "a second document"),
    "nothing": (b"", "the file is empty"),
    "only a comment": (b"# nothing\n", "the file is empty"),
    "only null": (b"~", "the file: nothing is no group of fields"),
    "a key twice": (with_line("slug: ml", "slug: x\nslug: ml"), "line 5, column 1: the key 'slug'"),
    "a key twice in JSON": (b'{"slug": "a",\n "slug": "b"}', "line 2, column 2: the key 'slug'"),
    "a list as a key": (b"? [a, b]\n: c\n", "a key has to be a plain word"),
    "much too large": (b"a: b\n" * 10_000_000, "larger than 1024 KiB"),
    "deep nesting": (b"[" * LARGEST_FILE, "nested too deeply"),
    "deep nesting of fields": (b"{a: " * 200_000, "nested too deeply"),
    "deep nesting by indent": (b"- " * 400_000, "nested too deeply"),
    "very many values": (b"[" + b"1," * 500_000 + b"]", "more than 25,000 values"),
    "very many unknown fields": (
        b"\n".join(b"k%d: 1" % n for n in range(12_000)),
        "line 1: k0: 'k0' does not belong here",
    ),
    "very many wrong rows": (b"roles: [" + b"{}," * 24_000 + b"]", "is missing"),
    "very many rows": (
        as_json(roles=[{"key": f"r{n}", "name": "R"} for n in range(4_000)]),
        "roles: has 4,000 entries; at most 20 fit",
    ),
    "a long line": (b"a: " + b"x" * 1_000_000, "'a' does not belong here"),
    "a long key": (b"x" * 1_000_000 + b": a", "could not find|simple key|mapping|group of fields"),
    "a NUL": (with_line("MIT for", "MIT\x00 for"), r"line [0-9]+: holds the character U\+0000"),
    "a NUL in an escape": (with_line("name: ML Test", 'name: "\\0ML Test"\n#'), r"U\+0000"),
    "a bell in JSON": (as_json(name="ML\x07"), r"U\+0007"),
    "half a pair in JSON": (as_json().replace(b'"ML Test', b'"\\ud800 Test', 1), "line 1"),
    "a turned name": (with_line("name: ML", "name: \u202eML"), r"line [0-9]+: .*U\+202E"),
    "a turned name in an escape": (as_json(name="\u202dML"), r"U\+202D"),
    "a version as a number": (
        with_version("2017"),
        "line 5: version: 2017",
    ),
    "a version as a fraction": (with_version("2017.1"), "in quotes"),
    "a version as a date": (with_version("2017-01-01"), "in quotes"),
    "a version as a sign": (
        with_version("null"),
        "version: nothing is no",
    ),
    "a yes as a key": (with_line("key: data-1", "key: yes"), "'yes' in quotes"),
    "no as a truth": (with_line("default: true", "default: no"), "line [0-9]+.*'no' in quotes"),
    "a number with exponent": (with_points("1e5"), "'1e5' in quotes"),
    "an exponent in quotes": (
        with_points('"1e5"'),
        "'1e5' is no plain decimal",
    ),
    "not a number": (with_points(".nan"), "'.nan' in quotes"),
    "NaN in quotes": (with_points('"NaN"'), "'NaN' is no plain decimal"),
    "NaN in JSON": (b'{"slug": NaN}', "'NaN' in quotes"),
    "an exponent in JSON": (b'{"slug": 1e5}', "'1e5' in quotes"),
    "endless": (with_points('"Infinity"'), "'Infinity' is no plain decimal"),
    "digits of another script": (with_points('"١"'), "no plain decimal"),
    "an octal": (with_line("effort: 2", "effort: 02"), "'02' in quotes"),
    "a huge integer": (with_line("effort: 2", "effort: " + "9" * 300_000), "in quotes"),
    "a huge integer in JSON": (b'{"slug": ' + b"9" * 300_000 + b"}", "in quotes"),
    "a huge decimal": (with_line('points: "1"', f'points: "{"9" * 300_000}"'), "no plain decimal"),
    "a negative weight": (
        with_line('weight: "1"', 'weight: "-1"'),
        r"line 87: sections\[0\]\.items\[0\]\.weight: '-1' is no plain decimal",
    ),
    "negative points": (with_line('points: "0.5"', 'points: "-0.5"'), "line 38: levels"),
    "a script as a link": (
        with_line("url: >-\n    https://research", "url: >-\n    javascript://research"),
        "source.url: 'javascript:",
    ),
    "a false indent": (TEXT.encode() + b"   x: 1\n", "line 805"),
    "no text": (b"\xff\xfe\x00\x01", "is not UTF-8 text"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + b"\x00" * 100, "is not UTF-8 text"),
    "an archive": (b"PK\x03\x04" + b"\x00" * 100, r"U\+0003"),
}


@pytest.mark.parametrize("name", ATTACKS)
def test_an_attack_is_refused_at_once_with_a_sentence(name: str) -> None:
    raw, words = ATTACKS[name]
    began = time.process_time()
    with pytest.raises(FileRefused, match=words) as refused:
        parse_rubric(raw, name="mine.yaml")
    assert time.process_time() - began < 1
    lines = str(refused.value).splitlines()
    assert len(lines) <= 21
    assert all(line.startswith("mine.yaml: ") and len(line) < 500 for line in lines)


def test_a_file_of_50_mb_is_never_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "large.yaml"
    with path.open("wb") as file:
        file.truncate(50 * 1024 * 1024)
    began = time.process_time()
    with pytest.raises(FileRefused, match="larger than 1024 KiB"):
        read_rubric_file(path)
    assert time.process_time() - began < 1


def test_windows_line_ends_and_a_byte_order_mark_are_no_matter() -> None:
    raw = b"\xef\xbb\xbf" + TEXT.replace("\n", "\r\n").encode()
    assert parse_rubric(raw, name="f") == parse_rubric(TEXT.encode(), name="f")


def test_texts_too_long_together_are_refused() -> None:
    document = yaml.safe_load(TEXT)
    section = document["sections"][0]
    first = section["items"][0]
    section["items"] += [
        first | {"key": f"more-{n}"} | dict.fromkeys(("why", "manual", "statement"), "x" * 4000)
        for n in range(60)
    ]
    raw = json.dumps(document).encode()
    assert len(raw) < LARGEST_FILE
    with pytest.raises(FileRefused, match="longer than 524,288 characters together"):
        parse_rubric(raw, name="f")
