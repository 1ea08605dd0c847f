"""What a kind of data says of its project, and the contract between the pieces of its code.

The code is put together of pieces: templates that are rendered with one context. A piece of `templates/data/` goes into
data.py, of `model/` into model.py, of `training/` into train.py, in the order of `Kind.pieces`; each file may use names
of those before it, and imports them by itself (so what needs BATCH belongs to `training/`). No file has 400 lines.
Pieces of one kind may stand beside shared ones, because all keep to these names:

Data (`data/<kind>.py.j2` by the kind; `data/target.py.j2` and `data/split.py.j2` are shared):

- `add_arguments(parser)`: options that name data: `--train`, `--valid`, `--test`, `--target` (a list of columns, with a
  default where the config knows them) and the kind's own.
- `load(path)`: a DataFrame with a row for each example, in the order of the file; of files their paths and labels.
- `labelled(examples, targets)`: those whose target is known (target).
- `facts_of(examples, args)`: a dict of what all parts share: `targets` (names of columns), `classes` (in order, where
  one class is predicted), and whatever else the kind needs, for example names of columns.
- `parts(examples, facts, seed)`: yields examples to learn from and to judge by, once for each of FOLDS (split).
- `fit(learn, facts)`: `prep`, the facts and all that network and inputs need to know of the part to learn from: plain
  data and tensors, as model.pt is read with `weights_only`. Where `fits_targets`, it holds
  `"target": fit_targets(values_of(learn, facts["targets"]))` (target).
- `part_of(examples, prep, device, labels=True)`: a dict with what the batches need and, with `labels`, `y` (a tensor on
  the device, as it is learnt) and `truth` (NumPy, as it is judged: class numbers, 0/1 columns, values in their units);
  `targets_of(examples, prep)` (target) gives both.

Batches (`training/batches.py.j2` is for parts whose `inputs` are tensors on the device; kinds that read files while
they train bring their own):

- `steps_of(part)`: updates in one pass.
- `batches_of(part, shuffle, device)`: yields `inputs, y` for each update, on the device, in an order drawn from
  `shuffle`, a `torch.Generator`; `inputs` is a tuple for `network(*inputs)`. Where `parallel`, this
  process's share of each (`own_share`), so that all take as many.
- `outputs_of(network, part, device)`: what the network puts out for all examples: float32, on the device, in order.

Model, by the kind (`model/<family>.py.j2`): `Network(prep)`, with `network.output`, a layer with a bias, where
`init.output_bias` is log-prior or target-mean.

Training, shared (`scoring/loss` and `judging` go into scores.py, `optimizing/optimizer` into optimizer.py,
`safeguarding/` into safeguards.py, and `training/batches`, `loop`, `find_rate` and `main`, in this order, into
train.py); a kind with another loss or other scores brings its own piece for these names:

- loss: `loss_of(out, y, prep)`. judging: `answers_of(out, prep)`: NumPy, a column of probability per class or label, or
  values in their units; `scores_of(truth, p, prep)`: a dict; `watched(truth, p, prep)`: the score that picks the epoch.
- optimizer: `optimizer_of(network, rate)`, `share_of_rate(done)`. loop: `train(...)`. find_rate: `find_rate(...)`.
- main: `predict(model, examples, device)`, `write_predictions(path, p, prep)` (and the examples where `named`, code for
  the columns that name them), `main()`.

Imports are added by the names that the code uses (`IMPORTS` in rendering.py): a new name is a line there. Comments that
give reasons: `{{ why("training.loss.name", 4) }}`; literals of data: `{{ py(value) }}`, never a bare string.
"""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Kind:
    """The pieces of the code in order, the context they are rendered with, and what cannot be expressed.

    `training_context(source, notes)` of common.py gives what the shared pieces need; a kind adds its own to it.
    """

    title: str
    pieces: list[str]
    context: dict[str, Any]
    notes: list[str]
    files: dict[str, str] = field(default_factory=dict)  # more files, by name
    requirements: list[str] = field(default_factory=list)  # what the pieces need beyond what train.py imports
    usage: str = "python train.py --train train.csv --test test.csv --predictions predictions.csv"
