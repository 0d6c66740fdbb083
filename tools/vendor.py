"""Fetch the browser files that are checked in, with their licences, and write the manifests.

``make vendor`` runs this after a version below was changed. It needs npm and asks whatever
registry npm is set up for; nobody needs it to run or to test mlscore.
"""

import hashlib
import json
import re
import subprocess
import tarfile
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SITE = ROOT / "static" / "vendor"
TESTS = ROOT / "tests" / "vendor"
LICENCES = ("LICENSE", "LICENSE-3RD-PARTY.txt")
SOURCE_MAP = re.compile(rb"\n?(?://[#@] ?sourceMappingURL=[^\n]*|/\*[#@] ?sourceMappingURL=.*?\*/)")


@dataclass(frozen=True)
class Part:
    """One file of one npm package, under the name it has here.

    ``built``: with all that it requires, by esbuild.
    """

    package: str
    version: str
    licence: str
    inside: str
    file: str
    folder: Path = SITE
    built: bool = False

    @property
    def licence_file(self) -> str:
        return f"{Path(self.file).stem if self.built else self.package}.LICENSE.txt"


PARTS = (
    Part("htmx.org", "4.0.1", "0BSD", "dist/htmx.min.js", "htmx.min.js"),
    # The core draws dots and lines. The smallest file that Plotly publishes adds bars, pies,
    # calendars and the styles of maps, and is an argument of a function: browsers read it twice.
    Part("plotly.js", "4.1.1", "MIT", "lib/core", "plotly-core.min.js", built=True),
    Part("plotly.js", "4.1.1", "MIT", "dist/plotly.css", "plotly.css"),
    Part("axe-core", "4.14.1", "MPL-2.0", "axe.min.js", "axe.min.js", folder=TESTS),
)
BUILDERS = ("esbuild@0.28.1", "stream-browserify@3.0.0")
BUILD = (
    *("node_modules/.bin/esbuild", "entry.js", "--bundle", "--minify", "--log-level=warning"),
    *("--format=iife", "--global-name=Plotly", "--target=es2022", "--legal-comments=none"),
    *("--define:global=window", "--define:define.amd=false", "--alias:stream=stream-browserify"),
    *("--define:process.env.NODE_DEBUG=false", "--loader:.css=empty", "--metafile=built.json"),
)
PACKAGE = re.compile(r"(?:.*/)?node_modules/((?:@[^/]+/)?[^/]+)/")


def main() -> None:
    for part in PARTS:
        part.folder.mkdir(parents=True, exist_ok=True)
        content, licence = build(part) if part.built else fetch(part)
        (part.folder / part.file).write_bytes(without_source_map(content))
        (part.folder / part.licence_file).write_bytes(licence)
        print(f"{part.package} {part.version}: {part.file}")
    for folder in (SITE, TESTS):
        write_manifest(folder)


def fetch(part: Part) -> tuple[bytes, bytes]:
    """The file and the licences of a package, as npm packs it."""
    with tempfile.TemporaryDirectory() as folder:
        command = ["npm", "pack", "--silent", f"{part.package}@{part.version}"]
        subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)
        (archive,) = Path(folder).glob("*.tgz")
        with tarfile.open(archive) as tar:
            names = {name for name in LICENCES if f"package/{name}" in tar.getnames()}
            licences = [member(tar, name) for name in sorted(names)]
            return member(tar, part.inside), b"\n".join(licences)


def build(part: Part) -> tuple[bytes, bytes]:
    """The file and the licences of all packages that are in it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "package.json").write_text("{}")
        packages = (f"{part.package}@{part.version}", *BUILDERS)
        install = ["npm", "install", "--silent", "--ignore-scripts", *packages]
        subprocess.run(install, cwd=folder, check=True)
        module = f'module.exports = require("{part.package}/{part.inside}");'
        (folder / "entry.js").write_text(module)
        subprocess.run([*BUILD, f"--outfile={part.file}"], cwd=folder, check=True)
        inputs = json.loads((folder / "built.json").read_text())["outputs"][part.file]["inputs"]
        return (folder / part.file).read_bytes(), licences(folder, inputs)


def licences(folder: Path, files: Iterable[str]) -> bytes:
    """Those of the packages that the files belong to, each under the package's name."""
    packages = sorted({found[1] for file in files if (found := PACKAGE.match(file))})
    return "\n\n".join(licence_text(folder / "node_modules" / name) for name in packages).encode()


def licence_text(package: Path) -> str:
    about = json.loads((package / "package.json").read_text())
    named = f"{about['name']} {about['version']}: {about['license']}"
    texts = [file.read_text().strip() for file in sorted(package.glob("[Ll][Ii][Cc][Ee][Nn][Ss]*"))]
    return "\n\n".join([named, *texts]) + "\n"


def member(tar: tarfile.TarFile, path: str) -> bytes:
    file = tar.extractfile(f"package/{path}")
    if file is None:
        raise SystemExit(f"vendor: {path} is no file in the package")
    return file.read()


def without_source_map(content: bytes) -> bytes:
    """Hashed static files can not be built while a file names a source map that is not there."""
    return SOURCE_MAP.sub(b"", content).rstrip() + b"\n"


def write_manifest(folder: Path) -> None:
    entries = [
        {
            "package": part.package,
            "version": part.version,
            "licence": part.licence,
            "licence_file": part.licence_file,
            "file": part.file,
            "sha256": sha256(folder / part.file),
        }
        for part in PARTS
        if part.folder == folder
    ]
    (folder / "manifest.json").write_text(json.dumps(entries, indent=2) + "\n")


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


if __name__ == "__main__":
    main()
