"""Disables oneDNN for networks with which it corrupts memory during training.

This happens with TensorFlow 2.21, also in plain Keras: a convolution with a 1×1 kernel and a stride above 1, whose last
window does not end at the input's last cell, writes outside of its memory when it is trained with a batch of odd size.
The process later ends with SIGABRT or SIGSEGV. Even batches, larger kernels and pooling are not affected. TensorFlow's
own implementation is not affected either, but takes up to three times as long.
"""

from explainer.network import NetworkConfig, Stage

ONEDNN_VARIABLE = "TF_ENABLE_ONEDNN_OPTS"
"""TensorFlow reads this variable once, when it is imported."""


def onednn_environment(config: NetworkConfig, images: int, batch_size: int) -> dict[str, str]:
    """The environment variables with which a process can train a network safely.

    Args:
        images: The number of images per epoch.

    Returns:
        An empty dictionary if oneDNN is safe.
    """
    is_odd = any(size % 2 == 1 for size in (min(batch_size, images), images % batch_size))
    return {ONEDNN_VARIABLE: "0"} if is_odd and any(map(_jumps_past_the_end, config.stages)) else {}


def _jumps_past_the_end(stage: Stage) -> bool:
    window = stage.window
    if window is None or not stage.settings.has_kernel:
        return False
    return window.size == 1 and (stage.input_shape[0] - 1) % window.strides != 0
