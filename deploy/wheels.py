"""Downloads everything that `requirements.txt` needs into a folder, for computers without internet.

    python deploy/wheels.py                                   # for a computer like this one
    python deploy/wheels.py --platform windows --python 3.12  # for another; needs uv (pip install uv)

Copy the project with its folder `wheels` to the other computer, and start it there by a double click.
"""

import argparse
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
REQUIREMENTS = PROJECT / "requirements.txt"
PLATFORMS = {
    "linux": (
        "x86_64-manylinux_2_28",
        [f"manylinux{version}_x86_64" for version in ("_2_28", "_2_27", "_2_17", "2014")],
    ),
    "windows": ("x86_64-pc-windows-msvc", ["win_amd64"]),
    "macos": ("aarch64-apple-darwin", [f"macosx_{version}_0_arm64" for version in (14, 13, 12, 11)]),
}
"""How uv calls each platform, and how its wheels are called."""


def main() -> None:
    """Downloads for the platform and the Python that are asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--platform", choices=PLATFORMS, help="by default this computer's")
    parser.add_argument("--python", choices=("3.11", "3.12", "3.13"), help="by default this one")
    parser.add_argument("--to", type=Path, default=PROJECT / "wheels", help="the folder; by default wheels")
    chosen = parser.parse_args()
    if chosen.platform is None and chosen.python is None:
        download(["-r", str(REQUIREMENTS)], chosen.to)
    elif chosen.platform is None or chosen.python is None:
        parser.error("Expected --platform and --python together; received one of them.")
    else:
        download_for(chosen.platform, chosen.python, chosen.to)


def download_for(platform: str, python: str, folder: Path) -> None:
    """Downloads for another computer. What it needs is worked out by uv: pip knows that of this computer only."""
    uv = shutil.which("uv")
    if uv is None:
        sys.exit("Expected uv, which works out what another computer needs: pip install uv")
    name, tags = PLATFORMS[platform]
    with tempfile.TemporaryDirectory() as work:
        needed = Path(work, "needed.txt")
        compile_ = [uv, "pip", "compile", "-q", "--no-header", "--no-annotate", "--only-binary", ":all:"]
        asked = ["--python-platform", name, "--python-version", python, "-o", str(needed), str(REQUIREMENTS)]
        subprocess.run([*compile_, *asked], check=True)
        wheels = ["--no-deps", "--python-version", python, "--implementation", "cp"]
        download([*wheels, *(word for tag in tags for word in ("--platform", tag)), "-r", str(needed)], folder)


def download(options: list[str], folder: Path) -> None:
    """Downloads wheels with pip.

    Raises:
        subprocess.CalledProcessError: If it cannot.
    """
    command = [sys.executable, "-m", "pip", "download", "--only-binary=:all:", "-d", str(folder)]
    subprocess.run([*command, *options], check=True)


if __name__ == "__main__":
    main()
