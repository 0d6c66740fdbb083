"""Formulas whose results their file does not hold, as programs write them that compute nothing."""

NO_RESULT = "\x00"
"""What such a cell is in a ``Line``: not empty, and no text that a file may hold."""


def no_result(column: str) -> str:
    """What to say of such a cell; the row is said before."""
    return (
        f"column {column} holds a formula whose result is not in the file. Open the file in a "
        "spreadsheet program and save it there, or write the value."
    )


def letters_of(column: int) -> str:
    """The name of a column, the first being 0, as spreadsheets show it: A to Z, AA, AB, …"""
    from openpyxl.utils import get_column_letter  # takes long, and few files need it

    letters: str = get_column_letter(column + 1)
    return letters
