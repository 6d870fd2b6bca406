import numpy as np

from explainer.colours import picture


def test_the_picture_has_three_channels_that_differ() -> None:
    drawn = picture()
    assert drawn.shape == (28, 28, 3)
    assert drawn.dtype == np.uint8
    assert not drawn.flags.writeable
    red, green, blue = np.moveaxis(drawn.astype(int), -1, 0)
    # Each is needed: none of them can be told from another.
    for one, other in ((red, green), (green, blue), (blue, red)):
        assert abs(np.corrcoef(one.ravel(), other.ravel())[0, 1]) < 0.9
    assert blue[0, -1] > red[0, -1], "the sky is on top"
    assert red[-1, 14] > blue[-1, 14], "the sand is below"
