"""Scores against Keras's own metrics, and against counting one by one."""

import keras
import numpy as np
import pytest

from explainer.evaluation.scores import Evaluation
from explainer.mnist import Dataset, one_hot, scale
from explainer.network import PRESETS, keras_model
from explainer.predicting import Predictions, Predictor
from explainer.tracing import as_weights


def test_accuracy_and_loss_are_those_of_evaluate(dataset: Dataset) -> None:
    config = PRESETS["no_convolution"]
    keras.utils.set_random_seed(3)
    model = keras_model(config)
    # So sure that a probability of 0 comes out: from probabilities alone, Keras would stop at 1e-7.
    model.set_weights([40 * weights for weights in model.get_weights()])
    model.compile(loss="categorical_crossentropy", metrics=["accuracy"])
    images, labels = dataset.x_test[:400], dataset.y_test[:400]
    loss, accuracy = model.evaluate(scale(images)[..., None], one_hot(labels), verbose=0)
    found = Evaluation(Predictor(config).predictions(images, as_weights(config, model.get_weights())), labels)
    assert found.accuracy == pytest.approx(accuracy, abs=1e-6)
    assert found.loss == pytest.approx(loss, rel=1e-5)
    assert loss > 17


def test_each_class_is_scored_as_keras_does(evaluation: Evaluation) -> None:
    truth, answers = one_hot(evaluation.labels), one_hot(evaluation.predictions.answers)
    f1 = keras.metrics.F1Score(average=None)
    f1.update_state(truth, answers)
    for score, expected in zip(evaluation.classes, np.asarray(f1.result()), strict=True):
        precision = keras.metrics.Precision(class_id=score.digit)
        recall = keras.metrics.Recall(class_id=score.digit)
        for metric in (precision, recall):
            metric.update_state(truth, answers)
        assert score.precision is None or score.precision == pytest.approx(float(precision.result()), abs=1e-6)
        assert score.recall is None or score.recall == pytest.approx(float(recall.result()), abs=1e-6)
        assert score.f1 is None or score.f1 == pytest.approx(float(expected), abs=1e-6)
    assert [score.precision is None for score in evaluation.classes].index(True) == 8
    assert (evaluation.classes[9].recall, evaluation.classes[8].f1) == (None, 0.0)


def test_a_cell_holds_the_images_that_it_counts(evaluation: Evaluation) -> None:
    answers, confidences = evaluation.predictions.answers, evaluation.predictions.confidences
    assert evaluation.confusion.sum() == evaluation.total
    for label, answer in np.ndindex(10, 10):
        found = evaluation.cell(label, answer)
        expected = [i for i in range(600) if (evaluation.labels[i], answers[i]) == (label, answer)]
        assert sorted(found.tolist()) == expected
        assert evaluation.confusion[label, answer] == len(expected)
        order = np.diff(confidences[found])
        assert (order >= 0).all() if label == answer else (order <= 0).all()


def test_mistakes_come_the_surest_first(evaluation: Evaluation) -> None:
    found = evaluation.mistakes()
    assert len(found) == evaluation.wrong == np.count_nonzero(evaluation.predictions.answers != evaluation.labels)
    assert (np.diff(evaluation.predictions.confidences[found]) <= 0).all()


def test_all_images_come_the_surest_first_and_equals_in_their_order(evaluation: Evaluation) -> None:
    doubled = Evaluation(
        Predictions(
            *(np.tile(part, (2, 1)) for part in (evaluation.predictions.logits, evaluation.predictions.probabilities))
        ),
        np.tile(evaluation.labels, 2),
    )
    confidences = [float(row.max()) for row in doubled.predictions.probabilities]
    assert doubled.surest_first().tolist() == sorted(range(1_200), key=lambda place: -confidences[place])


@pytest.mark.parametrize("count", [0, 3])
def test_images_without_labels_are_refused(count: int) -> None:
    nothing = np.zeros((2 if count else 0, 10), np.float32)
    with pytest.raises(ValueError, match="Expected a label"):
        Evaluation(Predictions(nothing, nothing), np.zeros(count, np.uint8))
