"""Starting by a double click: what `start.sh` makes, installs and starts, with a tiny dashboard and no internet."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[1]
SCRIPTS = ("start.sh", "start.command", "start.bat", "deploy/start.py")
SERVED = "served from the wheel"
WHEEL = {
    "streamlit/__init__.py": "",
    # What stands for the dashboard: a page on a free port, said and served once.
    "streamlit/__main__.py": f"""
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer

class Page(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(" ".join([{SERVED!r}, *sys.argv[1:]]).encode())

server = HTTPServer(("127.0.0.1", 0), Page)
print("port", server.server_port, flush=True)
server.handle_request()
""",
    "streamlit-1.0.dist-info/METADATA": "Metadata-Version: 2.1\nName: streamlit\nVersion: 1.0\n",
    "streamlit-1.0.dist-info/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    "streamlit-1.0.dist-info/RECORD": "",
}
VISIT = """
import os, re, subprocess, sys, urllib.request
subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
pipes = dict(stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True)
with subprocess.Popen(["./start.sh", *sys.argv[1:]], **pipes) as started:
    for line in started.stdout:
        print(line, end="", flush=True)
        if port := re.fullmatch("port ([0-9]+)\\n", line):
            print(urllib.request.urlopen("http://127.0.0.1:" + port[1], timeout=20).read().decode(), flush=True)
sys.exit(started.returncode)
"""
"""Starts it in a network that is nothing but this process's loopback, and reads the page."""

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="There is no sh on Windows.")


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The scripts as in a copy of the project, with tiny requirements and their folder of wheels."""
    project = tmp_path / "a copy"
    (project / "deploy").mkdir(parents=True)
    for script in SCRIPTS:
        shutil.copy(PROJECT / script, project / script)
    (project / "app.py").touch()
    (project / "requirements.txt").write_text("streamlit==1.0\n", encoding="utf-8")
    (project / "wheels").mkdir()
    with zipfile.ZipFile(project / "wheels" / "streamlit-1.0-py3-none-any.whl", "w") as wheel:
        for name, content in WHEEL.items():
            wheel.writestr(name, content)
    return project


def without_network(project: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Starts the copy in a network namespace of its own."""
    cut_off = ["unshare", "--map-root-user", "--net"]
    tried = shutil.which("unshare") and subprocess.run([*cut_off, "ip", "link"], capture_output=True, check=False)
    if not tried or tried.returncode:
        pytest.skip("There are no network namespaces here.")
    # Only what a computer without uv has, with the Python that runs this.
    tools = project.parent / "tools"
    if not tools.exists():
        tools.mkdir()
        for tool in ("sh", "dirname", "ip"):
            (tools / tool).symlink_to(shutil.which(tool) or tool)
        (tools / "python3").write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n', encoding="utf-8")
        (tools / "python3").chmod(0o755)
    return subprocess.run(
        [shutil.which("unshare") or "", *cut_off[1:], sys.executable, "-c", VISIT, *arguments],
        cwd=project,
        env={"PATH": str(tools), "HOME": str(project.parent), "PIP_DISABLE_PIP_VERSION_CHECK": "1"},
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
    )


def test_a_copy_with_wheels_starts_without_internet_and_installs_once(copy: Path) -> None:
    first = without_network(copy, "--server.port", "8502")
    assert f"{SERVED} run app.py --server.port 8502" in first.stdout, first.stdout + first.stderr
    assert first.returncode == 0
    assert "Installing" in first.stdout

    # Nothing is installed again, so nothing is needed for it.
    shutil.rmtree(copy / "wheels")
    second = without_network(copy)
    assert f"{SERVED} run app.py" in second.stdout, second.stdout + second.stderr
    assert "Installing" not in second.stdout

    # Other requirements are installed, which goes wrong without internet and wheels, and is said so.
    (copy / "requirements.txt").write_text("streamlit==1.1\n", encoding="utf-8")
    third = without_network(copy)
    assert third.returncode == 1
    assert SERVED not in third.stdout
    assert "インターネット" in third.stdout
    assert "docs/troubleshooting.md" in third.stdout


@pytest.mark.parametrize("found", [None, "3.10.9"])
def test_without_a_python_that_fits_it_is_said_in_both_languages(copy: Path, tmp_path: Path, found: str | None) -> None:
    tools = tmp_path / "few tools"
    tools.mkdir()
    (tools / "dirname").symlink_to(shutil.which("dirname") or "dirname")
    if found:
        # What one that is too old answers to the check.
        (tools / "python3").write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
        (tools / "python3").chmod(0o755)
    done = subprocess.run(
        [shutil.which("sh") or "sh", str(copy / "start.sh")],
        env={"PATH": str(tools)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "3.11, 3.12 or 3.13" in done.stdout
    assert "Python 3.11・3.12・3.13" in done.stdout
    assert not (copy / ".venv").exists()


def test_every_script_asks_for_the_pythons_of_the_project() -> None:
    wanted = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["requires-python"]
    least, below = re.fullmatch(r">=3\.(\d+),<3\.(\d+)", wanted).groups()  # type: ignore[union-attr]
    for script in ("start.sh", "start.bat", "deploy/start.py"):
        text = (PROJECT / script).read_text(encoding="utf-8")
        assert f"(3, {least}) <= sys.version_info < (3, {below})" in text
    for minor in range(int(least), int(below)):
        assert f"python3.{minor}" in (PROJECT / "start.sh").read_text(encoding="utf-8")
        assert f"py -3.{minor}" in (PROJECT / "start.bat").read_text(encoding="utf-8")


def test_what_is_double_clicked_can_be_run() -> None:
    for script in ("start.sh", "start.command"):
        assert os.access(PROJECT / script, os.X_OK)
        subprocess.run(["sh", "-n", str(PROJECT / script)], check=True)
    assert b"\r\n" in (PROJECT / "start.bat").read_bytes()
