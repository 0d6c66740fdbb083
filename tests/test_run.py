"""What ``make test`` adds up."""

from pathlib import Path

import pytest

from tests.run import Count, counted

REPORT = '<testsuites><testsuite tests="{}" failures="{}" errors="{}" skipped="{}"/></testsuites>'


@pytest.mark.parametrize(
    ("numbers", "code", "expected"),
    [
        ((5, 0, 0, 0), 0, Count(passed=5)),
        ((5, 1, 1, 0), 1, Count(passed=3, failed=2)),
        ((5, 0, 0, 2), 0, Count(passed=3, failed=2)),  # a skipped test counts as failed
        ((0, 0, 0, 0), 5, Count(failed=1)),  # no test was found
        ((5, 0, 0, 0), 3, Count(passed=5, failed=1)),  # the run broke off
    ],
)
def test_a_run_counts_its_tests(
    tmp_path: Path, numbers: tuple[int, ...], code: int, expected: Count
) -> None:
    report = tmp_path / "report.xml"
    report.write_text(REPORT.format(*numbers))
    assert counted(report, code) == expected


def test_a_run_without_a_report_counts_as_one_failure(tmp_path: Path) -> None:
    assert counted(tmp_path / "none.xml", 4) == Count(failed=1)
