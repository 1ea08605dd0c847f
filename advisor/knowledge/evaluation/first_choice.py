"""What to try first for text, sound, images and sequences, and the network where nothing else is better.

Forecasts stand in `first_choice_series`; tables, speech, the guide and models used as they are in
`first_choice_table`. Both come before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from advisor.engine import Pick, Skip, pick, skip
from advisor.knowledge.common import CURRENT, named
from advisor.knowledge.evaluation.first_choice_table import first_choice
from advisor.knowledge.predicates import labels_of_a_class
from advisor.knowledge.scopes import TRAINED, scope, tasks_but
from advisor.quantities import count, plural

if TYPE_CHECKING:
    from advisor.config.words import Family, FirstChoice, Stacking, Tokenization
    from advisor.problem import Problem


# Images or clips from which a small network from scratch is worth its while: of 200 images of outlines it told 96%
# apart, logistic regression on pixels 57%; own runs, which went no lower.
FEW_IMAGES: Final = 200
# Recordings of a class likewise: of 11 names of each letter, by speakers of ten languages, it told 6% of those of three
# others, a linear model on mel bands 18%; of 32 everyday sounds of a class 90%, the linear model 83%; own runs.
FEW_OF_A_CLASS: Final = 20
LESS_BY_CHARACTERS: Final = 0.08  # log-loss, 0.581 for 0.631 on the test part of TweetEval's irony, own run
TEXTS_FOR_WORDS: Final = 100_000  # texts up to which word counts rival small networks, folklore
KERNEL_ROWS: Final = 10_000  # sequences up to which ROCKET leads at a fraction of the cost, size of UCR's largest
FEW_SEQUENCES: Final = 1_000  # sequences whose summaries make a small table, folklore
# Planners of nnU-Net by the GiB that they took in training, on a GPU of its authors; documentation/resenc_presets.md.
PLANNERS: Final = {
    34.1: "nnUNetPlannerResEncXL",
    21.1: "nnUNetPlannerResEncL",
    8.5: "nnUNetPlannerResEncM",
    7.2: "ExperimentPlanner",
}
PLAIN: Final = ("mlp", "cnn", "rnn", "transformer")  # families that are trained from scratch on any kind of data


# Text, sound, images ------------------------------------------------------------------------------------


@first_choice.rule(
    "FIRST-WORDS",
    scope(
        kind="text",
        task=tasks_but("token-classification", "language-modeling"),
        family=("ngram-mlp", "sepcnn", *PLAIN),
    ),
    sources=["joulin2016", "google-text-guide"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide is silent on other methods; no small text network clearly beat TF-IDF with logistic regression in"
    " the project's first measurement.",
)
def word_counts_for_small_text(
    problem: Problem, tokenizer: Tokenization | None, stacking: Stacking | None
) -> Pick[FirstChoice] | Skip:
    """Weighted word counts with a linear model are as good as small networks from scratch, in seconds."""
    data = problem.data
    if data.rows > TEXTS_FOR_WORDS:
        return skip(f"needs at most {count(TEXTS_FOR_WORDS)} texts")
    if tokenizer == "word-and-character-ngrams" and stacking == "linear":
        return pick(
            "tfidf-linear",
            f"{plural(data.rows, 'text')} and no published weights: weighted word counts take seconds, and networks"
            " over characters as well, blended with a linear model, lowered their log-loss by"
            f" {LESS_BY_CHARACTERS:.0%} on the irony of tweets",
            warning=f"try TF-IDF with a linear model first, which takes seconds on {plural(data.rows, 'text')}:"
            " networks over characters as well, blended with a linear model, lowered its log-loss by"
            f" {LESS_BY_CHARACTERS:.0%} on the irony of tweets",
        )
    return pick(
        "tfidf-linear",
        f"{plural(data.rows, 'text')} and no published weights: no small network clearly beats weighted word counts"
        " there",
        warning=f"try TF-IDF with a linear model first: on {plural(data.rows, 'text')} no small network without a"
        " published encoder clearly beats it",
    )


@first_choice.rule(
    "FIRST-FEW-PIXELS",
    scope(kind=("image", "audio"), task=tasks_but("detection", "segmentation", "speech-recognition"), family=PLAIN),
    sources=["cs231n"],
    strength="folklore",
    rulesets=CURRENT,
    versus="The guide is silent on other methods; a network from scratch needs more examples than these.",
)
def linear_on_few_images_or_clips(problem: Problem, stacking: Stacking | None) -> Pick[FirstChoice] | Skip:
    """Without published weights a few images or clips do not teach a network what to look for."""
    data = problem.data
    few_of_a_class = data.kind == "audio" and labels_of_a_class(problem) < FEW_OF_A_CLASS
    if data.rows >= FEW_IMAGES and not few_of_a_class:
        return skip(
            f"needs fewer than {FEW_IMAGES} examples, or fewer than {FEW_OF_A_CLASS} recordings of an average class"
        )
    examples = plural(data.rows, "example")
    if few_of_a_class:
        examples = plural(labels_of_a_class(problem), "recording") + " of an average class"
    if stacking == "linear":
        return pick(
            "linear",
            f"{examples} are few for a network from scratch, with which a linear model on the means of each band is"
            " blended",
            warning=f"{examples} are few for a network from scratch: the linear model that is blended with it may have"
            " most of the weight; use published weights if you may",
        )
    return pick(
        "linear",
        f"from {examples} a network from scratch learns little that a linear model on simple features misses",
        warning=f"try a linear model on simple features first: {examples} are few for a network"
        " from scratch; use published weights if you may",
    )


@first_choice.rule(
    "FIRST-NNUNET",
    scope(task="segmentation", family="unet"),
    sources=["nnunet", "isensee2024", "nnunet2018"],
    strength="strong",
    rulesets=CURRENT,
    versus="The guide is silent on volumes; fairly compared over six sets of them, U-Nets that nnU-Net plans lead.",
)
def planned_by_nnunet(problem: Problem) -> Pick[FirstChoice] | Skip:
    """On volumes nnU-Net plans crops, spacing and a U-Net from the data, and leads where it was fairly compared."""
    memory = problem.compute.device_memory_gib
    if not problem.data.volumetric or problem.compute.device != "gpu" or problem.compute.deploy == "edge":
        return skip("needs volumes, a GPU, and a server to predict on")
    planner = next((name for least, name in PLANNERS.items() if memory >= least), None)
    if planner is None:
        return skip(f"needs {min(PLANNERS):g} GiB of GPU memory")
    return pick(
        "nnu-net",
        f"{plural(problem.data.rows, 'volume')} and {memory:g} GiB: nnU-Net plans crops, spacing and a U-Net for them,"
        " and leads where U-Nets were fairly compared",
        warning=f"try nnU-Net first (pip install nnunetv2; planner {planner}): from"
        f" {plural(problem.data.rows, 'volume')} it plans crops, spacing and a U-Net that fit {memory:g} GiB by itself",
    )


# Series to classify, and sequences ----------------------------------------------------------------------


@first_choice.rule(
    "FIRST-KERNELS",
    scope(kind=("series", "sequence"), task=("binary", "multiclass", "multilabel")),
    sources=["rocket2019"],
    strength="moderate",
    rulesets=CURRENT,
    studied={"data.rows": (16, KERNEL_ROWS)},
    versus="The guide names recurrent networks; random convolutions with a linear classifier match the best networks on"
    " such data in seconds.",
)
def random_kernels_and_a_line(problem: Problem) -> Pick[FirstChoice] | Skip:
    """Thousands of random convolutions with a ridge classifier match the best networks on series to classify."""
    data = problem.data
    if data.rows > KERNEL_ROWS:
        return skip(f"needs at most {count(KERNEL_ROWS)} examples")
    return pick(
        "linear",
        f"{plural(data.rows, 'example')} of {plural(data.length, 'step')}: a linear classifier on random convolutions"
        " (ROCKET) is as accurate, in seconds",
        warning="try ROCKET first, a linear classifier on random convolutions: on"
        f" {plural(data.rows, 'sequence')} it is as accurate as a network, in seconds",
    )


@first_choice.rule(
    "FIRST-SUMMARIES",
    scope(kind="sequence"),
    sources=["lightgbm"],
    strength="folklore",
    rulesets=CURRENT,
    versus="The guide names recurrent networks; few sequences make a small table of their summaries, on which trees do"
    " well.",
)
def trees_on_summaries_of_sequences(problem: Problem) -> Pick[FirstChoice] | Skip:
    """Means, extremes and trends of a sequence make a row, and few rows suit boosted trees."""
    data = problem.data
    if data.rows > FEW_SEQUENCES:
        return skip(f"needs at most {count(FEW_SEQUENCES)} sequences")
    return pick(
        "boosted-trees",
        f"means, extremes and trends of {plural(data.rows, 'sequence')}, with {plural(data.features, 'value')} per"
        " step, make a small table",
        warning="try boosted trees on means, extremes and trends first:"
        f" {plural(data.rows, 'sequence')} make a small table",
    )


@first_choice.rule(
    "FIRST-NETWORK",
    scope(family=TRAINED),
    sources=["guide", "resnet2015", "whisper2022", "devlin2018", "tabred2024"],
    strength="moderate",
    rulesets=CURRENT,
)
def the_network_itself(problem: Problem, family: Family) -> Pick[FirstChoice]:
    """Images, sound and language, and large data of any kind, are what networks are best at."""
    return pick(
        "network",
        f"on {plural(problem.data.rows, 'example')} of {problem.data.kind} data no simpler method is known to be ahead"
        f" of {named(family)}",
    )
