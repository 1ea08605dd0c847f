"""Large models: scaling laws, cheap fine-tuning, memory, precision, parallelism and compression."""

from typing import Final

from advisor.knowledge.bibliography.source import ABSTRACT, ACCOUNTS, CITATION, EXCERPT, MEMORY, Source

SOURCES: Final = (
    # Scaling laws
    Source(
        "chinchilla2022",
        "Hoffmann et al.",
        2022,
        "Training Compute-Optimal Large Language Models",
        "arXiv:2203.15556",
        "For a given compute, parameters and tokens grow in equal proportion; in practice some 20 tokens per "
        "parameter.",
        ABSTRACT,
    ),
    Source(
        "kaplan2020",
        "Kaplan et al.",
        2020,
        "Scaling Laws for Neural Language Models",
        "arXiv:2001.08361",
        "Loss follows power laws in parameters, data and compute; shape, width against depth, matters little within a "
        "wide range. Training costs about 6 N FLOPs a token.",
        ABSTRACT,
    ),
    Source(
        "brown2020",
        "Brown et al.",
        2020,
        "Language Models are Few-Shot Learners",
        "arXiv:2005.14165",
        "GPT-3 in all sizes: Adam with beta2 0.95, gradients clipped at a norm of 1, decay 0.1, warm-up over 375 million "
        "tokens, then cosine to a tenth over 260 billion.",
        EXCERPT,
    ),
    Source(
        "muennighoff2023",
        "Muennighoff et al.",
        2023,
        "Scaling Data-Constrained Language Models",
        "arXiv:2305.16264",
        "Repeating data for up to 4 epochs changes the loss hardly at all against new data; gains then fade, to "
        "little beyond some 16 epochs.",
        ABSTRACT,
    ),
    Source(
        "powerlines2025",
        "Bergsma et al.",
        2025,
        "Power Lines: Scaling Laws for Weight Decay and Batch Size in LLM Pre-training",
        "arXiv:2505.13738",
        "The best and the critical batch of language pretraining grow as powers of the tokens trained on, whatever the "
        "size of the model; nanochat quotes the exponent of the best as 0.383.",
        ABSTRACT,
    ),
    Source(
        "yang2022",
        "Yang et al.",
        2022,
        "Tensor Programs V: Tuning Large Neural Networks via Zero-Shot Hyperparameter Transfer",
        "arXiv:2203.03466",
        "Under the maximal-update parametrisation the best learning rate of a narrow model holds for a wide one.",
        MEMORY,
    ),
    # Cheap fine-tuning
    Source(
        "lora2021",
        "Hu et al.",
        2021,
        "LoRA: Low-Rank Adaptation of Large Language Models",
        "arXiv:2106.09685",
        "Training low-rank updates of frozen weights equals full fine-tuning with far fewer trainable parameters (up "
        "to 10,000 times for GPT-3) and no cost at inference.",
        EXCERPT,
    ),
    Source(
        "qlora2023",
        "Dettmers et al.",
        2023,
        "QLoRA: Efficient Finetuning of Quantized LLMs",
        "arXiv:2305.14314",
        "Adapters over a frozen 4-bit base fine-tune a 65B model on one 48 GB GPU at the quality of 16 bits; adapters "
        "belong on all linear layers.",
        ABSTRACT,
    ),
    Source(
        "schulman2025",
        "Schulman et al.",
        2025,
        "LoRA Without Regret",
        "thinkingmachines.ai/blog/lora",
        "On small and medium data LoRA equals full fine-tuning if applied to all layers, MLPs above all, at about 10 "
        "times its rate (15 in runs under 100 steps); it tolerates large batches less well.",
        ACCOUNTS,
    ),
    Source(
        "biderman2024",
        "Biderman et al.",
        2024,
        "LoRA Learns Less and Forgets Less",
        "arXiv:2405.09673",
        "At usual ranks LoRA falls behind full fine-tuning on code and mathematics, and forgets less of what the base "
        "could do.",
        ABSTRACT,
    ),
    # Memory and parallelism
    Source(
        "zero2019",
        "Rajbhandari et al.",
        2019,
        "ZeRO: Memory Optimizations Toward Training Trillion Parameter Models",
        "arXiv:1910.02054",
        "Mixed-precision Adam holds 16 bytes a parameter; sharding states, gradients and weights divides them by the "
        "number of devices, at 1.5 times the traffic for the last stage.",
        ACCOUNTS,
    ),
    Source(
        "fsdp2023",
        "Zhao et al.",
        2023,
        "PyTorch FSDP: Experiences on Scaling Fully Sharded Data Parallel",
        "arXiv:2304.11277",
        "Sharded training built into PyTorch performs as DDP does and fits far larger models.",
        MEMORY,
    ),
    Source(
        "korthikanti2022",
        "Korthikanti et al.",
        2022,
        "Reducing Activation Recomputation in Large Transformer Models",
        "arXiv:2205.05198",
        "A transformer layer keeps s b h (34 + 5 a s / h) bytes of activations in 16 bits; selective recomputation "
        "drops the second term for little extra work.",
        ABSTRACT,
    ),
    Source(
        "chen2016",
        "Chen et al.",
        2016,
        "Training Deep Nets with Sublinear Memory Cost",
        "arXiv:1604.06174",
        "Checkpointing keeps activations in proportion to the square root of the depth, for one more forward pass.",
        ABSTRACT,
    ),
    Source(
        "micikevicius2017",
        "Micikevicius et al.",
        2017,
        "Mixed Precision Training",
        "arXiv:1710.03740",
        "Half precision with a single-precision master copy and loss scaling keeps accuracy with the same "
        "hyperparameters and almost halves memory.",
        ACCOUNTS,
    ),
    Source(
        "kalamkar2019",
        "Kalamkar et al.",
        2019,
        "A Study of BFLOAT16 for Deep Learning Training",
        "arXiv:1905.12322",
        "bfloat16 has single precision's range, so it needs neither loss scaling nor other hyperparameters.",
        MEMORY,
    ),
    Source(
        "dettmers2021",
        "Dettmers et al.",
        2021,
        "8-bit Optimizers via Block-wise Quantization",
        "arXiv:2110.02861",
        "Optimiser states in 8 bits keep 32-bit performance with the hyperparameters unchanged.",
        ABSTRACT,
    ),
    Source(
        "flashattention2022",
        "Dao et al.",
        2022,
        "FlashAttention: Fast and Memory-Efficient Exact Attention with IO-Awareness",
        "arXiv:2205.14135",
        "Exact attention by tiles, with memory linear in sequence length instead of quadratic.",
        CITATION,
    ),
    # Compression
    Source(
        "hinton2015",
        "Hinton et al.",
        2015,
        "Distilling the Knowledge in a Neural Network",
        "arXiv:1503.02531",
        "A small net trained on a large one's softened outputs comes near to its accuracy.",
        MEMORY,
    ),
    Source(
        "jacob2017",
        "Jacob et al.",
        2017,
        "Quantization and Training of Neural Networks for Efficient Integer-Arithmetic-Only Inference",
        "arXiv:1712.05877",
        "8-bit weights and activations with quantisation-aware training improve MobileNets' trade of latency for "
        "accuracy on phones.",
        MEMORY,
    ),
)
