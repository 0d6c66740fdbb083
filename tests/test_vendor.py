"""The checked-in browser files are the ones that their manifests name, licences included."""

import hashlib
import json
from pathlib import Path

import plotly.offline
import pytest

from tools.vendor import PARTS, SITE, TESTS

ROOT = Path(__file__).resolve().parent.parent
HEAVIEST = 1_200_000  # bytes; plotly.js complete is four times that


def manifest(folder: Path) -> list[dict[str, str]]:
    entries: list[dict[str, str]] = json.loads((folder / "manifest.json").read_text())
    return entries


@pytest.mark.parametrize("folder", [SITE, TESTS], ids=["site", "tests"])
def test_files_are_as_the_manifest_says(folder: Path) -> None:
    for entry in manifest(folder):
        content = (folder / entry["file"]).read_bytes()
        assert hashlib.sha256(content).hexdigest() == entry["sha256"], entry["file"]
        assert b"sourceMappingURL" not in content, entry["file"]
        assert (folder / entry["licence_file"]).stat().st_size > 500, entry["licence_file"]


@pytest.mark.parametrize("folder", [SITE, TESTS], ids=["site", "tests"])
def test_nothing_lies_beside_the_manifest(folder: Path) -> None:
    named = {entry[key] for entry in manifest(folder) for key in ("file", "licence_file")}
    assert {path.name for path in folder.iterdir()} == named | {"manifest.json"}


def test_the_manifests_hold_the_versions_that_make_vendor_fetches() -> None:
    recorded = {(e["package"], e["version"]) for e in [*manifest(SITE), *manifest(TESTS)]}
    assert recorded == {(part.package, part.version) for part in PARTS}


def test_the_browser_draws_with_the_version_that_python_checks_against() -> None:
    plotly_js = {e["version"] for e in manifest(SITE) if e["package"].startswith("plotly.js")}
    assert plotly_js == {plotly.offline.get_plotlyjs_version()}


def test_no_heavy_bundle_is_served() -> None:
    scripts = [path for path in (ROOT / "static").rglob("*.js") if path.is_file()]
    assert [path.name for path in scripts if path.stat().st_size > HEAVIEST] == []
    assert [path.name for path in scripts if path.name.startswith("plotly")] == [
        "plotly-core.min.js"
    ]
