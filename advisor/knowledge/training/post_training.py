"""Tuning a published language model on answers: the method, what counts in its loss, and what holds it back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from advisor.config.values import MarkWeights, Sampling
from advisor.engine import Decision, Pick, Skip, Span, pick, skip
from advisor.knowledge.common import BOTH
from advisor.knowledge.scopes import scope
from advisor.knowledge.training.budget import GENERATIONS
from advisor.quantities import count, plural

if TYPE_CHECKING:
    from advisor.config.words import LearntTokens, Method
    from advisor.problem import Problem

SHORT_ANSWERS: Final = 0.25  # share of the tokens below which answers are brief beside their prompts; folklore
FEW_EXAMPLES: Final = 10_000  # chats below which prompts are worth learning from, too; order of Shi et al. 2024
FEW_PAIRS: Final = 1_000  # pairs or marks below which a preference is hardly told from chance; folklore
BETAS: Final = {"dpo": 0.1, "kto": 0.1, "orpo": 0.1, "grpo": 0.0}  # TRL's defaults
BALANCED: Final = 4 / 3  # weight of all good answers over that of all bad ones, at most; TRL's guide to KTO
LONGEST_ANSWER: Final = 2_048  # tokens of a sampled answer; folklore
ANSWER_STEP: Final = 256  # tokens

method: Decision[Method] = Decision(
    "training.method",
    "How is a published language model tuned on answers?",
    applies=lambda problem, family: family == "pretrained" and problem.data.supervision != "none",
    absent="the texts are plain, or no published language model is tuned",
)
sampling: Decision[Sampling] = Decision(
    "training.sampling",
    "How does the model answer the prompts that it is rewarded for?",
    applies=lambda method: method == "grpo",
    absent="the model is not rewarded for its own answers",
)
learnt_tokens: Decision[LearntTokens] = Decision(
    "training.loss.tokens",
    "The errors of which tokens count?",
    name="learnt_tokens",
    applies=lambda method: method == "sft",
    absent="nothing is tuned on answers as they stand",
)
beta: Decision[float] = Decision(
    "training.loss.beta",
    "How strongly is the model held to what it was, or how much do preferences weigh?",
    applies=lambda method: method in BETAS,
    absent="no preferences and no rewards are learnt",
)
marks: Decision[MarkWeights] = Decision(
    "training.loss.marks",
    "How much do answers weigh that are marked good, and those marked bad?",
    applies=lambda method: method == "kto",
    absent="no marks are learnt",
)


@method.rule(
    "POST-GRPO", scope(supervision="verifiable"), sources=["deepseekmath2024", "tulu2024"], strength="moderate",
    rulesets=BOTH,
)  # fmt: skip
def rewards_that_a_program_computes(problem: Problem) -> Pick[Method] | Skip:
    """Where a program can check answers, a model learns from which of its own are right, without a model of rewards."""
    if problem.compute.device == "cpu":
        return skip("needs a GPU, as each prompt is answered many times")
    return pick(
        "grpo",
        f"{plural(problem.data.rows, 'prompt')} have an answer that a program can check, so the model learns from which"
        " of its own answers are right",
        ["grpo", "sft"],
        warning="measure first how often the weights solve a prompt: where all answers to it are right, or all are"
        " wrong, nothing is learnt from it",
    )


@method.rule(
    "POST-KTO", scope(supervision="unpaired-preferences"), sources=["kto2024", "trl-docs"], strength="moderate",
    rulesets=BOTH,
)  # fmt: skip
def marks_without_pairs(problem: Problem) -> Pick[Method] | Skip:
    """Marks of single answers are enough to learn what is wanted, where there are good and bad ones."""
    share = problem.data.desirable
    if share >= 1:
        return skip("needs answers marked bad beside the good ones")
    return pick(
        "kto",
        f"{plural(problem.data.rows, 'answer')} are marked, {share:.0%} of them good, and stand in no pairs",
        ["kto", "sft"],
        warning=_too_few(problem, "marked answer"),
    )


@method.rule("POST-ORPO", scope(supervision="preferences"), sources=["orpo2024"], strength="moderate", rulesets=BOTH)
def both_stages_in_one(problem: Problem) -> Pick[Method] | Skip:
    """One run without a reference model teaches the chosen answers and the preference at once."""
    first = problem.priorities.first
    if first not in ("speed", "memory"):
        return skip("needs speed or memory as the first priority")
    return pick(
        "orpo",
        f"{first} comes first, and one run over {plural(problem.data.rows, 'pair')} teaches the chosen answers and the"
        " preference at once, without a reference model",
        ["orpo", "dpo"],
        warning=_too_few(problem, "pair"),
    )


@method.rule(
    "POST-DPO", scope(supervision="preferences"), sources=["dpo2023", "tulu2024"], strength="strong", rulesets=BOTH
)
def pairs_without_a_reward_model(problem: Problem) -> Pick[Method]:
    """Pairs are learnt by a classification loss, held to the weights that training starts from."""
    return pick(
        "dpo",
        f"{plural(problem.data.rows, 'pair')} of a chosen and a rejected answer train a preference directly, without a"
        " model of rewards",
        ["dpo", "orpo"],
        warning=_too_few(problem, "pair"),
    )


@method.rule("POST-SFT", sources=["tulu2024", "handbook"], strength="strong", rulesets=BOTH)
def imitate_the_answers(problem: Problem) -> Pick[Method]:
    """Answers that are good as they stand are imitated; it is also what comes before preferences."""
    return pick("sft", f"{plural(problem.data.rows, 'example')} show the answers that are wanted, to be imitated")


def _too_few(problem: Problem, noun: str) -> str | None:
    rows = problem.data.rows
    if rows >= FEW_PAIRS:
        return None
    return f"{plural(rows, noun)} are few to learn a preference from: compare with the weights as they were"


@sampling.rule("POST-SAMPLING", sources=["trl-docs", "deepseekmath2024"], strength="folklore", rulesets=BOTH)
def answers_to_compare(problem: Problem) -> Pick[Sampling]:
    """Rewards are compared within a group of answers to one prompt; an answer has room for more than the reference."""
    long = problem.data.length
    room = min(LONGEST_ANSWER, -(-2 * long // ANSWER_STEP) * ANSWER_STEP)
    return pick(
        Sampling(GENERATIONS, room),
        f"{GENERATIONS} answers to each prompt are compared, and {count(room)} tokens leave room for reasoning where"
        f" long examples have {plural(long, 'token')}",
        warning="writing the answers takes longer than learning from them, and the hours of training do not count it",
    )


@learnt_tokens.rule(
    "POST-PROMPTS-TOO", scope(supervision="answers"), sources=["shi2024"], strength="moderate", rulesets=BOTH
)
def prompts_where_answers_are_brief(problem: Problem) -> Pick[LearntTokens] | Skip:
    """A few chats with brief answers to long prompts are overfitted less where the prompts count as well."""
    share, rows = problem.data.answer_share, problem.data.rows
    if share >= SHORT_ANSWERS or rows >= FEW_EXAMPLES:
        return skip(
            f"needs fewer than {count(FEW_EXAMPLES)} examples, and answers that are less than {SHORT_ANSWERS:.0%} of"
            " the tokens"
        )
    return pick(
        "all",
        f"answers are {share:.0%} of the tokens of {plural(rows, 'example')}, and so few are overfitted less where"
        " prompts count, too",
        ["all", "answers"],
    )


@learnt_tokens.rule("POST-ANSWERS", sources=["handbook", "shi2024"], strength="moderate", rulesets=BOTH)
def answers_alone(problem: Problem) -> Pick[LearntTokens]:
    """What users write is given in use, so that only the answers have to be learnt."""
    return pick(
        "answers",
        f"the model writes answers, {problem.data.answer_share:.0%} of the tokens, and never the prompts",
    )


@beta.rule("POST-BETA", sources=["trl-docs", "dpo2023", "handbook"], strength="moderate", rulesets=BOTH)
def as_the_methods_have_it(method: Method) -> Pick[float]:
    """The usual 0.1; without the term for rewards that a program computes, as these cannot be deceived by drifting."""
    value = BETAS[method]
    if not value:
        return pick(value, f"{method} with rewards that a program computes does without a reference model")
    return pick(
        value, f"{value:g} is usual of {method}, and recipes lie between 0.05 and 0.5", Span(0.05, 0.5, log=True)
    )


@marks.rule("POST-MARKS", sources=["trl-docs", "kto2024"], strength="moderate", rulesets=BOTH)
def good_and_bad_in_balance(problem: Problem) -> Pick[MarkWeights]:
    """The rarer kind of answer weighs more, until all good ones weigh one to four thirds of all bad ones."""
    share = problem.data.desirable
    ratio = share / (1 - share) if 0 < share < 1 else 1.0
    if ratio > BALANCED:
        weights = MarkWeights(1.0, float(f"{ratio / BALANCED:.3g}"))
    else:
        weights = MarkWeights(float(f"{1 / min(1.0, ratio):.3g}"), 1.0)
    return pick(
        weights,
        f"{share:.0%} of the answers are marked good, and all of them should weigh one to four thirds of all bad ones",
    )
