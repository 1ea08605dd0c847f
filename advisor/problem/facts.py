"""The facts: one definition that feeds the flags, the wizard, the JSON Schema and the documentation.

Every field is one fact. Its default is what is assumed while nobody says or measures it; where the
default depends on other facts, `advisor.problem.assuming` computes it.
"""

from collections.abc import Iterator
from types import UnionType
from typing import Annotated, Final, Union, get_args, get_origin

from msgspec import Meta, Struct

from advisor.problem.fact import Fact, fact
from advisor.problem.vocabulary import (
    Accelerator,
    ColumnType,
    Deploy,
    Device,
    Domain,
    Fit,
    Gradients,
    GroupPart,
    Kind,
    Metric,
    Priority,
    Records,
    Supervision,
    TargetRange,
    Task,
    Tracker,
)

MOST: Final = 10**15  # an upper bound on counts, above every data set there is
MOST_QUANTILES: Final = 99  # the percentiles

CLASSES = "binary multiclass multilabel ordinal"
WITH_CLASSES = "multiclass ordinal segmentation detection token-classification"
NUMBERS = "regression forecasting"


class Column(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """One input column of a table, as measured."""

    name: Annotated[str, Meta(description="The column's name, as it stands in the file.")]
    type: Annotated[ColumnType, Meta(description="What the column holds.")]
    distinct: Annotated[int, Meta(description="Number of distinct values, missing ones left out.", ge=0)] = 0
    missing: Annotated[float, Meta(description="Fraction of missing values.", ge=0, le=1)] = 0.0
    relevance: Annotated[
        Annotated[float, Meta(ge=0, le=1)] | None,
        Meta(description="Share of the target's entropy that the column resolves by itself; 0 is no more than chance."),
    ] = None
    unit: Annotated[str, Meta(description="The unit in which numbers are read that stand there in several.")] = ""


class Image(Struct, frozen=True, kw_only=True):
    """The images."""

    height: Annotated[
        int,
        fact(
            "Height in pixels of a typical image.",
            "How many pixels high is a typical image?",
            "",
            "image",
            ge=1,
            le=10**6,
        ),
    ] = 224
    width: Annotated[
        int,
        fact(
            "Width in pixels of a typical image.",
            "How many pixels wide is a typical image?",
            "",
            "image",
            ge=1,
            le=10**6,
        ),
    ] = 224
    channels: Annotated[
        int,
        fact(
            "Channels of an image: 1 for grey, 3 for colour.",
            "How many channels do the images have (1 for grey, 3 for colour)?",
            "",
            "image",
            ge=1,
            le=1024,
        ),
    ] = 3
    mirrored: Annotated[
        bool,
        fact(
            "Whether an image that is mirrored, left to right, still shows the same; writing and signs do not.",
            "Does an image still show the same if it is mirrored, left to right (letters and signs do not)?",
            "mirrored",
            "image",
        ),
    ] = True


class Data(Struct, frozen=True, kw_only=True):
    """The data."""

    kind: Annotated[Kind, fact("What one example is.", "What kind of data do you have?", "kind")] = "table"
    path: Annotated[str, fact("The file or folder that holds the data.", max_length=4096)] = ""
    target: Annotated[
        str,
        fact("The column to predict.", flag="target", kinds="table image text audio series sequence", max_length=4096),
    ] = ""
    targets: Annotated[
        tuple[str, ...],
        fact(
            "The columns to predict, where they are several.",
            kinds="table image text audio sequence",
            tasks="regression multilabel",
        ),
    ] = ()
    rows: Annotated[
        int,
        fact(
            "Labelled examples at hand for training and validation: rows, images, documents, clips or sequences;"
            " for forecasting, time steps over all series.",
            "How many labelled {examples} do you have?",
            "rows",
            questions={
                "forecasting": "How many time steps do you have, over all series?",
                "language-modeling": "How many documents do you have?",
                "token-classification": "How many labelled sentences do you have?",
                "speech-recognition": "How many transcribed clips do you have?",
            },
            ge=2,
            le=MOST,
        ),
    ] = 10_000
    features: Annotated[
        int,
        fact(
            "Input columns of a table; values per step of a sequence.",
            "How many input columns does the table have?",
            "features",
            questions={"sequence": "How many values does each step have?"},
            kinds="table sequence",
            ge=1,
            le=10**9,
        ),
    ] = 20
    categorical: Annotated[
        int,
        fact(
            "How many of the input columns are categories rather than numbers.",
            "How many of the input columns are categorical?",
            "categorical",
            kinds="table",
            ge=0,
            le=10**9,
        ),
    ] = 0
    cardinality: Annotated[
        int,
        fact(
            "Distinct values in the categorical column that has most of them.",
            "How many distinct values does the largest categorical column have?",
            "cardinality",
            kinds="table",
            ge=0,
            le=MOST,
        ),
    ] = 0
    levels: Annotated[
        int,
        fact("Distinct values summed over all categorical columns.", kinds="table", ge=0, le=MOST),
    ] = 0
    missing: Annotated[
        float,
        fact(
            "Fraction of input cells that are missing.",
            "What fraction of the values is missing (0 to 1)?",
            "missing",
            kinds="table sequence series",
            ge=0,
            le=1,
        ),
    ] = 0.0
    scale_ratio: Annotated[
        float,
        fact(
            "Largest standard deviation of a numeric feature over the smallest one.",
            "How many times larger is the largest standard deviation of a feature than the smallest?",
            "scale-ratio",
            kinds="table sequence",
            ge=1,
        ),
    ] = 10.0
    heavy_tails: Annotated[
        float,
        fact(
            "Fraction of the numeric features with outliers: over 1% of values beyond five robust deviations.",
            "What fraction of the numeric columns has outliers or heavy tails (0 to 1)?",
            "heavy-tails",
            kinds="table",
            ge=0,
            le=1,
        ),
    ] = 0.0
    duplicates: Annotated[float, fact("Fraction of rows that repeat an earlier row.", kinds="table", ge=0, le=1)] = 0.0
    columns: Annotated[tuple[Column, ...], fact("The input columns, where they were measured.", kinds="table")] = ()
    leaks: Annotated[
        tuple[str, ...],
        fact("Columns that give the target away, as measured or as known.", kinds="table"),
    ] = ()
    classes: Annotated[
        int,
        fact(
            "Number of classes to tell apart.",
            "How many classes are there?",
            "classes",
            questions={
                "detection": "How many classes of objects are there?",
                "segmentation": "How many classes can a pixel have, the background among them?",
                "token-classification": "How many tags can a token have?",
            },
            tasks=WITH_CLASSES,
            ge=1,
            le=10**8,
        ),
    ] = 2
    outputs: Annotated[
        int,
        fact(
            "Numbers to predict at once: targets of a regression, labels of a multi-label task, series values.",
            "How many numbers do you predict at once?",
            "outputs",
            tasks="regression multilabel",
            questions={"multilabel": "How many labels are there to choose from?"},
            ge=1,
            le=10**8,
        ),
    ] = 1
    quantiles: Annotated[
        tuple[Annotated[float, Meta(gt=0, lt=1)], ...],
        fact(
            "Quantiles to predict beside the median: 0.1, 0.9 are the ends of an 80 % interval; none, for a single"
            " number.",
            flag="quantiles",
            kinds="table series",
            tasks=NUMBERS,
            max_length=MOST_QUANTILES,
        ),
    ] = ()
    imbalance: Annotated[
        float,
        fact(
            "Examples in the largest class over those in the smallest.",
            "How many times larger is the largest class than the smallest?",
            "imbalance",
            questions={
                "multilabel": "How many times more often is the most frequent label set than the rarest?",
                "detection": "How many times more objects has the most frequent class than the rarest?",
                "segmentation": "How many times more pixels has the largest class than the smallest?",
                "token-classification": "How many times more often is the most frequent tag set than the rarest?",
            },
            tasks=CLASSES + " segmentation detection token-classification",
            ge=1,
        ),
    ] = 1.0
    smallest_class: Annotated[
        int,
        fact("Examples in the smallest class.", tasks="binary multiclass ordinal", ge=0, le=MOST),
    ] = 0
    target_range: Annotated[
        TargetRange,
        fact(
            "Values that the target can take: unbounded, positive, unit (0 to 1), symmetric (-1 to 1) or counts.",
            "Which values can the target take?",
            "target-range",
            tasks=NUMBERS,
        ),
    ] = "unbounded"
    target_outliers: Annotated[
        float,
        fact(
            "Fraction of target values beyond five robust deviations from the median.",
            "What fraction of the target values are outliers (0 to 1)?",
            "target-outliers",
            tasks=NUMBERS,
            ge=0,
            le=1,
        ),
    ] = 0.0
    target_skew: Annotated[
        float, fact("Skewness of the target.", flag="target-skew", tasks=NUMBERS, ge=-1e6, le=1e6)
    ] = 0.0
    target_mean: Annotated[float | None, fact("Mean of the target.", tasks=NUMBERS)] = None
    target_deviation: Annotated[
        Annotated[float, Meta(ge=0)] | None, fact("Standard deviation of the target.", tasks=NUMBERS)
    ] = None
    label_noise: Annotated[
        float,
        fact(
            "Fraction of labels believed to be wrong.",
            "What fraction of the labels do you expect to be wrong (0 to 1)?",
            "label-noise",
            questions={
                "regression": "What fraction of the target values do you expect to be wrong (0 to 1)?",
                "forecasting": "What fraction of the values do you expect to be wrong (0 to 1)?",
                "detection": "What fraction of the boxes do you expect to be wrong or missing (0 to 1)?",
                "segmentation": "What fraction of the masks do you expect to be wrong (0 to 1)?",
                "token-classification": "What fraction of the tags do you expect to be wrong (0 to 1)?",
                "language-modeling": "What fraction of the documents do you expect to be junk (0 to 1)?",
                "speech-recognition": "What fraction of the transcripts do you expect to be wrong (0 to 1)?",
            },
            ge=0,
            le=1,
        ),
    ] = 0.0
    group_column: Annotated[
        str,
        fact(
            "The column that says which rows belong together (one patient, one speaker, one series).",
            flag="group-column",
            kinds="table series audio",
            max_length=4096,
        ),
    ] = ""
    group_part: Annotated[
        GroupPart,
        fact(
            "Which part of a recording's path says what belongs together: the folder that holds it, or a part of its"
            " name, which is cut at hyphens, underscores, dots and blanks (name-1 is the first) or into runs of digits"
            " and of letters (run-1 is 03 in 03a01F).",
            flag="group-part",
            kinds="audio",
        ),
    ] = "none"
    groups: Annotated[
        int,
        fact(
            "Number of groups of examples that belong together (patients, speakers, devices); 0 for none.",
            "How many groups (patients, customers, devices) do the {examples} come from, 0 if they are independent?",
            "groups",
            questions={
                "image": "How many patients, scenes or cameras do the images come from, 0 if they are independent?",
                "text": "How many authors or sources do the texts come from, 0 if they are independent?",
                "audio": "How many speakers or recordings do the clips come from, 0 if they are independent?",
                "sequence": "How many people or devices do the sequences come from, 0 if they are independent?",
            },
            ge=0,
            le=MOST,
        ),
    ] = 0
    time_column: Annotated[
        str,
        fact("The column that orders the rows in time.", flag="time-column", kinds="table series", max_length=4096),
    ] = ""
    future: Annotated[
        bool,
        fact(
            "Whether the network will be used on data later than what it learns from.",
            "Will the network be used on data from a later time than its training data?",
            "future",
        ),
    ] = False
    image: Annotated[Image, Meta(description="Size of an image.")] = Image()
    objects: Annotated[
        float,
        fact(
            "Objects in an image, on average.",
            "How many objects does a typical image show?",
            "objects",
            "image",
            "detection",
            ge=0,
        ),
    ] = 5.0
    volumetric: Annotated[
        bool,
        fact(
            "Whether the images are volumes (CT, MRI).",
            "Are the images volumes (CT, MRI)?",
            "volumetric",
            "image",
            "segmentation",
        ),
    ] = False
    domain: Annotated[
        Domain,
        fact(
            "How close the data is to what public networks were trained on: near (photographs, web text, speech)"
            " or far (medical, satellite, spectra, code). Grey images of 128 pixels and more, and those of many bands,"
            " are taken to be far.",
            "Are the {examples} near what public networks were trained on, or far from it?",
            "domain",
            "image text audio",
            questions={
                "image": "Are the images near photographs, or far from them (scans, satellites, spectra)?",
                "text": "Are the texts near those of the web, or far from them (medicine, law, code)?",
                "audio": "Are the clips near speech and everyday sounds, or far from them (machines, hearts)?",
            },
        ),
    ] = "near"
    length: Annotated[
        int,
        fact(
            "Length of a long example: tokens of a text (95th percentile), steps of a sequence or of a series to"
            " classify.",
            "How many time steps does a long sequence have?",
            "sequence-length",
            "text sequence series",
            questions={
                "text": "How many tokens does a long text have?",
                "series": "How many time steps does a long series have?",
                "language-modeling": "How many tokens does a long document have?",
            },
            ge=1,
            le=10**9,
        ),
    ] = 128
    tokens: Annotated[
        int,
        fact(
            "Tokens of text in all.",
            "How many tokens of text do you have in all?",
            "tokens",
            "text",
            "language-modeling",
            ge=1,
            le=MOST,
        ),
    ] = 10_000_000
    supervision: Annotated[
        Supervision,
        fact(
            "What shows a language model which answers are good: none (plain texts), answers (chats, prompts with"
            " their answers), preferences (an answer preferred to another), unpaired-preferences (answers marked good"
            " or bad), or verifiable (prompts with an answer that a program can check).",
            "What do the texts show a language model?",
            "supervision",
            "text",
            "language-modeling",
        ),
    ] = "none"
    records: Annotated[
        Records,
        fact(
            "How chats are written down: as messages (role and content), sharegpt (from and value), instructions"
            " (instruction, input, output) or prompts (a prompt and an answer as plain texts).",
            flag="records",
            kinds="text",
            tasks="language-modeling",
        ),
    ] = "messages"
    answer_share: Annotated[
        float,
        fact(
            "Fraction of the tokens that are answers rather than prompts, where answers are learnt.",
            flag="answer-share",
            kinds="text",
            tasks="language-modeling",
            gt=0,
            le=1,
        ),
    ] = 0.5
    desirable: Annotated[
        float,
        fact(
            "Fraction of the answers that are marked good, where answers are marked.",
            flag="desirable",
            kinds="text",
            tasks="language-modeling",
            ge=0,
            le=1,
        ),
    ] = 0.5
    multilingual: Annotated[
        bool,
        fact(
            "Whether the text or speech is in more than English.",
            "Is any of the text in a language other than English?",
            "multilingual",
            "text audio",
            questions={"audio": "Is any of the speech in a language other than English?"},
        ),
    ] = False
    seconds: Annotated[
        float,
        fact(
            "Length of a clip in seconds.",
            "How many seconds long is a typical clip?",
            "seconds",
            "audio",
            gt=0,
            le=1e6,
        ),
    ] = 10.0
    sounding_seconds: Annotated[
        Annotated[float, Meta(gt=0, le=1e6)] | None,
        fact(
            "Length in seconds of what sounds in a clip, without its quiet beginning and end, where that is known.",
            flag="sounding-seconds",
            kinds="audio",
            tasks="binary multiclass multilabel regression",
        ),
    ] = None
    hours: Annotated[
        float,
        fact(
            "Hours of transcribed speech.",
            "How many hours of transcribed speech do you have?",
            "hours",
            "audio",
            "speech-recognition",
            gt=0,
            le=1e9,
        ),
    ] = 10.0
    sample_rate: Annotated[
        int, fact("Samples a second of the recordings.", flag="sample-rate", kinds="audio", ge=1000, le=10**6)
    ] = 16_000
    series: Annotated[
        int,
        fact(
            "Number of time series.",
            "How many time series do you have?",
            "series",
            "series",
            "forecasting",
            ge=1,
            le=MOST,
        ),
    ] = 1
    horizon: Annotated[
        int,
        fact(
            "Steps to forecast.",
            "How many steps ahead do you forecast?",
            "horizon",
            "series",
            "forecasting",
            ge=1,
            le=10**6,
        ),
    ] = 24
    period: Annotated[
        Annotated[int, Meta(ge=1, le=10**6)] | None,
        fact(
            "Steps in a season (24 for hourly data with a daily cycle).",
            "How many steps does a season have (24 for hourly data with a daily cycle)?",
            "period",
            "series",
            "forecasting",
        ),
    ] = None
    covariates: Annotated[
        int,
        fact(
            "Other variables known at each step.",
            "How many other variables are known at each step?",
            "covariates",
            "series",
            ge=0,
            le=10**6,
        ),
    ] = 0


def _operations(of: str) -> Meta:
    return fact(f"Operations in {of}, in units of 10^9 a second.", machine=True)


def _values(of: str) -> Meta:
    return fact(f"Nanoseconds of each value that {of} of an example.", machine=True)


def _microseconds(of: str) -> Meta:
    return fact(f"Microseconds of {of}.", machine=True)


Rate = Annotated[float, Meta(ge=0, le=1e9)] | None


class Calibration(Struct, frozen=True, kw_only=True):
    """What `advisor calibrate` measured on a machine; empty where it did not."""

    kind: Annotated[Device, fact("Whether the processor or a GPU was measured.", machine=True)] = "cpu"
    date: Annotated[str, fact("Day on which the machine was measured.", machine=True, max_length=10)] = ""
    device: Annotated[str, fact("The processor or the GPU that was measured.", machine=True, max_length=200)] = ""
    torch: Annotated[str, fact("The PyTorch that it was measured with.", machine=True, max_length=100)] = ""
    threads: Annotated[int, fact("Threads that PyTorch had.", machine=True, ge=0, le=10**6)] = 0
    step_us: Annotated[Rate, _microseconds("an update, whatever it computes")] = None
    layer_us: Annotated[Rate, _microseconds("each layer of an update")] = None
    tick_us: Annotated[Rate, _microseconds("each step of a recurrent layer")] = None
    weight_ns: Annotated[Rate, fact("Nanoseconds of each weight that an update changes.", machine=True)] = None
    dense_gflops: Annotated[Rate, _operations("dense layers")] = None
    dense_value_ns: Annotated[Rate, _values("dense layers keep")] = None
    convolution_gflops: Annotated[Rate, _operations("convolutions")] = None
    convolution_value_ns: Annotated[Rate, _values("convolutions keep")] = None
    recurrence_gflops: Annotated[Rate, _operations("recurrent layers")] = None
    recurrence_value_ns: Annotated[Rate, _values("recurrent layers keep")] = None
    attention_gflops: Annotated[Rate, _operations("attention")] = None
    attention_value_ns: Annotated[Rate, _values("attention keeps")] = None


class Compute(Struct, frozen=True, kw_only=True):
    """The machines."""

    device: Annotated[Device, fact("What the network trains on.", "What will the network train on?", "device")] = "cpu"
    gpus: Annotated[
        int, fact("GPUs in all.", "How many GPUs do you have, over all machines?", "gpus", ge=0, le=10**6)
    ] = 0
    nodes: Annotated[int, fact("Machines that hold the GPUs.", flag="nodes", ge=1, le=10**6)] = 1
    device_memory_gib: Annotated[
        float,
        fact(
            "Memory of one GPU, or of the machine without one, in GiB.",
            "How much memory does one GPU have, or the machine without one, in GiB?",
            "memory-gib",
            gt=0,
            le=1e6,
        ),
    ] = 8.0
    accelerator: Annotated[Accelerator, fact("The model of GPU.", "Which model of GPU do you have?", "accelerator")] = (
        "unknown"
    )
    hours: Annotated[
        Annotated[float, Meta(gt=0, le=1e6)] | None,
        fact("Hours that training may take in all, where there is a limit.", flag="time"),
    ] = None
    dollars: Annotated[
        Annotated[float, Meta(gt=0, le=1e12)] | None,
        fact("Dollars that renting the GPUs may cost in all, where there is a limit.", flag="dollars"),
    ] = None
    calibration: Annotated[Calibration, Meta(description="What was measured on this machine.")] = Calibration()
    deploy: Annotated[
        Deploy, fact("Where the trained network runs.", "Where will the trained network run?", "deploy")
    ] = "server"


class Priorities(Struct, frozen=True, kw_only=True):
    """What matters."""

    first: Annotated[
        Priority,
        fact(
            "What matters most: accuracy, speed (of training), latency (of prediction), memory or calibration.",
            "What matters most?",
            "priority",
        ),
    ] = "accuracy"
    metric: Annotated[
        Metric, fact("The score that counts; auto lets the task decide.", "Which metric matters to you?", "metric")
    ] = "auto"
    latency_ms: Annotated[
        Annotated[float, Meta(gt=0, le=1e7)] | None,
        fact("Longest time for one prediction in milliseconds, where there is a limit.", flag="latency-ms"),
    ] = None
    pretrained: Annotated[
        bool,
        fact(
            "Whether published weights may be used.",
            "May the network start from published (pretrained) weights?",
            "pretrained",
            "image text audio series",
        ),
    ] = True
    commercial: Annotated[
        bool,
        fact(
            "Whether the result is used commercially, so that licences count.",
            "Will the result be used commercially?",
            "commercial",
        ),
    ] = False
    trials: Annotated[
        int,
        fact(
            "Training runs that one can afford for tuning; 1 is a single run.",
            "How many training runs can you afford for tuning?",
            "trials",
            ge=1,
            le=10**6,
        ),
    ] = 1
    tracker: Annotated[Tracker, fact("Where runs are logged.", "Where should runs be logged?", "tracker")] = "csv"


class Observed(Struct, frozen=True, kw_only=True):
    """What an earlier training showed."""

    fit: Annotated[
        Fit,
        fact(
            "Whether an earlier network over- or underfitted.",
            "Did an earlier network overfit or underfit?",
            "observed-fit",
        ),
    ] = "unknown"
    gradients: Annotated[
        Gradients,
        fact(
            "Whether gradients vanished or exploded in an earlier run.",
            "Did gradients vanish or explode in an earlier run?",
            "observed-gradients",
        ),
    ] = "unknown"


class Facts(Struct, frozen=True, kw_only=True):
    """A problem: the task, the data, the machines, what matters, and what an earlier run showed."""

    task: Annotated[Task, fact("What is to be predicted.", "What do you want to predict?", "task")]
    data: Annotated[Data, Meta(description="The data.")] = Data()
    compute: Annotated[Compute, Meta(description="The machines.")] = Compute()
    priorities: Annotated[Priorities, Meta(description="What matters.")] = Priorities()
    observed: Annotated[Observed, Meta(description="What an earlier training showed.")] = Observed()


def _leaves(struct: type[Struct], prefix: str = "") -> Iterator[Fact]:
    fields = struct.__struct_fields__
    defaults = dict(zip(reversed(fields), reversed(struct.__struct_defaults__), strict=False))
    for name in fields:
        annotation = struct.__annotations__[name]
        kind, meta = get_args(annotation)
        if isinstance(kind, type) and issubclass(kind, Struct):
            yield from _leaves(kind, f"{prefix}{name}.")
            continue
        bounds = meta
        if get_origin(kind) in (UnionType, Union):  # a number that may be unknown carries its bounds inside
            inner = get_args(kind)[0]
            kind, bounds = get_args(inner) if get_origin(inner) is Annotated else (inner, meta)
        yield Fact(prefix + name, kind, annotation, meta.extra["about"], meta.description, bounds, defaults.get(name))


FACTS: Final[dict[str, Fact]] = {leaf.path: leaf for leaf in _leaves(Facts)}
# Facts by the names that earlier versions gave them, which are still read.
FORMER: Final = {"compute.memory_gb": "compute.device_memory_gib"}
