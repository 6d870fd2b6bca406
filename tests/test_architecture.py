"""Which way the imports run. The rules themselves are in pyproject.toml, for `lint-imports`."""

import ast
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
SCRIPTS = [*PROJECT.glob("*.py"), *PROJECT.glob("pages/*.py")]
OUTSIDE_THE_DOMAIN = {"explainer.ui", "explainer.figures"}


def domain_modules() -> list[str]:
    """Every module of the package by its file, but not what draws or shows."""
    files = sorted((PROJECT / "explainer").rglob("*.py"))
    modules = [".".join(file.relative_to(PROJECT).with_suffix("").parts).removesuffix(".__init__") for file in files]
    return [module for module in modules if ".".join(module.split(".")[:2]) not in OUTSIDE_THE_DOMAIN]


def run(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True, check=False)


def imported_by(modules: list[str]) -> set[str]:
    """The packages in memory after a fresh Python has imported some modules."""
    done = run(f"import sys, {', '.join(modules)}; print(*{{name.partition('.')[0] for name in sys.modules}})")
    assert done.returncode == 0, done.stderr
    return set(done.stdout.split())


def test_contracts_are_kept() -> None:
    done = run("from importlinter.cli import lint_imports_command; lint_imports_command(['--no-cache'])")
    assert "Contracts: 6 kept, 0 broken." in done.stdout, done.stdout
    assert done.returncode == 0


def test_importing_the_domain_imports_no_user_interface() -> None:
    """Also what a library brings along, which the contracts do not see."""
    modules = domain_modules()
    assert {"explainer", "explainer.mnist", "explainer.network", "explainer.tracing"} <= set(modules)
    imported = imported_by(modules)
    assert "keras" in imported
    assert not {"streamlit", "plotly", "streamlit_drawable_canvas"} & imported


def test_the_package_itself_imports_nothing_heavy() -> None:
    imported = imported_by(["explainer", "explainer.errors"])
    assert not {"keras", "tensorflow", "numpy", "streamlit", "plotly"} & imported


def test_pages_leave_streamlit_and_plotly_to_the_package() -> None:
    assert [
        script for script in SCRIPTS if {"streamlit", "plotly", "streamlit_drawable_canvas"} & _imports(script)
    ] == []


def _imports(script: Path) -> set[str]:
    """The packages that a script imports."""
    imported = set()
    for node in ast.walk(ast.parse(script.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            imported |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            imported.add(node.module or "")
    # `streamlit run` looks for the server in this very file.
    allowed = {"streamlit.starlette"} if script.name == "app.py" else set()
    return {name.partition(".")[0] for name in imported - allowed}
