"""The runnable examples: one pytest file for each item of the ML Test Score, read as text.

The application never runs or imports them; the tests do.
"""

import io
import keyword
import tokenize
from functools import cache
from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).resolve().parent.parent / "examples"
RUBRIC = "ml-test-score"
"""The rubric that they belong to: the key of an item elsewhere may mean something else."""


class Run(NamedTuple):
    """A piece of code; ``kind`` is *word*, *text*, *note*, *name* or '' for the rest."""

    text: str
    kind: str


class Example(NamedTuple):
    """``about`` is the first line of what the file says of itself."""

    name: str
    about: str
    code: str
    runs: tuple[Run, ...]


@cache
def examples() -> dict[str, Example]:
    """By item key. Read once; the files come with the release."""
    files = sorted(FOLDER.glob("test_*.py"))
    return {key_of(file): _example(file) for file in files}


def examples_of(rubric: str) -> dict[str, Example]:
    return examples() if rubric == RUBRIC else {}


def key_of(file: Path) -> str:
    """``data-1`` for ``test_data_1.py``."""
    return file.stem.removeprefix("test_").replace("_", "-")


def _example(file: Path) -> Example:
    code = file.read_text(encoding="utf-8")
    about = code.partition("\n")[0].strip('"')
    return Example(file.name, about, code, tuple(_runs(code)))


def _runs(code: str) -> list[Run]:
    """The code in pieces by kind, gaps and line ends included: together they are the code."""
    starts = [0]
    for line in code.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    runs: list[Run] = []
    done, last = 0, ""
    for token in tokenize.generate_tokens(io.StringIO(code).readline):
        kind = _kind(token, last)
        last = token.string.strip() or last
        if not kind:
            continue
        begin, end = (starts[row - 1] + column for row, column in (token.start, token.end))
        if begin > done:
            runs.append(Run(code[done:begin], ""))
        runs.append(Run(code[begin:end], kind))
        done = end
    return [*runs, Run(code[done:], "")] if done < len(code) else runs


_TEXT = (
    tokenize.STRING,
    tokenize.FSTRING_START,
    tokenize.FSTRING_MIDDLE,
    tokenize.FSTRING_END,
)


def _kind(token: tokenize.TokenInfo, last: str) -> str:
    if token.type == tokenize.COMMENT:
        return "note"
    if token.type in _TEXT:
        return "text"
    if token.type == tokenize.NAME and keyword.iskeyword(token.string):
        return "word"
    return "name" if token.type == tokenize.NAME and last in ("def", "class") else ""
