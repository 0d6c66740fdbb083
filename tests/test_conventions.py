"""The rules of the house, read from the source. Each failure names the file that breaks one."""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from assessments.access import POLICY

ROOT = Path(__file__).resolve().parents[1]
APP = ROOT / "assessments"
FLOORS = {
    "scoring": 1,
    "text": 1,
    "dates": 1,
    "mentions": 1,
    "seen": 1,
    "models": 2,
    "project_format": 2,
    "rubric_format": 2,
    "rubric_parts": 2,
    "charts": 2,
    "compare_charts": 2,
    "dots_chart": 2,
    "figure_rules": 1,
    "triggers": 2,
    "http": 2,
    "invitation_tokens": 2,
    "access": 3,
    "actions": 3,
    "reports": 3,
    "forms": 3,
    "rubric_draft_forms": 3,
    "rubric_forms": 3,
    "rubric_rows": 3,
    "admin": 3,
    "accounts": 3,
    "context": 4,
    "checks": 3,
    "transfer": 4,
    "views": 5,
    "management": 5,
    "middleware": 5,
    "templatetags": 5,
    "apps": 5,
    "urls": 6,
}
PURE = ("scoring", "text", "dates", "mentions", "seen")
WITHOUT_ACCESS = {
    "healthz": "open to machines and shows nothing of anybody",
    "errors": "called by Django when something has gone wrong already",
    "signed_out": "called by the middleware for somebody who is not signed in",
}
MAY_IMPORT_VIEWS = {
    "urls.py": "the site map",
    "middleware.py": "answers a save of somebody whose session is over",
}
MAY_MAKE_HTML = {
    "assessments/templatetags/guidance_text.py": "writes Markdown, sanitised",
}
LONG_FILE, LONG_FUNCTION = 300, 50


def sources(*rooms: str) -> list[Path]:
    found = []
    for room in rooms or tuple(FLOORS):
        path = APP / room
        found += sorted(path.rglob("*.py")) if path.is_dir() else [path.with_suffix(".py")]
    return found


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(), str(path))


def imports(path: Path) -> Iterator[str]:
    """The absolute names of the modules that a file imports."""
    package = path.relative_to(ROOT).with_suffix("").parts
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = list(package[: len(package) - node.level]) if node.level else []
            module = ".".join([*base, *([node.module] if node.module else [])])
            yield module
            yield from (f"{module}.{alias.name}" for alias in node.names)


def room(module: str) -> str:
    parts = module.split(".")
    return parts[1] if parts[0] == "assessments" and len(parts) > 1 else ""


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_every_room_has_its_floor() -> None:
    rooms = {path.stem for path in APP.glob("*.py")} | {
        path.name for path in APP.iterdir() if (path / "__init__.py").exists()
    }
    assert rooms - {"__init__", "migrations"} == set(FLOORS)


@pytest.mark.parametrize("path", sources(), ids=name)
def test_imports_run_only_downwards(path: Path) -> None:
    own = path.relative_to(APP).parts[0].removesuffix(".py")
    for module in imports(path):
        other = room(module)
        if other in FLOORS and other != own:
            assert FLOORS[other] <= FLOORS[own], f"{name(path)} imports {module}"
        if {own, other} == {"actions", "reports"}:
            raise AssertionError(f"{name(path)} imports {module}: two wings")


@pytest.mark.parametrize("path", sources(*PURE), ids=name)
def test_the_pure_rooms_know_the_standard_library_only(path: Path) -> None:
    for module in imports(path):
        top = module.split(".")[0]
        allowed = top in sys.stdlib_module_names or room(module) in PURE
        assert allowed, f"{name(path)} imports {module}"


@pytest.mark.parametrize("path", sources(), ids=name)
def test_plotly_has_one_door(path: Path) -> None:
    if path.name != "figure_rules.py":
        assert not [module for module in imports(path) if module.split(".")[0] == "plotly"]


@pytest.mark.parametrize("path", sources(), ids=name)
def test_nothing_imports_views(path: Path) -> None:
    if "views" in path.parts or path.name in MAY_IMPORT_VIEWS:
        return
    assert not [module for module in imports(path) if room(module) == "views"]


def views() -> list[Path]:
    return [path for path in sources("views") if path.name != "__init__.py"]


@pytest.mark.parametrize("path", views(), ids=name)
def test_a_view_has_its_test_module(path: Path) -> None:
    if path.stem != "signed_out":  # tested with the saves that it answers
        assert (ROOT / "tests" / "views" / f"test_{path.stem}.py").exists()


@pytest.mark.parametrize("path", views(), ids=name)
def test_a_view_that_renders_has_its_template(path: Path) -> None:
    for template in re.findall(r'"([\w/]+\.html)"', path.read_text()):
        assert (ROOT / "templates" / template).exists(), f"{name(path)} names {template}"


@pytest.mark.parametrize("path", views(), ids=name)
def test_a_view_asks_first_who_may(path: Path) -> None:
    if path.stem in WITHOUT_ACCESS:
        return
    for node in tree(path).body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            steps = [step for step in node.body if not _is_docstring(step)]
            assert "access." in ast.unparse(steps[0]), f"{name(path)}: {node.name}"


def _is_docstring(step: ast.stmt) -> bool:
    return isinstance(step, ast.Expr) and isinstance(step.value, ast.Constant)


@pytest.mark.parametrize("path", sources("views", "management"), ids=name)
def test_views_and_commands_use_no_manager(path: Path) -> None:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Attribute):
            assert node.attr not in ("objects", "_default_manager"), name(path)


def own_patterns() -> list[URLPattern]:
    return [
        pattern
        for resolver in get_resolver().url_patterns
        if isinstance(resolver, URLResolver) and "assessments.urls" in str(resolver.urlconf_module)
        for pattern in resolver.url_patterns
        if isinstance(pattern, URLPattern)
    ]


def test_a_url_is_named_after_its_view_and_has_its_row() -> None:
    for pattern in own_patterns():
        module = pattern.callback.__module__.rpartition(".")[2]
        assert pattern.name is not None
        assert pattern.name == module or pattern.name.startswith(f"{module}-")
        assert pattern.name in POLICY


@pytest.mark.parametrize("path", sources(), ids=name)
def test_bool_arguments_are_keyword_only(path: Path) -> None:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef):
            for argument in (*node.args.posonlyargs, *node.args.args):
                kind = ast.unparse(argument.annotation) if argument.annotation else ""
                overridden = node.name == "increase_indent"  # PyYAML's own signature
                assert kind != "bool" or overridden, f"{name(path)}: {node.name}({argument.arg})"


@pytest.mark.parametrize("path", sources("actions", "models"), ids=name)
def test_no_lock_stands_in_the_way_of_foreign_keys(path: Path) -> None:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("select_for_update"):
            said = {word.arg: ast.unparse(word.value) for word in node.keywords}
            assert said.get("no_key") == "True", f"{name(path)}: {node.lineno}"


@pytest.mark.parametrize("path", sorted((ROOT / "templates").rglob("*.html")), ids=name)
def test_templates_escape_everything_and_hold_no_inline_code(path: Path) -> None:
    text = path.read_text()
    assert not re.search(r"\|\s*safe\b|autoescape off|mark_safe", text)
    if "mail" in path.parts:  # a mail has no style sheet of ours to link to
        text = text.replace("<style>", "")
    text = text.replace("{% autoescape off %}", "") if path.suffix == ".txt" else text
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=", text)


def test_no_unescaped_text_is_made_in_code() -> None:
    for path in sources():
        if name(path) not in MAY_MAKE_HTML:
            assert "mark_safe" not in path.read_text(), name(path)


def test_long_files_and_functions_are_printed_and_never_failed(
    capsys: pytest.CaptureFixture[str],
) -> None:
    for path in sources():
        lines = len(path.read_text().splitlines())
        if lines > LONG_FILE:
            print(f"{lines} lines: {name(path)}")
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.FunctionDef) and node.end_lineno:
                length = node.end_lineno - node.lineno + 1
                if length > LONG_FUNCTION:
                    print(f"{length} lines: {name(path)} {node.name}")
    with capsys.disabled():
        print(capsys.readouterr().out, end="")
    assert sources()
