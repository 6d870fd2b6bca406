"""The glossary has every notion the article explains, says what is so in Keras, and is found in sentences."""

import importlib
import inspect
import re
from functools import reduce

import pytest

from explainer.lessons.glossary import Term, glossary, mentions, other_name
from explainer.network import ARTICLE
from explainer.text import LANGUAGES
from explainer.ui.pages import PAGES
from explainer.ui.query import SHARED, Session, carried, parse
from tests.test_text import CONTRIBUTING

TERMS = glossary("en")
NOTIONS = """
convolutional_neural_network keras supervised_learning label shape reshape grayscale channel filter kernel
convolution valid_padding same_padding padding stride feature_map relu max_pooling average_pooling block flatten
unit neuron dense_layer bias softmax optimizer adam sgd momentum adagrad rmsprop one_hot categorical_crossentropy
sparse_categorical_crossentropy summary epoch batch batch_size update overfitting dropout test_images
receptive_field logits loss loss_function gradient learning_rate batch_normalization global_average_pooling
activation_function fit compile evaluate confusion_matrix precision recall f1 calibration
"""
"""What the article explains and the pages use."""


def test_every_notion_is_there() -> None:
    assert TERMS.keys() >= set(NOTIONS.split())


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_meaning_has_one_sentence_or_two(language: str) -> None:
    sentences = {name: re.findall(r"[。.](?=\s|$|[^\W\d])", term.meaning) for name, term in glossary(language).items()}
    assert {name: ends for name, ends in sentences.items() if not 1 <= len(ends) <= 2} == {}


def test_japanese_terms_can_be_sorted_by_their_sound() -> None:
    unsorted = [term.name for term in glossary("ja").values() if not re.fullmatch(r"[ぁ-んー0-9]+", term.sorted_by)]
    assert unsorted == []


def test_names_in_both_languages_are_those_of_the_term_list() -> None:
    """A row of the list whose one half is a name here has the other half as the other name."""
    rows = re.findall(r"^\|[^|]*\| ([^|]+) \|[^|]*\| ([^|]+) \|", CONTRIBUTING, re.MULTILINE)
    pairs = {(ja.strip(), en.strip()) for ja, en in rows}
    english = {term.name: name for name, term in glossary("en").items()}
    japanese = {term.name: name for name, term in glossary("ja").items()}
    shared = {(ja, en) for ja, en in pairs if ja in japanese and en in english}
    assert len(shared) > 5
    assert {pair for pair in shared if japanese[pair[0]] != english[pair[1]]} == set()


def is_of_keras(symbol: str) -> bool:
    path, _, argument = symbol.removesuffix("=…)").partition("(")
    package, *rest = path.split(".")
    try:
        found = reduce(getattr, rest, importlib.import_module(package))
    except (ImportError, AttributeError):
        return False
    return not argument or argument in inspect.signature(found).parameters


def test_symbols_are_those_of_keras() -> None:
    symbols = [term.symbol for term in TERMS.values() if term.symbol]
    assert len(symbols) > 20
    assert [symbol for symbol in symbols if not is_of_keras(symbol)] == []


def leads_somewhere(term: Term) -> bool:
    _, problems = parse(term.link, Session())
    choices = carried(term.link)
    return (
        not problems
        and term.page in PAGES
        and choices <= {*SHARED, *PAGES[term.page].choices}
        and len(choices) == len(term.link)
        and term.link.get("stage", "input") in {stage.name for stage in ARTICLE.stages}
    )


def test_links_lead_to_what_there_is() -> None:
    assert [name for name, term in TERMS.items() if not leads_somewhere(term)] == []


def test_the_other_name_is_english_or_in_english_japanese() -> None:
    assert other_name("kernel", "ja") == ("kernel", "en")
    assert other_name("kernel", "en") == ("カーネル", "ja")


@pytest.mark.parametrize(
    ("language", "sentence", "found"),
    [
        (
            "ja",
            "特徴マップは、フィルタの重みで作ります。",
            {"特徴マップ": "feature_map", "フィルタ": "filter", "重み": "weight"},
        ),
        ("ja", "フィルターやユニットバスではありません。", {}),
        ("ja", "学習率の変え方", {"学習率の変え方": "learning_rate_schedule"}),
        ("ja", "model.fit()とReLU", {"model.fit()": "fit", "ReLU": "relu"}),
        ("en", "Feature maps of two filters", {"Feature maps": "feature_map", "filters": "filter"}),
        ("en", "The biases do not fit the mapping of a unity.", {"biases": "bias"}),
        ("en", "a loss function", {"loss function": "loss_function"}),
    ],
)
def test_terms_are_found_as_whole_words_and_the_longest(language: str, sentence: str, found: dict[str, str]) -> None:
    told = {sentence[mention.start : mention.end]: mention.term for mention in mentions(sentence, language)}
    assert told == found


def test_a_third_language_reads_english_until_it_is_translated() -> None:
    assert glossary("de") == glossary("en")
    assert [mention.term for mention in mentions("the kernel", "de")] == ["kernel"]
    assert other_name("kernel", "de") == ("kernel", "en")
