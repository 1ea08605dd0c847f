"""Problems that are not covered: told by their words at every way in, and nothing that is covered is taken for one."""

from collections import Counter
from datetime import date

import pytest

from advisor import Problem
from advisor.errors import InputError
from advisor.problem.not_covered import by_word, not_covered, tools
from advisor.problem.vocabulary import ALIASES, MEANINGS, SUPPORTED, TASK_ALIASES

FIELDS = not_covered()
COVERED = [*TASK_ALIASES, *ALIASES["data.kind"], *SUPPORTED, *MEANINGS["task"]]

# What people type, in their own spelling, and the field that it means; None for what is covered or unknown.
TYPED = {
    "Movie Recommendation": "recommendation",
    "product_recommendation": "recommendation",
    "survival regression": "survival",
    "Cox proportional hazards": "survival",
    "graph regression": "graph",
    "node classification": "graph",
    "knowledge graph completion": "knowledge-graph",
    "RL": "reinforcement",
    "offline reinforcement learning": "reinforcement",
    "unsupervised anomaly detection": "anomalies",
    "time series anomaly detection": "series-clusters",
    "customer segmentation": "clustering",
    "learning to rank": "ranking",
    "uplift modeling": "causal",
    "human pose estimation": "keypoints",
    "instance segmentation": "instance-segmentation",
    "binary speaker verification": "speaker",
    "machine translation": "seq2seq",
    "summarization": "seq2seq",
    "extractive QA": "question-answering",
    "molecular property regression": "molecules",
    "image segmentation": None,
    "object detection": None,
    "text classification": None,
    "causal language modeling": None,
    "time series classification": None,
    "binary classification": None,
    "regression on graphs": "graph",
    "guess": None,
    "": None,
}

# The tasks by which the Hugging Face Hub sorts models, and what each is here.
HUB = {
    "audio-text-to-text": "multimodal",
    "text-to-speech": "speech-synthesis",
    "text-to-audio": "generation",
    "automatic-speech-recognition": None,
    "audio-to-audio": "speech-synthesis",
    "audio-classification": None,
    "voice-activity-detection": "speaker",
    "depth-estimation": "depth",
    "image-classification": None,
    "object-detection": None,
    "image-segmentation": None,
    "text-to-image": "generation",
    "image-to-text": "multimodal",
    "image-to-image": "generation",
    "image-to-video": "generation",
    "unconditional-image-generation": "generation",
    "video-classification": "video",
    "text-to-video": "generation",
    "zero-shot-image-classification": "zero-shot",
    "mask-generation": "instance-segmentation",
    "zero-shot-object-detection": "zero-shot",
    "text-to-3d": "generation",
    "image-to-3d": "generation",
    "image-feature-extraction": "retrieval",
    "keypoint-detection": "keypoints",
    "text-classification": None,
    "token-classification": None,
    "table-question-answering": "question-answering",
    "question-answering": "question-answering",
    "zero-shot-classification": "zero-shot",
    "translation": "seq2seq",
    "summarization": "seq2seq",
    "feature-extraction": "retrieval",
    "text-generation": None,
    "fill-mask": "self-supervised",
    "sentence-similarity": "retrieval",
    "text-ranking": "ranking",
    "visual-question-answering": "multimodal",
    "document-question-answering": "multimodal",
    "image-text-to-text": "multimodal",
    "video-text-to-text": "multimodal",
    "any-to-any": "generation",
    "tabular-classification": None,
    "tabular-regression": None,
    "time-series-forecasting": None,
    "reinforcement-learning": "reinforcement",
    "robotics": "reinforcement",
    "graph-ml": "graph",
}


@pytest.mark.parametrize(("said", "key"), [*TYPED.items(), *HUB.items()])
def test_a_word_means_the_field_that_people_mean_by_it(said: str, key: str | None) -> None:
    assert by_word(said) == (FIELDS[key] if key else None)


@pytest.mark.parametrize("said", COVERED)
def test_no_word_that_is_covered_is_refused(said: str) -> None:
    assert by_word(said) is None


@pytest.mark.parametrize("key", FIELDS)
def test_each_word_of_a_field_is_refused_with_what_is_covered_and_tools(key: str) -> None:
    for word in FIELDS[key].field.words:
        with pytest.raises(InputError) as error:
            Problem(task=word, rows=1_000)
        (wrong,) = error.value.diagnostics
        assert FIELDS[key].field.name in wrong.message
        assert all(task in wrong.message for task in MEANINGS["task"])
        assert wrong.hint is not None
        assert all(tool.url in wrong.hint for tool in FIELDS[key].tools)


def test_a_kind_of_data_that_is_not_covered_is_refused_with_the_kinds_that_are() -> None:
    with pytest.raises(InputError, match=r"there is no advice on video and tracking .* kinds of data .* table, image"):
        Problem(task="binary", kind="video")


def test_a_word_that_nobody_knows_is_no_field() -> None:
    with pytest.raises(InputError, match="expected one of binary, multiclass"):
        Problem(task="guess")


def test_the_table_names_each_word_once_and_two_or_three_tools_that_were_read() -> None:
    counts = Counter(word for other in FIELDS.values() for word in other.field.words)
    assert [word for word, times in counts.items() if times > 1] == []
    assert {len(other.tools) for other in FIELDS.values()} <= {2, 3}
    assert {tool for other in FIELDS.values() for tool in other.field.tools} == set(tools())
    for tool in tools().values():
        assert tool.url.startswith("https://")
        assert tool.source
        assert tool.checked <= date.today()
