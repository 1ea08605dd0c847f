"""Which kind of network: each rule on its own, then the choice for every kind of data and task."""

from typing import Any

import pytest

from advisor.engine import KnowledgeBase, Pick, Skip
from advisor.knowledge import knowledge
from advisor.knowledge.model.family import detection, image, segmentation, speech, table, text
from advisor.knowledge.model.family.base import family, rows_warning
from advisor.problem import Problem
from advisor.problem.vocabulary import SUPPORTED
from tests.knowledge.deciding import speaking

knowledge()  # every module has registered its rules
BASE = KnowledgeBase([family])
PAIRS = [(kind, task) for kind, tasks in SUPPORTED.items() for task in tasks]
# The modules whose rules speak for a task, or else for a kind of data.
MODULES = {
    "detection": {"detection"}, "segmentation": {"segmentation"}, "speech-recognition": {"speech"},
    "forecasting": {"forecasting"}, "language-modeling": {"language"}, "token-classification": {"tokens"},
    "image": {"image"}, "audio": {"sound"}, "series": {"sequence", "series"}, "sequence": {"sequence"},
    "table": {"table"}, "text": {"text"},
}  # fmt: skip


def chosen(ruleset: str, **facts: Any) -> str:
    return str(BASE.resolve(Problem(**facts), ruleset).choices["family"].value)


def answer(result: Pick[Any] | Skip) -> Any:
    return result.value if isinstance(result, Pick) else None


def a(kind: str, task: str, **facts: Any) -> dict[str, Any]:
    return {"task": task, "data.kind": kind, **facts}


GPU = {"compute.device": "gpu"}
SCRATCH = {"priorities.pretrained": False}


@pytest.mark.parametrize(
    ("facts", "current", "guide"),
    [
        pytest.param(a("table", "binary", rows=9_999, **GPU), "mlp", "mlp", id="table below TabM's size"),
        pytest.param(a("table", "binary", rows=10_000, **GPU), "tabm", "mlp", id="table at TabM's size"),
        pytest.param(a("table", "binary", rows=10_001, **GPU), "tabm", "mlp", id="table above TabM's size"),
        pytest.param(a("table", "binary", rows=60_000), "mlp", "mlp", id="table on a CPU"),
        pytest.param(a("table", "binary", rows=60_000, deploy="edge", **GPU), "mlp", "mlp", id="table on the edge"),
        pytest.param(a("table", "binary", rows=60_000, features=1_000, **GPU), "tabm", "mlp", id="1,000 columns"),
        pytest.param(a("table", "binary", rows=60_000, features=1_001, **GPU), "mlp", "mlp", id="1,001 columns"),
        pytest.param(a("table", "binary", rows=999, priority="calibration"), "mlp", "mlp", id="calibration, 999"),
        pytest.param(a("table", "binary", rows=1_000, priority="calibration"), "tabm", "mlp", id="calibration, 1,000"),
        pytest.param(a("table", "binary", rows=9_999, priority="calibration"), "tabm", "mlp", id="calibration, 9,999"),
        pytest.param(a("table", "binary", rows=10_000, priority="calibration"), "mlp", "mlp", id="calibration, 10,000"),
        pytest.param(a("table", "binary", rows=60_000, latency_ms=1.0, **GPU), "mlp", "mlp", id="a latency limit"),
        pytest.param(
            a("table", "binary", rows=5_000, priority="calibration", latency_ms=1.0),
            "mlp",
            "mlp",
            id="calibration within a latency limit",
        ),
        pytest.param(a("sequence", "binary"), "rnn", "rnn", id="sequence"),
        pytest.param(a("sequence", "binary", **{"data.length": 1}), "mlp", "mlp", id="sequence of one step"),
        pytest.param(a("sequence", "binary", **{"data.length": 2}), "rnn", "rnn", id="sequence of two steps"),
        pytest.param(a("sequence", "binary", **{"data.length": 256}), "rnn", "rnn", id="sequence of 256"),
        pytest.param(a("sequence", "binary", **{"data.length": 257}), "cnn", "rnn", id="sequence of 257"),
        pytest.param(a("sequence", "binary", **{"data.length": 1_000}), "cnn", "rnn", id="sequence of 1,000"),
        pytest.param(a("sequence", "binary", **{"data.length": 1_001}), "cnn", "cnn", id="sequence of 1,001"),
        pytest.param(a("sequence", "binary", priority="latency"), "cnn", "rnn", id="quick sequence"),
        pytest.param(a("sequence", "binary", rows=99_999, **GPU), "rnn", "rnn", id="99,999 sequences"),
        pytest.param(a("sequence", "binary", rows=100_000, **GPU), "transformer", "rnn", id="100,000 sequences"),
        pytest.param(
            a("sequence", "binary", rows=10**6, **{"data.length": 63}, **GPU), "rnn", "rnn", id="many short sequences"
        ),
        pytest.param(
            a("sequence", "binary", rows=10**6, **{"data.length": 64}, **GPU), "transformer", "rnn", id="64 steps"
        ),
        pytest.param(
            a("sequence", "binary", rows=10**6, **{"data.length": 2_049}, **GPU), "cnn", "cnn", id="2,049 steps"
        ),
    ],
)
def test_tables_and_sequences(facts, current, guide):
    assert chosen("current", **facts) == current
    assert chosen("guide", **facts) == guide


@pytest.mark.parametrize(
    ("facts", "current", "guide"),
    [
        pytest.param({"image": "224x224x3"}, "pretrained", "pretrained", id="photographs"),
        pytest.param({"image": "224x224x3", **SCRATCH}, "cnn", "cnn", id="photographs from scratch"),
        pytest.param({"image": "4x4x1"}, "mlp", "mlp", id="sixteen pixels"),
        pytest.param({"image": "4x5x1"}, "cnn", "mlp", id="twenty pixels"),
        pytest.param({"image": "1x1x200"}, "mlp", "mlp", id="one pixel of many channels"),
        pytest.param({"image": "7x7x1"}, "cnn", "mlp", id="tiny grey"),
        pytest.param({"image": "31x31x3"}, "cnn", "cnn", id="31 pixels"),
        pytest.param({"image": "32x32x3"}, "pretrained", "pretrained", id="32 pixels"),
        pytest.param({"image": "33x33x3"}, "pretrained", "pretrained", id="33 pixels"),
        pytest.param({"image": "32x32x1"}, "pretrained", "mlp", id="32 grey pixels"),
        pytest.param({"image": "33x33x1"}, "pretrained", "pretrained", id="33 grey pixels"),
        pytest.param({"image": "64x64x5"}, "cnn", "cnn", id="five channels"),
        pytest.param({"image": "64x64x3", "rows": 10**6, "domain": "far", **GPU}, "cnn", "pretrained", id="far"),
        pytest.param(
            {"image": "64x64x3", "rows": 10**6 - 1, "domain": "far", **GPU}, "pretrained", "pretrained", id="1"
        ),
    ],
)
def test_whole_images(facts, current, guide):
    assert chosen("current", task="multiclass", **facts) == current
    assert chosen("guide", task="multiclass", **facts) == guide


@pytest.mark.parametrize(
    ("facts", "current", "guide"),
    [
        pytest.param({"task": "detection"}, "detector", "detector", id="objects"),
        pytest.param({"task": "detection", "objects": 1.0}, "detector", "pretrained", id="one object"),
        pytest.param({"task": "detection", "objects": 1.1}, "detector", "detector", id="one or two objects"),
        pytest.param({"task": "detection", "objects": 1.0, **SCRATCH}, "detector", "detector", id="from scratch"),
        pytest.param({"task": "segmentation"}, "segmenter", "segmenter", id="scenes"),
        pytest.param({"task": "segmentation", "domain": "far"}, "unet", "segmenter", id="scans"),
        pytest.param({"task": "segmentation", "data.volumetric": True}, "unet", "unet", id="volumes"),
        pytest.param({"task": "segmentation", "image": "63x63x3"}, "unet", "unet", id="63 pixels"),
        pytest.param({"task": "segmentation", "image": "64x64x3"}, "segmenter", "segmenter", id="64 pixels"),
        pytest.param({"task": "segmentation", "image": "64x64x4"}, "unet", "unet", id="four channels"),
        pytest.param({"task": "segmentation", **SCRATCH}, "unet", "unet", id="scenes from scratch"),
    ],
)
def test_boxes_and_pixels(facts, current, guide):
    assert chosen("current", **facts) == current
    assert chosen("guide", **facts) == guide


@pytest.mark.parametrize(
    ("facts", "current"),
    [
        pytest.param({"rows": 128, **GPU}, "sentence-embedding", id="64 labels a class"),
        pytest.param({"rows": 130, **GPU}, "pretrained", id="65 labels a class"),
        pytest.param(
            {"rows": 10**6, "data.smallest_class": 60, **GPU}, "pretrained", id="one rare class of many texts"
        ),
        pytest.param({"rows": 128}, "sentence-embedding", id="64 labels a class on a CPU"),
        pytest.param({"rows": 128, "deploy": "edge"}, "ngram-mlp", id="few on the edge"),
        pytest.param({"rows": 20_000}, "ngram-mlp", id="a CPU"),
        pytest.param({"rows": 1_499 * 128}, "ngram-mlp", id="ratio 1,499"),
        pytest.param({"rows": 1_500 * 128}, "sepcnn", id="ratio 1,500"),
        pytest.param({"rows": 1_501 * 128}, "sepcnn", id="ratio 1,501"),
        pytest.param({"rows": 20_000, "latency_ms": 9.9, **GPU}, "ngram-mlp", id="9.9 ms"),
        pytest.param({"rows": 20_000, "latency_ms": 10.0, **GPU}, "pretrained", id="10 ms"),
        pytest.param({"rows": 20_000, **GPU, **SCRATCH}, "ngram-mlp", id="from scratch"),
    ],
)
def test_whole_texts(facts, current):
    assert chosen("current", task="binary", **{"data.kind": "text"}, **facts) == current
    assert chosen("guide", task="binary", **{"data.kind": "text"}, **facts) == "ngram-mlp"


def test_labels_of_a_class_of_several_labels():
    few = Problem(task="multilabel", **{"data.kind": "text"}, rows=640, outputs=10)
    assert answer(text.sentence_encoder_for_few_labels(few)) == "sentence-embedding"
    more = Problem(task="multilabel", **{"data.kind": "text"}, rows=650, outputs=10)
    assert answer(text.sentence_encoder_for_few_labels(more)) is None
    warned = text.sentence_encoder_for_few_labels(few.replace(rows=70))
    assert isinstance(warned, Pick)
    assert warned.warning is not None


@pytest.mark.parametrize(
    ("facts", "current", "guide"),
    [
        pytest.param(
            {"tokens": 10**12 - 1, "domain": "far", **GPU}, "pretrained", "transformer", id="below a trillion"
        ),
        pytest.param({"tokens": 10**12, **GPU}, "transformer", "transformer", id="a trillion tokens"),
        pytest.param({"tokens": 10**6, **SCRATCH}, "transformer", "transformer", id="from scratch"),
    ],
)
def test_language(facts, current, guide):
    assert chosen("current", task="language-modeling", **facts) == current
    assert chosen("guide", task="language-modeling", **facts) == guide


@pytest.mark.parametrize(
    ("facts", "current", "guide"),
    [
        pytest.param({}, "pretrained", "rnn", id="tokens"),
        pytest.param({"deploy": "edge"}, "rnn", "rnn", id="tokens on the edge"),
        pytest.param(SCRATCH, "rnn", "rnn", id="tokens from scratch"),
    ],
)
def test_tokens(facts, current, guide):
    assert chosen("current", task="token-classification", **facts) == current
    assert chosen("guide", task="token-classification", **facts) == guide


@pytest.mark.parametrize(
    ("facts", "current", "guide"),
    [
        pytest.param(a("audio", "binary", **GPU), "pretrained", "pretrained", id="clips"),
        pytest.param(a("audio", "binary"), "cnn", "pretrained", id="clips on a CPU"),
        pytest.param(a("audio", "binary", **GPU, **SCRATCH), "cnn", "cnn", id="clips from scratch"),
        pytest.param(
            a("audio", "binary", domain="far", sample_rate=48_000, **GPU), "pretrained", "pretrained", id="48 kHz"
        ),
        pytest.param(a("audio", "binary", domain="far", sample_rate=48_001, **GPU), "cnn", "pretrained", id="beyond"),
        pytest.param(a("audio", "speech-recognition", hours=4.9), "zero-shot", "speech-to-text", id="4.9 hours"),
        pytest.param(a("audio", "speech-recognition", hours=5.0), "speech-to-text", "speech-to-text", id="5 hours"),
        pytest.param(a("audio", "speech-recognition", hours=5.1), "speech-to-text", "speech-to-text", id="5.1 hours"),
        pytest.param(a("audio", "speech-recognition", hours=5.0, **SCRATCH), "rnn", "rnn", id="from scratch"),
        pytest.param(a("series", "forecasting", rows=1_999), "zero-shot", "mlp", id="1,999 steps"),
        pytest.param(a("series", "forecasting", rows=2_000), "linear-series", "mlp", id="2,000 steps"),
        pytest.param(a("series", "forecasting", rows=1_999, **SCRATCH), "linear-series", "mlp", id="few from scratch"),
        pytest.param(a("series", "forecasting", rows=1_999, covariates=1), "zero-shot", "mlp", id="covariates"),
        pytest.param(a("series", "forecasting", rows=99_999, **GPU), "linear-series", "mlp", id="99,999 steps"),
        pytest.param(a("series", "forecasting", rows=100_000, **GPU), "transformer", "mlp", id="100,000 steps"),
        pytest.param(a("series", "forecasting", rows=100_000), "linear-series", "mlp", id="100,000 steps on a CPU"),
        pytest.param(a("series", "forecasting", rows=10**5, series=100, **GPU), "transformer", "mlp", id="long ones"),
        pytest.param(a("series", "forecasting", rows=10**5, series=101, **GPU), "nhits", "mlp", id="short ones"),
        pytest.param(a("series", "forecasting", rows=50_000, series=99), "linear-series", "mlp", id="99 series"),
        pytest.param(a("series", "forecasting", rows=50_000, series=100), "nhits", "mlp", id="100 series"),
        pytest.param(a("series", "forecasting", rows=40_100, series=100), "nhits", "mlp", id="401 steps each"),
        pytest.param(a("series", "forecasting", rows=40_000, series=100), "linear-series", "mlp", id="400 steps each"),
        pytest.param(a("series", "forecasting", rows=10**5, series=1_000), "nhits", "mlp", id="1,000 short series"),
        pytest.param(a("series", "binary"), "cnn", "rnn", id="series to classify"),
        pytest.param(a("series", "binary", **{"data.length": 1}), "mlp", "mlp", id="series of one step"),
        pytest.param(a("series", "binary", **{"data.length": 1_001}), "cnn", "cnn", id="long series to classify"),
    ],
)
def test_sound_and_series(facts, current, guide):
    assert chosen("current", **facts) == current
    assert chosen("guide", **facts) == guide


@pytest.mark.parametrize("ruleset", ["current", "guide"])
@pytest.mark.parametrize(("kind", "task"), PAIRS)
@pytest.mark.parametrize("rows", [30, 1_000, 10**6, 10**9])
def test_every_problem_has_a_family_and_a_reason(kind, task, rows, ruleset):
    settled = BASE.resolve(Problem(**a(kind, task, rows=rows)), ruleset).choices["family"]
    assert "\n" not in settled.pick.because
    assert any(letter.isdigit() for letter in settled.pick.because)


@pytest.mark.parametrize(
    ("facts", "warned"),
    [
        pytest.param({"rows": 99}, True, id="99 rows"),
        pytest.param({"rows": 100}, False, id="100 rows"),
        pytest.param({"rows": 1_000, "smallest_class": 9}, True, id="nine of a class"),
        pytest.param({"rows": 1_000, "smallest_class": 10}, False, id="ten of a class"),
    ],
)
def test_warning_where_nothing_can_be_learnt(facts, warned):
    facts = {f"data.{name}": value for name, value in facts.items()}
    assert (rows_warning(Problem(task="binary", **facts)) is not None) is warned


def test_warning_at_absurd_width():
    wide = table.dense_stack_for_a_table(Problem(task="binary", rows=10**9, features=10**6))
    assert isinstance(wide, Pick)
    assert wide.warning is not None
    assert "1 million columns" in wide.warning


@pytest.mark.parametrize("ruleset", ["current", "guide"])
@pytest.mark.parametrize(("kind", "task"), PAIRS)
def test_only_rules_of_the_problems_own_scope_speak(kind, task, ruleset):
    """A choice for photographs lists no refusals of rules on sound, series and tables."""
    known = {"problem": Problem(**a(kind, task))}
    modules = {rule.call.__module__.rpartition(".")[2] for rule in speaking(family, ruleset, known)}
    assert modules <= MODULES.get(task, MODULES[kind])


@pytest.mark.parametrize(
    ("rule", "facts"),
    [
        pytest.param(image.published_backbone, {"image": "31x31x3"}, id="too small for a published network"),
        pytest.param(image.published_backbone, {"image": "64x64x5"}, id="channels no published network reads"),
        pytest.param(image.too_small_for_a_backbone, {"image": "4x4x1"}, id="nowhere to slide"),
        pytest.param(image.channels_no_backbone_reads, {"image": "1x1x200"}, id="one pixel"),
        pytest.param(
            segmentation.segmenter_for_photographs, {"task": "segmentation", "volumetric": True}, id="a volume"
        ),
        pytest.param(
            text.ngrams_for_long_or_few_texts, {"task": "binary", "data.kind": "text", **GPU}, id="an encoder is fine"
        ),
    ],
)
def test_no_rule_offers_what_its_reason_does_not_hold_for(rule, facts):
    assert isinstance(rule(Problem(**{"task": "multiclass", **facts})), Skip)


def test_a_published_network_claims_little_far_from_photographs():
    far = Problem(task="multiclass", domain="far", rows=10**6, image="64x64x3", **GPU)
    answer = image.published_backbone(far)
    assert isinstance(answer, Pick)
    assert "even far from photographs" in answer.because


@pytest.mark.parametrize(("rows", "warned"), [(9_999, True), (10_000, False), (10_001, False)])
def test_detector_from_scratch_warns_of_few_images(rows, warned):
    result = detection.detector_from_scratch(Problem(task="detection", rows=rows, **SCRATCH))
    assert isinstance(result, Pick)
    assert (result.warning is not None) is warned


@pytest.mark.parametrize(("pixels", "warned"), [(63, True), (64, False)])
def test_detector_warns_of_small_images(pixels, warned):
    result = detection.detector_for_boxes(Problem(task="detection", image=f"{pixels}x{pixels}x3"))
    assert isinstance(result, Pick)
    assert (result.warning is not None) is warned


@pytest.mark.parametrize(("rows", "warned"), [(29, True), (30, False)])
def test_volumes_warn_of_few(rows, warned):
    result = segmentation.unet_for_volumes(Problem(task="segmentation", rows=rows, **{"data.volumetric": True}))
    assert isinstance(result, Pick)
    assert (result.warning is not None) is warned


@pytest.mark.parametrize(("hours", "said"), [(999.0, "allow published weights"), (1_000.0, "a Conformer")])
def test_recogniser_from_scratch_warns_of_few_hours_and_else_names_what_is_better(hours, said):
    result = speech.recogniser_from_scratch(Problem(task="speech-recognition", hours=hours, **SCRATCH))
    assert isinstance(result, Pick)
    assert said in str(result.warning)
