"""Small published networks, in folders as their hub has them, and small projects that learn without any."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

from advisor.problem import Problem
from advisor.recommending import recommend
from tests.exporting.running import shortened

DEBERTA = {
    "model_type": "deberta-v2",
    "hidden_size": 32,
    "num_hidden_layers": 1,
    "num_attention_heads": 2,
    "intermediate_size": 64,
    "vocab_size": 400,
    "relative_attention": True,
    "position_buckets": 16,
    "norm_rel_ebd": "layer_norm",
    "share_att_key": True,
    "pos_att_type": ["p2c", "c2p"],
    "position_biased_input": False,
    "type_vocab_size": 0,
    "pad_token_id": 0,
}
LLAMA = {
    "model_type": "llama",
    "vocab_size": 400,
    "hidden_size": 32,
    "intermediate_size": 64,
    "num_hidden_layers": 1,
    "num_attention_heads": 2,
    "num_key_value_heads": 1,
    "eos_token_id": 2,
}
WHISPER = {
    "model_type": "whisper",
    "vocab_size": 300,
    "d_model": 32,
    "encoder_layers": 1,
    "decoder_layers": 1,
    "encoder_attention_heads": 2,
    "decoder_attention_heads": 2,
    "encoder_ffn_dim": 64,
    "decoder_ffn_dim": 64,
    "pad_token_id": 0,
    "bos_token_id": 1,
    "eos_token_id": 0,
    "decoder_start_token_id": 1,
}
WAV2VEC2 = {
    "model_type": "wav2vec2",
    "hidden_size": 32,
    "num_hidden_layers": 1,
    "num_attention_heads": 2,
    "intermediate_size": 64,
    "conv_dim": [16] * 7,
    "num_conv_pos_embeddings": 16,
    "num_conv_pos_embedding_groups": 2,
}
AST = {
    "model_type": "audio-spectrogram-transformer",
    "hidden_size": 32,
    "num_hidden_layers": 1,
    "num_attention_heads": 2,
    "intermediate_size": 64,
    "num_labels": 5,
}


def config_of(problem: dict[str, Any], ruleset: Any = "current", epochs: int = 2, **training: Any) -> dict[str, Any]:
    """The recommended config of a problem, given by its facts, for a few epochs."""
    recommended = recommend(Problem(**problem), ruleset)
    return shortened(recommended.document(), epochs, **training)


def publish(folder: Path, shape: dict[str, Any], texts: list[str]) -> Path:
    """A network of random weights with the tokenizer that goes with it, saved as `--weights FOLDER` takes it."""
    from tests.exporting.with_torchvision import provide

    provide()  # transformers imports torchvision where it finds it
    import tokenizers
    import transformers
    from tokenizers import models, pre_tokenizers, processors, trainers

    config = transformers.AutoConfig.for_model(**shape)
    kind = transformers.AutoModelForCausalLM if shape is LLAMA else transformers.AutoModel
    kind.from_config(config).save_pretrained(folder)
    pairs = tokenizers.Tokenizer(models.BPE())
    pairs.pre_tokenizer = pre_tokenizers.ByteLevel()
    special = ["[PAD]", "[CLS]", "[SEP]"]
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(
        vocab_size=shape["vocab_size"], special_tokens=special, initial_alphabet=alphabet, show_progress=False
    )
    pairs.train_from_iterator(texts, trainer)
    ends = [("[CLS]", 1), ("[SEP]", 2)]
    pairs.post_processor = processors.TemplateProcessing(single="[CLS] $A [SEP]", special_tokens=ends)
    transformers.PreTrainedTokenizerFast(
        tokenizer_object=pairs, pad_token="[PAD]", cls_token="[CLS]", sep_token="[SEP]", eos_token="[SEP]"
    ).save_pretrained(folder)
    return folder


def shrink(project: Path, shape: dict[str, Any]) -> None:
    """Let a project build a small network of the same kind where it begins from random weights."""
    data = project / "data.py"
    text = data.read_text(encoding="utf-8")
    changed = re.sub(
        r"^ARCHITECTURE = \{.*?\}(?=  #)", lambda _: f"ARCHITECTURE = {shape!r}", text, flags=re.DOTALL | re.MULTILINE
    )
    assert changed != text
    data.write_text(changed, encoding="utf-8")


COUNT = """
import sys
import torch
here, prep, *projects = sys.argv[1:]
sys.path.insert(0, here)
from with_torchvision import provide
provide()
for project in projects:
    sys.path.insert(0, project)
    import data, model
    with torch.device("meta"):
        network = model.Network(eval(prep, vars(data)))
    print(sum(parameter.numel() for parameter in network.parameters()))
    sys.path.pop(0)
    for name in ("data", "model", "settings"):
        sys.modules.pop(name, None)
"""


def parameters_of(projects: list[Path], prep: str) -> list[int]:
    """Parameters of the networks that projects build, counted without memory for them; `prep` is code."""
    command = [sys.executable, "-c", COUNT, str(Path(__file__).parent), prep, *map(str, projects)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return [int(line) for line in done.stdout.split()]
