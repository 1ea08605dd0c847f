"""The companion for several GPUs: an Accelerate file, with FSDP or DeepSpeed where weights are spread over them."""

from typing import TYPE_CHECKING, Any, Final

from advisor.exporting.trainers.mapping import Row, Table
from advisor.exporting.trainers.plan import Plan
from advisor.exporting.trainers.writing import Heading, Native, yaml_of

if TYPE_CHECKING:
    from advisor.exporting.source import Source

FILE: Final = "accelerate.yaml"
SHARDED: Final = {"fsdp": "FSDP", "tensor-and-data-parallel": "FSDP", "zero-3": "DEEPSPEED"}
ROWS: Final = (
    Row("compute.strategy", "distributed_type fsdp_config deepspeed_config", values=("ddp", "fsdp", "zero-3")),
    Row("compute.strategy", "distributed_type fsdp_config", "nearly", "layers are not split as well; whole ones are"
        " spread over all GPUs (FSDP), at more traffic", values=("tensor-and-data-parallel",)),
    Row("compute.devices", "num_processes num_machines"),
)  # fmt: skip
TABLE: Final = Table(
    (*ROWS, Row("compute.precision", "mixed_precision")),
    {
        "compute_environment": "this machine, or several that you log in to",
        "machine_rank": "the number of this machine, from 0; each needs its own file or `--machine_rank`",
        "main_training_function": "what Accelerate starts in each process",
    },
)


def parallel(source: "Source", run: str) -> dict[str, str]:
    """The file by its name where several GPUs learn together; none where one does. `run` starts it."""
    plan = Plan(source)
    if plan.devices == 1:
        return {}
    kind = SHARDED.get(str(plan.at("compute.strategy")), "MULTI_GPU")
    precision = {"bf16": "bf16", "fp16": "fp16"}.get(str(plan.at("compute.precision")), "no")
    values: dict[str, Any] = {
        "compute_environment": "LOCAL_MACHINE",
        "distributed_type": kind,
        "num_machines": plan.machines,
        "machine_rank": 0,
        "num_processes": plan.devices,
        "mixed_precision": precision,
        "main_training_function": "main",
    }
    if kind == "FSDP":
        values["fsdp_config"] = {
            "fsdp_version": 2,
            "fsdp_auto_wrap_policy": "TRANSFORMER_BASED_WRAP",
            "fsdp_reshard_after_forward": True,
            "fsdp_cpu_ram_efficient_loading": True,
            "fsdp_state_dict_type": "FULL_STATE_DICT",
        }
    if kind == "DEEPSPEED":
        values["deepspeed_config"] = {
            "zero_stage": 3,
            "zero3_init_flag": True,
            "zero3_save_16bit_model": True,
            "gradient_accumulation_steps": plan.accumulation,
            **({"gradient_clipping": clip} if (clip := plan.number("training.clip_norm")) else {}),
            "offload_optimizer_device": "none",
            "offload_param_device": "none",
        }
    needs = '"accelerate==1.15.0"' + (" deepspeed" if kind == "DEEPSPEED" else "")
    heading = Heading("accelerate", f"How {plan.devices} GPUs learn together", needs, run, "none")
    return {FILE: yaml_of(source, Native(heading, TABLE, values))}
