"""NeuraLint: rules of graph grammars over the source of a program, from a checkout of its repository.

It takes scripts, so each network is written out as one; the scripts that it was published with are given as they are.
Its Groove is of Java 8: `--add-opens` and the `javax.activation` jar (Debian's libactivation-java) make it run later.
"""

import re
import subprocess
from pathlib import Path
from typing import Any, Final

from benchmarks.faults.causes import named_by_text
from benchmarks.faults.program import Layer, Program, Setup

GROOVE: Final = Path("groove-5_7_4-bin", "groove-5_7_4", "bin", "Generator.jar")
ACTIVATION: Final = Path("/usr/share/java/javax.activation.jar")
SCRIPTS: Final = Path("sample_buggy_scripts", "Synthetic Samples")
OPTIONS: Final = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "--add-opens", "java.base/java.lang=ALL-UNNAMED")
DRIVER: Final = """\
import sys, ast
name, words, step = sys.argv[1:4]
if step == "parse":
    parser = __import__("parser_TF" if words == "tf" else "parser_Keras")
    parser.main(name, input_size=ast.literal_eval(sys.argv[4]), output_size=ast.literal_eval(sys.argv[5]))
else:
    import grooveParser
    print(grooveParser.main(name + "GrooveOut", parserType=words))
"""
PROBABILITIES: Final = {"binary_crossentropy": "sigmoid", "categorical_crossentropy": "softmax"}


def neuralint(program: Program, setup: Setup, folder: Path, asked: Any) -> dict[str, Any]:
    """What it says of a network: all that it says is a complaint, as it knows no degrees."""
    checkout: Path = asked.neuralint
    name = "_".join((*folder.parts[-3:-1], folder.name)).replace("-", "_")
    published = checkout / SCRIPTS / f"{program.identifier.partition('/')[2]}.py"
    words = "tf" if published.exists() and setup is program.faulty else "keras"
    script = published.read_text(encoding="utf-8") if words == "tf" else source(program, setup)
    (checkout / f"{name}.py").write_text(script, encoding="utf-8")
    sizes = [f"[32, {', '.join(map(str, program.data.shape))}]", f"[32, {_units(setup)}]"]
    try:
        _run(asked.python, "-c", DRIVER, name, words, "parse", *sizes, checkout=checkout)
        graphs = f"{'TF' if words == 'tf' else 'Keras'}_graphs/{name}"
        classes = f"{GROOVE}:{ACTIVATION}"
        _run("java", *OPTIONS, "-cp", classes, "groove.Generator", "-f", f"{graphs}GrooveOut.gst", "-s", "bfs",
             "DNN-metamodel.gps", f"{graphs}.gst", checkout=checkout)  # fmt: skip
        said = _run(asked.python, "-c", DRIVER, name, words, "read", checkout=checkout)
    finally:
        (checkout / f"{name}.py").unlink()
    found = [line.partition("==>")[2].strip() for line in said.splitlines() if "==>" in line]
    complaints = [each.strip() for line in found for each in re.split(r",(?= [A-Z])", line)]
    return {
        "complaints": list(dict.fromkeys(complaints)),
        "named": named_by_text(program.causes, " ".join(complaints)),
        "tool": "neuralint (repository, commit of 2023)",
    }


def _run(*arguments: str, checkout: Path) -> str:
    done = subprocess.run(arguments, cwd=checkout, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr.strip().splitlines()[-1] if done.stderr.strip() else "no reason given")
    return done.stdout


def _units(setup: Setup) -> int:
    units = next(layer.options["units"] for layer in reversed(setup.network) if "units" in layer.options)
    return int(units)


def source(program: Program, setup: Setup) -> str:
    """The network as a script in Keras; a loss on logits as the same loss on probabilities."""
    layers = list(setup.network)
    if setup.logits and layers[-1].options.get("activation") is None:
        layers.append(Layer("Activation", {"activation": PROBABILITIES[setup.loss]}))
    lines = ["import keras", "model = Sequential()"]
    for number, layer in enumerate(layers):
        rank = 2 if "2D" in layer.kind else 1
        options = {name: _value(name, value, rank) for name, value in layer.options.items() if value is not None}
        if number == 0:
            options["input_shape"] = repr(program.data.shape)
        lines.append(f"model.add({layer.kind}({', '.join(f'{name}={value}' for name, value in options.items())}))")
    lines.append(f"model.compile(loss='{setup.loss}', optimizer='{setup.optimizer.lower()}', metrics=['accuracy'])")
    lines.append(f"model.fit(x, y, epochs={program.epochs}, batch_size={program.batch})")
    return "\n".join(lines) + "\n"


def _value(name: str, value: Any, rank: int) -> str:
    return repr((value,) * 2 if rank == 2 and name in ("kernel_size", "pool_size", "strides") else value)
