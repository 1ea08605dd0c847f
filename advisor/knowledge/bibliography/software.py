"""Software, manuals, courses and recipes: what they ship as defaults or advise."""

from typing import Final

from advisor.knowledge.bibliography.source import MEMORY, REPOSITORY, Source

SOURCES: Final = (
    # Advice
    Source(
        "playbook2023",
        "Godbole et al.",
        2023,
        "Deep Learning Tuning Playbook",
        "github.com/google-research/tuning_playbook README.md",
        "Start from the popular model and optimiser for the problem; take the largest batch that raises "
        "throughput and retune with it; decay linearly or by cosine; explore by quasi-random search; train "
        "a fixed number of steps and keep the best checkpoint.",
        REPOSITORY,
    ),
    Source(
        "karpathy2019",
        "Karpathy",
        2019,
        "A Recipe for Training Neural Networks",
        "karpathy.github.io/2019/04/25/recipe",
        "Inspect the data, fix the seed, check the loss at the start, overfit one batch, then regularise; "
        "Adam at 3e-4 is safe, tuned SGD slightly ahead on ConvNets.",
        MEMORY,
    ),
    Source(
        "cs231n",
        "Stanford CS231n staff",
        2015,
        "CS231n: Convolutional Neural Networks for Visual Recognition, notes",
        "cs231n.github.io",
        "Transfer by data size and similarity: small and similar, a linear classifier on top; large, "
        "fine-tune all; small and different, features from lower layers.",
        MEMORY,
    ),
    # Tables
    Source(
        "pytabkit",
        "Holzmueller et al.",
        2024,
        "pytabkit",
        "github.com/dholzmueller/pytabkit",
        "RealMLP-TD: 3 x 256, SELU or Mish, rate 0.04 (classes) or 0.2 (regression), dropout 0.15, decay "
        "0.02, label smoothing 0.1, 256 epochs, best epoch kept.",
        MEMORY,
    ),
    Source(
        "rtdl",
        "Yandex Research",
        2021,
        "RTDL: Research on Tabular Deep Learning",
        "github.com/yandex-research/rtdl-revisiting-models",
        "FT-Transformer defaults: 3 blocks, width 192, 8 heads, AdamW at 1e-4 and decay 1e-5; "
        "quantile-normal inputs.",
        MEMORY,
    ),
    Source(
        "tabm",
        "Yandex Research",
        2024,
        "TabM",
        "github.com/yandex-research/tabm",
        "Defaults: k 32, 3 blocks of 512 and dropout 0.1, AdamW at 2e-3 and decay 3e-4.",
        MEMORY,
    ),
    Source(
        "lightgbm",
        "Microsoft",
        2017,
        "LightGBM documentation",
        "lightgbm.readthedocs.io",
        "31 leaves, rate 0.1 and 100 rounds by default; native handling of missing values and categories.",
        MEMORY,
    ),
    Source(
        "xgboost",
        "DMLC",
        2016,
        "XGBoost documentation",
        "xgboost.readthedocs.io",
        "Depth 6 and rate 0.3 by default; missing values take a learnt direction at each split.",
        MEMORY,
    ),
    Source(
        "catboost",
        "Yandex",
        2017,
        "CatBoost documentation",
        "catboost.ai",
        "1000 trees of depth 6 by default, with the rate set from the data; categories are taken as they "
        "are.",
        MEMORY,
    ),
    Source(
        "sklearn-hgb",
        "scikit-learn developers",
        2019,
        "HistGradientBoostingClassifier and -Regressor",
        "scikit-learn.org, module ensemble",
        "Boosted trees for more than 10,000 rows, with missing values and categories handled; early "
        "stopping switches on above 10,000 rows.",
        MEMORY,
    ),
    Source(
        "sklearn-scalers",
        "scikit-learn developers",
        2007,
        "RobustScaler, QuantileTransformer and StandardScaler",
        "scikit-learn.org, module preprocessing",
        "RobustScaler centres by the median and scales by the interquartile range; QuantileTransformer maps "
        "ranks to a uniform or normal law and so bounds outliers.",
        MEMORY,
    ),
    Source(
        "autogluon",
        "AWS",
        2020,
        "AutoGluon",
        "github.com/autogluon/autogluon",
        "Neural net defaults for tables: 4 x 128, ReLU, dropout 0.1, Adam at 3e-4; the best presets stack "
        "and bag several families.",
        MEMORY,
    ),
    # Images
    Source(
        "timm",
        "Wightman",
        2019,
        "PyTorch Image Models (timm)",
        "github.com/huggingface/pytorch-image-models",
        "Pretrained image backbones with their accuracies, sizes and input statistics, and the recipes that "
        "train them.",
        MEMORY,
    ),
    Source(
        "torchvision-recipes",
        "PyTorch",
        2021,
        "torchvision classification, detection and segmentation references",
        "github.com/pytorch/vision references/",
        "ResNet-50 recipe: SGD 0.5 at batch 1024, 5 warm-up epochs, cosine, 600 epochs, label smoothing "
        "0.1, mixup 0.2, cutmix 1, TrivialAugment, erasing 0.1, decay 2e-5 with none on norms, EMA.",
        MEMORY,
    ),
    Source(
        "torchvision-models",
        "PyTorch",
        2022,
        "torchvision models and pretrained weights",
        "pytorch.org/vision, models",
        "Accuracy, parameters and FLOPs of each pretrained weight: ResNet-50 V2 80.9%, EfficientNetV2-S "
        "84.2%.",
        MEMORY,
    ),
    Source(
        "ultralytics",
        "Ultralytics",
        2023,
        "Ultralytics YOLO",
        "github.com/ultralytics/ultralytics",
        "Trains YOLO models for 100 epochs at 640 pixels, batch 16, patience 100, rate 0.01, momentum 0.937 "
        "and decay 5e-4 by default; licensed AGPL-3.0.",
        MEMORY,
    ),
    Source(
        "rf-detr",
        "Roboflow",
        2025,
        "RF-DETR",
        "github.com/roboflow/rf-detr",
        "Detection transformers in several sizes with COCO accuracy and T4 latency; the smaller ones are "
        "Apache-2.0.",
        MEMORY,
    ),
    Source(
        "nnunet",
        "MIC-DKFZ",
        2019,
        "nnU-Net v2",
        "github.com/MIC-DKFZ/nnUNet",
        "Rules from a data set's fingerprint to spacing, patch, batch and topology; SGD-Nesterov 0.01, "
        "momentum 0.99, decay 3e-5, 1000 epochs of 250 steps, Dice with cross-entropy.",
        MEMORY,
    ),
    # Text, speech, series
    Source(
        "google-text-guide",
        "Google",
        2018,
        "Text classification guide",
        "developers.google.com/machine-learning/guides/text-classification",
        "Divide the number of samples by the median words in each: below 1500 an MLP over n-grams, above it "
        "a sepCNN over sequences.",
        MEMORY,
    ),
    Source(
        "whisper",
        "OpenAI",
        2022,
        "Whisper",
        "github.com/openai/whisper",
        "Sizes tiny to large of 39M to 1550M parameters, turbo 809M, needing about 1 to 10 GB.",
        MEMORY,
    ),
    Source(
        "setfit",
        "Hugging Face",
        2022,
        "SetFit",
        "github.com/huggingface/setfit",
        "Few-shot text classification without prompts, from eight labels a class.",
        MEMORY,
    ),
    # Frameworks
    Source(
        "keras-transfer",
        "Chollet",
        2020,
        "Transfer learning and fine-tuning, Keras guide",
        "keras.io/guides/transfer_learning",
        "Train the new head on a frozen base, then unfreeze at a very low rate (1e-5), keeping BatchNorm in "
        "inference mode.",
        MEMORY,
    ),
    Source(
        "keras-selu",
        "Keras",
        2017,
        "Activation selu and AlphaDropout",
        "keras.io/api/layers/activations",
        "SELU is to be used with the lecun_normal initialiser and AlphaDropout, which keeps mean and "
        "variance.",
        MEMORY,
    ),
    Source(
        "keras-clipping",
        "Keras",
        2015,
        "Optimizer arguments clipnorm, clipvalue and global_clipnorm",
        "keras.io/api/optimizers",
        "clipnorm limits the norm of each weight's gradient, global_clipnorm that of all together, "
        "clipvalue each entry.",
        MEMORY,
    ),
    Source(
        "keras-callbacks",
        "Keras",
        2015,
        "EarlyStopping, ModelCheckpoint and ReduceLROnPlateau",
        "keras.io/api/callbacks",
        "Stop after `patience` epochs without gain, keep the best weights, cut the rate by `factor` (0.1) "
        "after 10 epochs on a plateau.",
        MEMORY,
    ),
    Source(
        "pytorch-linear",
        "PyTorch",
        2017,
        "torch.nn.Linear",
        "pytorch.org/docs, torch.nn.Linear",
        "Weights and biases start uniform within 1 / sqrt(fan-in) either way, a third of LeCun's variance "
        "and a sixth of He's.",
        MEMORY,
    ),
    Source(
        "pytorch-amp",
        "PyTorch",
        2020,
        "Automatic mixed precision",
        "pytorch.org/docs, torch.amp",
        "autocast picks the precision by operation; float16 wants a GradScaler against underflow; unscale "
        "before clipping.",
        MEMORY,
    ),
    Source(
        "pytorch-quantization",
        "PyTorch",
        2019,
        "Quantization",
        "pytorch.org/docs, quantization",
        "int8 makes models 4 times smaller and 2 to 4 times faster: dynamic for LSTMs and transformers, "
        "static for CNNs, aware training where accuracy drops.",
        MEMORY,
    ),
    Source(
        "pytorch-swa",
        "PyTorch",
        2020,
        "torch.optim.swa_utils",
        "pytorch.org/docs, torch.optim",
        "Averages weights equally or exponentially and recomputes BatchNorm statistics with update_bn.",
        MEMORY,
    ),
    Source(
        "fastai",
        "Howard & Gugger",
        2018,
        "fastai",
        "github.com/fastai/fastai",
        "Range finder from 1e-7 to 10 over 100 steps, 1cycle with pct_start 0.25 and div 25, fine_tune at "
        "2e-3, embeddings of min(600, 1.6 n^0.56).",
        MEMORY,
    ),
    Source(
        "lightning",
        "Lightning AI",
        2019,
        "PyTorch Lightning",
        "lightning.ai/docs/pytorch",
        "Strategies by model size: DDP while it fits, sharding from some 500M parameters.",
        MEMORY,
    ),
    # Language models and memory
    Source(
        "nanochat",
        "Karpathy",
        2025,
        "nanochat",
        "github.com/karpathy/nanochat",
        "One dial, depth, sets width, heads, tokens, batch and rates; its log records each constant's "
        "experiment, the failures included.",
        MEMORY,
    ),
    Source(
        "eleuther-cookbook",
        "EleutherAI",
        2023,
        "The EleutherAI cookbook",
        "github.com/EleutherAI/cookbook",
        "Calculators for parameters, FLOPs and memory of transformers in training and inference.",
        MEMORY,
    ),
    Source(
        "ml-engineering",
        "Bekman",
        2023,
        "Machine Learning Engineering Open Book",
        "github.com/stas00/ml-engineering",
        "18 bytes a parameter for AdamW in mixed precision (6 + 8 + 4); sizes in multiples of 8 or 64 for "
        "tensor cores; initial deviations of large models.",
        MEMORY,
    ),
    # Tracking and search
    Source(
        "wandb",
        "Weights & Biases",
        2018,
        "W&B documentation",
        "docs.wandb.ai",
        "Logs runs and runs sweeps: grid, random or Bayesian search over a declared space, with Hyperband "
        "stopping.",
        MEMORY,
    ),
    Source(
        "mlflow",
        "MLflow",
        2018,
        "MLflow documentation",
        "mlflow.org/docs",
        "Open-source tracking of parameters, metrics and models per run.",
        MEMORY,
    ),
    Source(
        "optuna",
        "Preferred Networks",
        2018,
        "Optuna",
        "github.com/optuna/optuna",
        "Define-by-run search with TPE by default and pruning of poor trials.",
        MEMORY,
    ),
)
