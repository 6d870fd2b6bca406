"""The overview page: the outputs of all layers for the image in use."""

from collections.abc import Mapping
from dataclasses import dataclass

from explainer import mnist
from explainer.claims.learning import has_learned
from explainer.network import LOGITS, NetworkConfig
from explainer.ui import images, session
from explainer.ui.attribution.target import fresh_link
from explainer.ui.components.mounting import index_in
from explainer.ui.frame import Frame
from explainer.ui.pages import PAGES, queue_link
from explainer.ui.pictures.overview import Examples, overview_scene
from explainer.ui.references import ImageReference, LedgerPath
from explainer.ui.terms import mount_with_terms


@dataclass(frozen=True)
class OverviewChoice:
    """The stage that a visitor opens.

    Attributes:
        filter: The selected map, unit or class, from 0; `None` for the stage as a whole.
        row: Row, from 0, of the explained cell; `None` if there is none. So is `column`.
        trail: The path from the prediction's score back to the pixels; `None` if it was not requested.
    """

    stage: str
    filter: int | None = None
    row: int | None = None
    column: int | None = None
    trail: LedgerPath | None = None


def parse_overview_choice(answer: Mapping[str, object], config: NetworkConfig) -> OverviewChoice | None:
    """Reads a choice from the component's answer.

    Returns:
        The choice, with `None` for indices out of range; `None` if there is no such stage. The question why the
        predicted class won opens the logits, which every network has.
    """
    if answer.get("why") is True:
        return OverviewChoice(LOGITS, trail=LedgerPath())
    stage = config.stage(answer.get("stage"))
    if stage is None:
        return None
    *places, filters = stage.output_shape
    rows, columns = places or (0, 0)
    return OverviewChoice(
        stage.name,
        index_in(answer, "filter", filters),
        index_in(answer, "row", rows),
        index_in(answer, "column", columns),
    )


def chosen_image(answer: Mapping[str, object]) -> ImageReference | None:
    """Reads the chosen image from the component's answer: one of the examples, or a random test image.

    Returns:
        The image; `None` if the answer contains no valid choice.
    """
    wanted = answer.get("image")
    if wanted == "random":
        return images.random_of_class(None)
    return next((image for image in images.examples() if str(image) == wanted), None)


def network(frame: Frame) -> None:
    """Draws the network. Opening a map switches to its stage of the walkthrough."""
    model = frame.model

    def choose(answer: Mapping[str, object]) -> None:
        if answer.get("where") is True:
            queue_link("attribution", fresh_link(frame))
            return
        image = chosen_image(answer)
        if image is not None:
            session.change(image=image)
            return
        opened = parse_overview_choice(answer, model.config)
        if opened is not None:
            chosen = session.change(channel=None, question=None, **vars(opened))
            queue_link("walkthrough", PAGES["walkthrough"].link(chosen))

    learned = has_learned(model.epoch, model.test_accuracy)
    examples, dataset = images.examples(), mnist.load()
    places = [int(example.key) for example in examples]
    scene = overview_scene(
        frame.trace,
        model.weights,
        frame.text,
        label=frame.image.label,
        has_learned=learned,
        examples=Examples(
            examples,
            dataset.y_test[places].tolist(),
            dataset.x_test[places],
            examples.index(frame.image.reference) if frame.image.reference in examples else None,
        ),
    )
    mount_with_terms(frame, "overview", scene, key="overview", on_choice=choose)
