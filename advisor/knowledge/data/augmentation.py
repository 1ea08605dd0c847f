"""What is done to training examples so that they count for more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from advisor.config.values import Augmentation
from advisor.engine import Decision, Pick, Skip, pick, skip
from advisor.knowledge.common import BOTH, CURRENT, GUIDE, count, plural
from advisor.knowledge.scopes import kinds_but, scope

if TYPE_CHECKING:
    from advisor.config.words import Family
    from advisor.problem import Problem

SMALL_SIDE: Final = 32  # pixels a side below which colours and crops of other sizes destroy the image
MANY_OF_A_CLASS: Final = 1_000  # images of a class from which mixing helps (folklore)
SOME_OF_A_CLASS: Final = 100  # images of a class from which stronger changes help (folklore)

NAMES: Final = {"table": "row", "text": "text", "series": "series", "sequence": "sequence"}
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
MASKS: Final = Augmentation("spec-augment", 0.1)  # largest part of bands and of frames that is masked
MASKS_TUNED: Final = Augmentation("spec-augment", 0.05)  # the usual share when a published network is tuned
TIME_SHIFT: Final = Augmentation("time-shift", 0.1)  # part of the clip
MIXUP_SOUND: Final = Augmentation("mixup", 0.5)  # probability, AST

augmentation: Decision[list[Augmentation]] = Decision(
    "data.augmentation",
    "What is done to training examples so that they count for more?",
)


def of_a_class(problem: Problem) -> int:
    """Examples of a typical class; all of them where there are no classes."""
    if problem.task == "multilabel":
        return problem.data.rows // problem.data.outputs
    if problem.task in ("binary", "multiclass"):
        return problem.data.rows // problem.data.classes
    return problem.data.rows


@augmentation.rule(
    "AUG-UNTRAINED", scope(family="zero-shot"), sources=["whisper2022", "chronos2024"], strength="strong", rulesets=BOTH
)
def none_without_training(family: Family) -> Pick[list[Augmentation]]:
    """What is not trained needs no more examples."""
    return pick([], f"a {family} network is not trained")


@augmentation.rule(
    "AUG-NONE",
    scope(kind=kinds_but("image", "audio")),
    sources=["guide", "kadra2021"],
    strength="moderate",
    rulesets=BOTH,
)
def none_for_columns_words_and_series(problem: Problem) -> Pick[list[Augmentation]]:
    """No change of a table's row, a text or a series is sure to keep its label."""
    return pick(
        [],
        f"no change of a {NAMES[problem.data.kind]} is sure to keep what it stands for; other regularisation suits"
        f" {plural(problem.data.rows, 'example')} better",
    )


@augmentation.rule("AUG-GUIDE", sources=["guide"], strength="moderate", rulesets=GUIDE)
def none_in_the_guide(problem: Problem) -> Pick[list[Augmentation]]:
    """The guide says nothing of augmentation."""
    return pick([], f"the guide is silent, so {plural(problem.data.rows, 'example')} are taken as they are")


@augmentation.rule(
    "AUG-DETECTION",
    scope(task="detection"),
    sources=["ultralytics"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide is silent on augmentation; no detector is trained without.",
)
def boxes_move_along(problem: Problem) -> Pick[list[Augmentation]]:
    """Boxes move along with scaled, mirrored and joined images."""
    return pick(
        [FLIP, SCALE, COLOR, MOSAIC],
        f"{plural(problem.data.rows, 'image')} with {problem.data.objects:g} in each: mirrored, scaled and joined"
        " they show objects in new places",
    )


@augmentation.rule(
    "AUG-SCANS",
    scope(task="segmentation", family="unet"),
    sources=["unet2015", "nnunet2018"],
    strength="strong",
    rulesets=CURRENT,
    versus="The guide is silent on augmentation; U-Nets learn from few images because of it.",
)
def strong_changes_of_scans(problem: Problem) -> Pick[list[Augmentation]]:
    """Bent, turned and noisy copies let a U-Net learn from few images."""
    return pick(
        [FLIP, ROTATE, SCALE, ELASTIC, GAMMA, NOISE],
        f"{plural(problem.data.rows, 'image')} bent, turned, darkened and made noisy let a U-Net learn from few",
    )


@augmentation.rule(
    "AUG-SCENES",
    scope(task="segmentation"),
    sources=["torchvision-recipes", "deeplab2017"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide is silent on augmentation; masks move along with scaled and mirrored images at no cost.",
)
def scenes_scaled_and_mirrored(problem: Problem) -> Pick[list[Augmentation]]:
    """Masks move along with scaled and mirrored scenes."""
    return pick(
        [FLIP, SCALE, COLOR], f"{plural(problem.data.rows, 'image')} and their masks, scaled and mirrored alike"
    )


@augmentation.rule(
    "AUG-TINY-IMAGES",
    scope(kind="image"),
    sources=["resnet2015"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide is silent on augmentation; shifts by a few pixels change no label.",
)
def shifts_of_tiny_images(problem: Problem) -> Pick[list[Augmentation]] | Skip:
    """In a tiny image only small shifts are safe: a mirrored digit is another sign, and colours are few."""
    image = problem.data.image
    if min(image.height, image.width) >= SMALL_SIDE:
        return skip(f"needs images below {SMALL_SIDE} pixels a side")
    changes = [SHIFT] if image.channels == 1 else [SHIFT, FLIP]
    return pick(
        changes,
        f"{image.height} x {image.width} pixels bear small shifts"
        + ("" if image.channels == 1 else " and a mirror")
        + ", and little else without changing what they show",
    )


@augmentation.rule(
    "AUG-MEASURED",
    scope(kind="image", task="regression"),
    sources=["torchvision-recipes"],
    strength="folklore",
    rulesets=CURRENT,
    versus="The guide is silent on augmentation; changes of colour and small turns leave most measured numbers alone.",
)
def careful_where_numbers_are_read_off(problem: Problem) -> Pick[list[Augmentation]]:
    """A number read off an image may depend on size and side: only colour is safe."""
    changes = [COLOR] if problem.data.image.channels == 3 else [NOISE]
    return pick(
        changes,
        f"{plural(problem.data.outputs, 'number')} read off an image may depend on size, place and side, so those stay",
    )


@augmentation.rule(
    "AUG-IMAGES-MANY",
    scope(kind="image"),
    sources=["trivialaugment2021", "zhong2017", "mixup2017", "cutmix2019", "torchvision-recipes"],
    strength="strong",
    rulesets=CURRENT,
    versus="The guide is silent on augmentation; mixed and changed images are worth points of accuracy.",
)
def mixed_images(problem: Problem) -> Pick[list[Augmentation]] | Skip:
    """With many images a class, mixing them keeps a long training from learning them by heart."""
    if problem.data.domain != "near":
        return skip("needs images near photographs")
    if of_a_class(problem) < MANY_OF_A_CLASS:
        return skip(f"needs {count(MANY_OF_A_CLASS)} images of a class")
    return pick(
        [FLIP, CROP, TRIVIAL, ERASE, MIXUP, CUTMIX],
        f"{count(of_a_class(problem))} images of a class are enough to mix, so that a long training does not learn them"
        " by heart",
    )


@augmentation.rule(
    "AUG-IMAGES-SOME",
    scope(kind="image"),
    sources=["trivialaugment2021", "zhong2017"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide is silent on augmentation; one random change an image needs no tuning and helps.",
)
def changed_images(problem: Problem) -> Pick[list[Augmentation]] | Skip:
    """One random change an image, with nothing to tune."""
    if problem.data.domain != "near":
        return skip("needs images near photographs")
    if of_a_class(problem) < SOME_OF_A_CLASS:
        return skip(f"needs {SOME_OF_A_CLASS} images of a class")
    return pick(
        [FLIP, CROP, TRIVIAL, ERASE],
        f"{count(of_a_class(problem))} images of a class gain from one random change each, with nothing to tune",
    )


@augmentation.rule(
    "AUG-IMAGES-FAR",
    scope(kind="image"),
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
        [FLIP, CROP, ROTATE],
        f"{plural(problem.data.rows, 'image')} far from photographs: turns and crops are mostly safe, colours may be"
        " measurements",
        warning="mirrored and turned images must keep their label in your domain: leave those changes out where left"
        " and right or up and down matter",
    )


@augmentation.rule(
    "AUG-IMAGES-FEW",
    scope(kind="image"),
    sources=["torchvision-recipes"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide is silent on augmentation; mirrored and cropped copies are free.",
)
def simple_changes_of_few_images(problem: Problem) -> Pick[list[Augmentation]]:
    """Few images gain from simple changes; mixing them would blur what little they show."""
    return pick(
        [FLIP, CROP, COLOR],
        f"{plural(of_a_class(problem), 'image')} of a class: mirrored, cropped and recoloured copies are free examples",
    )


@augmentation.rule(
    "AUG-SPEECH",
    scope(task="speech-recognition"),
    sources=["specaugment2019"],
    strength="strong",
    rulesets=CURRENT,
    versus="The guide is silent on augmentation; masked bands and frames turn overfitting into underfitting on speech.",
)
def masks_over_speech(problem: Problem, family: Family) -> Pick[list[Augmentation]]:
    """Masked bands and frames keep a recogniser from learning recordings by heart."""
    tuned = family == "speech-to-text"
    return pick(
        [MASKS_TUNED if tuned else MASKS],
        f"{problem.data.hours:.3g} hours of speech with bands and frames masked are not learnt by heart",
    )


@augmentation.rule(
    "AUG-SOUND-TUNED",
    scope(family="pretrained"),
    sources=["ast2021", "specaugment2019"],
    strength="strong",
    rulesets=CURRENT,
    versus="The guide is silent on augmentation; AST was tuned with masks and mixed clips.",
)
def masks_and_mixes(problem: Problem) -> Pick[list[Augmentation]]:
    """AST is tuned with masked and mixed clips."""
    return pick([MASKS, MIXUP_SOUND], f"{plural(problem.data.rows, 'clip')} masked and mixed, as AST was tuned")


@augmentation.rule(
    "AUG-SOUND",
    sources=["specaugment2019"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide is silent on augmentation; a spectrogram network with masks beat the tutorial one by 12 to 50"
    " points here.",
)
def masks_and_shifts(problem: Problem) -> Pick[list[Augmentation]]:
    """Masked bands and frames and a shifted start keep a small network from learning clips by heart."""
    return pick(
        [MASKS, TIME_SHIFT],
        f"{plural(problem.data.rows, 'clip')} with masks and shifted starts are not learnt by heart",
    )
