"""Depth and width of transformers and of forecasters."""

from __future__ import annotations

from math import gcd
from typing import TYPE_CHECKING, Final

from advisor.engine import Pick, Skip, pick, skip
from advisor.knowledge.common import BOTH, CURRENT, GUIDE
from advisor.knowledge.compute.spending import ORDINARY_HOURS, hours_allowed, operations_allowed
from advisor.knowledge.model.capacity.base import (
    ALONG_TIME,
    MASSIVE_SEQUENCES,
    examples,
    feedforward,
    heads,
    layers,
    patch,
    widths,
)
from advisor.knowledge.scopes import kinds_but, scope, tasks_but
from advisor.networks.scaling import TOKENS_PER_PARAMETER, WIDTH_PER_LAYER, parameters_for_flops, width_for_depth
from advisor.quantities import count, duration, plural

if TYPE_CHECKING:
    from advisor.problem import Problem

ANYTHING_BUT_SERIES: Final = scope(kind=kinds_but("series"), family="transformer")
LANGUAGE: Final = scope(task="language-modeling", family="transformer")
PATCHES: Final = scope(kind="series", family="transformer")
VECTORS: Final = scope(kind=kinds_but("series"), task=tasks_but("language-modeling"), family="transformer")
LINEAR: Final = scope(family="linear-series")
NHITS: Final = scope(family="nhits")

BASE_TRANSFORMER: Final = (6, 512)  # blocks and width of the first transformer, arXiv:1706.03762
REPEATS: Final = 4  # epochs over text that are nearly as good as new text, arXiv:2305.16264
BLOCK_PARAMETERS: Final = 12 * 64**2  # of a decoder of depth d: 12 d (64 d)^2, so this times d^3
BLOCKS_SHARE: Final = 0.4  # part of the operations left to blocks by scores, output layer and recomputing; derived
DEPTHS: Final = (2, 128)  # blocks that a decoder has at least and at most
HEAD_DIM: Final = 128  # values of a head, nanochat
SMALL_HEAD_DIM: Final = 64  # values of a head below SMALL_WIDTH, arXiv:1706.03762
SMALL_WIDTH: Final = 768  # model width below which heads of 128 would be too few (folklore)
PATCH_BLOCKS: Final = (3, 128)  # blocks and width of PatchTST, arXiv:2211.14730
PATCH_HEADS: Final = 16  # PatchTST, arXiv:2211.14730
PATCH: Final = 16  # steps of a patch; half of them to the next, arXiv:2211.14730
SEQUENCE_BLOCKS: Final = (4, 128)  # blocks and width (folklore)
SEQUENCE_BLOCKS_MASSIVE: Final = (6, 256)  # blocks and width (folklore)
SEQUENCE_HEADS: Final = 8  # arXiv:1706.03762
GATED_RATIO: Final = 8 / 3  # width of a gated feed-forward layer over the model's: 2/3 of 4, arXiv:2002.05202
FEEDFORWARD_STEP: Final = 128  # feed-forward widths in multiples of this run fastest, ml-engineering
STACKS: Final = 3  # N-HiTS, arXiv:2201.12886
STACK_UNITS: Final = 512  # N-HiTS, arXiv:2201.12886
BESIDE: Final = 64  # units of the network beside the linear layer (folklore)
BESIDE_STEPS: Final = 1_000  # time steps below which the linear layer stays alone (folklore)


def affordable(problem: Problem) -> int:
    """Parameters that the machines can train compute-optimally in the hours that there are."""
    return parameters_for_flops(BLOCKS_SHARE * operations_allowed(problem, "transformer"))


# Transformers -------------------------------------------------------------------------------------------


@layers.rule(
    "LAY-LM-GUIDE",
    ANYTHING_BUT_SERIES,
    sources=["guide", "vaswani2017"],
    strength="moderate",
    rulesets=GUIDE,
)
def blocks_of_the_first_transformer(problem: Problem) -> Pick[int]:
    """The guide says nothing about transformers, so take as many blocks as the first one had."""
    return pick(
        BASE_TRANSFORMER[0],
        f"the guide is silent on transformers, so {examples(problem)} get as many blocks as the first one had",
    )


@layers.rule(
    "LAY-LM",
    LANGUAGE,
    sources=["chinchilla2022", "muennighoff2023", "nanochat"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide is silent on language models; compute-optimal training wants some 20 tokens for each parameter.",
)
def depth_by_tokens_and_compute(problem: Problem) -> Pick[int]:
    """Depth sets the size: as large as the tokens, read up to four times, or else the compute can train."""
    tokens = problem.data.tokens
    fed = REPEATS * tokens // TOKENS_PER_PARAMETER
    paid = affordable(problem)
    hours = hours_allowed(problem, max(1, problem.compute.gpus)) or ORDINARY_HOURS
    parameters = min(fed, paid)
    low, high = DEPTHS
    depth = min(max(round((parameters / BLOCK_PARAMETERS) ** (1 / 3)), low), high)
    why = (
        f"{plural(tokens, 'token')} read {REPEATS} times can train {plural(fed, 'parameter')} at"
        f" {TOKENS_PER_PARAMETER} tokens each"
        if fed <= paid
        else f"{duration(hours)} on these machines train {count(paid)} parameters, fewer than"
        f" {plural(tokens, 'token')} read {REPEATS} times could"
    )
    return pick(depth, why, sorted({max(low, round(depth * 0.75)), depth, round(depth * 1.25)}))


@layers.rule(
    "LAY-PATCHES",
    PATCHES,
    sources=["patchtst2022"],
    strength="moderate",
    rulesets=BOTH,
)
def blocks_over_patches(problem: Problem) -> Pick[int]:
    """PatchTST's three blocks did well over many series."""
    return pick(PATCH_BLOCKS[0], f"{examples(problem)}: as many blocks as PatchTST has", [2, 3, 4])


@layers.rule(
    "LAY-ATTENTION",
    VECTORS,
    sources=["vaswani2017"],
    strength="folklore",
    rulesets=CURRENT,
    versus="The guide is silent on transformers; the first was built for translation, and numbers in order need less.",
)
def blocks_over_sequences(problem: Problem) -> Pick[int]:
    """Sequences of feature vectors are simpler than language, and so are their transformers."""
    blocks = (SEQUENCE_BLOCKS if problem.data.rows < MASSIVE_SEQUENCES else SEQUENCE_BLOCKS_MASSIVE)[0]
    return pick(
        blocks,
        f"{examples(problem)} support {blocks} blocks; vectors in order are simpler than language",
        [2, blocks, blocks + 2],
    )


@widths.rule(
    "WID-LM-GUIDE",
    ANYTHING_BUT_SERIES,
    sources=["guide", "vaswani2017"],
    strength="moderate",
    rulesets=GUIDE,
)
def width_of_the_first_transformer(problem: Problem, layers: int) -> Pick[list[int]]:
    """The guide says nothing about transformers, so take the width of the first one."""
    return pick(
        [BASE_TRANSFORMER[1]] * layers,
        f"the guide is silent on transformers, so {examples(problem)} get the width of the first one",
    )


@widths.rule(
    "WID-LM",
    LANGUAGE,
    sources=["nanochat", "kaplan2020", "ml-engineering"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide is silent on transformers; width grows with depth, and beyond that the shape matters little.",
)
def width_by_depth(layers: int) -> Pick[list[int]]:
    """A decoder is 64 times as wide as deep, in whole heads; the exact shape matters little."""
    width = width_for_depth(layers)
    return pick(
        [width] * layers,
        f"{WIDTH_PER_LAYER} times the depth of {plural(layers, 'block')}, rounded up to whole heads of {HEAD_DIM}",
    )


@widths.rule(
    "WID-PATCHES",
    PATCHES,
    sources=["patchtst2022"],
    strength="moderate",
    rulesets=BOTH,
)
def width_over_patches(problem: Problem, layers: int) -> Pick[list[int]]:
    """PatchTST's width of 128 did well over many series."""
    return pick(
        [PATCH_BLOCKS[1]] * layers,
        f"{examples(problem)}: as wide as PatchTST",
        [[n] * layers for n in (64, 128, 256)],
    )


@widths.rule(
    "WID-ATTENTION",
    VECTORS,
    sources=["vaswani2017", "ml-engineering"],
    strength="folklore",
    rulesets=CURRENT,
    versus="The guide is silent on transformers; the first was built for translation, and numbers in order need less.",
)
def width_over_sequences(problem: Problem, layers: int) -> Pick[list[int]]:
    """Sequences of feature vectors need a quarter to half of the width that language needs."""
    width = (SEQUENCE_BLOCKS if problem.data.rows < MASSIVE_SEQUENCES else SEQUENCE_BLOCKS_MASSIVE)[1]
    return pick(
        [width] * layers,
        f"{examples(problem)} support a width of {width}; vectors in order are simpler than language",
        [[n] * layers for n in (width // 2, width, 2 * width)],
    )


@heads.rule("HEADS-PATCHES", scope(kind="series"), sources=["patchtst2022"], strength="moderate", rulesets=BOTH)
def heads_over_patches(widths: list[int]) -> Pick[int]:
    """PatchTST's sixteen heads did well over patches of series."""
    return pick(
        gcd(widths[0], PATCH_HEADS), f"PatchTST's {PATCH_HEADS} heads, as far as they divide a width of {widths[0]}"
    )


@heads.rule("HEADS-SEQUENCE", scope(kind="sequence"), sources=["vaswani2017"], strength="moderate", rulesets=BOTH)
def heads_over_sequences(widths: list[int]) -> Pick[int]:
    """Eight heads, as the first transformer had."""
    return pick(
        gcd(widths[0], SEQUENCE_HEADS),
        f"the {SEQUENCE_HEADS} heads of the first transformer, as far as they divide a width of {widths[0]}",
        [4, 8],
    )


@heads.rule(
    "HEADS-WIDTH",
    scope(kind=kinds_but(*ALONG_TIME)),
    sources=["vaswani2017", "nanochat", "guide"],
    strength="moderate",
    rulesets=BOTH,
)
def heads_by_width(widths: list[int]) -> Pick[int]:
    """Heads of 64 values in narrow models, of 128 in wide ones."""
    width = widths[0]
    size = SMALL_HEAD_DIM if width < SMALL_WIDTH else HEAD_DIM
    number = max(1, width // size)
    return pick(
        number if width % number == 0 else gcd(width, number),
        f"a width of {width} is split into heads of about {size} values",
    )


@feedforward.rule("FF-PATCHES", scope(kind="series"), sources=["patchtst2022"], strength="moderate", rulesets=BOTH)
def twice_over_patches(widths: list[int]) -> Pick[int]:
    """Over series twice the width is enough."""
    return pick(2 * widths[0], f"twice the width of {widths[0]}, as in PatchTST", [widths[0], 2 * widths[0]])


@feedforward.rule(
    "FF-GATED",
    scope(task="language-modeling"),
    sources=["shazeer2020"],
    strength="strong",
    rulesets=CURRENT,
    versus="The guide is silent on transformers; the usual four times the width belongs to layers without a gate.",
)
def two_thirds_behind_a_gate(widths: list[int]) -> Pick[int]:
    """A gate is a third matrix, so at equal parameters and cost the layer is two thirds as wide."""
    hidden = max(1, round(GATED_RATIO * widths[0] / FEEDFORWARD_STEP)) * FEEDFORWARD_STEP
    return pick(
        hidden,
        f"8/3 of the width of {widths[0]}, in steps of {FEEDFORWARD_STEP}: with the gate's extra matrix it costs as"
        " much as four times the width without a gate",
    )


@feedforward.rule(
    "FF-FOUR", scope(kind=kinds_but("series")), sources=["vaswani2017", "guide"], strength="strong", rulesets=BOTH
)
def four_times_the_width(widths: list[int]) -> Pick[int]:
    """Four times the width, as in nearly every transformer since the first."""
    return pick(
        4 * widths[0], f"four times the width of {widths[0]}, as in nearly every transformer (the guide is silent)"
    )


@patch.rule("PATCH-SHORT", sources=["patchtst2022"], strength="folklore", rulesets=BOTH)
def shorter_for_a_short_past(lookback: int | None) -> Pick[list[int]] | Skip:
    """A short look-back needs short patches, or too few of them remain."""
    if lookback is None or lookback >= 4 * PATCH:
        return skip(f"needs a look-back of fewer than {4 * PATCH} steps")
    length = max(1, lookback // 4)
    return pick(
        [length, max(1, length // 2)],
        f"{plural(lookback, 'step')} of look-back would make too few patches of {PATCH} steps",
    )


@patch.rule("PATCH-LONG", sources=["patchtst2022"], strength="moderate", rulesets=BOTH)
def patches_of_sixteen(lookback: int | None) -> Pick[list[int]]:
    """PatchTST cuts patches of 16 steps, of which each overlaps the one before by half."""
    past = plural(lookback, "step") + " of look-back are" if lookback else "each series is"
    return pick(
        [PATCH, PATCH // 2],
        f"{past} cut into patches of {PATCH} steps, each overlapping the one before by half, as in PatchTST",
        [[8, 4], [16, 8], [24, 12], [32, 16]],
    )


# Forecasters --------------------------------------------------------------------------------------------


@layers.rule("LAY-BESIDE", LINEAR, sources=["dlinear2022"], strength="moderate", rulesets=BOTH)
def a_small_network_beside(problem: Problem) -> Pick[int]:
    """A linear layer does most of the forecasting; one hidden layer beside it adds what is not linear."""
    few = problem.data.rows < BESIDE_STEPS
    return pick(
        0 if few else 1,
        f"{examples(problem)}"
        f" {'support the linear layer alone' if few else 'support a small network beside the linear layer'}",
        [0, 1],
    )


@layers.rule("LAY-NHITS", NHITS, sources=["nhits2022"], strength="moderate", rulesets=BOTH)
def three_stacks(problem: Problem) -> Pick[int]:
    """N-HiTS forecasts slow, medium and fast movements with a stack each."""
    return pick(
        STACKS, f"{plural(problem.data.horizon, 'step')} ahead: slow, medium and fast movements get a stack each"
    )


@widths.rule("WID-BESIDE", LINEAR, sources=["dlinear2022"], strength="folklore", rulesets=BOTH)
def small_beside_the_linear_layer(problem: Problem, layers: int) -> Pick[list[int]]:
    """In most series little is not linear, so the network beside the linear layer is small."""
    return pick(
        [BESIDE] * layers,
        f"{examples(problem)}: the linear layer does most, so the network beside it needs few units",
        [[n] * layers for n in (32, 64, 128)],
    )


@widths.rule("WID-NHITS", NHITS, sources=["nhits2022"], strength="moderate", rulesets=BOTH)
def units_of_a_stack(problem: Problem, layers: int) -> Pick[list[int]]:
    """The stacks of N-HiTS are 512 units wide."""
    return pick(
        [STACK_UNITS] * layers,
        f"{plural(layers, 'stack')} as wide as N-HiTS has them, for {plural(problem.data.series, 'series', 'series')}",
        [[n] * layers for n in (256, 512)],
    )
