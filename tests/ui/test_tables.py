"""What the keys can reach says what it is."""

from pathlib import Path

from explainer.ui import tables


def test_a_box_that_scrolls_has_a_name() -> None:
    written = tables.scrolling("scores", '"A" < B', "<table></table>")
    assert ' aria-label="&quot;A&quot; &lt; B">' in written
    assert written.endswith("<table></table></div>")


def test_no_page_writes_one_without_a_name() -> None:
    modules = Path(tables.__file__).parent.rglob("*.py")
    assert [path.name for path in modules if 'tabindex="0"' in path.read_text(encoding="utf-8")] == ["tables.py"]
