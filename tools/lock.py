"""Write the requirements files: every version and hash, and no address of any index.

uv does it, because its output names no index, whatever this computer is set up to use. It is
fetched for the occasion into a temporary environment; nobody needs it otherwise.
"""

import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OPTIONS = (
    "--universal",
    "--python-version=3.12",
    "--generate-hashes",
    "--no-header",
    "--no-annotate",
    "--quiet",
)
FILES = {
    "requirements.txt": (),
    # The same versions, and what writes the report as a PDF.
    "requirements-pdf.txt": ("--extra=pdf", "--constraints=requirements.txt"),
    # The tests run on the very versions that are served.
    "requirements-test.txt": (
        "--extra=pdf",
        "--group=test",
        "--constraints=requirements-pdf.txt",
    ),
}


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        uv = installed_uv(Path(folder))
        for file, options in FILES.items():
            lock(uv, file, [*options, *sys.argv[1:]])


def installed_uv(folder: Path) -> Path:
    venv.create(folder, with_pip=True)
    python = str(folder / "bin" / "python")
    command = [python, "-m", "pip", "install", "-qq", "--no-input", "uv"]
    subprocess.run(command, check=True)
    return folder / "bin" / "uv"


def lock(uv: Path, file: str, options: list[str]) -> None:
    output = f"--output-file={file}"
    command = [str(uv), "pip", "compile", *OPTIONS, *options, "pyproject.toml", output]
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    print(f"{file}: {sum(line[0].isalnum() for line in (ROOT / file).open())} packages")


if __name__ == "__main__":
    main()
