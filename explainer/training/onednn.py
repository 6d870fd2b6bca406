"""Which trainings have to do without oneDNN, because its kernels damage the memory there.

Found with TensorFlow 2.21, in plain Keras, too: a convolution whose kernel of one cell jumps, and does not end on the
last cell, writes beside its memory when it learns from an odd number of images at once. The process then ends
sometime, with SIGABRT or SIGSEGV. Even batches, larger kernels and pooling are sound, as is TensorFlow's own code,
which takes up to three times as long.
"""

from explainer.network import NetworkConfig, Stage

ONEDNN_VARIABLE = "TF_ENABLE_ONEDNN_OPTS"
"""Read once, when TensorFlow is imported."""


def onednn_environment(config: NetworkConfig, images: int, batch_size: int) -> dict[str, str]:
    """What the environment of a process has to say besides, so that it trains a network unharmed.

    Args:
        images: How many images an epoch has.
        batch_size: Images of one step.

    Returns:
        Nothing where oneDNN is sound.
    """
    is_odd = any(size % 2 == 1 for size in (min(batch_size, images), images % batch_size))
    return {ONEDNN_VARIABLE: "0"} if is_odd and any(map(_jumps_past_the_end, config.stages)) else {}


def _jumps_past_the_end(stage: Stage) -> bool:
    window = stage.window
    if window is None or not stage.settings.has_kernel:
        return False
    return window.size == 1 and (stage.input_shape[0] - 1) % window.strides != 0
