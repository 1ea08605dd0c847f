"""Software, manuals, courses and recipes: what they ship as defaults or advise."""

from typing import Final

from advisor.knowledge.bibliography.source import DOCUMENTATION, EXCERPT, MEMORY, REPOSITORY, Source

SOURCES: Final = (
    # Advice
    Source(
        "playbook2023",
        "Godbole et al.",
        2023,
        "Deep Learning Tuning Playbook",
        "github.com/google-research/tuning_playbook README.md",
        "Start from the popular model and optimiser for the problem; take the largest batch that raises throughput "
        "and retune with it; decay linearly or by cosine; explore by quasi-random search; train a fixed number of "
        "steps and keep the best checkpoint.",
        REPOSITORY,
    ),
    Source(
        "karpathy2019",
        "Karpathy",
        2019,
        "A Recipe for Training Neural Networks",
        "karpathy.github.io/2019/04/25/recipe",
        "Inspect the data, fix the seed, check the initial loss, overfit one batch, then regularise. Adam at 3e-4 is "
        "the safe start; tuned SGD ends slightly ahead on ConvNets, in a narrower range of rates.",
        EXCERPT,
    ),
    Source(
        "cs231n",
        "Stanford CS231n staff",
        2015,
        "CS231n: Convolutional Neural Networks for Visual Recognition, notes",
        "cs231n.github.io",
        "Transfer by data size and similarity: small and similar, a linear classifier on top; large, fine-tune all; "
        "small and different, features from lower layers.",
        EXCERPT,
    ),
    # Tables
    Source(
        "pytabkit",
        "Holzmueller et al.",
        2024,
        "pytabkit",
        "github.com/dholzmueller/pytabkit pytabkit/models/sklearn/default_params.py",
        "RealMLP-TD: 3 x 256, SELU (classes) or Mish (regression), NTK weights, Adam with beta2 0.95 at 0.04 or 0.2, "
        "dropout 0.15, decay 0.02, label smoothing 0.1, 256 epochs. TabM: rate 2e-3, decay 0, 512 wide, patience 16.",
        REPOSITORY,
    ),
    Source(
        "rtdl",
        "Yandex Research",
        2021,
        "RTDL: Research on Tabular Deep Learning",
        "github.com/yandex-research/rtdl-revisiting-models package/README.md",
        "Suggested settings: MLP 2 x 384 with ReLU and dropout 0.1; ResNet 2 blocks of 192; FT-Transformer 3 blocks "
        "of 192, 8 heads, AdamW at 1e-4, decay 1e-5 spared on some weights; tune with 100 TPE trials.",
        REPOSITORY,
    ),
    Source(
        "tabm",
        "Yandex Research",
        2024,
        "TabM",
        "github.com/yandex-research/tabm README.md",
        "No official defaults, but a suggested start: k 32, 3 blocks (2 with numeric embeddings) of 512, dropout 0.1, "
        "AdamW at 2e-3 and decay 3e-4; 30 to 50 TPE trials suffice for a fair setting.",
        REPOSITORY,
    ),
    Source(
        "lightgbm",
        "Microsoft",
        2017,
        "LightGBM documentation",
        "lightgbm.readthedocs.io",
        "31 leaves, rate 0.1 and 100 rounds by default; native handling of missing values and categories.",
        DOCUMENTATION,
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
        "1000 trees of depth 6 by default, with the rate set from the data; categories are taken as they are.",
        MEMORY,
    ),
    Source(
        "sklearn-hgb",
        "scikit-learn developers",
        2019,
        "HistGradientBoostingClassifier and -Regressor",
        "scikit-learn.org, module ensemble",
        "Boosted trees made for 10,000 rows and more, with missing values handled at each split; early stopping "
        "switches itself on above 10,000 rows.",
        DOCUMENTATION,
    ),
    Source(
        "sklearn-scalers",
        "scikit-learn developers",
        2007,
        "RobustScaler, QuantileTransformer and StandardScaler",
        "scikit-learn.org, module preprocessing",
        "RobustScaler centres by the median and scales by the interquartile range; QuantileTransformer maps ranks to "
        "a uniform or normal law, which tames outliers and may distort correlations.",
        DOCUMENTATION,
    ),
    Source(
        "autogluon",
        "AWS",
        2020,
        "AutoGluon",
        "github.com/autogluon/autogluon",
        "Neural net defaults for tables: 4 x 128, ReLU, dropout 0.1, Adam at 3e-4 and decay 1e-6, batches up to 512, stop "
        "after 20 epochs without gain; embeddings from 4 levels on.",
        REPOSITORY,
    ),
    # Images
    Source(
        "timm",
        "Wightman",
        2019,
        "PyTorch Image Models (timm)",
        "github.com/huggingface/pytorch-image-models",
        "Pretrained image backbones with their accuracies, sizes and input statistics, and the recipes that train "
        "them.",
        EXCERPT,
    ),
    Source(
        "torchvision-recipes",
        "PyTorch",
        2021,
        "torchvision classification, detection and segmentation references",
        "github.com/pytorch/vision references/",
        "ResNet-50: SGD 0.5 at 8 x 128, 5 warm-up epochs, cosine, 600 epochs, TrivialAugment, erasing 0.1, label "
        "smoothing 0.1, mixup 0.2, cutmix 1, decay 2e-5 and none on norms, EMA, 176 pixels.",
        EXCERPT,
    ),
    Source(
        "torchvision-models",
        "PyTorch",
        2022,
        "torchvision models and pretrained weights",
        "pytorch.org/vision, models",
        "Accuracy, parameters and FLOPs of each pretrained weight: ResNet-50 V2 80.9%, EfficientNetV2-S 84.2%.",
        DOCUMENTATION,
    ),
    Source(
        "ultralytics",
        "Ultralytics",
        2023,
        "Ultralytics YOLO",
        "github.com/ultralytics/ultralytics ultralytics/cfg/default.yaml",
        "By default 100 epochs at 640 pixels, batch 16, patience 100, optimiser auto, rate 0.01, momentum 0.937, "
        "decay 5e-4, 3 warm-up epochs, pretrained weights, mixed precision. Licensed AGPL-3.0.",
        REPOSITORY,
    ),
    Source(
        "rf-detr",
        "Roboflow",
        2025,
        "RF-DETR",
        "github.com/roboflow/rf-detr README.md",
        "COCO AP 48.4 / 53.0 / 54.7 at 2.3 / 3.5 / 4.5 ms for nano / small / medium; Apache-2.0 code and weights, "
        "which later Large to 2XLarge models may not share: read their licence.",
        REPOSITORY,
    ),
    Source(
        "nnunet",
        "MIC-DKFZ",
        2019,
        "nnU-Net v2",
        "github.com/MIC-DKFZ/nnUNet documentation/resenc_presets.md",
        "Presets ResEnc M / L / XL for 9-11 / 24 / 40 GB, some 12 / 35 / 66 hours on an A100; works from 30 volumes "
        "(BTCV). Plans follow from the data set's fingerprint; SGD-Nesterov 0.01, 1000 epochs of 250 steps.",
        REPOSITORY,
    ),
    # Text, speech, series
    Source(
        "google-text-guide",
        "Google",
        2018,
        "Text classification guide",
        "developers.google.com/machine-learning/guides/text-classification",
        "From some 450,000 runs on 12 sets: divide samples by words per sample; below 1500 an MLP over the 20,000 "
        "best n-grams, above it a sepCNN over sequences.",
        EXCERPT,
    ),
    Source(
        "whisper",
        "OpenAI",
        2022,
        "Whisper",
        "github.com/openai/whisper",
        "Sizes tiny to large of 39M to 1550M parameters, turbo 809M, needing about 1 to 10 GB.",
        REPOSITORY,
    ),
    Source(
        "setfit",
        "Hugging Face",
        2022,
        "SetFit",
        "github.com/huggingface/setfit",
        "Few-shot text classification without prompts: on one set of customer reviews eight labels a class rival "
        "RoBERTa-large tuned on 3,000 examples. Its examples draw 20 pairs of each kind a text, batch 16, one epoch.",
        REPOSITORY,
    ),
    # Frameworks
    Source(
        "keras-transfer",
        "Chollet",
        2020,
        "Transfer learning and fine-tuning, Keras guide",
        "keras.io/guides/transfer_learning",
        "Train the new head on a frozen base to convergence, then unfreeze at a very low rate (1e-5), as the model is "
        "large and the data few; keep BatchNorm in inference mode.",
        EXCERPT,
    ),
    Source(
        "keras-selu",
        "Keras",
        2017,
        "Activation selu and AlphaDropout",
        "keras.io/api/layers/activations",
        "SELU is to be used with the lecun_normal initialiser and AlphaDropout, which keeps mean and variance.",
        MEMORY,
    ),
    Source(
        "keras-clipping",
        "Keras",
        2015,
        "Optimizer arguments clipnorm, clipvalue and global_clipnorm",
        "keras.io/api/optimizers",
        "clipnorm limits the norm of each weight's gradient, global_clipnorm that of all together, clipvalue each "
        "entry.",
        MEMORY,
    ),
    Source(
        "keras-callbacks",
        "Keras",
        2015,
        "EarlyStopping, ModelCheckpoint and ReduceLROnPlateau",
        "keras.io/api/callbacks",
        "Stop after `patience` epochs without gain, keep the best weights, cut the rate by `factor` (0.1) after 10 "
        "epochs on a plateau.",
        MEMORY,
    ),
    Source(
        "pytorch-linear",
        "PyTorch",
        2017,
        "torch.nn.Linear",
        "pytorch.org/docs, torch.nn.Linear",
        "Weights and biases start uniform within 1 / sqrt(fan-in) either way: a third of LeCun's variance, a sixth of "
        "He's.",
        DOCUMENTATION,
    ),
    Source(
        "pytorch-amp",
        "PyTorch",
        2020,
        "Automatic mixed precision",
        "pytorch.org/docs, torch.amp",
        "autocast picks the precision by operation; float16 wants a GradScaler against underflow; unscale before "
        "clipping.",
        MEMORY,
    ),
    Source(
        "pytorch-quantization",
        "PyTorch",
        2019,
        "Quantization",
        "pytorch.org/docs, quantization",
        "int8 models are 4 times smaller, and int8 arithmetic typically 2 to 4 times faster: dynamic for LSTMs and "
        "transformers, static for CNNs, quantisation-aware training where accuracy drops.",
        DOCUMENTATION,
    ),
    Source(
        "pytorch-swa",
        "PyTorch",
        2020,
        "torch.optim.swa_utils",
        "pytorch.org/docs, torch.optim",
        "AveragedModel keeps an equal (SWA) or exponential (EMA) mean of the weights; update_bn recomputes BatchNorm "
        "statistics with one pass over the data.",
        DOCUMENTATION,
    ),
    Source(
        "pytorch-muon",
        "PyTorch",
        2025,
        "torch.optim.Muon",
        "docs.pytorch.org/docs, torch.optim.Muon",
        "Muon for matrices alone; adjust_lr_fn match_rms_adamw scales its steps by 0.2 times the root of the larger "
        "side, so that AdamW's rate and decay can be used unchanged.",
        DOCUMENTATION,
    ),
    Source(
        "fastai",
        "Howard & Gugger",
        2018,
        "fastai",
        "github.com/fastai/fastai",
        "Embeddings of min(600, 1.6 n^0.56); range finder from 1e-7 to 10 over 100 steps; 1cycle with pct_start 0.25 "
        "and div 25; fine_tune at 2e-3 with one frozen epoch.",
        EXCERPT,
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
        "One dial, depth, sets width (64 a layer, in heads of 128), tokens (12 a parameter), batch (2^19 at depth 12, "
        "growing as tokens^0.383) and rates; Muon on matrices; 40 warm-up steps, decay over the last 65%. Its log records "
        "each experiment, failures included.",
        REPOSITORY,
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
        "18 bytes a parameter for AdamW in mixed precision (weights 6, states 8, gradients 4); sizes in multiples of "
        "8 or 64 for tensor cores; for BLOOM initial deviations of sqrt(1 / (3 h)), as 0.02 was too large.",
        EXCERPT,
    ),
    # Tracking and search
    Source(
        "wandb",
        "Weights & Biases",
        2018,
        "W&B documentation",
        "docs.wandb.ai",
        "Logs runs and runs sweeps: grid, random or Bayesian search over a declared space, with Hyperband stopping.",
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
