"""Lists the words that a kind of layer, a slot, an optimizer or a page still needs, and what is to be translated.

python -m tests.missing_words
"""

from collections.abc import Iterator

from explainer.lessons.files import lessons
from explainer.lessons.notes import Note
from explainer.network.kinds import CHOSEN, KINDS, SECTIONS, Section, Slot
from explainer.network.layers import Stage
from explainer.optimizers import ALL
from explainer.text import LANGUAGES, ORIGINALS, written
from explainer.ui.pages import PAGES
from tests import translations
from tests.networks import NETWORKS
from tests.test_optimizers_complete import missing_of_optimizer

STAGES = {stage.kind: stage for config in NETWORKS.values() for stage in config.stages}
"""A stage of every kind."""


def missing(language: str) -> list[str]:
    """The ids that a language still lacks, of the catalogue or of a file of lessons."""
    known = written(language)
    tables = {word.rpartition(".")[0] for word in known}
    needed = [*_pages(), *(word for name in KINDS for word in _kind(name, STAGES[name]))]
    needed += [word for section in SECTIONS for slot in section.slots for word in _slot(section, slot)]
    notes = lessons("article", language, Note)
    return [
        *(word for word in dict.fromkeys(needed) if word not in known and word not in tables),
        *(f"assets/lessons/article: {kind.kind_name()}" for kind in CHOSEN if kind.kind_name() not in notes),
        *(word for kind in ALL for word in missing_of_optimizer(kind, language)),
    ]


def _pages() -> Iterator[str]:
    for page in PAGES:
        yield f"navigation.{page}"


def _kind(name: str, stage: Stage) -> Iterator[str]:
    settings = stage.settings
    yield from (f"stage.{settings.variant_for(stage.input_shape)}.{part}" for part in ("label", "title", "what", "why"))
    yield f"component.{settings.picture}"
    if not settings.is_identity:
        variant = settings.variant_for(stage.input_shape)
        yield from (f"component.overview.title_{settings.variant}", f"component.overview.sentence_{variant}")
    if settings.roles:
        yield f"page.walkthrough.{name}_parameters"
    if settings.has_strip and stage.activation is None and not stage.is_flat:
        yield f"component.maps_painted.{name}"
    if KINDS[name] in CHOSEN:
        yield f"component.flow.title_{settings.title}"
        yield f"page.build.size_{settings.size_rule(stage.input_shape).kind}"
        if settings.link_prefix:
            yield f"page.build.short_{name}"


def _slot(section: Section, slot: Slot) -> Iterator[str]:
    if slot.is_choice:
        yield f"setting.{section.prefix}{slot.name}"
        yield f"page.compare.twin_{section.prefix}{slot.name}"
        yield f"page.build.{slot.name}"
        yield from (f"page.build.{slot.name}_{kind.kind_name()}" for kind in slot.kinds)
        yield from (f"page.build.{slot.name}_none" for _ in [0] if slot.is_optional)
    for kind in slot.kinds:
        if not kind.start().is_identity:
            yield f"component.compare.{slot.name}"
        for field, setting in kind.fields().items():
            yield f"setting.{section.prefix}{setting.name}"
            yield f"page.build.{setting.name}"
            if kind.start().window is not None and field in (kind.start().window.field, "padding"):
                yield f"page.build.fix_{'padding' if field == 'padding' else 'size'}_{setting.name}"
        if kind.start().window is not None and slot.is_optional:
            yield f"page.build.fix_remove_layer_{slot.name}"


def report(language: str) -> Iterator[str]:
    """The lines that are told of a language; what was translated since the last time is entered as such."""
    if language in ORIGINALS:
        yield f"{language}: {len(missing(language))} missing"
        yield from (f"  {word}" for word in missing(language))
        return
    translations.enter(language)
    needs, english = translations.needs(language), translations.to_translate()
    for what, names in (("missing", needs.missing), ("stale", needs.stale), ("unused", needs.unused)):
        yield f"{language}: {len(names)} {what}"
        for name in names:
            # A document is to be opened, a sentence can be read here.
            yield f"  {name}" if name.startswith("docs.") else f"  {name}: {english.get(name, '')!r}"


if __name__ == "__main__":
    for language in LANGUAGES:
        print(*report(language), sep="\n")
