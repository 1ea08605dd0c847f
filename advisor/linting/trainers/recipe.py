"""A recipe, whoever's: rate, batch, warm-up, epochs, precision, adapters, memory."""

import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from math import ceil
from typing import Any, Final

from advisor.linting.facts import Facts
from advisor.linting.finding import Finding, Severity
from advisor.linting.trainers.kept import OF_HUGGING_FACE, check_kept
from advisor.linting.trainers.known import Trainer, at
from advisor.networks.memory import GIB, training_memory
from advisor.pinning.constraints.training import ADAPTERS_MOST, ADAPTIVE_MOST, SGD_MOST, TUNING_MOST

LANGUAGE: Final = ("hugging-face", "trl", "axolotl", "llama-factory")  # trainers that tune published transformers
NO_ADAPTERS: Final = ("none", "", "false", "full", "freeze")  # where all weights, or some as they are, learn
# Keys of scripts of one's own by which adapters are switched on, whichever kind.
OWN_SWITCH: Final = re.compile(
    r"(use|enable)_(q?lora|peft|ia3|dora|adapters?)(_\w+)?|(q?lora|peft)(_enable)?|peft_(type|method)|t(rain|uner)_type"
)
PARTS: Final = re.compile(r"(un)?freeze_|tune_|(mm_)?tunable_")
FROM_SCRATCH: Final = ("vocab_size", "hidden_size", "num_hidden_layers", "n_layer", "n_layers", "n_embd", "d_model")
SOFT: Final = re.compile(r"ia3|prompt_?tuning|prefix_?tuning|p_?tuning")
ADAPTERS_HIGH: Final = 2e-3  # rate of adapters above which recipes do not go
LARGE: Final = 1_000_000_000  # parameters from which full tuning takes small rates
VERY_LARGE: Final = 7_000_000_000  # parameters from which recipes for all weights stay below 1e-4
VERY_LARGE_HIGH: Final = 1e-4
LARGE_HIGH: Final = 3e-4  # rate of full tuning above which large models forget; recipes take 5e-6 to 5e-5
PREFERENCE_HIGH: Final = 1e-4  # rate of preference tuning of all weights; recipes take 5e-7 to 5e-6
LOW: Final = 1e-8  # rate below which nothing moves
MANY_EPOCHS: Final = 10  # of tuning a language model, after which it repeats its examples
ENDLESS_EPOCHS: Final = 50  # of the same, which no recipe takes, whatever the model
OF_CHAT: Final = ("trl", "axolotl", "llama-factory")  # trainers that tune language models alone
LEAST_RATIO, MOST_RATIO = 0.25, 8  # of alpha to rank; recipes take 1 or 2
ANY_RANK: Final = (
    32  # an alpha that is usual with all ranks (Schulman and Thinking Machines 2025, "LoRA without regret")
)
HALVES_OVERFLOW: Final = ("t5", "gemma")  # models that were trained in bf16 and leave the range of fp16
SIZE: Final = re.compile(r"(?<![\d.a-z])(\d+(?:\.\d+)?)([bm])(?![a-z])", re.IGNORECASE)
PLAIN_HIGH: Final = 0.01  # rate of Adam on images, from which it rarely learns
FEW_UPDATES: Final = 50  # below which hardly anything has moved
NORMALISED: Final = ("ultralytics", "timm")  # trainers whose networks have BatchNorm, by and large
LEAST_NORMALISED: Final = 3  # examples of a batch from which BatchNorm can estimate a variance
DEFAULT_LR0: Final = 0.01  # of Ultralytics
HALF: Final = 0.5  # of the examples, from which as many are held out as are trained on
# Keys of Axolotl for an attention that keeps packed examples apart.
SEPARATING: Final = (
    "attn_implementation",
    "sdp_attention",
    "xformers_attention",
    "flex_attention",
    "sage_attention",
    "s2_attention",
)
REASONS: Final = {
    "rate": "The rate decides first whether anything is learnt.",
    "batch": "A batch holds at least one example.",
    "warmup": "Warm-up takes a part of all updates, and must leave some for the rest.",
    "epochs": "Without a pass over the data nothing is learnt.",
    "precision": "One number format holds the activations.",
    "adapters": "Adapters are what learns where the weights are frozen.",
    "memory": "What does not fit does not train.",
    "examples": "Only what is not held out is trained on.",
    "packing": "An example that sees the one packed before it learns from what it will not see later.",
}  # fmt: skip


class Recipe:
    """What a config says, by what it decides."""

    def __init__(self, trainer: Trainer, data: Mapping[str, Any]) -> None:
        self.trainer = trainer
        self.data = data

    def path(self, role: str) -> str:
        """Where it stands."""
        return self.trainer.roles.get(role, "")

    def said(self, role: str) -> Any:
        """What is said of it; None where nothing is."""
        return at(self.data, self.path(role)) if self.path(role) else None

    def number(self, role: str) -> float | None:
        """What is said of it, if it is a number."""
        value = self.said(role)
        if isinstance(value, str):
            try:
                return float(value)
            except ValueError:
                return None
        return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None

    def yes(self, role: str) -> bool:
        """Whether it is on."""
        return self.said(role) is True or str(self.said(role)).lower() == "true"

    @cached_property
    def adapters(self) -> bool:
        """Whether adapters alone learn; a script of one's own may say so by keys that its trainer does not have."""
        if self.said("adapter") is not None:
            return str(self.said("adapter")).lower() not in NO_ADAPTERS
        if self.path("adapter") and self.trainer.key != "trl":
            return False
        if self.data.get("bits") in (4, 8):  # which cannot be trained
            return True
        own = [key for key in self.data if OWN_SWITCH.fullmatch(str(key))]
        if own:
            return any(str(self.data[key]).lower() not in NO_ADAPTERS for key in own)
        return any(str(key).startswith("lora_") for key in self.data)

    @cached_property
    def soft(self) -> bool:
        """Whether vectors or prompts alone learn, which take rates a hundred times those of LoRA."""
        kinds = " ".join(str(self.data.get(key)) for key in ("peft_type", "peft_method", "tuner_type", "train_type"))
        switched = [key for key, value in self.data.items() if SOFT.search(str(key)) and value is True]
        return bool(switched) or bool(SOFT.search(kinds.lower()))

    @cached_property
    def part(self) -> bool:
        """Whether a script of one's own trains some parts alone, which take rates of their own."""
        if self.trainer.key not in ("hugging-face", "trl"):
            return False
        return any(PARTS.match(str(key)) and value not in (None, False) for key, value in self.data.items())

    @cached_property
    def optimizer(self) -> str:
        """The optimiser in small letters; empty where it is not said."""
        return str(self.said("optimizer") or "").rpartition(".")[2].lower()

    @property
    def all_known(self) -> bool:
        """Whether it has no key but its trainer's."""
        return all(str(key) in self.trainer.keys for key in self.data)

    @cached_property
    def published(self) -> bool:
        """Whether the weights of a published transformer are trained on."""
        if self.trainer.key == "ludwig":
            return bool(self.said("model"))
        if any(key in self.data for key in FROM_SCRATCH) or self.data.get("pretraining_dataset"):
            return False
        return self.trainer.key in LANGUAGE

    @cached_property
    def parameters(self) -> int:
        """Parameters of the model, as its name says; 0 where it does not."""
        sizes = SIZE.findall(str(self.said("model") or "").rpartition("/")[2].replace("_", "-"))
        if not sizes:
            return 0
        number, unit = sizes[0]
        return int(float(number) * (1e9 if unit.lower() == "b" else 1e6))


def check_recipe(recipe: Recipe, facts: Facts) -> Iterator[Finding]:
    """All that is wrong with it."""
    yield from _rate(recipe)
    yield from _batch(recipe)
    yield from _warmup(recipe)
    yield from _length(recipe)
    yield from _updates(recipe, facts)
    yield from _precision(recipe)
    yield from _adapters(recipe)
    yield from _memory(recipe, facts)
    yield from _examples(recipe)
    yield from check_kept(recipe)


def _found(recipe: Recipe, rule: str, severity: Severity, role: str, message: str, about: str) -> Finding:
    return Finding(rule, severity, recipe.path(role), message, REASONS[about])


def _rate(recipe: Recipe) -> Iterator[Finding]:
    rate, name = recipe.number("rate"), recipe.optimizer
    if rate is None:
        return
    adaptive = not name.startswith(("sgd", "lars", "momentum", "musgd", "adafactor", "adadelta", "lbfgs"))
    plain = recipe.trainer.key in ("ultralytics", "timm", "lightning")
    if rate <= 0:
        yield _found(recipe, "CHK-RATE", "error", "rate", f"a learning rate of {rate:g} trains nothing", "rate")
    elif recipe.trainer.key == "ultralytics" and (name == "auto" or (not name and recipe.said("model"))):
        if rate != DEFAULT_LR0:
            message = "has no effect: optimizer auto chooses the rate itself; name an optimizer to set it"
            yield _found(recipe, "CHK-UNUSED", "note", "rate", message, "rate")
    elif rate > (ADAPTIVE_MOST if adaptive and (name or not plain) else SGD_MOST):
        message = f"{name or 'training'} diverges at a learning rate of {rate:g}"
        yield _found(recipe, "CHK-RATE", "error", "rate", message, "rate")
    elif recipe.published and adaptive and not recipe.soft and not recipe.part:
        yield from _tuning_rate(recipe, rate)
    elif plain and adaptive and name.startswith("adam") and rate >= PLAIN_HIGH:
        message = f"{name} trains at about 0.001, and 10 times that rarely learns: {rate:g} is sgd's"
        yield _found(recipe, "CHK-RATE", "warning", "rate", message, "rate")


def _tuning_rate(recipe: Recipe, rate: float) -> Iterator[Finding]:
    """The rate at which published weights, or adapters on them, are tuned."""
    ruins = f"{rate:g} ruins published weights, and the model then answers the same for every input"
    if recipe.adapters:
        if rate > ADAPTERS_MOST:
            yield _found(recipe, "CHK-RATE-PUBLISHED", "error", "rate", f"{ruins}: adapters take 1e-4 to 5e-4", "rate")
        elif rate > ADAPTERS_HIGH:
            message = f"{rate:g} is high for adapters: 1e-4 to 5e-4 is usual"
            yield _found(recipe, "CHK-RATE-PUBLISHED", "warning", "rate", message, "rate")
    elif rate > TUNING_MOST["text"]:
        yield _found(recipe, "CHK-RATE-PUBLISHED", "error", "rate", f"{ruins}: 1e-5 to 1e-4 is usual", "rate")
    elif rate == TUNING_MOST["text"]:
        message = f"{rate:g} is high for all published weights, which mostly answer alike then: 1e-5 to 1e-4 is usual"
        yield _found(recipe, "CHK-RATE-PUBLISHED", "warning", "rate", message, "rate")
    elif recipe.parameters >= LARGE and rate > LARGE_HIGH:
        message = f"{rate:g} is high for all weights of so large a model: 5e-6 to 5e-5 is usual"
        yield _found(recipe, "CHK-RATE-PUBLISHED", "warning", "rate", message, "rate")
    elif recipe.parameters >= VERY_LARGE and rate >= VERY_LARGE_HIGH and recipe.said("adapter") != "freeze":
        message = f"{rate:g} is high for all weights of so large a model: 5e-6 to 5e-5 is usual"
        yield _found(recipe, "CHK-RATE-PUBLISHED", "note", "rate", message, "rate")
    elif _prefers(recipe) and rate > PREFERENCE_HIGH:
        message = f"{rate:g} is high for preferences: 5e-7 to 5e-6 is usual for all weights"
        yield _found(recipe, "CHK-RATE-PUBLISHED", "warning", "rate", message, "rate")
    if 0 < rate < LOW:
        yield _found(recipe, "CHK-RATE", "warning", "rate", f"nothing moves at a rate of {rate:g}", "rate")


def _prefers(recipe: Recipe) -> bool:
    """Whether answers that are preferred are learnt from: TRL's methods for it have a beta."""
    said = recipe.said("preference")
    return str(said).lower() in ("dpo", "kto", "orpo", "ipo") or (recipe.trainer.key == "trl" and said is not None)


def _batch(recipe: Recipe) -> Iterator[Finding]:
    for role, what in (("batch", "a batch"), ("accumulation", "gradients are added up over steps, and this")):
        size = recipe.number(role)
        automatic = recipe.trainer.key == "ultralytics" and size is not None and (size == -1 or 0 < size < 1)
        if size is not None and size < 1 and not automatic:
            yield _found(recipe, "CHK-BATCH", "error", role, f"{what} must be 1 at least, and it is {size:g}", "batch")


def _warmup(recipe: Recipe) -> Iterator[Finding]:
    share, steps, most = recipe.number("warmup_share"), recipe.number("warmup_steps"), recipe.number("steps")
    if share is not None and not 0 <= share < 1:
        message = f"warm-up must be at least 0 and below 1 of all updates, and it is {share:g}"
        yield _found(recipe, "CHK-WARMUP", "error", "warmup_share", message, "warmup")
    if steps is not None and steps < 0:
        yield _found(recipe, "CHK-WARMUP", "error", "warmup_steps", f"warm-up cannot take {steps:g} steps", "warmup")
    elif steps and most and most > 0 and steps >= most:
        message = f"the rate still rises when training ends: {steps:g} steps of {most:g} are warm-up"
        yield _found(recipe, "CHK-WARMUP", "error", "warmup_steps", message, "warmup")
    if share and steps and steps >= 1:
        message = f"has no effect beside {recipe.path('warmup_steps')} = {steps:g}"
        yield _found(recipe, "CHK-UNUSED", "note", "warmup_share", message, "warmup")
    shape = str(recipe.data.get("lr_scheduler_type", recipe.data.get("lr_scheduler"))).lower()
    if shape == "constant" and recipe.trainer.key in LANGUAGE and (share or steps):
        role = "warmup_share" if share else "warmup_steps"
        message = "has no effect with a constant rate: constant_with_warmup rises first"
        yield _found(recipe, "CHK-UNUSED", "note", role, message, "warmup")
    epochs, rising = recipe.number("epochs"), recipe.number("warmup_epochs")
    if epochs and rising and rising >= epochs > 0:
        message = f"the rate still rises when training ends: {rising:g} epochs of {epochs:g} are warm-up"
        yield _found(recipe, "CHK-WARMUP", "warning", "warmup_epochs", message, "warmup")


def _length(recipe: Recipe) -> Iterator[Finding]:
    epochs, steps = recipe.number("epochs"), recipe.number("steps")
    endless = recipe.trainer.key == "lightning" and epochs == -1
    if epochs is not None and epochs <= 0 and not endless and not (steps and steps > 0):
        yield _found(recipe, "CHK-EPOCHS", "error", "epochs", f"{epochs:g} epochs train nothing", "epochs")
    elif epochs and steps and steps > 0 and recipe.trainer.key in OF_HUGGING_FACE:
        message = f"has no effect beside {recipe.path('steps')} = {steps:g}"
        yield _found(recipe, "CHK-UNUSED", "note", "epochs", message, "epochs")
    elif epochs and epochs > ENDLESS_EPOCHS and recipe.trainer.key in OF_CHAT and not (steps and steps > 0):
        message = f"{epochs:g} epochs make a language model recite its examples: 1 to 3 are usual"
        yield _found(recipe, "CHK-EPOCHS", "warning", "epochs", message, "epochs")
    elif recipe.published and epochs and epochs > MANY_EPOCHS and recipe.parameters >= LARGE:
        message = f"after {epochs:g} epochs a large language model repeats its examples: 1 to 3 are usual"
        yield _found(recipe, "CHK-EPOCHS", "note", "epochs", message, "epochs")


def _updates(recipe: Recipe, facts: Facts) -> Iterator[Finding]:
    """How many updates the examples give on one device, and what of them is warm-up."""
    size, steps = recipe.number("batch"), recipe.number("steps")
    if size is not None and recipe.trainer.key in NORMALISED and 0 < size < LEAST_NORMALISED and size.is_integer():
        message = f"BatchNorm estimates mean and variance from {size:g} example{'s' * (size > 1)}: take 8 or more"
        yield _found(recipe, "CHK-BATCH", "note", "batch", message, "batch")
    if not facts.rows or size is None or size < 1:
        return
    batch = size * max(1.0, recipe.number("accumulation") or 1.0)
    if batch > facts.rows:
        message = f"a batch of {batch:g} holds more than all {facts.rows:,} examples: an epoch is one update"
        yield _found(recipe, "CHK-BATCH", "warning", "batch", message, "batch")
    epochs, rising = recipe.number("epochs"), recipe.number("warmup_steps")
    if not epochs or epochs <= 0 or (steps and steps > 0):
        return
    updates = ceil(ceil(facts.rows / batch) * epochs)
    if rising and 1 <= updates <= rising:
        message = f"the rate still rises when training ends: {rising:g} steps of {updates:,} are warm-up"
        yield _found(recipe, "CHK-WARMUP", "error", "warmup_steps", message, "warmup")
    elif updates < FEW_UPDATES:
        message = f"{facts.rows:,} examples in batches of {batch:g} give {updates:,} updates: take smaller batches"
        yield _found(recipe, "CHK-EPOCHS", "note", "epochs", message, "epochs")


def _precision(recipe: Recipe) -> Iterator[Finding]:
    if recipe.yes("fp16") and recipe.yes("bf16"):
        message = "fp16 and bf16 exclude each other: keep bf16 where the GPU has it (Ampere and later)"
        yield _found(recipe, "CHK-PRECISION", "error", "fp16", message, "precision")
    elif recipe.yes("fp16") and any(name in str(recipe.said("model")).lower() for name in HALVES_OVERFLOW):
        message = "this model was trained in bf16 and overflows in fp16 (NaN): take bf16 or fp32"
        yield _found(recipe, "CHK-PRECISION", "warning", "fp16", message, "precision")


def _adapters(recipe: Recipe) -> Iterator[Finding]:
    rank, alpha, dropout = recipe.number("rank"), recipe.number("alpha"), recipe.number("dropout")
    if rank is not None and rank < 1 and recipe.adapters:
        message = f"adapters need a rank of 1 at least, and it is {rank:g}"
        yield _found(recipe, "CHK-LORA", "error", "rank", message, "adapters")
    elif rank and rank > 0 and alpha is not None and recipe.adapters and not _fits(alpha, rank):
        message = f"alpha of {alpha:g} over a rank of {rank:g} scales adapters by {alpha / rank:.3g}: 1 or 2 is usual"
        yield _found(recipe, "CHK-LORA", "warning" if alpha <= 0 else "note", "alpha", message, "adapters")
    if dropout is not None and not 0 <= dropout < 1:
        message = f"a dropout rate must be at least 0 and below 1, and it is {dropout:g}"
        yield _found(recipe, "CHK-DROPOUT-RATE", "error", "dropout", message, "adapters")
    bits = recipe.number("bits") in (4, 8) or recipe.yes("four_bits") or recipe.yes("eight_bits")
    if bits and not recipe.adapters:
        role = next(role for role in ("four_bits", "eight_bits", "bits") if recipe.said(role))
        message = "weights of so few bits cannot be trained: add LoRA, or load them in 16 bits"
        yield _found(recipe, "CHK-LORA", "error", role, message, "adapters")
    if recipe.trainer.key == "trl" and recipe.said("adapter") is None and recipe.adapters and recipe.all_known:
        message = "has no effect with TRL unless use_peft is true: all weights are trained"
        role = next((role for role in ("rank", "alpha", "targets") if recipe.said(role) is not None), "")
        if role:
            yield _found(recipe, "CHK-UNUSED", "note", role, message, "adapters")
    targets = recipe.said("targets")
    names = (
        {str(each) for each in targets} if isinstance(targets, list) else set(re.split(r"[,\s]+", str(targets or "")))
    )
    if recipe.adapters and names and names <= {"q_proj", "v_proj"}:
        message = "adapters on q_proj and v_proj alone learn less than on all linear layers"
        yield _found(recipe, "CHK-LORA", "note", "targets", message, "adapters")


def _examples(recipe: Recipe) -> Iterator[Finding]:
    """Which examples are trained on, and whether one sees another."""
    held = recipe.number("held_out")
    if held is not None and HALF <= held < 1:
        message = f"{held:.0%} of the examples are held out, and nothing is learnt from them: 1 to 10 % is usual"
        yield _found(recipe, "CHK-HELD-OUT", "note", "held_out", message, "examples")
    off = recipe.data.get("flash_attention") is False and not any(recipe.data.get(name) for name in SEPARATING)
    if recipe.trainer.key == "axolotl" and recipe.data.get("sample_packing") is True and off:
        message = "packed examples attend to one another without flash_attention, sdp_attention or flex_attention"
        yield Finding("CHK-PACKING", "warning", "sample_packing", message, REASONS["packing"])


def _fits(alpha: float, rank: float) -> bool:
    return alpha == ANY_RANK or LEAST_RATIO <= alpha / rank <= MOST_RATIO


def _memory(recipe: Recipe, facts: Facts) -> Iterator[Finding]:
    """Whether weights and states alone leave room; activations come on top."""
    if facts.memory_gib is None or not recipe.parameters:
        return
    size = recipe.parameters
    if recipe.adapters:
        four = recipe.yes("four_bits") or recipe.number("bits") == 4 or str(recipe.said("adapter")) == "qlora"
        eight = recipe.yes("eight_bits") or recipe.number("bits") == 8
        held = size * (0.55 if four else 1.0 if eight else 2.0) / GIB
        what = "the frozen weights"
    else:
        held = training_memory(size, optimizer="adamw", precision="mixed").total / GIB
        what = "weights, gradients and Adam's states"
    if held > facts.memory_gib:
        message = f"{what} take {held:.3g} GiB, and there are {facts.memory_gib:g}: tune 4-bit weights with LoRA"
        yield _found(recipe, "CHK-MEMORY", "error", "model", message, "memory")
