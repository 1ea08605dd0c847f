"""Text, speech and time series."""

from typing import Final

from advisor.knowledge.bibliography.source import ABSTRACT, CITATION, DOCUMENTATION, EXCERPT, MEMORY, REPOSITORY, Source

SOURCES: Final = (
    # Text
    Source(
        "devlin2018",
        "Devlin et al.",
        2018,
        "BERT: Pre-training of Deep Bidirectional Transformers for Language Understanding",
        "arXiv:1810.04805",
        "Fine-tuning works over tasks with batch 16 or 32, Adam at 2e-5 to 5e-5, 2 to 4 epochs, dropout 0.1 as in "
        "pretraining; large sets are less sensitive.",
        EXCERPT,
    ),
    Source(
        "distilbert2019",
        "Sanh et al.",
        2019,
        "DistilBERT, a distilled version of BERT: smaller, faster, cheaper and lighter",
        "arXiv:1910.01108",
        "Keeps 97% of BERT's language understanding with 40% fewer parameters, 60% faster.",
        ABSTRACT,
    ),
    Source(
        "deberta2021",
        "He et al.",
        2021,
        "DeBERTaV3: Improving DeBERTa using ELECTRA-Style Pre-Training with Gradient-Disentangled Embedding Sharing",
        "arXiv:2111.09543",
        "Replaced-token detection makes encoders of 22M to 304M backbone parameters that lead their size class; "
        "mDeBERTa is the multilingual one.",
        ABSTRACT,
    ),
    Source(
        "modernbert2024",
        "Warner et al.",
        2024,
        "Smarter, Better, Faster, Longer: A Modern Bidirectional Encoder for Fast, Memory Efficient, and Long Context "
        "Finetuning and Inference",
        "arXiv:2412.13663",
        "An encoder with 8192 tokens of context from 2 trillion tokens of training, fast and lean on common GPUs.",
        ABSTRACT,
    ),
    Source(
        "antoun2025",
        "Antoun et al.",
        2025,
        "ModernBERT or DeBERTaV3? Examining Architecture and Data Influence on Transformer Encoder Models Performance",
        "arXiv:2504.08716",
        "Trained on the same French texts DeBERTaV3 is more accurate and more sample-efficient; ModernBERT reads longer "
        "texts, and trains and runs faster.",
        ABSTRACT,
    ),
    Source(
        "setfit2022",
        "Tunstall et al.",
        2022,
        "Efficient Few-Shot Learning Without Prompts",
        "arXiv:2209.11055",
        "Contrastive fine-tuning of a sentence encoder on pairs, then a small head: as accurate on few labels as "
        "prompting methods with far larger models, and an order of magnitude faster to train.",
        ABSTRACT,
    ),
    Source(
        "mosbach2020",
        "Mosbach et al.",
        2020,
        "On the Stability of Fine-tuning BERT: Misconceptions, Explanations, and Strong Baselines",
        "arXiv:2006.04884",
        "Neither forgetting nor few data explain unstable fine-tuning: gradients vanish early on. Their baseline, a "
        "small rate with bias correction, 10% warm-up and 20 epochs, is stable.",
        ABSTRACT,
    ),
    Source(
        "zhang2020",
        "Zhang et al.",
        2020,
        "Revisiting Few-sample BERT Fine-tuning",
        "arXiv:2006.05987",
        "Adam without bias correction, unsuited top layers and too few steps cause the instability on small sets.",
        ABSTRACT,
    ),
    Source(
        "howard2018",
        "Howard & Ruder",
        2018,
        "Universal Language Model Fine-tuning for Text Classification",
        "arXiv:1801.06146",
        "Discriminative rates (each lower layer divided by 2.6), slanted triangular schedules and gradual unfreezing; "
        "100 labels match training from scratch on 100 times more.",
        MEMORY,
    ),
    Source(
        "reimers2019",
        "Reimers & Gurevych",
        2019,
        "Sentence-BERT: Sentence Embeddings using Siamese BERT-Networks",
        "arXiv:1908.10084",
        "Encoders tuned in pairs give sentence vectors that can be compared by cosine, at a small fraction of the "
        "cost.",
        MEMORY,
    ),
    Source(
        "joulin2016",
        "Joulin et al.",
        2016,
        "Bag of Tricks for Efficient Text Classification",
        "arXiv:1607.01759",
        "A linear model over averaged word and n-gram vectors is often on par with deep classifiers, and trains on a "
        "billion words in ten minutes on a CPU.",
        ABSTRACT,
    ),
    # Speech and audio
    Source(
        "whisper2022",
        "Radford et al.",
        2022,
        "Robust Speech Recognition via Large-Scale Weak Supervision",
        "arXiv:2212.04356",
        "Trained on 680,000 hours in many languages, it is often competitive zero-shot with fully supervised systems, and "
        "approaches human accuracy and robustness.",
        ABSTRACT,
    ),
    Source(
        "baevski2020",
        "Baevski et al.",
        2020,
        "wav2vec 2.0: A Framework for Self-Supervised Learning of Speech Representations",
        "arXiv:2006.11477",
        "Pretrained on unlabelled speech and fine-tuned with CTC: with ten minutes of labels 4.8 / 8.2 WER on "
        "Librispeech clean / other.",
        ABSTRACT,
    ),
    Source(
        "ast2021",
        "Gong et al.",
        2021,
        "AST: Audio Spectrogram Transformer",
        "arXiv:2104.01778",
        "A transformer over spectrogram patches, started from image weights: 0.485 mAP on AudioSet (an ensemble; its best "
        "single model 0.459), 95.6% on ESC-50, 98.1% on Speech Commands V2. Its recipes tune at 1e-5 (ESC-50) and 2.5e-4.",
        ABSTRACT,
    ),
    Source(
        "specaugment2019",
        "Park et al.",
        2019,
        "SpecAugment: A Simple Data Augmentation Method for Automatic Speech Recognition",
        "arXiv:1904.08779",
        "Warping and masking blocks of time and frequency turns overfitting into underfitting in speech recognition.",
        ABSTRACT,
    ),
    Source(
        "librosa2015",
        "McFee et al.",
        2015,
        "librosa: stft",
        "librosa.org/doc/latest/generated/librosa.stft.html",
        "Windows of 93 ms by default, well adapted to music; for speech 23 ms are recommended.",
        DOCUMENTATION,
    ),
    # Time series
    Source(
        "dlinear2022",
        "Zeng et al.",
        2022,
        "Are Transformers Effective for Time Series Forecasting?",
        "arXiv:2205.13504",
        "One linear layer from look-back to horizon beats the earlier transformers on nine data sets; NLinear "
        "subtracts the last value against shift.",
        ABSTRACT,
    ),
    Source(
        "patchtst2022",
        "Nie et al.",
        2022,
        "A Time Series is Worth 64 Words: Long-term Forecasting with Transformers",
        "arXiv:2211.14730",
        "Patches (16 steps at stride 8) and independent channels let a transformer look back longer at less cost, and "
        "forecast clearly better than earlier transformers.",
        ABSTRACT,
    ),
    Source(
        "nhits2022",
        "Challu et al.",
        2022,
        "N-HiTS: Neural Hierarchical Interpolation for Time Series Forecasting",
        "arXiv:2201.12886",
        "Multi-rate sampling and hierarchical interpolation: almost 20% more accurate than the newest transformers at a "
        "fiftieth of the time. The authors' runs: three stacks of two 512-wide layers, five horizons of look-back, ReLU, "
        "absolute error, no dropout, no BatchNorm.",
        REPOSITORY,
    ),
    Source(
        "tsmixer2023",
        "Chen et al.",
        2023,
        "TSMixer: An All-MLP Architecture for Time Series Forecasting",
        "arXiv:2303.06053",
        "MLPs that mix along time and features in turn match specialised models and use covariates well on M5.",
        CITATION,
    ),
    Source(
        "chronos2024",
        "Ansari et al.",
        2024,
        "Chronos: Learning the Language of Time Series",
        "arXiv:2403.07815",
        "T5 models of 20M to 710M parameters over quantised values forecast unseen series zero-shot about as well as "
        "models trained on them.",
        ABSTRACT,
    ),
    Source(
        "achour2025",
        "Achour et al.",
        2025,
        "Foundation models for time series forecasting: Application in conformal prediction",
        "arXiv:2507.08858",
        "With few data zero-shot foundation models give more reliable conformal intervals than statistical models and "
        "boosting, and the fewer the data the larger the gain. It studies intervals, not accuracy in general.",
        ABSTRACT,
    ),
    Source(
        "tft2019",
        "Lim et al.",
        2019,
        "Temporal Fusion Transformers for Interpretable Multi-horizon Time Series Forecasting",
        "arXiv:1912.09363",
        "Combines static, known and observed covariates with recurrent layers and attention, and forecasts quantiles.",
        MEMORY,
    ),
    Source(
        "bai2018",
        "Bai et al.",
        2018,
        "An Empirical Evaluation of Generic Convolutional and Recurrent Networks for Sequence Modeling",
        "arXiv:1803.01271",
        "A simple dilated causal convolution beats LSTM and GRU over a range of tasks, with longer effective memory.",
        ABSTRACT,
    ),
    Source(
        "inceptiontime2019",
        "Ismail Fawaz et al.",
        2019,
        "InceptionTime: Finding AlexNet for Time Series Classification",
        "arXiv:1909.04939",
        "An ensemble of five inception nets equals HIVE-COTE's accuracy on the UCR archive and scales far better.",
        ABSTRACT,
    ),
    Source(
        "rocket2019",
        "Dempster et al.",
        2019,
        "ROCKET: Exceptionally fast and accurate time series classification using random convolutional kernels",
        "arXiv:1910.13051",
        "10,000 random kernels and a ridge classifier reach leading accuracy on the UCR archive at a fraction of the "
        "cost.",
        ABSTRACT,
    ),
)
