"""The pages that are measured, one line each, with the goals that they have to meet."""

from dataclasses import dataclass

LEAD, ADMINISTRATOR = "ada@example.org", "root@example.org"
DRAFT, CLOSED, EIGHT = "{draft}", "{closed}", "{eight}"
"""Stand in a path for the dates of the demo project's draft and of its newest closed assessment,
and for eight projects of one team."""


@dataclass(frozen=True)
class Page:
    """``ratio`` is the most of app / floor, None where no goal is set; sizes in bytes.

    A ``download`` has no template, so no floor; it may be long and take more statements with each
    500 rows.
    """

    name: str
    path: str
    ratio: float | None = None
    statements: int = 12
    raw: int = 100_000
    brotli: int = 12_000
    who: str = LEAD
    download: bool = False


CHURN = "/projects/churn/"
PAGES = (
    Page("dashboard by name", "/", 1.5, 5, 40_000, who=ADMINISTRATOR),
    Page("dashboard by score", "/?sort=-score", 1.5, 5, 40_000, who=ADMINISTRATOR),
    Page("dashboard, overdue", "/?overdue=yes", 1.5, 5, 40_000, who=ADMINISTRATOR),
    Page("dashboard, search", "/?q=forecast", 1.5, 5, 40_000, who=ADMINISTRATOR),
    Page("dashboard, member of 14 teams", "/", 1.5, 5, 40_000),
    Page("dashboard counts", "/summary/", statements=8, who=ADMINISTRATOR),
    Page("dashboard chart", "/chart/", statements=8, who=ADMINISTRATOR),
    Page("dashboard as CSV", "/projects.csv", who=ADMINISTRATOR, download=True),
    Page("dashboard as XLSX", "/projects.xlsx", who=ADMINISTRATOR, download=True),
    Page("project", CHURN, statements=6),
    Page("assessment, draft", f"{CHURN}assessments/{DRAFT}/", 1.5, 5),
    Page("assessment, closed", f"{CHURN}assessments/{CLOSED}/", 1.5, 5),
    Page("guidance", f"{CHURN}assessments/{DRAFT}/items/data-1/guidance/"),
    Page("submit", f"{CHURN}assessments/{DRAFT}/submit/"),
    Page("history", f"{CHURN}assessments/{CLOSED}/history/"),
    Page("report", f"{CHURN}assessments/{CLOSED}/report/"),
    Page("owners", f"{CHURN}owners/", statements=5),
    Page("matrix", f"{CHURN}owners/matrix/", statements=8),
    Page("what-if", f"{CHURN}what-if/"),
    Page("compare 8 projects", f"/compare/?projects={EIGHT}", statements=5, who=ADMINISTRATOR),
    Page("compare two dates", f"{CHURN}compare/", statements=5),
    Page("rubrics", "/rubrics/"),
    Page("rubric version", "/rubrics/ml-test-score/2017/"),
    Page("mine", "/mine/", statements=5),
)
SAVE = Page("save an answer", f"{CHURN}assessments/{DRAFT}/answers/data-1/", 2.0, 8)
