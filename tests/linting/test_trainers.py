"""Configs of other trainers: recognised, held to their keys, judged as a recipe."""

from typing import Any

import pytest

from advisor.errors import InputError
from advisor.linting.facts import Facts
from advisor.linting.foreign import refuse_foreign
from advisor.linting.trainers import check_trainer, recognised
from advisor.linting.trainers.known import trainers
from advisor.yamlio import read_document, write_yaml

HF = {"output_dir": "out", "per_device_train_batch_size": 8, "learning_rate": 2e-5, "num_train_epochs": 3}
AXOLOTL = {"base_model": "meta-llama/Llama-3.1-8B", "datasets": [], "micro_batch_size": 2, "adapter": "lora",
           "lora_r": 16, "lora_alpha": 32, "learning_rate": 2e-4, "optimizer": "adamw_torch"}  # fmt: skip
CONFIGS: list[tuple[str, dict[str, Any], set[str]]] = [
    ("hugging-face", HF, set()),
    ("hugging-face", HF | {"learning_rate": 0.01}, {"CHK-RATE-PUBLISHED"}),
    ("hugging-face", HF | {"fp16": True, "bf16": True}, {"CHK-PRECISION"}),
    ("hugging-face", HF | {"warmup_ratio": 1.5}, {"CHK-WARMUP"}),
    ("hugging-face", HF | {"max_steps": 100, "warmup_steps": 500}, {"CHK-WARMUP"}),
    ("hugging-face", HF | {"num_train_epochs": 0}, {"CHK-EPOCHS"}),
    ("hugging-face", HF | {"fp16": "${HALF}", "optim": "{{ optimizer }}", "save_steps": "<number>"}, set()),
    ("hugging-face", HF | {"tokenizer_name": 5, "tokenizer_nam": "a"}, set()),
    ("hugging-face", HF | {"learning_rate": 4e-4, "lora_rank": 16, "lora_name": "own",
                           "model_name_or_path": "bloom-7b"}, set()),
    ("hugging-face", HF | {"use_ia3": True, "learning_rate": 5e-3}, set()),
    ("trl", HF | {"use_qlora": True, "lora_r": 16, "load_in_4bit": True, "learning_rate": 5e-4}, set()),
    ("trl", HF | {"packing": True, "max_length": 1024}, set()),
    ("trl", HF | {"num_generations": 8, "dataset": ["a.jsonl"], "train_type": "lora"}, set()),
    ("hugging-face", HF | {"load_best_model_at_end": True, "eval_strategy": "epoch"}, {"CHK-BEST-STRATEGY"}),
    ("hugging-face", HF | {"load_best_model_at_end": True, "eval_strategy": "no"}, {"CHK-BEST-STRATEGY"}),
    ("hugging-face", HF | {"load_best_model_at_end": True, "eval_strategy": "steps", "eval_steps": 200},
     {"CHK-BEST-STRATEGY"}),
    ("hugging-face", HF | {"load_best_model_at_end": True, "eval_strategy": "steps", "eval_steps": 250}, set()),
    ("hugging-face", HF | {"load_best_model_at_end": True, "eval_strategy": "steps", "save_strategy": "best"}, set()),
    ("hugging-face", HF | {"load_best_model_at_end": True}, set()),
    ("axolotl", AXOLOTL, set()),
    ("axolotl", AXOLOTL | {"num_epochs": 750}, {"CHK-EPOCHS"}),
    ("axolotl", AXOLOTL | {"num_epochs": 750, "max_steps": 100}, set()),
    ("hugging-face", HF | {"num_train_epochs": 100}, set()),
    ("axolotl", AXOLOTL | {"optimizer": "adamww_torch"}, {"CHK-SCHEMA"}),
    ("axolotl", AXOLOTL | {"micro_batch_size": -1}, {"CHK-BATCH"}),
    ("axolotl", AXOLOTL | {"warmup_steps": 0.1}, {"CHK-SCHEMA"}),
    ("axolotl", AXOLOTL | {"gradient_acumulation_steps": 4}, {"CHK-SCHEMA"}),
    ("axolotl", AXOLOTL | {"something_of_a_plugin": 1}, set()),
    ("axolotl", AXOLOTL | {"sample_packing": True, "flash_attention": False}, {"CHK-PACKING"}),
    ("axolotl", AXOLOTL | {"sample_packing": True, "flash_attention": False, "sdp_attention": True}, set()),
    ("axolotl", AXOLOTL | {"sample_packing": True, "flash_attention": False, "attn_implementation": "sdpa"}, set()),
    ("axolotl", AXOLOTL | {"sample_packing": True}, set()),
    ("axolotl", AXOLOTL | {"sample_packing": False, "flash_attention": False, "val_set_size": 0.5}, set()),
    ("hugging-face", HF | {"hf_token": "x", "use_lora": False}, set()),
    ("hugging-face", HF | {"learningrate": 1e-5, "warmup_step": 5}, {"CHK-SCHEMA"}),
    ("axolotl", AXOLOTL | {"learning_rate": 0.05}, {"CHK-RATE-PUBLISHED"}),
    ("axolotl", AXOLOTL | {"lora_r": 0}, {"CHK-LORA"}),
    ("axolotl", AXOLOTL | {"adapter": None, "load_in_4bit": True, "learning_rate": 2e-5}, {"CHK-LORA"}),
    ("llama-factory", HF | {"model_name_or_path": "Qwen/Qwen3-4B", "stage": "sft", "finetuning_type": "lora",
                            "lora_rank": 8}, set()),
    ("trl", HF | {"model_name_or_path": "Qwen/Qwen3-4B", "use_peft": True, "lora_r": 16}, set()),
    ("ultralytics", {"model": "yolo11n.pt", "lr0": 0.01, "optimizer": "auto", "batch": -1, "imgsz": 640}, set()),
    ("ultralytics", {"model": "yolo11n.pt", "epochs": 5.5, "imgsz": 640}, {"CHK-SCHEMA"}),
    ("ultralytics", {"model": "yolo11n.pt", "lr0": 0.01, "optimizer": "AdamW", "imgsz": 640}, {"CHK-RATE"}),
    ("timm", {"model": "resnet50", "opt": "lamb", "sched": "cosine", "lr": 5e-3, "epochs": 100}, set()),
    ("timm", {"model": "resnet50", "opt": "lamb", "sched": "cosine", "model-ema": True}, {"CHK-SCHEMA"}),
    ("lightning", {"trainer": {"max_epochs": 5}, "model": {"class_path": "a.B"}}, set()),
    ("ludwig", {"input_features": [], "output_features": [], "trainer": {"epochs": 5, "batch_size": "auto"}}, set()),
    ("ludwig", {"input_features": {"name": "a"}, "output_features": [], "trainer": {"epochs": 5}}, {"CHK-SCHEMA"}),
]  # fmt: skip


@pytest.mark.parametrize(("key", "config", "rules"), CONFIGS)
def test_configs_of_other_trainers(key: str, config: dict[str, Any], rules: set[str]) -> None:
    document = read_document(write_yaml(config), "train.yaml")
    trainer = recognised(document.data)
    assert trainer is not None
    assert trainer.key == key
    findings, said = check_trainer(document, trainer)
    assert {finding.rule for finding in findings if finding.severity != "note"} == rules
    assert "keys are known" in said[0]


def test_memory_is_counted_of_the_model_that_is_named() -> None:
    document = read_document(write_yaml(AXOLOTL | {"adapter": None, "learning_rate": 2e-5}), "train.yaml")
    trainer = recognised(document.data)
    assert trainer is not None
    (finding,) = check_trainer(document, trainer, Facts(memory_gib=24)).findings
    assert (finding.rule, finding.path) == ("CHK-MEMORY", "base_model")
    assert check_trainer(document, trainer, Facts(memory_gib=200)).findings == []


@pytest.mark.parametrize(
    ("config", "rows", "rules"),
    [
        (HF, 5_000, set()),
        (HF, 4, {"CHK-BATCH", "CHK-EPOCHS"}),
        (HF | {"per_device_train_batch_size": 8, "gradient_accumulation_steps": 8}, 63, {"CHK-BATCH", "CHK-EPOCHS"}),
        (HF | {"gradient_accumulation_steps": 8}, 64 * 20, set()),
        (HF | {"warmup_steps": 188}, 500, set()),
        (HF | {"warmup_steps": 189}, 500, {"CHK-WARMUP"}),
        (HF | {"warmup_steps": 189, "max_steps": 1_000}, 500, {"CHK-UNUSED"}),  # its epochs
        (HF, 136, set()),
        (HF, 128, {"CHK-EPOCHS"}),
    ],
)
def test_the_number_of_examples_says_how_many_updates_there_are(config: Any, rows: int, rules: set[str]) -> None:
    document = read_document(write_yaml(config), "train.yaml")
    trainer = recognised(document.data)
    assert trainer is not None
    assert {finding.rule for finding in check_trainer(document, trainer, Facts(rows=rows)).findings} == rules


@pytest.mark.parametrize(("batch", "rules"), [(2, ["CHK-BATCH"]), (3, []), (-1, []), (0.6, [])])
def test_batch_norm_needs_some_examples(batch: float, rules: list[str]) -> None:
    document = read_document(write_yaml({"model": "yolo11n.pt", "batch": batch, "imgsz": 640}), "args.yaml")
    trainer = recognised(document.data)
    assert trainer is not None
    assert [finding.rule for finding in check_trainer(document, trainer).findings] == rules


def test_the_version_that_was_read_is_said() -> None:
    document = read_document(write_yaml(AXOLOTL), "train.yaml")
    trainer = recognised(document.data)
    assert trainer is not None
    assert f"(keys of {trainer.version}, read on {trainer.read})" in check_trainer(document, trainer).said[0]


def test_what_was_read_nowhere_is_held_to_nothing() -> None:
    for trainer in trainers():
        assert all(trainer.keys[path] == "" for path in trainer.remembered), trainer.key
        assert not {*trainer.roles.values()} & set(trainer.remembered) - {"model_name_or_path"}, trainer.key
        assert all(path in trainer.keys for path in trainer.renamed), trainer.key


def test_the_advisors_own_configs_are_nobody_elses() -> None:
    assert recognised({"schema": "advisor/config/v1", "model": {}, "trainer": {}}) is None
    assert recognised({"task": "binary", "data": {}}) is None


def test_each_trainer_knows_the_keys_that_decide() -> None:
    for trainer in trainers():
        nested = {path.partition(".")[0] for path in trainer.roles.values()}
        assert nested <= {path.partition(".")[0] for path in trainer.keys}, trainer.key
        assert trainer.source.startswith("https://")


@pytest.mark.parametrize(
    ("config", "name"),
    [
        (HF | {f"own_{at}": at for at in range(3)}, "hugging-face"),
        ({"output_dir": "out", "learning_rate": 1e-3, **{f"own_{at}": at for at in range(9)}}, None),
        ({"trainer": {"max_epochs": 3}, "model": {"class_path": "own.Net"}}, "lightning"),
        ({"trainer": {"num_epochs": 3, "cuda_device": -1}, "model": {"type": "own"}}, None),
    ],
)
def test_a_config_that_a_trainer_hardly_knows_is_none_of_its(config: dict[str, Any], name: str | None) -> None:
    trainer = recognised(config)
    assert (trainer.key if trainer else None) == name


def test_a_key_that_negates_another_is_not_taken_for_a_slip() -> None:
    config = {"model": "yolo11n.pt", "imgsz": 640, "batch": 16, "noplots": True, "nosave": False, "epohcs": 3}
    document = read_document(write_yaml(config), "opt.yaml")
    trainer = recognised(document.data)
    assert trainer is not None
    assert [finding.path for finding in check_trainer(document, trainer).findings] == ["epohcs"]


@pytest.mark.parametrize(("alpha", "rank", "rules"), [(32, 256, []), (32, 8, []), (16, 256, ["CHK-LORA"])])
def test_an_alpha_that_is_usual_with_all_ranks(alpha: int, rank: int, rules: list[str]) -> None:
    config = AXOLOTL | {"adapter": "lora", "lora_r": rank, "lora_alpha": alpha, "lora_target_linear": True}
    document = read_document(write_yaml(config), "train.yaml")
    trainer = recognised(document.data)
    assert trainer is not None
    assert [finding.rule for finding in check_trainer(document, trainer).findings] == rules


def test_a_config_of_no_known_form_is_refused_in_one_line() -> None:
    foreign = {"task": "classification", "optimizer": "Adam", "data": {"path": "x"}, "training": {"lr": 1e-3}}
    with pytest.raises(InputError, match="no form that is known") as refused:
        refuse_foreign(read_document(write_yaml(foreign), "hparams.yaml"))
    assert len(refused.value.diagnostics) == 1
    for own in (
        {"task": "binary", "data": {"rows": 500}},
        {"data": {"rows": 5, "targets": ["y"], "colums": 3}},
        {"schema": "other"},
    ):
        refuse_foreign(read_document(write_yaml(own), "problem.yaml"))


@pytest.mark.parametrize(("share", "rules"), [(0.1, []), (0.49, []), (0.5, ["CHK-HELD-OUT"]), (200, [])])
def test_a_half_that_is_held_out_is_told(share: float, rules: list[str]) -> None:
    document = read_document(write_yaml(AXOLOTL | {"val_set_size": share}), "train.yaml")
    trainer = recognised(document.data)
    assert trainer is not None
    assert [finding.rule for finding in check_trainer(document, trainer).findings] == rules


@pytest.mark.parametrize(
    ("config", "rule"),
    [
        ({"model": "yolo11n.pt", "imgsz": 640, "mosaic": True}, "CHK-SCHEMA"),  # it counts as one
        (HF | {"model_name_or_path": "Qwen/Qwen3-4B", "lora_r": 16}, "CHK-UNUSED"),  # use_peft is off
        (HF | {"model_name_or_path": "Qwen3-14B", "learning_rate": 1e-4}, "CHK-RATE-PUBLISHED"),
        (HF | {"lr_scheduler_type": "constant", "warmup_ratio": 0.03}, "CHK-UNUSED"),
        (HF | {"max_steps": 500}, "CHK-UNUSED"),
    ],
)
def test_what_may_be_meant_so_is_a_note(config: dict[str, Any], rule: str) -> None:
    document = read_document(write_yaml(config), "args.yaml")
    trainer = recognised(document.data)
    assert trainer is not None
    assert [(each.severity, each.rule) for each in check_trainer(document, trainer).findings] == [("note", rule)]


def test_a_section_of_another_program_makes_no_lightning_config() -> None:
    verl = {"model": {"partial_pretrain": "a"}, "trainer": {
        "project_name": "a", "total_epochs": 4, "logger": "console", "n_gpus_per_node": 8, "device": "cuda",
    }}  # fmt: skip
    assert recognised(verl) is None
