"""Published weights and how they are trained on: the arguments of Hugging Face's trainers, rates, padding, halves."""

import ast
import re
from collections.abc import Iterator
from typing import Any, Final

from msgspec.structs import replace

from advisor.linting.facts import NOTHING
from advisor.linting.finding import Finding
from advisor.linting.models.graph import Training
from advisor.linting.models.output import check_rate
from advisor.linting.programs.data import PRIVATE
from advisor.linting.programs.events import CLIPS, Events, key, text
from advisor.linting.programs.finding import file_of, found
from advisor.linting.programs.names import Names
from advisor.linting.programs.order import PLAIN
from advisor.linting.programs.syntax import Item, number, own, word
from advisor.linting.torch.parts import KINDS
from advisor.linting.trainers.known import trainer
from advisor.linting.trainers.recipe import Recipe, check_recipe

# By the class of arguments the trainer whose keys they are, and a key that it has whether it is said or not.
ARGUMENTS: Final = {
    "TrainingArguments": ("hugging-face", ""), "Seq2SeqTrainingArguments": ("hugging-face", ""),
    "SFTConfig": ("trl", ""), "DPOConfig": ("trl", "beta"), "KTOConfig": ("trl", "beta"), "ORPOConfig": ("trl", "beta"),
}  # fmt: skip
ADAPTERS: Final = ("LoraConfig", "get_peft_model", "peft_config")
ADAM: Final = ("Adam", "AdamW", "NAdam", "RAdam", "Adamax", "RMSprop")
OF_KERAS: Final = re.compile(r"^transformers\.TF\w+\.from_pretrained$")  # published transformers in Keras
FREEZES: Final = ("requires_grad", "requires_grad_", "freeze")  # in a program that does not tune all weights
TINY: Final = 6e-8  # the least that fp16 holds: a smaller epsilon is 0
LOW: Final = 1e-3  # a rate below which a program may have reasons that it does not show, as inputs that are not scaled
NARROW: Final = 32  # units of a layer up to which a network may learn at a high rate, as those of one sentence
WARMED: Final = ("OneCycleLR", "CyclicLR", "LambdaLR", "LinearLR")  # schedules that set the rate themselves


def check_published(names: Names, events: Events) -> Iterator[Finding]:
    """All of them."""
    yield from _arguments(names)
    yield from _rates(names, events)
    yield from _compiled(names)
    yield from _halves(names, events)
    yield from _ends_masked(names)


def _adapters(names: Names) -> bool:
    """Whether adapters alone learn."""
    used = {names.called(call).rpartition(".")[2] for call in names.calls} | {
        w.arg for call in names.calls for w in call.keywords
    }
    return any(name in used for name in ADAPTERS)


def _arguments(names: Names) -> Iterator[Finding]:
    """Arguments of a trainer, judged as a config of it."""
    for call in names.calls:
        last = names.called(call).rpartition(".")[2]
        if last not in ARGUMENTS or last in names.classes:
            continue
        kind, always = ARGUMENTS[last]
        known = trainer(kind)
        data: dict[str, Any] = {
            each.arg: value for each in call.keywords if each.arg and (value := _value(each.value)) is not None
        }
        beside: dict[str, Any] = {"model_name_or_path": _model(names)}
        beside.update({always: 0.1} if always else {})
        beside.update({"lora_r": 8, "use_peft": True} if _adapters(names) else {})
        data = {**beside, **data}
        for finding in check_recipe(Recipe(known, data), NOTHING):
            at = next((each.value for each in call.keywords if each.arg == finding.path), None)
            if at is not None:
                yield replace(
                    finding,
                    path=f"{last}({finding.path}=...)",
                    file=file_of(at),
                    line=at.lineno,
                    column=at.col_offset + 1,
                )


def _value(node: ast.AST) -> Any:
    """A number, a word or a truth value that is written out; None for anything else."""
    if (said := number(node)) is not None:
        return said
    return node.value if isinstance(node, ast.Constant) else None


def _model(names: Names) -> str:
    """The name of the one published model that the program loads; empty where there are several or none."""
    found = set()
    for call in names.calls:
        name = names.called(call)
        if name.endswith(".from_pretrained") and "Tokenizer" not in name and "Processor" not in name and call.args:
            for origin in names.origins(call.args[0], names.scope(call)):
                found.add(str(_value(origin.value)) if not isinstance(origin.value, Item) else "")
    return found.pop() if len(found) == 1 else ""


def _rates(names: Names, events: Events) -> Iterator[Finding]:
    """The rate that an optimiser is made with."""
    scheduled = any(names.called(call).rpartition(".")[2] in WARMED for call in names.calls)
    for call in events.optimizers:
        kind = names.called(call).rpartition(".")[2]
        at = word(call, "lr", 1)
        rate = _written(names, at)
        if at is None or not rate or scheduled or _is_shared(names, events, call, at):
            continue  # a rate of 0 is one that is set elsewhere
        momentum = number(word(call, "momentum")) or 0.0
        layers = _trained(names, call)  # a linear model bears any rate
        plain = len(layers) > 1 and not (kind in PLAIN and any(_clips(names, x) for x in names.calls))
        said = list(check_rate(Training((), kind.lower(), rate, momentum))) if plain else []
        if _is_narrow(names, layers):
            said = [each for each in said if each.severity == "error"]
        if not said and kind in ADAM and _tunes(names, call):
            adapters: dict[str, Any] = {"lora_r": 1} if _adapters(names) else {}
            recipe = Recipe(trainer("hugging-face"), {"learning_rate": rate, "optim": "adamw_torch", **adapters})
            said = [each for each in check_recipe(recipe, NOTHING) if each.rule == "CHK-RATE-PUBLISHED"]
        for finding in said:
            severity = "note" if rate < LOW and finding.rule == "CHK-RATE" else finding.severity
            yield replace(
                finding, path=text(call), severity=severity, file=file_of(at), line=at.lineno, column=at.col_offset + 1
            )


def _is_shared(names: Names, events: Events, optimizer: ast.Call, rate: ast.expr) -> bool:
    """Whether one name is the rate of optimisers of several kinds, of which the user chooses."""
    others = [x for x in events.optimizers if names.called(x) != names.called(optimizer)]
    rates = [word(x, "lr", 1) for x in others]
    return number(rate) is None and any(x is not None and ast.unparse(x) == ast.unparse(rate) for x in rates)


def _clips(names: Names, call: ast.Call) -> bool:
    """Whether a call bounds the gradients, as Opacus does with those of each example."""
    return names.called(call).rpartition(".")[2] in (*CLIPS, *PRIVATE)


def _trained(names: Names, optimizer: ast.Call) -> list[ast.Call]:
    """The layers with weights of the network that an optimiser trains."""
    for node in ast.walk(optimizer):
        if isinstance(node, ast.Attribute) and node.attr == "parameters":
            return list(_layers(names, node.value, optimizer))
    return []


def _is_narrow(names: Names, layers: list[ast.Call]) -> bool:
    """Whether all layers have few units."""
    widths = [_written(names, word(each, "hidden_size", 1)) for each in layers]
    return all(width is not None and width <= NARROW for width in widths)


def _layers(names: Names, model: ast.expr, optimizer: ast.Call) -> Iterator[ast.Call]:
    """The layers with weights that the code of a model names."""
    for origin in names.origins(model, names.scope(optimizer)):
        if isinstance(origin.value, ast.Call):
            cls = names.classes.get(names.called(origin.value).rpartition(".")[2])
            for call in (x for each in (origin.value, *names.lineage(cls)) for x in ast.walk(each)):
                kind = KINDS.get(names.called(call).rpartition(".")[2])
                if isinstance(call, ast.Call) and kind in ("dense", "convolution", "recurrent"):
                    yield call


def _written(names: Names, node: ast.expr | None) -> float | None:
    """A number that is written there, or that a name stands for."""
    if node is None:
        return None
    origins = names.origins(node, names.scope(node))
    values = [number(x.value) if not isinstance(x.value, Item) else None for x in origins]
    return values[0] if len(values) == 1 else None


def _tunes(names: Names, optimizer: ast.Call) -> bool:
    """Whether an optimiser holds all weights of a published transformer."""
    for node in ast.walk(optimizer.args[0]) if optimizer.args else []:
        if isinstance(node, ast.Attribute) and node.attr == "parameters":
            made = [x.value for x in names.origins(node.value, names.scope(optimizer))]
            return bool(made) and all(_is_transformer(names, x) or _holds_transformer(names, x) for x in made)
    return False


def _is_transformer(names: Names, made: ast.expr | Item) -> bool:
    """Whether a call loads a published transformer."""
    name = names.called(made) if isinstance(made, ast.Call) else ""
    return name.startswith("transformers.") and name.endswith(".from_pretrained")


def _holds_transformer(names: Names, made: ast.expr | Item) -> bool:
    """Whether an object of the program's own class holds one as a part, and freezes nothing."""
    cls = names.classes.get(names.called(made).rpartition(".")[2]) if isinstance(made, ast.Call) else None
    inside = [x for each in names.lineage(cls) for x in ast.walk(each)]
    attributes = [x.attr for x in names.nodes if isinstance(x, ast.Attribute)]
    held_still = any(isinstance(x, ast.Attribute) and x.attr == "no_grad" for x in inside)
    if not inside or held_still or any(attribute in FREEZES for attribute in attributes):
        return False
    return any(isinstance(x, ast.Assign) and own(x.targets[0]) and _is_transformer(names, x.value) for x in inside)


def _compiled(names: Names) -> Iterator[Finding]:
    """The rate at which Keras trains on all weights of a published transformer: its Adam's own is too high."""
    loaded = [call for call in names.calls if OF_KERAS.search(names.called(call))
              or (names.called(call).endswith("KerasLayer") and "bert" in ast.unparse(call).lower()
                  and _is_true(word(call, "trainable")))]  # fmt: skip
    frozen = any(isinstance(x, ast.Assign) and isinstance(x.targets[0], ast.Attribute)
                 and x.targets[0].attr == "trainable" for x in names.nodes)  # fmt: skip
    if not loaded or frozen:
        return
    for call in names.calls:
        optimizer = word(call, "optimizer", 0) if isinstance(call.func, ast.Attribute) else None
        if optimizer is None or not isinstance(call.func, ast.Attribute) or call.func.attr != "compile":
            continue
        origins = names.origins(optimizer, names.scope(call))
        made = origins[0].value if len(origins) == 1 else optimizer
        rate = None
        if isinstance(made, ast.Constant) and str(made.value).lower() in ("adam", "adamw", "rmsprop"):
            rate = LOW
        elif isinstance(made, ast.Call) and names.called(made).rpartition(".")[2] in ADAM:
            given = word(made, "learning_rate", 0) or word(made, "lr")
            rate = LOW if given is None else _written(names, given)
        if rate is not None and rate >= LOW:
            message = (
                f"trains published weights at {rate:g}, after which they mostly answer the same for every input: give"
                " the optimiser a rate, 1e-5 to 5e-5 is usual"
            )
            yield found("CHK-RATE-PUBLISHED", call, message, "A high rate undoes what the weights have learnt.")


def _is_true(node: ast.expr | None) -> bool:
    return isinstance(node, ast.Constant) and node.value is True


def _halves(names: Names, events: Events) -> Iterator[Finding]:
    """Weights in 16 bits under an optimiser whose epsilon they round to zero."""
    for call in events.optimizers:
        eps = number(word(call, "eps"))
        if names.called(call).rpartition(".")[2] not in ADAM or (eps is not None and eps >= TINY):
            continue
        for half in names.calls:
            func = half.func
            if not isinstance(func, ast.Attribute) or func.attr != "half" or half.args or not _holds(names, call, half):
                continue
            message = (
                f"trains weights in fp16, where the epsilon of {text(call.func)} is 0, and ends in NaN: keep them in"
                " fp32 and use autocast with a GradScaler, or bfloat16"
            )
            yield found("CHK-HALF-WEIGHTS", half, message, "fp16 holds nothing between 0 and 6e-8.", "error")
            return


def _holds(names: Names, optimizer: ast.Call, half: ast.Call) -> bool:
    """Whether an optimiser holds the parameters of what is made half."""
    func = half.func
    receiver = func.value if isinstance(func, ast.Attribute) else func
    made = {id(x.value) for x in names.origins(receiver, names.scope(half)) if isinstance(x.value, ast.Call)}
    models = [x.value for x in ast.walk(optimizer) if isinstance(x, ast.Attribute) and x.attr == "parameters"]
    return any(
        made & {id(x.value) for x in names.origins(model, names.scope(optimizer))}
        or (key(receiver) and key(receiver) == key(model))
        for model in models
    )


def _ends_masked(names: Names) -> Iterator[Finding]:
    """The end of a text as padding, which a collator leaves out of the loss."""
    collates = any(
        names.called(call).rpartition(".")[2] == "DataCollatorForLanguageModeling"
        and isinstance(mlm := word(call, "mlm", 1), ast.Constant) and mlm.value is False for call in names.calls
    )  # fmt: skip
    adds = any(
        isinstance(x, ast.BinOp) and isinstance(x.op, ast.Add) and "eos_token" in ast.unparse(x) for x in names.nodes
    )
    for node in names.nodes:
        if not collates or not isinstance(node, ast.Assign) or not isinstance(node.targets[0], ast.Attribute):
            continue
        if (
            node.targets[0].attr == "pad_token"
            and isinstance(node.value, ast.Attribute)
            and node.value.attr == "eos_token"
        ):
            message = (
                "the collator leaves padding out of the loss, and the end of a text with it, so that the model"
                " never learns to stop: take another token for padding"
            )
            yield found("CHK-EOS-PAD", node, message, "Where both are one token, a label cannot be told from padding.",
                        "warning" if adds else "note")  # fmt: skip
            return
