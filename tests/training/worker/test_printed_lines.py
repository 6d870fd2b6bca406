import contextlib
import io
import re

import keras
import pytest

from explainer.training.worker.printed_lines import KerasLines


@pytest.mark.parametrize("is_terminal", [True, False])
def test_a_progress_bar_is_kept_as_a_terminal_would_show_it(is_terminal):
    printed = KerasLines()
    printed.write("Epoch 1/1\n")
    with contextlib.redirect_stdout(printed):
        bar = keras.utils.Progbar(3, interval=0.0, stateful_metrics=["loss"])
        bar._dynamic_display = is_terminal
        bar.update(1, [("loss", 0.75)])
        assert re.fullmatch(r"1/3 \S+ \d+s \S+/step - loss: 0\.7500", printed.current)
        bar.update(2, [("loss", 0.5)])
        assert printed.current.startswith("2/3 ")
        bar.update(3, [("loss", 0.25)])
    epoch, line = printed.take()
    assert epoch == "Epoch 1/1"
    assert re.fullmatch(r"3/3 \S+ \d+s \S+/step - loss: 0\.2500", line)
    assert printed.take() == ()
    assert printed.current == ""


def test_two_epochs_keep_both_their_bars():
    printed = KerasLines()
    printed.write("Epoch 1/2\n1/2 a\n2/2 b\nEpoch 2/2\n1/2 c\n2/2 d\n")
    assert printed.take() == ("Epoch 1/2", "2/2 b", "Epoch 2/2", "2/2 d")


def test_what_is_printed_is_echoed_unchanged():
    console = io.StringIO()
    printed = KerasLines(console)
    printed.write("\x1b[1m1/2\x1b[0m\b\b\r")
    printed.write("2/2\n")
    assert console.getvalue() == "\x1b[1m1/2\x1b[0m\b\b\r2/2\n"
    assert printed.take() == ("2/2",)
