"""The article's script without any dashboard: `python benchmarks/plain_article.py EPOCHS`.

The data set is the bundled one, as the article's `load_data()` would go to the internet. The last line printed is a
JSON list of each epoch's seconds.
"""

import json
import sys
import time
from pathlib import Path

import numpy as np
from keras.callbacks import LambdaCallback
from keras.layers import Conv2D, Dense, Flatten, Input, MaxPooling2D
from keras.models import Sequential
from keras.utils import to_categorical

began, seconds = [], []
clock = LambdaCallback(
    on_epoch_begin=lambda epoch, logs: began.append(time.perf_counter()),  # noqa: ARG005 (Keras's signature)
    on_epoch_end=lambda epoch, logs: seconds.append(time.perf_counter() - began[epoch]),  # noqa: ARG005
)

with np.load(Path(__file__).resolve().parents[1] / "assets" / "mnist.npz") as data:
    x_train, y_train = data["x_train"], data["y_train"]
    x_test, y_test = data["x_test"], data["y_test"]
x_train = x_train.reshape(60000, 28, 28, 1)
x_test = x_test.reshape(10000, 28, 28, 1)
x_train = x_train.astype("float32") / 255
x_test = x_test.astype("float32") / 255
y_train = to_categorical(y_train)
y_test = to_categorical(y_test)

model = Sequential()
model.add(Input(shape=(28, 28, 1)))
model.add(Conv2D(64, (3, 3), activation="relu"))
model.add(MaxPooling2D((2, 2)))
model.add(Conv2D(32, (3, 3), activation="relu"))
model.add(MaxPooling2D((2, 2)))
model.add(Flatten())
model.add(Dense(128, activation="relu"))
model.add(Dense(10, activation="softmax"))
model.compile(optimizer="adam", loss="categorical_crossentropy", metrics=["accuracy"])
model.summary()
model.fit(x_train, y_train, epochs=int(sys.argv[1]), callbacks=[clock])
model.evaluate(x_test, y_test)
print(json.dumps(seconds))
