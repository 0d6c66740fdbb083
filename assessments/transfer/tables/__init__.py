"""Tables as files: one writer and one reader for CSV and XLSX, for every export and import.

What goes out comes back the same: ``read_table(write_table(rows)) == rows`` as text, but for
control characters, which a file shows as a visible mark.
"""

from .cells import Cell, CellTooLong, TableRefused, guarded_in_csv, unguarded
from .formulas import NO_RESULT, letters_of, no_result
from .read import Line, Sheets, Table, read_sheets, read_table, read_upload
from .write import CONTENT_TYPES, FORMATS, csv_lines, write_csv, write_xlsx

__all__ = [
    "CONTENT_TYPES",
    "FORMATS",
    "NO_RESULT",
    "Cell",
    "CellTooLong",
    "Line",
    "Sheets",
    "Table",
    "TableRefused",
    "csv_lines",
    "guarded_in_csv",
    "letters_of",
    "no_result",
    "read_sheets",
    "read_table",
    "read_upload",
    "unguarded",
    "write_csv",
    "write_xlsx",
]
