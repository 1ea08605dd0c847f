"""Images that programs of Keras feed: pixels that nothing scales, and parts that are prepared in two ways."""

import ast
import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from advisor.linting.finding import Finding
from advisor.linting.programs.events import text
from advisor.linting.programs.finding import found
from advisor.linting.programs.modes import HELD_OUT
from advisor.linting.programs.names import Names
from advisor.linting.programs.syntax import number, word

KERAS: Final = ("keras", "tensorflow")
FITS: Final = ("fit", "fit_generator", "train_on_batch")
FLOWS: Final = ("flow", "flow_from_directory", "flow_from_dataframe")
OF_KERAS: Final = re.compile(r"(?:^|\.)(?:fashion_mnist|mnist|cifar100?)\.load_data$")
READERS: Final = ("image_dataset_from_directory", "imread", "load_img")
FULL: Final = (255.0, 256.0, 127.5, 128.0)
# In names of what scales: a layer, a function of the program, a value that is divided by.
SCALES: Final = re.compile(
    r"(?i)rescal|normali[sz]|standardi[sz]|scaler|preprocess|transform|totensor|as_float|convert_image_dtype|to_float"
)
DIVISORS: Final = re.compile(r"(?i)max|std|scale|norm|255")
ARGUMENTS: Final = (
    "rescale",
    "preprocessing_function",
    "featurewise_center",
    "samplewise_center",
    "samplewise_std_normalization",
)
# Published networks that read pixels as they are, and those that read pixels less their mean, with BatchNorm behind.
ITSELF: Final = re.compile(
    r"(?:^|\.)applications\.(?:[\w.]*\.)?(EfficientNet\w+|ConvNeXt\w+|MobileNetV3\w+|RegNet\w+|ResNetRS\w+)$"
)
LESS_MEAN: Final = re.compile(r"(?:^|\.)applications\.(?:[\w.]*\.)?(ResNet(?:50|101|152))$")
ANY: Final = re.compile(r"(?:^|\.)applications\.(?:[\w.]*\.)?[A-Z]\w+$")
DIGIT: Final = 784  # pixels of one, as tables of digits hold them


class Flow(NamedTuple):
    """Images that a generator gives, and the generator."""

    call: ast.Call
    made: ast.Call
    held_out: bool


def check_images(names: Names) -> Iterator[Finding]:
    """All of them, in a program that fits a model of Keras."""
    fits = any(isinstance(x.func, ast.Attribute) and x.func.attr in FITS for x in names.calls)
    if not fits or not any(full.startswith(KERAS) for full in names.imports.values()):
        return
    yield from _unscaled(names)
    yield from _two_ways(names)
    yield from _one_hot(names)
    yield from _mixed_up(names)
    yield from _published(names)


def _unscaled(names: Names) -> Iterator[Finding]:
    """Pixels from 0 to 255 that nothing in the program scales."""
    if _scaled(names) or any(ITSELF.search(names.called(call)) for call in names.calls):
        return
    for call in names.calls:
        name = names.called(call)
        last = name.rpartition(".")[2]
        generates = last in FLOWS[1:] and (made := _generator(names, call)) is not None and not _changes(made)
        if OF_KERAS.search(name) or last in READERS or generates or _of_digits(names, call):
            does = "reads" if _of_digits(names, call) else "gives"
            message = f"{does} pixels from 0 to 255, and nothing is seen that scales them: divide them by 255"
            yield found("CHK-PIXELS", call, message, "Inputs so large saturate the first layers.")
            return


def _scaled(names: Names) -> bool:
    """Whether anything in the program scales numbers, as far as words tell."""
    for node in names.nodes:
        if isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, ast.Div):
            by = node.right if isinstance(node, ast.BinOp) else node.value
            if number(by) in FULL or DIVISORS.search(ast.unparse(by)):
                return True
        if isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, ast.Mult):
            sides = (node.left, node.right) if isinstance(node, ast.BinOp) else (node.value,)
            if any((said := number(side)) is not None and 0 < said < 1 / 100 for side in sides):
                return True
        word_of = (
            node.name if isinstance(node, ast.FunctionDef) else names.called(node) if isinstance(node, ast.Call) else ""
        )
        if SCALES.search(word_of.rpartition(".")[2]):
            return True
        if isinstance(node, ast.Call) and names.called(node).endswith("BatchNormalization") and _is_first(names, node):
            return True
        if isinstance(node, ast.keyword) and node.arg in ARGUMENTS:
            return True
    return False


def _is_first(names: Names, layer: ast.Call) -> bool:
    """Whether a layer reads the inputs themselves, as far as its arguments tell."""
    called = names.parents.get(layer)
    on = called.args[0] if isinstance(called, ast.Call) and called.func is layer and called.args else None
    of_input = on is not None and "input" in ast.unparse(on).lower()
    return word(layer, "input_shape") is not None or of_input


def _changes(made: ast.Call) -> bool:
    """Whether a generator scales what it gives, or may."""
    return any(each.arg is None or each.arg in ARGUMENTS for each in made.keywords)


def _of_digits(names: Names, call: ast.Call) -> bool:
    """Whether a layer reads the pixels of digits from a table."""
    if not any(names.called(each).rpartition(".")[2] == "read_csv" for each in names.calls):
        return False
    shape = word(call, "input_shape")
    sides = (
        [number(x) for x in shape.elts]
        if isinstance(shape, ast.Tuple | ast.List)
        else [number(word(call, "input_dim"))]
    )
    product = 1.0
    for side in sides:
        product *= side or 0.0
    return product == DIGIT


def _generator(names: Names, flow: ast.Call) -> ast.Call | None:
    """The `ImageDataGenerator` that a call takes images from, where there is one."""
    if not isinstance(flow.func, ast.Attribute):
        return None
    origins = names.origins(flow.func.value, names.scope(flow))
    made = origins[0].value if len(origins) == 1 else None
    is_one = isinstance(made, ast.Call) and names.called(made).endswith("ImageDataGenerator")
    return made if is_one and isinstance(made, ast.Call) else None


def _flows(names: Names) -> Iterator[Flow]:
    """What the generators of a program give, each with whether it is to validate or test on."""
    for call in names.calls:
        if (
            not isinstance(call.func, ast.Attribute)
            or call.func.attr not in FLOWS
            or (made := _generator(names, call)) is None
        ):
            continue
        given_to = next((x for x in names.above(call) if isinstance(x, ast.Assign | ast.stmt)), None)
        target = ast.unparse(given_to.targets[0]) if isinstance(given_to, ast.Assign) else ""
        subset = word(call, "subset")
        if subset is None:
            yield Flow(call, made, bool(HELD_OUT.search(target)))


def _prepares(made: ast.Call) -> tuple[str, str] | None:
    """By what a generator scales and what function it applies; None where that is not written out."""
    if any(each.arg is None for each in made.keywords):
        return None
    rescale, function = word(made, "rescale"), word(made, "preprocessing_function")
    if isinstance(rescale, ast.Name):
        return None
    scaled = (
        "rescale" if rescale is not None and not (isinstance(rescale, ast.Constant) and rescale.value is None) else ""
    )
    return scaled, ast.unparse(function) if function is not None else ""


def _two_ways(names: Names) -> Iterator[Finding]:
    """Validation images that are prepared in another way than those of training."""
    flows = list(_flows(names))
    trained = [flow for flow in flows if not flow.held_out]
    if len({id(flow.made) for flow in trained}) != 1:
        return
    usual = _prepares(trained[0].made)
    for flow in flows:
        other = _prepares(flow.made)
        if not flow.held_out or usual is None or other is None or usual == other:
            continue
        own_function = usual[1] and "preprocess" not in usual[1] and usual[0] == other[0]
        if own_function:
            continue  # which may change training images at random
        message = (
            f"prepares images in another way than {text(trained[0].made)} (line {trained[0].made.lineno}), on which the"
            " network is trained: give both the same rescale and preprocessing_function"
        )
        yield found("CHK-TWO-WAYS", flow.made, message, "A network reads what it was trained on.", "error")
        return


def _from_folders(names: Names) -> Iterator[ast.Call]:
    """What takes images from folders or a table, with all arguments written out."""
    for call in names.calls:
        reads = isinstance(call.func, ast.Attribute) and call.func.attr in FLOWS[1:]
        if reads and all(each.arg is not None for each in call.keywords):
            yield call


def _one_hot(names: Names) -> Iterator[Finding]:
    """Labels of two classes as pairs, where the network has one unit for them."""
    written = {node.value for node in names.nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    single = [x for x in names.calls if names.called(x).endswith("Dense") and number(word(x, "units", 0)) == 1]
    several = [
        x for x in names.calls if names.called(x).endswith("Dense") and _says(word(x, "activation", 1), "softmax")
    ]
    if "binary_crossentropy" not in written or not single or several:
        return
    for call in _from_folders(names):
        mode = word(call, "class_mode")
        if mode is None or _says(mode, "categorical"):
            message = (
                "gives each label as a vector over the classes (class_mode='categorical', the default), and the network"
                " has one unit: pass class_mode='binary'"
            )
            yield found("CHK-CLASS-MODE", call, message, "One unit is compared with both entries of a pair.", "error")
            return


def _mixed_up(names: Names) -> Iterator[Finding]:
    """Answers in a random order beside labels in that of the folders."""
    labelled = [node.value for node in names.nodes if isinstance(node, ast.Attribute) and node.attr == "classes"]
    asked = [call for call in names.calls if isinstance(call.func, ast.Attribute) and call.args
             and call.func.attr in ("predict", "predict_generator", "predict_classes")]  # fmt: skip
    for call in _from_folders(names):
        if word(call, "shuffle") is not None and not _says(word(call, "shuffle"), True):
            continue
        if _given(names, call, labelled) and _given(names, call, [each.args[0] for each in asked]):
            message = (
                "gives images in a random order (shuffle=True, the default), and its .classes are in that of the"
                " folders, so that answers and labels do not belong together: pass shuffle=False"
            )
            yield found("CHK-MIXED-UP", call, message, "An answer counts beside the label of its own example.", "error")


def _given(names: Names, made: ast.Call, uses: list[ast.expr]) -> bool:
    """Whether what a call gives is used in one of these places."""
    return any(origin.value is made for use in uses for origin in names.origins(use, names.scope(use)))


def _says(node: ast.expr | None, value: str | bool) -> bool:
    return isinstance(node, ast.Constant) and node.value == value


def _published(names: Names) -> Iterator[Finding]:
    """Pixels that are scaled otherwise than a published network reads them."""
    made = [call for call in names.calls if ANY.search(names.called(call))]
    if len(made) != 1 or _prepared(names):
        return
    (network,) = made
    weights = word(network, "weights")
    if weights is not None and not _says(weights, "imagenet"):
        return
    scale = next(_to_one(names), None)
    if scale is None:
        return
    if (match := ITSELF.search(names.called(network))) and word(network, "include_preprocessing") is None:
        message = f"{match[1]} reads pixels from 0 to 255 and scales them itself: leave this out"
        yield found("CHK-PIXELS-PUBLISHED", scale, message, "Scaled twice, all images look black to it.", "error")
    elif (match := LESS_MEAN.search(names.called(network))) and _frozen(names):
        message = (
            f"{match[1]}'s weights were learnt on pixels from 0 to 255 less their mean, in the order blue, green, red:"
            " use its preprocess_input in place of this"
        )
        yield found("CHK-PIXELS-PUBLISHED", scale, message, "Its frozen BatchNorms keep the statistics of such images.")


def _prepared(names: Names) -> bool:
    """Whether the program uses a published network's own preparation."""
    return any(
        (isinstance(node, ast.Name) and node.id == "preprocess_input")
        or (isinstance(node, ast.Attribute) and node.attr == "preprocess_input")
        for node in names.nodes
    )


def _to_one(names: Names) -> Iterator[ast.AST]:
    """Where pixels are divided by 255, by a generator, a layer or the program itself."""
    for node in names.nodes:
        last = names.called(node).rpartition(".")[2]
        if isinstance(node, ast.Call) and last in ("ImageDataGenerator", "Rescaling"):
            by = word(node, "rescale") if last == "ImageDataGenerator" else word(node, "scale", 0)
            whole = isinstance(by, ast.BinOp) and number(by.left) == 1 and word(node, "offset", 1) is None
            if whole and isinstance(by, ast.BinOp) and isinstance(by.op, ast.Div) and number(by.right) == FULL[0]:
                yield node
        elif isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, ast.Div):
            shares = isinstance(node, ast.BinOp) and number(node.left) is not None
            if number(node.right if isinstance(node, ast.BinOp) else node.value) == FULL[0] and not shares:
                yield node


def _frozen(names: Names) -> bool:
    """Whether weights are kept as they were published."""
    assigned = [node for node in names.nodes if isinstance(node, ast.Assign)]
    return any(
        isinstance(target := node.targets[0], ast.Attribute) and target.attr == "trainable" and _says(node.value, False)
        for node in assigned
    )
