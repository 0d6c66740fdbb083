"""XLSX files put together by hand, as other programs write them and as attackers would."""

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
RELS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
KINDS = "application/vnd.openxmlformats-officedocument.spreadsheetml"
SHEETS = "xl/worksheets/sheet"


@dataclass(frozen=True, slots=True)
class Sheet:
    """``rows`` is what stands in sheetData; ``after`` what follows it."""

    name: str
    rows: str
    state: str = "visible"
    after: str = ""


def package(
    *sheets: Sheet,
    shared: Sequence[str] = (),
    formats: Sequence[str] = (),
    since_1904: bool = False,
    parts: Mapping[str, bytes] | None = None,
) -> bytes:
    """``shared`` are the insides of ``si`` elements; ``formats`` number formats, of styles 1, 2, …;
    ``parts`` take the place of the ones of that name, or come after.
    """
    made = {
        "[Content_Types].xml": _types(len(sheets)),
        "_rels/.rels": _relations([("officeDocument", "xl/workbook.xml")]),
        "xl/workbook.xml": _workbook(sheets, since_1904=since_1904),
        "xl/_rels/workbook.xml.rels": _relations(
            [
                *(("worksheet", f"worksheets/sheet{n}.xml") for n in range(1, len(sheets) + 1)),
                ("sharedStrings", "sharedStrings.xml"),
                ("styles", "styles.xml"),
            ]
        ),
        "xl/styles.xml": _styles(formats),
        "xl/sharedStrings.xml": "".join(
            [HEAD, f"<sst {MAIN}>", *(f"<si>{text}</si>" for text in shared), "</sst>"]
        ),
    }
    for number, sheet in enumerate(sheets, start=1):
        made[f"{SHEETS}{number}.xml"] = (
            f"{HEAD}<worksheet {MAIN}><sheetData>{sheet.rows}</sheetData>{sheet.after}</worksheet>"
        )
    content = {name: text.encode() for name, text in made.items()} | dict(parts or {})
    return zipped(content.items())


def zipped(parts: Iterable[tuple[str, bytes]]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in parts:
            target.writestr(name, content)
    return out.getvalue()


def row(number: int, *cells: str, more: str = "") -> str:
    return f'<row r="{number}"{more}>{"".join(cells)}</row>'


def text(place: str, value: str) -> str:
    """An inline string."""
    kept = f'<t xml:space="preserve">{escape(value)}</t>'
    return f'<c r="{place}" t="inlineStr"><is>{kept}</is></c>'


def number(place: str, value: str, style: int = 0) -> str:
    return f'<c r="{place}" s="{style}"><v>{value}</v></c>'


def shared(place: str, index: int) -> str:
    return f'<c r="{place}" t="s"><v>{index}</v></c>'


def formula(place: str, said: str, value: str, kind: str = "str") -> str:
    """With the value that it had when the file was saved; none where that is ''."""
    kept = f"<v>{escape(value)}</v>" if value else ""
    return f'<c r="{place}" t="{kind}"><f>{escape(said)}</f>{kept}</c>'


def _types(count: int) -> str:
    parts = {f"/{SHEETS}{n}.xml": "worksheet" for n in range(1, count + 1)}
    parts |= {"/xl/sharedStrings.xml": "sharedStrings", "/xl/styles.xml": "styles"}
    parts |= {"/xl/workbook.xml": "sheet.main"}
    overrides = "".join(
        f'<Override PartName="{name}" ContentType="{KINDS}.{kind}+xml"/>'
        for name, kind in parts.items()
    )
    relations = "application/vnd.openxmlformats-package.relationships+xml"
    return (
        f'{HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        f'<Default Extension="rels" ContentType="{relations}"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
    )


def _relations(targets: Iterable[tuple[str, str]]) -> str:
    found = "".join(
        f'<Relationship Id="rId{n}" Type="{RELS}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(targets, start=1)
    )
    of = "http://schemas.openxmlformats.org/package/2006/relationships"
    return f'{HEAD}<Relationships xmlns="{of}">{found}</Relationships>'


def _workbook(sheets: Sequence[Sheet], *, since_1904: bool) -> str:
    named = "".join(
        f'<sheet name="{escape(sheet.name)}" sheetId="{n}" state="{sheet.state}" r:id="rId{n}"/>'
        for n, sheet in enumerate(sheets, start=1)
    )
    epoch = '<workbookPr date1904="1"/>' if since_1904 else "<workbookPr/>"
    return f'{HEAD}<workbook {MAIN} xmlns:r="{RELS}">{epoch}<sheets>{named}</sheets></workbook>'


def _styles(formats: Sequence[str]) -> str:
    codes = "".join(
        f'<numFmt numFmtId="{163 + n}" formatCode="{escape(code)}"/>'
        for n, code in enumerate(formats, start=1)
    )
    styles = "".join(
        f'<xf numFmtId="{163 + n}" fontId="0" fillId="0" borderId="0" xfId="0"/>'
        for n in range(1, len(formats) + 1)
    )
    plain = '<xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>'
    return (
        f'{HEAD}<styleSheet {MAIN}><numFmts count="{len(formats)}">{codes}</numFmts>'
        '<fonts><font/></fonts><fills><fill><patternFill patternType="none"/></fill></fills>'
        "<borders><border/></borders>"
        f"<cellStyleXfs>{plain}</cellStyleXfs><cellXfs>{plain}{styles}</cellXfs></styleSheet>"
    )
