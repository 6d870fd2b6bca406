"""The replay of the bundled model's first epoch, in the browser."""

from explainer.ui import caches
from explainer.ui.first_epoch import address
from explainer.ui.frame import Frame
from explainer.ui.pictures.replay import first_epoch_version, replay_scene
from explainer.ui.terms import mount_with_terms


def replay(frame: Frame) -> None:
    """Draws the button that starts the replay for the image in use. The browser requests only the weights, once."""
    scene = replay_scene(
        caches.bundle(),
        frame.text,
        image=frame.image.pixels,
        label=frame.image.label,
        address=address(first_epoch_version()),
    )
    mount_with_terms(frame, "replay", scene, key="replay")
