"""The learning rate, the test that finds it, and how it moves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from advisor.arithmetic import scaling
from advisor.config.values import RangeTest, ScheduleSettings, Unfreezing
from advisor.engine import Decision, Pick, Skip, Span, pick, skip
from advisor.knowledge.common import BOTH, CURRENT, GUIDE, plural

if TYPE_CHECKING:
    from advisor.config.words import Family, Optimizer, Reading, Trainable
    from advisor.problem import Problem

START: Final = {  # peak rate for adaptive optimisers, and the batch that it belongs to
    "mlp": (1e-3, 256),  # rtdl's MLP and ResNet
    "tabm": (2e-3, 256),  # TabM
    "cnn": (1e-3, 64),
    "unet": (1e-3, 12),
    "rnn": (1e-3, 64),
    "transformer": (3e-4, 128),
    "ngram-mlp": (1e-3, 128),  # Google's guide to text classification
    "sepcnn": (1e-3, 128),  # likewise
    "linear-series": (1e-3, 32),
    "nhits": (1e-3, 256),
    "detector": (1e-4, 16),  # RF-DETR
    "segmenter": (1e-4, 16),
    "speech-to-text": (1e-5, 16),  # Whisper-small
    "sentence-embedding": (2e-5, 16),  # SetFit
}
PRETRAINED: Final = {"image": 2e-4, "text": 2e-5, "audio": 1e-5, "series": 1e-4}  # timm, BERT, AST
HEAD: Final = 1e-3  # rate of a new head; Keras' guide to transfer learning
ADAPTERS: Final = 2e-4  # about ten times that of full tuning; LoRA Without Regret
SGD: Final = (0.1, 256)  # rate and batch of ResNet; Goyal et al.
SGD_UNET: Final = 0.01  # nnU-Net, whatever the batch
ADAM_DEFAULT: Final = 1e-3  # Keras' and PyTorch's default for the Adam family
SGD_DEFAULT: Final = 0.01  # Keras' default for SGD
LONG_MOMENTUM: Final = 0.99  # momentum at which the rate is cut tenfold; guide R6
SCALED: Final = (0.25, 4.0)  # bounds on the scaling with the batch: further off the law was not tested
LOWEST, HIGHEST = 1e-6, 10.0  # first and last rate of the range test; guide
STEPS: Final = 200  # steps between them; fastai has 100, more of them smooth better
SMOOTHING: Final = 0.9  # share of the past in the averaged loss; folklore
DIVERGED: Final = 4.0  # multiple of the best loss that ends the test; fastai
WARMUP: Final = 0.06  # part of the steps; folklore, most recipes have 5 to 10%
WARMUP_SMALL: Final = 0.1  # likewise on small sets; Mosbach et al.
WARMUP_SGD: Final = 0.05  # five epochs of a hundred; Goyal et al.
SMALL: Final = 5_000  # training examples

learning_rate: Decision[float] = Decision(
    "training.learning_rate.initial",
    "Which learning rate?",
    name="learning_rate",
    applies=lambda family: family != "zero-shot",
    absent="nothing is trained",
)
range_test: Decision[RangeTest] = Decision(
    "training.learning_rate.range_test",
    "How is the learning rate found on the data?",
    applies=lambda family: family != "zero-shot",
    absent="nothing is trained",
)
schedule: Decision[ScheduleSettings] = Decision(
    "training.schedule",
    "How does the learning rate move during training?",
    applies=lambda family: family != "zero-shot",
    absent="nothing is trained",
)
warmup: Decision[float] = Decision(
    "training.warmup",
    "In which part of training does the rate rise from zero?",
    applies=lambda family: family != "zero-shot",
    absent="nothing is trained",
)


@learning_rate.rule("LR-GUIDE", sources=["guide:G-LR-1", "guide:G-LR-3"], strength="folklore", rulesets=GUIDE)
def framework_default(optimizer: Optimizer) -> Pick[float] | Skip:
    """The guide has no number: the range test finds the rate, and the framework's default holds until then."""
    return pick(
        SGD_DEFAULT if optimizer == "sgd" else ADAM_DEFAULT,
        f"the range test finds the rate; until it has run, {optimizer} keeps its framework's default",
        Span(LOWEST, HIGHEST, log=True),
    )


@learning_rate.rule(
    "LR-SGD",
    sources=["goyal2017", "nnunet", "guide:R6"],
    strength="strong",
    rulesets=CURRENT,
    versus="The guide has no number but the test's; this is the recipe's rate, in proportion to the batch.",
)
def rate_for_sgd(optimizer: Optimizer, family: Family, batch_size: int, momentum: float | None) -> Pick[float] | Skip:
    """0.1 at a batch of 256, in proportion to the batch; a tenth of it under a momentum of 0.99."""
    if optimizer != "sgd":
        return skip(f"the optimiser is {optimizer}")
    base, reference = (SGD_UNET, batch_size) if family == "unet" else SGD
    rate = scaling.scaled_learning_rate(base, batch_size, reference, rule="linear")
    rate = rounded(min(1.0, rate / (10 if momentum == LONG_MOMENTUM else 1)))
    return pick(
        rate,
        f"{base:g} belongs to a batch of {reference} and goes in proportion to the {batch_size} here, under a momentum"
        f" of {momentum:g}",
        Span(rate / 10, min(HIGHEST, rate * 10), log=True),
    )


@learning_rate.rule(
    "LR-TUNING",
    sources=["devlin2018", "timm", "ast2021", "keras-transfer", "schulman2025"],
    strength="strong",
    rulesets=CURRENT,
    versus="The guide has no number but the test's; published weights are spoilt by the rates that random ones need.",
)
def rate_for_published_weights(
    problem: Problem, family: Family, trainable: Trainable | None, unfreezing: Unfreezing | None
) -> Pick[float] | Skip:
    """Small for published weights, larger for a head or adapters alone."""
    kind = problem.data.kind
    if trainable == "adapters":
        return pick(
            ADAPTERS, f"adapters on {kind} weights take about ten times the rate of full tuning", _near(ADAPTERS)
        )
    if trainable == "head":
        return pick(HEAD, f"only a new head learns from {plural(problem.data.rows, 'example')}", _near(HEAD))
    if family != "pretrained":
        return skip("needs published weights under a new head")
    rate = PRETRAINED[kind]
    if unfreezing is not None and unfreezing.backbone_rate < 1:
        return pick(
            HEAD,
            f"the head learns at it and the {kind} backbone at {unfreezing.backbone_rate:g} of it, near the {rate:g} of"
            " published recipes",
            _near(HEAD),
        )
    return pick(rate, f"published recipes tune all {kind} weights at about this rate", _near(rate))


@learning_rate.rule(
    "LR-ADAPTIVE",
    sources=["rtdl", "tabm", "malladi2022", "google-text-guide", "guide:G-LR-1"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide has no number but the test's; this is the recipe's, scaled with the root of the batch.",
)
def rate_for_adaptive(family: Family, batch_size: int) -> Pick[float] | Skip:
    """The recipe's rate for the family; adaptive optimisers scale it with the square root of the batch."""
    base, reference = START.get(family, (ADAM_DEFAULT, batch_size))
    least, most = SCALED
    rate = rounded(base * min(most, max(least, scaling.scaled_learning_rate(1.0, batch_size, reference, rule="sqrt"))))
    return pick(
        rate,
        f"{base:g} belongs to a {family} at a batch of {reference}, and the batch here is {batch_size}",
        _near(rate),
    )


def rounded(rate: float) -> float:
    """Two significant figures: more would claim to be known."""
    return float(f"{rate:.2g}")


def _near(rate: float) -> Span:
    return Span(rounded(rate / 10), rounded(rate * 10), log=True)


@range_test.rule(
    "RANGE-SGD",
    sources=["guide:G-LR-3", "guide:G-LR-4", "guide:G-LR-5", "guide:R11", "smith2015"],
    strength="moderate",
    rulesets=BOTH,
)
def half_of_diverging(optimizer: Optimizer) -> Pick[RangeTest] | Skip:
    """Raise the rate by a constant factor until the loss diverges; SGD trains well at about half of that rate."""
    if optimizer != "sgd":
        return skip("half of the diverging rate is too high for adaptive optimisers")
    return pick(_test("half-of-diverging"), f"{optimizer} trains well at about half of the rate at which it diverges")


@range_test.rule(
    "RANGE-ADAPTIVE",
    sources=["guide:G-LR-3", "guide:G-LR-5", "guide:R11", "fastai"],
    strength="moderate",
    rulesets=BOTH,
)
def valley(optimizer: Optimizer) -> Pick[RangeTest] | Skip:
    """Adaptive optimisers and fine-tuning take the rate from the valley, where the smoothed loss falls longest."""
    return pick(
        _test("valley"),
        f"{optimizer} bears less than half of the diverging rate, so the valley of the smoothed loss is read instead",
    )


def _test(reading: Reading) -> RangeTest:
    return RangeTest(LOWEST, HIGHEST, STEPS, SMOOTHING, DIVERGED, reading)


@schedule.rule(
    "SCHED-ONE-CYCLE",
    sources=["guide:G-SCH-4", "guide:G-SCH-1", "guide:G-SCH-2", "guide:R12", "smith2017", "fastai"],
    strength="moderate",
    rulesets=GUIDE,
)
def one_cycle(family: Family) -> Pick[ScheduleSettings] | Skip:
    """The guide strongly recommends 1cycle: up, then down to almost nothing."""
    return pick(
        ScheduleSettings("one-cycle", rising_fraction=0.25, start_fraction=0.04, final_fraction=1e-5),
        f"a {family} trained for a fixed number of epochs rises to a high rate and comes down from it",
    )


@schedule.rule(
    "SCHED-LINEAR",
    sources=["bergsma2025", "devlin2018", "guide:G-SCH-1"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide recommends 1cycle; transformers do best with a short warm-up and a line down to zero.",
)
def line_to_zero(problem: Problem, family: Family) -> Pick[ScheduleSettings] | Skip:
    """Transformers on text: a short warm-up, then a line to zero."""
    if problem.data.kind != "text" or family in ("ngram-mlp", "sepcnn"):
        return skip("needs a transformer on text")
    return pick(
        ScheduleSettings("linear", final_fraction=0.0),
        f"a {family} on {problem.data.kind} with a known number of steps does best with a line down to zero",
    )


@schedule.rule(
    "SCHED-PLATEAU",
    sources=["google-text-guide", "guide:G-SCH-3", "guide:G-SCH-5"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide recommends 1cycle; how many passes these small networks need is not known beforehand, so the rate"
    " waits for the curve.",
)
def waits_for_the_curve(family: Family) -> Pick[ScheduleSettings] | Skip:
    """Where the number of passes is not known, lower the rate when the validation loss stands still."""
    if family not in ("ngram-mlp", "sepcnn"):
        return skip("needs a small text network, whose passes cannot be told beforehand")
    return pick(
        ScheduleSettings("plateau", factor=0.5, patience=2),
        f"a {family} may be done after five passes or after fifty, so its rate waits for the curve",
    )


@schedule.rule(
    "SCHED-COSINE",
    sources=["loshchilov2016", "playbook2023", "guide:G-SCH-1", "guide:G-SCH-2"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide recommends 1cycle; a plain cosine decays as well with two settings less to get wrong.",
)
def cosine(family: Family, epochs: int) -> Pick[ScheduleSettings] | Skip:
    """High first, then down to almost nothing along a cosine."""
    return pick(
        ScheduleSettings("cosine", final_fraction=0.0),
        f"the end of the {plural(epochs, 'epoch')} of a {family} is known, so the rate can fall to zero just there",
    )


@warmup.rule("WARM-GUIDE", sources=["guide", "smith2017"], strength="folklore", rulesets=GUIDE)
def no_warmup(schedule: ScheduleSettings) -> Pick[float] | Skip:
    """The guide does not know warm-up; 1cycle begins low anyway."""
    return pick(0.0, f"the guide is silent, and {schedule.name} brings its own slow start")


@warmup.rule(
    "WARM-ATTENTION",
    sources=["xiong2020", "mosbach2020", "ma2019"],
    strength="strong",
    rulesets=CURRENT,
    versus="The guide omits warm-up; Adam's first steps rest on few gradients, and trained weights bear no full rate.",
)
def warm_up_attention(family: Family, train_rows: int) -> Pick[float] | Skip:
    """Transformers and published weights begin slowly, longer on small sets."""
    if family not in ("transformer", "pretrained", "detector", "speech-to-text", "sentence-embedding"):
        return skip("needs attention, or published weights")
    part = WARMUP_SMALL if train_rows < SMALL else WARMUP
    return pick(
        part,
        f"Adam's first steps rest on few gradients, and {plural(train_rows, 'training example')} make short passes",
        [0.0, 0.03, 0.06, 0.1],
    )


@warmup.rule(
    "WARM-SGD",
    sources=["goyal2017", "torchvision-recipes"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide omits warm-up; a high rate meets random weights otherwise.",
)
def warm_up_sgd(optimizer: Optimizer, learning_rate: float) -> Pick[float] | Skip:
    """SGD at a high rate spends its first epochs rising to it."""
    if optimizer != "sgd":
        return skip(f"the optimiser is {optimizer}")
    return pick(WARMUP_SGD, f"random weights do not bear a rate of {learning_rate:g} from the first step", [0.0, 0.05])


@warmup.rule("WARM-NONE", sources=["realmlp2024", "playbook2023"], strength="moderate", rulesets=CURRENT)
def none_needed(family: Family, optimizer: Optimizer) -> Pick[float] | Skip:
    """Small networks under an adaptive optimiser start at the full rate."""
    return pick(0.0, f"a {family} under {optimizer} bears its full rate from the first step")
