"""The answers of a draft from a table, as they were exported."""

from collections.abc import Mapping
from typing import NamedTuple

from assessments.scoring import RubricContent
from assessments.text import whole_number

from .level_words import LevelWords
from .tables import NO_RESULT, Table, TableRefused, no_result

FIELDS = {"level": "level", "note": "note", "evidence": "evidence", "last_result": "outcome"}
FOR_READERS = ("section", "title", "points", "owner", "role", "state")
_RESULTS = {"": "", "not recorded": "", "passed": "passed", "failed": "failed"}
MOST_FAULTS = 20


class SentAnswer(NamedTuple):
    """A row: its number, the item, the revision that was exported (0 without) and its fields."""

    row: int
    item_key: str
    revision: int
    fields: Mapping[str, str]


def names_items(table: Table) -> bool:
    """Whether the table has a column *item*, as answers and levels have that were exported."""
    return "item" in {name.strip().lower() for name in table.lines[0].cells}


def read_answers(table: Table, content: RubricContent) -> list[SentAnswer]:
    """The rows of a table. Raises ``TableRefused`` naming each row that can not be read."""
    header = table.lines[0]
    rows = table.named(header)
    _check_columns({name.strip().lower() for name in header.cells} - {""})
    words = LevelWords(content.definition)
    faults: list[str] = []
    found: dict[str, SentAnswer] = {}
    for number, cells in rows:
        key = cells["item"].strip().lower()
        where = f"Row {number}, {key[:40]}" if key.strip(NO_RESULT) else f"Row {number}"
        if not key and {cell.strip() for cell in cells.values()} <= {"", NO_RESULT}:
            continue  # an empty row but for formulas, such as those of sums
        if key == NO_RESULT:
            faults.append(f"{where}: {no_result('“item”')}")
        elif key not in content.items:
            faults.append(f"{where}: this item is not in the rubric version of the draft.")
        elif key in found:
            faults.append(f"{where}: this item stands in row {found[key].row} already.")
        else:
            try:
                found[key] = _sent(number, key, cells, words)
            except ValueError as wrong:
                faults.append(f"{where}: {wrong}")
    if faults:
        raise TableRefused(*first_of(faults))
    if not found:
        raise TableRefused("The file holds no rows beneath its first one.")
    return list(found.values())


def first_of(faults: list[str]) -> list[str]:
    more = [f"… and {len(faults) - MOST_FAULTS} more."] if len(faults) > MOST_FAULTS else []
    return faults[:MOST_FAULTS] + more


def _check_columns(names: set[str]) -> None:
    if "item" not in names:
        raise TableRefused(
            "The first row has to name the columns; the column “item” is not among them."
        )
    if not names & set(FIELDS):
        raise TableRefused(f"The file has none of the columns {', '.join(FIELDS)}.")
    unknown = sorted(names - set(FIELDS) - set(FOR_READERS) - {"item", "revision"})
    if unknown:
        raise TableRefused(
            f"The column “{unknown[0][:40]}” is unknown. There are item, {', '.join(FIELDS)} and "
            f"revision; {', '.join(FOR_READERS)} may stand there and are not read."
        )


def _sent(row: int, key: str, cells: Mapping[str, str], words: LevelWords) -> SentAnswer:
    unknown = next((name for name in (*FIELDS, "revision") if cells.get(name) == NO_RESULT), "")
    if unknown:
        raise ValueError(no_result(f"“{unknown}”"))
    fields = {field: cells[name] for name, field in FIELDS.items() if name in cells}
    if "level" in fields:
        fields["level"] = _level(fields["level"], words)
    if "outcome" in fields:
        outcome = _RESULTS.get(fields["outcome"].strip().lower())
        if outcome is None:
            raise ValueError("the last result is passed, failed, or empty.")
        fields["outcome"] = outcome
    revision = whole_number(cells.get("revision", "").strip() or "0")
    if revision is None:
        raise ValueError("the revision is no whole number. Leave that column as it was exported.")
    return SentAnswer(row, key, revision, fields)


def _level(text: str, words: LevelWords) -> str:
    if not text.strip():
        return ""
    level = words.word(text)
    if level is None:
        keys = ", ".join(dict.fromkeys(words.words.values()))
        raise ValueError(f"the level “{text.strip()[:40]}” does not exist; there are {keys}.")
    return level
