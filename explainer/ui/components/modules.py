"""JavaScript modules put together into one script, so that they need no bundler and no requests of their own.

Each file of `assets/components` is a module as browsers and Node know it, in a narrow form that can be resolved without
parsing the language: imports stand first, `import { a, b } from "./other.js";`, and what is exported is declared at the
start of a line: `export function`, `export const`, `export class` or `export default function`. JSON is imported whole,
`import data from "./data.json" with { type: "json" };`. In the script each module is a function called at once, in the
order in which they need one another; so each has a scope of its own.
"""

import posixpath
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

PREAMBLE = re.compile(r"\s+|//[^\n]*|/\*.*?\*/", re.DOTALL)
"""What may stand between imports."""

IMPORT = re.compile(r'import \{(\s*\w+(?:,\s*\w+)*,?\s*)\} from "(\.{1,2}/[^"\n]+)";')
DATA = re.compile(r'import (\w+) from "(\.{1,2}/[^"\n]+\.json)" with \{ type: "json" \};')
EXPORT = re.compile(r"^export (default )?((?:async )?(?:function|const|class) (\w+))", re.MULTILINE)
LEFT_OVER = re.compile(r"^(?:import|export)\b", re.MULTILINE)


@dataclass(frozen=True)
class Module:
    """One file, ready to be called.

    Attributes:
        name: Its path below the folder, e.g. `"common/dom.js"`.
        imports: The modules it needs, each with the names it takes from it and the line where it does.
        exports: By the name under which others see it, the name in the file.
        script: The source without `import` and `export`, line by line as in the file.
    """

    name: str
    imports: tuple[tuple[str, tuple[str, ...], int], ...]
    exports: dict[str, str]
    script: str

    @property
    def wrapped(self) -> str:
        """The module as a function that is called at once: its first line, the file's lines, its last line."""
        exported = ", ".join(f"{name}: {local}" for name, local in self.exports.items())
        return f"const {variable(self.name)} = (() => {{\n{self.script}\nreturn {{ {exported} }};\n}})();\n"


def parse(name: str, source: str) -> Module:
    """Reads a module.

    Raises:
        ValueError: If an `import` or `export` is written otherwise than described above.
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
    """Sorts modules so that each comes after all that it needs.

    Raises:
        ValueError: If a module imports one that is not there, a name that is not exported, or itself by a detour.
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
    """Puts modules together.

    Args:
        names: All of them, e.g. `"common/dom.js"`; whatever they need must be among them, but for JSON.

    Returns:
        The script, and by module the number of lines that stand before its first one. A module's exports are
        properties of its `variable`.

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
    """What the script calls a module; its exports are properties of that."""
    return "$" + re.sub(r"\W", "_", name.removesuffix(".js"))


def _line(source: str, place: int) -> int:
    return source.count("\n", 0, place) + 1
