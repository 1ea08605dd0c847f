"""Shell scripts that start trainers: their flags, judged as a config of the trainer."""

from pathlib import Path

import pytest

from advisor.errors import InputError
from advisor.linting.trainers.checking import Checked
from advisor.linting.trainers.launching import check_script, commands, is_script

HEAD = "torchrun --nproc_per_node=4 --master_port 2001 train.py \\\n    --model_name_or_path Qwen/Qwen3-8B \\\n"
TAIL = "    --output_dir out \\\n    --num_train_epochs 3 \\\n    --per_device_train_batch_size 2 \\\n"


def checked(tmp_path: Path, text: str) -> Checked:
    path = tmp_path / "train.sh"
    path.write_text(text, encoding="utf-8")
    return check_script(str(path))


def test_flags_are_judged_where_they_stand(tmp_path: Path) -> None:
    found, said = checked(tmp_path, f"#!/bin/bash\n{HEAD}{TAIL}    --learning_rate 1e-2\n")
    assert [(each.rule, each.line, each.column) for each in found] == [("CHK-RATE-PUBLISHED", 7, 5)]
    assert said == [
        (
            "starts at line 2 with keys of Hugging Face TrainingArguments (keys of 5.24.0, read on 2026-11-29):"
            " 5 of 5 keys are known"
        )
    ]


@pytest.mark.parametrize(
    ("rate", "complained"),
    [
        ("    --learning_rate 2e-5 --bf16 True \\\n", False),
        ("    --learning-rate=1e-2\n", True),
        ("    --learning_rate ${RATE:-1e-2}\n", True),
        ("    --learning_rate $LR  # 1e-5\n", True),
        ("    --learning_rate $UNKNOWN\n", False),
        ("    --learning_rate $((1 + 2))\n", False),
        ("    --learning_rate $SUM\n", False),
        ("    --learning_rate 2e-5 > logs/a.txt 2>&1 | tee b\n", False),
        ("    --learning_rate 2e-5 --eval_accumulation_step 4 --kl_coeff 1\n", False),
        ("    --bf16 True; python t.py --learning_rate 1e-2 --num_train_epochs 3 --output_dir a\n", True),
        ("    --learning_rate 2e-4 --lora_enable True --lora_r 16\n", False),
        ("    --learning_rate 1e-3 --tune_mm_mlp_adapter True\n", False),
        ("    --learning_rate 2e-4 --bits 4\n", False),
        ("    # --learning_rate 1e-2\n", False),
    ],
)
def test_values_are_read_as_the_shell_gives_them(tmp_path: Path, rate: str, complained: bool) -> None:
    found, _ = checked(tmp_path, f"export LR=1e-2\nSUM=$((1 / (2 * 3)))\n{HEAD}{TAIL}{rate}")
    assert bool(found) == complained


def test_flags_in_an_array_or_in_quotes_are_those_of_the_command(tmp_path: Path) -> None:
    array = (
        "ARGS=(\n    --output_dir out\n    --num_train_epochs 3\n    --learning_rate 1e-2\n)\npython t.py ${ARGS[@]}\n"
    )
    quoted = (
        'args="\n    --output_dir out \\\n    --num_train_epochs 3 \\\n    --learning_rate 1e-2"\npython t.py ${args}\n'
    )
    for text in (array, quoted):
        assert [(each.rule, each.line) for each in checked(tmp_path, text).findings] == [("CHK-RATE-PUBLISHED", 4)]


def test_the_command_of_ultralytics_takes_pairs(tmp_path: Path) -> None:
    found, _ = checked(tmp_path, "yolo detect train data=a.yaml model=yolo11n.pt lr0=0.05 optimizer=AdamW imgsz=640\n")
    assert [each.rule for each in found] == ["CHK-RATE"]


def test_what_starts_no_trainer_is_refused(tmp_path: Path) -> None:
    text = 'echo "--learning_rate 1 --num_train_epochs 2 --output_dir a"\ncase $1 in\n  --output_dir)\n  ;;\nesac\n'
    with pytest.raises(InputError, match="starts no trainer"):
        checked(tmp_path, text)
    with pytest.raises(InputError, match="cannot be read"):
        check_script(str(tmp_path / "none.sh"))
    assert is_script("a/train.sh")
    assert not is_script("train.py")


def test_several_values_make_a_list_and_a_flag_alone_a_switch() -> None:
    (command,) = commands(
        'trl sft --lora_target_modules q_proj v_proj --use_peft "$@" -b 4 --seed -1 ${MORE[@]} --output_dir=a\n', "a.sh"
    )
    assert command.data == {
        "lora_target_modules": ["q_proj", "v_proj"], "use_peft": True, "seed": -1, "output_dir": "a",
    }  # fmt: skip


def test_variables_that_grow_without_end_stay_as_they_are() -> None:
    text = "A=0123456789\n" + "A=${A}${A}\n" * 60 + "python t.py --a $A --b 1 --c 2\n"
    (command,) = commands(text, "a.sh")
    assert len(str(command.data["a"])) <= 4096
