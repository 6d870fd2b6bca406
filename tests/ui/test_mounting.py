"""All components as one library."""

import re
import shutil
import sys
from pathlib import Path

import pytest

from explainer.ui.components import modules
from explainer.ui.components.mounting import FOLDER, index_in, library, module_names, names, style

NAMES = names()
OTHER = "export const one = 1;\nexport function two() {}\n"


def join(folder: Path, **sources: str) -> str:
    """Puts modules together that are given by their stems."""
    for stem, source in sources.items():
        (folder / f"{stem}.js").write_text(source, encoding="utf-8")
    return modules.join(folder, [f"{stem}.js" for stem in sources])[0]


def test_there_are_components() -> None:
    assert {"convolution", "overview", "live", "curves", "rail", "page"} <= set(NAMES)
    assert "common" not in NAMES


@pytest.mark.parametrize("name", NAMES)
def test_a_component_exports_its_view(name: str) -> None:
    module = modules.parse(f"{name}/index.js", (FOLDER / name / "index.js").read_text(encoding="utf-8"))
    assert module.exports["default"].startswith("create")
    # What computes without showing anything has no rules.
    assert style(name).count("{") == style(name).count("}")


def test_modules_come_after_what_they_need_and_keep_their_lines() -> None:
    script, before = modules.join(FOLDER, module_names())
    assert set(before) == {*module_names(), "palette.json"}
    lines = script.splitlines()
    for name in module_names():
        start = before[name]
        source = (FOLDER / name).read_text(encoding="utf-8")
        for target, _, _ in modules.parse(name, source).imports:
            assert before[target] < start
        for place, line in enumerate(source.splitlines()):
            if not re.search(r"^export |^import |^\} from ", line):
                assert lines[start + place] == line


def test_each_module_has_a_scope_of_its_own(tmp_path: Path) -> None:
    script = join(
        tmp_path,
        user='/** Says {@link one}. */\n\nimport {\n  one, two,\n} from "./other.js";\n\nconst local = one;\n'
        "export default function createView() {\n  return `\n  export const no = ${local};`;\n}\n",
        other=f"const local = 7;\n{OTHER}",
    )
    assert script.index("const $other =") < script.index("const $user =")
    assert "const {\n  one, two,\n} = $other;\n" in script
    assert "\nfunction createView() {" in script
    assert "export const no" in script
    assert "return { default: createView };" in script
    assert "return { one: one, two: two };" in script


@pytest.mark.parametrize(
    ("source", "received"),
    [
        ('import { one } from "./nobody.js";\n', "module nobody.js; received none for user.js:1"),
        ('/* */\nimport { one, three } from "./other.js";\n', "export three; received none for user.js:2"),
        ('import * as other from "./other.js";\n', r"import \* as other.* in user.js:1"),
        ('import { one as two } from "./other.js";\n', "one as two.* in user.js:1"),
        ('import other from "./other.js";\n', "import other.* in user.js:1"),
        ('import { one } from "other";\n', '"other".* in user.js:1'),
        ('const late = 1;\nimport { one } from "./other.js";\n', "user.js:2"),
        ("const late = 1;\n\nexport { late };\n", r"export \{ late \}.* in user.js:3"),
        ("export let late = 1;\n", "export let late.* in user.js:1"),
        ('export * from "./other.js";\n', "user.js:1"),
    ],
)
def test_what_cannot_be_resolved_is_named_with_its_line(tmp_path: Path, source: str, received: str) -> None:
    with pytest.raises(ValueError, match=f"^Expected .*{received}"):
        join(tmp_path, user=source, other=OTHER)


def test_a_circle_is_named(tmp_path: Path) -> None:
    first = 'import { b } from "./b.js";\nexport const a = b;\n'
    second = 'import { c } from "./c.js";\nexport const b = c;\n'
    third = 'import { b } from "./b.js";\nexport const c = b;\n'
    with pytest.raises(ValueError, match=r"received b\.js → c\.js → b\.js"):
        join(tmp_path, a=first, b=second, c=third)


def test_the_version_follows_the_source(monkeypatch: pytest.MonkeyPatch) -> None:
    module, before = library()
    assert before in module
    library.cache_clear()
    monkeypatch.setattr(sys.modules[library.__module__], "names", lambda: NAMES[:-1])
    _, after = library()
    library.cache_clear()
    assert before != after


@pytest.mark.skipif(shutil.which("node") is None, reason="no Node.js to parse the library with")
@pytest.mark.parametrize("value", [None, True, "1", 1.0, -1, 3, [], {}])
def test_only_whole_numbers_within_range_are_indices(value: object) -> None:
    assert index_in({"filter": value}, "filter", 3) is None
    assert index_in({"filter": 2}, "filter", 3) == 2
