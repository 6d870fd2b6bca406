"""Joins JavaScript modules into one script, so that the project needs no bundler and browsers make one request.

Each file of `assets/components` is a standard module in a restricted form, which can be resolved without a parser:

- Imports come first: `import { a, b } from "./other.js";`.
- Exports are declarations at the start of a line: `export function`, `export const`, `export class` or
  `export default function`.
- JSON is imported as a whole: `import data from "./data.json" with { type: "json" };`.

In the joined script, each module is an immediately invoked function with its own scope, in order of dependency.
"""

import posixpath
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

PREAMBLE = re.compile(r"\s+|//[^\n]*|/\*.*?\*/", re.DOTALL)
"""White space and comments, which may precede imports."""

IMPORT = re.compile(r'import \{(\s*\w+(?:,\s*\w+)*,?\s*)\} from "(\.{1,2}/[^"\n]+)";')
DATA = re.compile(r'import (\w+) from "(\.{1,2}/[^"\n]+\.json)" with \{ type: "json" \};')
EXPORT = re.compile(r"^export (default )?((?:async )?(?:function|const|class) (\w+))", re.MULTILINE)
LEFT_OVER = re.compile(r"^(?:import|export)\b", re.MULTILINE)


@dataclass(frozen=True)
class Module:
    """A parsed file.

    Attributes:
        name: Its path below the folder, e.g. `"common/dom.js"`.
        imports: The imported modules, each with the imported names and the import's line.
        exports: Maps each exported name to the name in the file.
        script: The source without `import` and `export`, with the same lines as the file.
    """

    name: str
    imports: tuple[tuple[str, tuple[str, ...], int], ...]
    exports: dict[str, str]
    script: str

    @property
    def wrapped(self) -> str:
        """The module as an immediately invoked function; one line is added before the file's lines and one after."""
        exported = ", ".join(f"{name}: {local}" for name, local in self.exports.items())
        return f"const {variable(self.name)} = (() => {{\n{self.script}\nreturn {{ {exported} }};\n}})();\n"


def parse(name: str, source: str) -> Module:
    """Parses a module.

    Raises:
        ValueError: If an `import` or `export` does not have the form described above.
    """
    if name.endswith(".json"):
        return Module(name, (), {"default": "data"}, f"const data = {source};")
    place, head, imports = 0, "", []
    while found := next(filter(None, (form.match(source, place) for form in (PREAMBLE, IMPORT, DATA))), None):
        piece = found.group()
        if found.re is IMPORT:
            target = posixpath.normpath(posixpath.join(posixpath.dirname(name), found[2]))
            taken = tuple(word.strip() for word in found[1].split(",") if word.strip())
            imports.append((target, taken, _line(source, place)))
            piece = piece.replace("import", "const", 1).replace(f'from "{found[2]}"', f"= {variable(target)}")
        if found.re is DATA:
            target = posixpath.normpath(posixpath.join(posixpath.dirname(name), found[2]))
            imports.append((target, ("default",), _line(source, place)))
            piece = f"const {found[1]} = {variable(target)}.default;"
        head += piece
        place = found.end()
    body = source[place:]
    exports = {"default" if found[1] else found[3]: found[3] for found in EXPORT.finditer(body)}
    script = head + EXPORT.sub(r"\2", body)
    if wrong := LEFT_OVER.search(script):
        line = _line(script, wrong.start())
        received = source.splitlines()[line - 1]
        raise ValueError(f"Expected imports first and exported declarations; received {received!r} in {name}:{line}.")
    return Module(name, tuple(imports), exports, script)


def in_order(modules: Iterable[Module]) -> list[Module]:
    """Sorts modules so that each comes after its imports.

    Raises:
        ValueError: If a module imports a missing module or name, or if imports are circular.
    """
    known = {module.name: module for module in modules}
    done: dict[str, Module] = {}

    def visit(module: Module, path: tuple[str, ...]) -> None:
        if module.name in path:
            circle = " → ".join([*path[path.index(module.name) :], module.name])
            raise ValueError(f"Expected modules that do not need one another; received {circle}.")
        for target, names, line in module.imports:
            if target not in known:
                raise ValueError(f"Expected a module {target}; received none for {module.name}:{line}.")
            if missing := set(names) - set(known[target].exports):
                raise ValueError(
                    f"Expected {target} to export {', '.join(sorted(missing))}; received none for {module.name}:{line}."
                )
            if target not in done:
                visit(known[target], (*path, module.name))
        done[module.name] = module

    for module in known.values():
        if module.name not in done:
            visit(module, ())
    return list(done.values())


def join(folder: Path, names: Iterable[str]) -> tuple[str, dict[str, int]]:
    """Joins modules into one script.

    Args:
        names: All modules, e.g. `"common/dom.js"`, including all that they import, except JSON.

    Returns:
        The script, and the number of lines before each module's first line. A module's exports are properties of
        its `variable`.

    Raises:
        ValueError: As `parse` and `in_order` do.
    """
    parsed = [parse(name, (folder / name).read_text(encoding="utf-8")) for name in names]
    data = {target for module in parsed for target, _, _ in module.imports if target.endswith(".json")}
    parsed += [parse(name, (folder / name).read_text(encoding="utf-8")) for name in sorted(data)]
    script, before = "", {}
    for module in in_order(parsed):
        before[module.name] = script.count("\n") + 1
        script += module.wrapped
    return script, before


def variable(name: str) -> str:
    """The script's variable for a module; the exports are its properties."""
    return "$" + re.sub(r"\W", "_", name.removesuffix(".js"))


def _line(source: str, place: int) -> int:
    return source.count("\n", 0, place) + 1
