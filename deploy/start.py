"""Makes an environment for the dashboard, installs what `requirements.txt` lists if it has changed, and starts it.

`start.sh`, `start.command` and `start.bat` run it with a suitable Python; it needs nothing but that. What is given to
it is handed on to `streamlit run`. With a folder of wheels (see `wheels.py`) it needs no internet. With uv, it is
faster.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
ENVIRONMENT = PROJECT / ".venv"
PYTHON = ENVIRONMENT / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
REQUIREMENTS = PROJECT / "requirements.txt"
WHEELS = PROJECT / "wheels"
INSTALLED = ENVIRONMENT / "installed.txt"
"""What was installed when it last went well: a hash of `REQUIREMENTS`."""
CHECK = "import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))"


def main() -> None:
    """Makes what is missing, and starts the dashboard, which opens itself in the browser."""
    os.chdir(PROJECT)
    wanted = hashlib.sha256(REQUIREMENTS.read_bytes()).hexdigest()
    try:
        if not _works():
            say("Making an environment (.venv) …", "環境（.venv）を作っています…")
            make_environment()
        if not INSTALLED.is_file() or INSTALLED.read_text(encoding="utf-8") != wanted:
            say(
                "Installing. The first time, this takes some minutes …", "インストールしています。初回は数分かかります…"
            )
            install()
            INSTALLED.write_text(wanted, encoding="utf-8")
    except (OSError, subprocess.CalledProcessError) as error:
        say(
            f"This did not work: {error}\nIs there internet, or a folder of wheels, and enough disk space? "
            "docs/troubleshooting.md says more.",
            "うまくいきませんでした。インターネットか、wheelsフォルダがありますか。ディスクの空きは足りますか。"
            "docs/troubleshooting.md に説明があります。",
        )
        sys.exit(1)
    command = [str(PYTHON), "-m", "streamlit", "run", "app.py", *sys.argv[1:]]
    if sys.platform == "win32":
        sys.exit(subprocess.call(command))
    os.execv(command[0], command)


def say(english: str, japanese: str) -> None:
    """Says something in both languages: which one somebody reads is not known here."""
    for words in (english, japanese):
        # A terminal that cannot write Japanese is no reason to stop.
        sys.stdout.buffer.write(f"{words}\n".encode(sys.stdout.encoding or "utf-8", "replace"))
    sys.stdout.flush()


def make_environment() -> None:
    """Makes the environment anew; one that does not work is deleted.

    Raises:
        subprocess.CalledProcessError: If it cannot be made.
    """
    shutil.rmtree(ENVIRONMENT, ignore_errors=True)
    uv = shutil.which("uv")
    command = [uv, "venv", "--python", sys.executable] if uv else [sys.executable, "-m", "venv"]
    subprocess.run([*command, str(ENVIRONMENT)], check=True)


def install() -> None:
    """Installs the requirements, from the folder of wheels alone if it is there.

    Raises:
        subprocess.CalledProcessError: If something cannot be installed.
    """
    uv = shutil.which("uv")
    command = [uv, "pip", "install", "--python", str(PYTHON)] if uv else [str(PYTHON), "-m", "pip", "install"]
    source = ["--no-index", "--find-links", str(WHEELS)] if WHEELS.is_dir() else []
    subprocess.run([*command, *source, "-r", str(REQUIREMENTS)], check=True)


def _works() -> bool:
    """Whether the environment is there, with a Python that fits: it may have been moved here, or its Python removed."""
    try:
        return subprocess.run([str(PYTHON), "-c", CHECK], check=False, capture_output=True).returncode == 0
    except OSError:
        return False


if __name__ == "__main__":
    main()
