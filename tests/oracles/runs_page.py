"""The Runs page in a browser, as one who brings files to it."""

import re
import time
from pathlib import Path

from playwright.sync_api import Locator, Page

from explainer.network import NetworkConfig
from explainer.text import Text
from tests.oracles import hostile_files
from tests.oracles.answers import Answer

PATIENCE_SECONDS = 60.0


class RunsPage:
    """The page that files are brought to.

    Args:
        url: The dashboard's address, without a slash at the end.
    """

    def __init__(self, page: Page, url: str, folder: Path) -> None:
        self._page = page
        self._folder = folder
        self._brought = 0
        self._unexpected = Text("en")("error.unexpected")
        page.goto(f"{url}/runs?lang=en")
        self._field("configuration").wait_for(state="attached")

    def bring(self, field: str, content: bytes, network: NetworkConfig = hostile_files.NETWORK) -> Answer:
        """Brings a file and waits for the message that names it; weights after the configuration that they need.

        Args:
            field: `"weights"` or `"configuration"`.
            network: What the weights are said to be of.
        """
        self._settle()
        if field == "weights" and not self._field("weights").count():
            self.bring("configuration", hostile_files.configuration_of(network))
            self._field("weights").wait_for(state="attached")
            self._settle()
        self._brought += 1
        file = self._folder / f"hostile-{self._brought}.weights.h5"
        file.write_bytes(content)
        began = time.monotonic()
        self._field(field).set_input_files(file)
        told = self._page.locator("[data-testid=stAlert]:visible").filter(
            has_text=re.compile(f"{re.escape(file.name)}|{re.escape(self._unexpected)}")
        )
        told.first.wait_for(timeout=PATIENCE_SECONDS * 1_000)
        seconds = time.monotonic() - began
        words = told.first.inner_text()
        file.unlink()
        if self._unexpected in words:
            return "unexpected", seconds
        return "refused" if "cannot be used" in words else "accepted", seconds

    def _settle(self) -> None:
        """Waits until the page has been drawn to its end: till then a field of the run before may still stand there."""
        self._page.locator("[data-test-script-state=notRunning]").wait_for(state="attached")

    def _field(self, name: str) -> Locator:
        return self._page.locator(f".st-key-upload-{name} input[type=file]")
