"""How training examples are augmented."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from advisor.config.values import Augmentation
from advisor.engine import Decision, Pick, Skip, pick, skip
from advisor.knowledge.common import BOTH, CURRENT, GUIDE
from advisor.knowledge.scopes import families_but, kinds_but, scope
from advisor.quantities import count, decimal, plural

if TYPE_CHECKING:
    from advisor.config.values import Wanted
    from advisor.config.words import Family
    from advisor.problem import Problem

SMALL_SIDE: Final = 32  # pixels a side, below which changes of colour and crops of other sizes destroy the image
LIGHT_SIDE: Final = 64  # pixels a side up to which random weights see little in a crop of any size; folklore
MANY_PER_CLASS: Final = 1_000  # images per class from which mixing helps (folklore)
SOME_PER_CLASS: Final = 100  # images per class from which stronger changes help (folklore)

EXAMPLE: Final = {"table": "row", "text": "text", "series": "series", "sequence": "sequence"}  # by kind of data
# Name -> strength; a probability unless said otherwise.
SHIFT: Final = Augmentation("random-shift", 0.1)  # part of the side
FLIP: Final = Augmentation("horizontal-flip", 0.5)
CROP: Final = Augmentation("random-resized-crop", 0.5)  # smallest part of the area that is kept
COLOR: Final = Augmentation("color-jitter", 0.3)  # relative change
ROTATE: Final = Augmentation("rotation", 15.0)  # degrees
TRIVIAL: Final = Augmentation("trivial-augment", 1.0)
ERASE: Final = Augmentation("random-erasing", 0.1)  # torchvision's recipe
MIXUP: Final = Augmentation("mixup", 0.2)  # alpha, torchvision's recipe
CUTMIX: Final = Augmentation("cutmix", 1.0)  # alpha, torchvision's recipe
MOSAIC: Final = Augmentation("mosaic", 1.0)  # ultralytics
SCALE: Final = Augmentation("random-scale", 0.5)  # relative change, ultralytics
GAMMA: Final = Augmentation("gamma", 0.3)  # nnU-Net
NOISE: Final = Augmentation("gaussian-noise", 0.1)  # nnU-Net
ELASTIC: Final = Augmentation("elastic", 0.2)  # U-Net
CUT: Final = Augmentation("random-shift", 0.125)  # part of the side: 4 of 32 pixels, He et al. 2015
MASKS: Final = Augmentation("spec-augment", 0.1)  # largest part of bands and of frames that is masked
MASKS_TUNED: Final = Augmentation("spec-augment", 0.05)  # the usual part when a published network is fine-tuned
TIME_SHIFT: Final = Augmentation("time-shift", 0.1)  # part of the clip
MIXUP_SOUND: Final = Augmentation("mixup", 0.5)  # probability, AST

# Of recordings, learnt anew from small sets; relative change unless said otherwise.
STRETCH: Final = Augmentation("time-stretch", 0.2)
VOICE: Final = Augmentation("frequency-stretch", 0.1)  # as vocal tracts differ in length, Jaitly & Hinton 2013
PITCH: Final = Augmentation("frequency-shift", 0.05)  # part of the bands
FILTER: Final = Augmentation(
    "spectral-filter", 0.25
)  # deviation of gains at six places, in deviations of the recording
TILT: Final = Augmentation("spectral-tilt", 0.3)  # at the ends of the spectrum, in deviations of the recording
HISS: Final = Augmentation("spectral-noise", 0.3)  # largest deviation of noise, in deviations of the recording
WIDE_MASKS: Final = Augmentation("spec-augment", 0.2)

TRAINED: Final = families_but("zero-shot")
WHOLE_IMAGES: Final = scope(kind="image", task=("binary", "multiclass", "multilabel", "regression"), family=TRAINED)
CLASSIFIED_IMAGES: Final = scope(kind="image", task=("binary", "multiclass", "multilabel"), family=TRAINED)
CLIPS: Final = ("binary", "multiclass", "multilabel")  # tasks with an answer for each clip

augmentation: Decision[list[Augmentation]] = Decision(
    "data.augmentation",
    "How are training examples augmented?",
)


def mean_class_size(problem: Problem) -> int:
    """Examples per class on average; all of them where there are no classes."""
    if problem.task == "multilabel":
        return problem.data.rows // problem.data.outputs
    if problem.task in ("binary", "multiclass"):
        return problem.data.rows // problem.data.classes
    return problem.data.rows


def mirrored(problem: Problem, changes: list[Augmentation]) -> list[Augmentation]:
    """The changes, without mirroring where a mirrored image is known to show something else."""
    return changes if problem.data.image.mirrored else [change for change in changes if change != FLIP]


@augmentation.rule(
    "AUG-UNTRAINED", scope(family="zero-shot"), sources=["whisper2022", "chronos2025"], strength="strong", rulesets=BOTH
)
def none_without_training() -> Pick[list[Augmentation]]:
    """What is not trained needs no more examples."""
    return pick([], "a zero-shot network is not trained")


@augmentation.rule(
    "AUG-NONE",
    scope(kind=kinds_but("image", "audio"), family=TRAINED),
    sources=["guide", "kadra2021"],
    strength="moderate",
    rulesets=BOTH,
)
def none_where_meaning_may_change(problem: Problem) -> Pick[list[Augmentation]]:
    """No change of a table's row, a text or a series is sure to keep its meaning."""
    return pick(
        [],
        f"no change of a {EXAMPLE[problem.data.kind]} is sure to keep its meaning; other regularisation suits"
        f" {plural(problem.data.rows, 'example')} better",
    )


@augmentation.rule(
    "AUG-GUIDE",
    scope(kind=("image", "audio"), family=TRAINED),
    sources=["guide"],
    strength="moderate",
    rulesets=GUIDE,
)
def none_in_the_guide(problem: Problem) -> Pick[list[Augmentation]]:
    """The guide says nothing of augmentation."""
    return pick([], f"the guide is silent on augmentation: {plural(problem.data.rows, 'example')} are used as they are")


@augmentation.rule(
    "AUG-DETECTION",
    scope(task="detection", family=TRAINED),
    sources=["rf-detr", "ultralytics"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide is silent on augmentation; no detector is trained without.",
)
def boxes_change_with_their_image(problem: Problem, wanted: Wanted | None) -> Pick[list[Augmentation]]:
    """Boxes change together with scaled and mirrored images; YOLO's code joins images, and that of RF-DETR does not."""
    joined = wanted is not None and wanted.backbone.startswith("yolo")
    changed = " and ".join(["mirrored"] * problem.data.image.mirrored + ["scaled"] + ["joined"] * joined)
    return pick(
        mirrored(problem, [FLIP, SCALE, COLOR, *([MOSAIC] if joined else [])]),
        f"{plural(problem.data.rows, 'image')} {changed} show their objects in new places, on average"
        f" {decimal(problem.data.objects)} per image",
    )


@augmentation.rule(
    "AUG-SCANS",
    scope(task="segmentation", family="unet"),
    sources=["unet2015", "nnunet2018"],
    strength="strong",
    rulesets=CURRENT,
    versus="The guide is silent on augmentation; because of it a U-Net can be trained on few images.",
)
def strong_changes_of_scans(problem: Problem) -> Pick[list[Augmentation]]:
    """With deformed, turned and noisy copies a U-Net can be trained on few images."""
    return pick(
        mirrored(problem, [FLIP, ROTATE, SCALE, ELASTIC, GAMMA, NOISE]),
        f"{plural(problem.data.rows, 'image')} deformed, turned, rescaled, darkened and made noisy keep a U-Net from"
        " overfitting",
    )


@augmentation.rule(
    "AUG-SCENES",
    scope(task="segmentation", family=families_but("unet", "zero-shot")),
    sources=["torchvision-recipes", "deeplab2017"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide is silent on augmentation; masks change together with scaled and mirrored images at no cost.",
)
def scenes_scaled_and_mirrored(problem: Problem) -> Pick[list[Augmentation]]:
    """Masks change together with scaled and mirrored scenes."""
    return pick(
        mirrored(problem, [FLIP, SCALE, COLOR]),
        f"{plural(problem.data.rows, 'image')} scaled{', mirrored' if problem.data.image.mirrored else ''} and"
        " recoloured with their masks are free examples",
    )


@augmentation.rule(
    "AUG-SCRATCH",
    scope(kind="image", task=("binary", "multiclass", "multilabel"), family="cnn"),
    sources=["resnet2015", "zagoruyko2016", "smith2017"],
    strength="moderate",
    rulesets=CURRENT,
    studied={"data.rows": (500, 3_000)},
    versus="The guide is silent on augmentation; shifted and mirrored copies keep random weights from memorising images"
    " in the passes of a short run.",
)
def light_changes_for_random_weights(problem: Problem) -> Pick[list[Augmentation]] | Skip:
    """Dozens of passes from random weights are too few to learn what strong changes hide: shifts and mirroring alone.

    A random change of colour or shape and a crop of any size for each image, as suits published weights and hundreds of
    epochs, left a network underfitted: accuracy .612 and log-loss .954 on 3,000 photographs of 32 pixels, and .748 and
    .700 with light changes, at full size and over 40 epochs. A hole in half of the images costs, too: after 60 epochs
    .793 and .559 with it and .809 and .522 without on 2,000 photographs, .630 and .972 against .654 and .910 on 400 of
    them; after 40 epochs .862 and .380 against .865 and .373 on 2,000 clothes, which took no part in the choice. One
    seed each, log-losses after a temperature.
    """
    if problem.data.domain == "far":
        return skip("needs images near photographs")
    image = problem.data.image
    large = min(image.height, image.width) > LIGHT_SIDE
    if large and problem.compute.device == "gpu" and mean_class_size(problem) >= MANY_PER_CLASS:
        return skip(
            f"needs a CPU, fewer than {count(MANY_PER_CLASS)} images per class, or images of at most {LIGHT_SIDE}"
            " pixels a side"
        )
    changes = mirrored(problem, [CUT, FLIP])
    also = "moved by a few pixels and mirrored" if FLIP in changes else "moved by a few pixels"
    return pick(
        changes,
        f"random weights see each of {plural(problem.data.rows, 'image')} a few dozen times: {also};"
        " stronger changes would hide what there is to learn"
        + ("" if FLIP in changes else "; a mirrored one shows something else"),
    )


@augmentation.rule(
    "AUG-TINY-IMAGES",
    WHOLE_IMAGES,
    sources=["resnet2015"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide is silent on augmentation; shifts by a few pixels change no label.",
)
def shifts_of_tiny_images(problem: Problem) -> Pick[list[Augmentation]] | Skip:
    """In a tiny image only small shifts are safe: a mirrored digit is another sign, and colours are few."""
    image = problem.data.image
    if min(image.height, image.width) >= SMALL_SIDE:
        return skip(f"needs images with a side below {SMALL_SIDE} pixels")
    changes = [SHIFT] if image.channels == 1 else mirrored(problem, [SHIFT, FLIP])
    return pick(
        changes,
        f"{image.height} x {image.width} pixels show the same after small shifts"
        + (" or mirroring" if FLIP in changes else "")
        + ", and after little else",
    )


@augmentation.rule(
    "AUG-MEASURED",
    scope(kind="image", task="regression", family=TRAINED),
    sources=["torchvision-recipes"],
    strength="folklore",
    rulesets=CURRENT,
    versus="The guide is silent on augmentation; changes of colour, or a little noise, leave most measured numbers"
    " alone.",
)
def careful_with_measured_images(problem: Problem) -> Pick[list[Augmentation]]:
    """A number measured on an image may depend on size and side: only changes of colour, or noise, are safe."""
    changes = [COLOR] if problem.data.image.channels == 3 else [NOISE]
    return pick(
        changes,
        f"{plural(problem.data.outputs, 'number')} measured on an image may depend on size, place and side, which"
        " therefore stay",
    )


@augmentation.rule(
    "AUG-IMAGES-MANY",
    CLASSIFIED_IMAGES,
    sources=["trivialaugment2021", "zhong2017", "mixup2017", "cutmix2019", "torchvision-recipes"],
    strength="strong",
    rulesets=CURRENT,
    versus="The guide is silent on augmentation; mixed and changed images are worth points of accuracy.",
)
def mixed_images(problem: Problem) -> Pick[list[Augmentation]] | Skip:
    """With many images of each class, mixing them keeps a long training from memorising them."""
    if problem.data.domain != "near":
        return skip("needs images near photographs")
    if mean_class_size(problem) < MANY_PER_CLASS:
        return skip(f"needs {count(MANY_PER_CLASS)} images per class")
    return pick(
        mirrored(problem, [FLIP, CROP, TRIVIAL, ERASE, MIXUP, CUTMIX]),
        f"{count(mean_class_size(problem))} images per class are enough to mix, which keeps a long training from"
        " memorising them",
    )


@augmentation.rule(
    "AUG-IMAGES-SOME",
    CLASSIFIED_IMAGES,
    sources=["trivialaugment2021", "zhong2017"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide is silent on augmentation; one random change per image needs no tuning and helps.",
)
def changed_images(problem: Problem) -> Pick[list[Augmentation]] | Skip:
    """One random change per image, with nothing to tune."""
    if problem.data.domain != "near":
        return skip("needs images near photographs")
    if mean_class_size(problem) < SOME_PER_CLASS:
        return skip(f"needs {SOME_PER_CLASS} images per class")
    return pick(
        mirrored(problem, [FLIP, CROP, TRIVIAL, ERASE]),
        f"{count(mean_class_size(problem))} images per class gain from one random change each, with nothing to tune",
    )


@augmentation.rule(
    "AUG-IMAGES-FAR",
    CLASSIFIED_IMAGES,
    sources=["unet2015"],
    strength="folklore",
    rulesets=CURRENT,
    versus="The guide is silent on augmentation; small turns and crops leave most scans what they are.",
)
def careful_with_scans(problem: Problem) -> Pick[list[Augmentation]] | Skip:
    """Far from photographs colours may be measurements, so they stay; turns and crops are mostly safe."""
    if problem.data.domain != "far":
        return skip("needs images far from photographs")
    return pick(
        mirrored(problem, [FLIP, CROP, ROTATE]),
        f"{plural(problem.data.rows, 'image')} far from photographs: turns and crops are mostly safe, colours may be"
        " measurements",
        warning="mirrored and turned images must keep their label in your domain: leave those changes out where left"
        " and right or up and down matter",
    )


@augmentation.rule(
    "AUG-IMAGES-FEW",
    CLASSIFIED_IMAGES,
    sources=["torchvision-recipes"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide is silent on augmentation; mirrored and cropped copies are free.",
)
def simple_changes_of_few_images(problem: Problem) -> Pick[list[Augmentation]]:
    """Few images gain from simple changes; mixing them would blur what little they show."""
    return pick(
        mirrored(problem, [FLIP, CROP, COLOR]),
        f"{plural(problem.data.rows, 'image')}, fewer than {SOME_PER_CLASS} per class:"
        f" {'mirrored, ' if problem.data.image.mirrored else ''}cropped and recoloured copies are free examples",
    )


@augmentation.rule(
    "AUG-SPEECH",
    scope(task="speech-recognition", family=TRAINED),
    sources=["specaugment2019"],
    strength="strong",
    rulesets=CURRENT,
    versus="The guide is silent on augmentation; masked bands and frames turn overfitting into underfitting on speech.",
)
def masks_over_speech(problem: Problem, family: Family) -> Pick[list[Augmentation]]:
    """Masked bands and frames keep a recogniser from memorising recordings."""
    return pick(
        [MASKS_TUNED if family == "speech-to-text" else MASKS],
        f"masked bands and frames keep the network from memorising its {decimal(problem.data.hours)} h of speech",
    )


@augmentation.rule(
    "AUG-SOUND-TUNED",
    scope(kind="audio", task=CLIPS, family="pretrained"),
    sources=["ast2021", "specaugment2019"],
    strength="strong",
    rulesets=CURRENT,
    versus="The guide is silent on augmentation; AST was fine-tuned with masked and mixed clips.",
)
def masks_and_mixes(problem: Problem) -> Pick[list[Augmentation]]:
    """AST was fine-tuned with masked and mixed clips."""
    return pick(
        [MASKS, MIXUP_SOUND], f"AST was fine-tuned with masks and mixes, which suit {plural(problem.data.rows, 'clip')}"
    )


@augmentation.rule(
    "AUG-SOUND",
    scope(kind="audio", task=CLIPS, family="cnn"),
    sources=["specaugment2019", "jaitly2013", "nam2022"],
    strength="moderate",
    rulesets=CURRENT,
    studied={"data.rows": (278, 1_040)},
    versus="The guide is silent on augmentation; what is stretched, tilted and masked stands for other voices,"
    " microphones and rooms than the few that were recorded.",
)
def other_voices_and_rooms(problem: Problem) -> Pick[list[Augmentation]]:
    """Few recordings come of few voices and rooms: changes that stand for others, masks against memorising.

    A stretched spectrum is another voice, a tilted one another microphone, noise another room, a stretched time another
    pace, a random filter another way that all these stand together. With masks and shifted starts alone 1,040 words of
    unheard speakers were told with an accuracy of .753 and a log-loss of .738; with all but the filter, scaled one by
    one and read over 40 epochs, of .878 and .424, with gains that deviate by .5 of .869 and .383, by .25 of .906 and
    .354. On emotions of ten speakers, over folds and in three others: .812 and .992 without it, .998 and .931 with .5,
    .879 and .848 with .25. Learnt on those; everyday sounds took no part.
    """
    return pick(
        [STRETCH, TIME_SHIFT, VOICE, PITCH, TILT, FILTER, HISS, WIDE_MASKS],
        f"{plural(problem.data.rows, 'clip')} hold few voices, microphones and rooms: stretched, shifted and tilted"
        " spectra stand for others, and masks keep the network from memorising these",
    )


@augmentation.rule(
    "AUG-SOUND-MASKS",
    scope(kind="audio", task=CLIPS, family=families_but("pretrained", "zero-shot")),
    sources=["specaugment2019"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide is silent on augmentation; masked bands and frames keep any network from memorising recordings.",
)
def masks_and_shifts(problem: Problem) -> Pick[list[Augmentation]]:
    """Masked bands and frames and a shifted start keep a network that is not convolutional from memorising clips."""
    return pick(
        [MASKS, TIME_SHIFT],
        f"masks and shifted starts keep the network from memorising {plural(problem.data.rows, 'clip')}",
    )
