"""What does this table say, and where is it wrong?

Spreadsheets as departments really keep them (xlsx, and csv in UTF-8 or GBK): titles above the header, a header of two
rows with merged cells, numbers kept as text, dates as serials or as text, full-width digits, blank rows, totals,
hidden sheets. `read` finds the table, reads every cell by its column and says by sheet and cell what is wrong and
what to do. `xlsx_stream`, `csv_stream` and `template` make files that open as plain tables: no cell is ever a formula.

Limits, so that no file can harm: `MAX_BYTES` a file, `MAX_UNPACKED` unpacked, `MAX_ROWS` rows and `MAX_COLUMNS` columns
up to the last cell that says something. Old ``.xls`` files and files with a password are not read; the sentence says
to save them as ``.xlsx``.
"""

from yichuang.core.sheets.columns import Column, Finding, Form, Row, Table, address
from yichuang.core.sheets.errors import SheetError
from yichuang.core.sheets.files import MAX_BYTES, MAX_COLUMNS, MAX_ROWS, MAX_UNPACKED
from yichuang.core.sheets.reading import MAX_FINDINGS, read
from yichuang.core.sheets.streams import csv_stream, xlsx_stream
from yichuang.core.sheets.writing import template

__all__ = [
    "MAX_BYTES",
    "MAX_COLUMNS",
    "MAX_FINDINGS",
    "MAX_ROWS",
    "MAX_UNPACKED",
    "Column",
    "Finding",
    "Form",
    "Row",
    "SheetError",
    "Table",
    "address",
    "csv_stream",
    "read",
    "template",
    "xlsx_stream",
]
