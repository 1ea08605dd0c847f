"""Adversarial and reinforcement learning, whose losses measure no progress."""

import pytest

from advisor.diagnosing import diagnose, read_histories

NAN = float("nan")
STEPS = range(40)
LOGS: list[tuple[str, dict[str, list[float]], str]] = [
    ("the discriminator wins", {"g_loss": [2 + at / 8 for at in STEPS], "d_loss": [0.7 * 0.8**at for at in STEPS]},
     "the discriminator has won"),
    ("in balance", {"loss_gen": [0.9] * 40, "loss_disc": [1.3] * 40, "loss_disc_real": [0.6] * 40}, "act against each"),
    ("lost", {"G_loss": [0.9] * 20 + [NAN] * 20, "D_loss": [1.3] * 40}, "generator is no finite number from epoch 20"),
    ("learns", {"rollout/ep_rew_mean": [at - 100.0 for at in STEPS], "train/loss": [at * 9.0 for at in STEPS]},
     "the reward rises from"),
    ("forgets", {"mean_reward": [*range(25), *range(25, 10, -1), *[0] * 10], "policy_loss": [0.1] * 50},
     "fell back to"),
    ("learns nothing", {"reward": [5.0 - at % 2 for at in STEPS], "critic_loss": [0.1] * 40}, "does not rise"),
]  # fmt: skip


@pytest.mark.parametrize(("columns", "evidence"), [(c, e) for _, c, e in LOGS], ids=[name for name, _, _ in LOGS])
def test_the_losses_are_said_to_tell_little(columns: dict[str, list[float]], evidence: str) -> None:
    rows = [("epoch", *columns), *((at, *values) for at, values in enumerate(zip(*columns.values(), strict=True)))]
    (history,) = read_histories("".join(",".join(map(str, row)) + "\n" for row in rows), "log.csv")
    (condition,) = diagnose(history)
    assert condition.name == "loss-tells-little"
    assert evidence in " ".join(condition.evidence)


def test_rewards_of_preferences_leave_the_loss_as_it_is() -> None:
    rows = ["step,loss,rewards/chosen,rewards/margins", *(f"{at},{0.69 * 0.9**at},{at},{at}" for at in STEPS)]
    (history,) = read_histories("\n".join(rows), "log.csv")
    assert history.places["train_loss"] == "loss"
