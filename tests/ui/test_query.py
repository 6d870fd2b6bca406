"""Links: what was chosen comes back, nonsense does not."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explainer.evaluation.abstaining import THRESHOLDS
from explainer.evaluation.view import EvaluationView
from explainer.laboratory.settings import ConvolutionSetting, PoolingSetting, Shift
from explainer.lessons.glossary import glossary
from explainer.lessons.tour import TourStop, stops, tours
from explainer.network import ARTICLE
from explainer.survey import Browse
from explainer.training.recipes.recipe import OWN, RECIPES
from explainer.training.store.records import MAX_SEED
from explainer.ui.query import LABS, SHARED, Session, experiment, parse, render
from explainer.ui.references import ImageReference, ModelReference
from tests.networks import drafts

RUN = "0123456789abcdef01234567"
EVERYTHING = tuple(vars(Session()))

sessions = st.builds(
    Session,
    language=st.sampled_from(["ja", "en"]),
    model=st.builds(ModelReference, st.sampled_from(["bundled", RUN]), st.none() | st.integers(0, 999)),
    image=st.one_of(
        st.builds(ImageReference, st.just("test"), st.integers(0, 9_999)),
        st.builds(ImageReference, st.just("train"), st.integers(0, 59_999)),
        st.builds(ImageReference, st.just("drawing"), st.just("0123456789ab")),
    ),
    stage=st.none() | st.sampled_from(["conv2d_1", "softmax"]),
    filter=st.none() | st.integers(0, 1_023),
    channel=st.none() | st.integers(0, 255),
    row=st.none() | st.integers(0, 27),
    column=st.none() | st.integers(0, 27),
    question=st.none() | st.integers(0, 99),
    recipe=st.none() | st.sampled_from([*RECIPES, OWN]),
    network=st.none() | drafts,
    training=st.none() | st.sampled_from([recipe.own for recipe in RECIPES.values()]),
    seed=st.none() | st.integers(0, MAX_SEED),
    lab=st.none() | st.sampled_from(LABS),
    convolution=st.none() | st.builds(ConvolutionSetting, kernel_size=st.integers(1, 7), row=st.integers(0, 27)),
    pooling=st.none() | st.builds(PoolingSetting, pool_size=st.integers(1, 7)),
    browse=st.none()
    | st.builds(Browse, st.sampled_from(["train", "test"]), st.none() | st.integers(0, 9), st.integers(0, 999)),
    evaluation=st.none()
    | st.builds(
        EvaluationView,
        st.integers(0, 10),
        st.integers(0, 10),
        threshold=st.sampled_from(THRESHOLDS),
        page=st.integers(0, 9),
    ),
    against=st.none() | st.builds(ModelReference, st.just(RUN), st.integers(0, 9)),
    shift=st.none() | st.builds(Shift, st.integers(-4, 4), st.integers(-4, 4)),
    tour=st.none()
    | st.sampled_from([TourStop(number, tour) for tour in tours() for number in range(1, len(stops("en", tour)) + 1)]),
    present=st.none() | st.just(True),
    term=st.none() | st.sampled_from([*glossary("en")]),
    classroom=st.none() | st.from_regex("[0-9]{6}", fullmatch=True, alphabet=st.characters(codec="ascii")),
    teacher=st.none() | st.just("AbCdEfGh_ijk-LmN0123456789_-xyzw"),
)


@given(sessions)
def test_what_was_chosen_comes_back(session: Session) -> None:
    assert parse(render(session, EVERYTHING), Session()) == (session, ())


def test_the_shared_choices_are_in_every_link() -> None:
    assert render(Session(), SHARED) == {"lang": "ja", "model": "bundled", "image": "test-0"}


@pytest.mark.parametrize(
    ("parameter", "value"),
    [
        ("lang", "xx"),
        ("lang", ""),
        ("model", "../../etc/passwd"),
        ("model", "bundled@-1"),
        ("model", "bundled@1000"),
        ("model", "0123"),
        ("image", "test-10000"),
        ("image", "train-60000"),
        ("image", "drawing-XYZ"),
        ("image", "drawing-latest."),
        ("image", "drawing-latest.eJwDAAAAAAE"),
        ("image", "test-1e3"),
        ("stage", "<script>"),
        ("stage", "a" * 41),
        ("filter", "-1"),
        ("filter", "1.5"),
        ("filter", "999999"),
        ("row", "９"),
        ("column", "None"),
        ("recipe", "mine"),
        ("network", "c64_max2_"),
        ("network", "c999"),
        ("training", "e5"),
        ("seed", "2147483648"),
        ("seed", "-1"),
        ("term", "nothing"),
        ("lab", "flatten"),
        ("convolution", "g6_k3-blur_s9"),
        ("pooling", "g6_min2"),
        ("shift", "0.5"),
        ("browse", "test-10-0"),
        ("evaluation", "label11"),
        ("evaluation", "label1-label2"),
        ("evaluation", "threshold901"),
        ("evaluation", "other1"),
        ("evaluation", ""),
        ("against", "mine"),
        ("tour", "0"),
        ("tour", "99"),
        ("tour", "shift-0"),
        ("tour", "shift-99"),
        ("tour", "nothing-1"),
        ("tour", "../tour-1"),
        ("present", "yes"),
        ("class", "12345"),
        ("class", "１２３４５６"),
        ("class", "123456 "),
        ("teacher", "short"),
        ("teacher", "<b>" + "x" * 29),
    ],
)
def test_nonsense_falls_to_what_was_remembered_and_is_named(parameter: str, value: str) -> None:
    remembered = Session(language="en", stage="flatten", filter=3)
    assert parse({parameter: value}, remembered) == (remembered, (parameter,))


def test_unknown_parameters_are_ignored() -> None:
    assert parse({"embed": "true", "x": "1"}, Session()) == (Session(), ())


@given(st.dictionaries(st.sampled_from(["lang", "model", "image", "stage", "filter", "row"]), st.text(max_size=60)))
def test_no_link_raises(parameters: dict[str, str]) -> None:
    session, problems = parse(parameters, Session())
    assert set(problems) <= parameters.keys()
    assert isinstance(session, Session)


@given(st.sampled_from(["network", "training", "seed", "recipe"]), st.text(max_size=60))
def test_no_experiment_in_a_link_raises(parameter: str, value: str) -> None:
    session, problems = parse({parameter: value}, Session())
    assert problems == (parameter,) or getattr(session, parameter) is not None


@pytest.mark.parametrize("name", RECIPES)
def test_a_built_in_recipe_is_laid_out_under_its_name(name: str) -> None:
    recipe = RECIPES[name].model_copy(update={"evaluate_each_epoch": False})
    laid_out = Session(**experiment(ARTICLE, recipe, seed=7))
    assert (laid_out.recipe, laid_out.training, laid_out.seed) == (name, None, 7)
    assert laid_out.network == ARTICLE


def test_a_changed_recipe_is_laid_out_as_one_s_own() -> None:
    recipe = RECIPES["fast"].model_copy(update={"epochs": 3})
    laid_out = replace(Session(seed=7, run=RUN), **experiment(ARTICLE, recipe))
    assert (laid_out.seed, laid_out.run) == (None, None)
    assert laid_out.recipe == OWN
    assert laid_out.training is not None
    assert laid_out.training == recipe.model_copy(update={"name": OWN})
