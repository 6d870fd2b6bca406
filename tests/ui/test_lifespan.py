"""What the server has done before the first visitor comes."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
STARTED = """
import asyncio, sys
import streamlit as st
st.config.set_option("server.headless", True)
from explainer.ui.server.lifespan import lifespan
before = "tensorflow" in sys.modules
async def start():
    async with lifespan(None):
        print(before, "tensorflow" in sys.modules, "explainer.ui.walkthrough" in sys.modules)
asyncio.run(start())
"""


def test_tensorflow_is_imported_before_a_visitor_can_break_it_off() -> None:
    done = subprocess.run(
        [sys.executable, "-c", STARTED], cwd=ROOT, capture_output=True, text=True, check=True, timeout=240
    )
    assert done.stdout.splitlines()[-1] == "False True True"
