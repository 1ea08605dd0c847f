"""Tables: networks made for them, boosted trees, and the studies that compare the two."""

from typing import Final

from advisor.knowledge.bibliography.source import ABSTRACT, MEMORY, Source

SOURCES: Final = (
    Source(
        "realmlp2024",
        "Holzmueller et al.",
        2024,
        "Better by Default: Strong Pre-Tuned MLPs and Boosted Trees on Tabular Data",
        "arXiv:2407.04491",
        "RealMLP, an MLP with defaults tuned on 118 data sets and tested on 90 others, rivals boosted trees in "
        "accuracy and time on medium to large tables (1,000 to 500,000 rows).",
        ABSTRACT,
    ),
    Source(
        "vanderlaan2007",
        "van der Laan et al.",
        2007,
        "Super Learner",
        "doi:10.2202/1544-6115.1309",
        "Cross-validation gives the weights with which candidate models are combined; the combination adapts to "
        "whichever of them the data favour, for any parameter that minimises a loss.",
        ABSTRACT,
    ),
    Source(
        "wolpert1992",
        "Wolpert",
        1992,
        "Stacked generalization",
        "doi:10.1016/S0893-6080(05)80023-1",
        "Models are combined by a second one that learns from what the first predict for data they did not learn from.",
        MEMORY,
    ),
    Source(
        "gorishniy2021",
        "Gorishniy et al.",
        2021,
        "Revisiting Deep Learning Models for Tabular Data",
        "arXiv:2106.11959",
        "A ResNet-like net is a strong baseline that earlier tabular nets missed; FT-Transformer does best on most "
        "tasks; between nets and boosted trees there is no universal winner.",
        ABSTRACT,
    ),
    Source(
        "gorishniy2022",
        "Gorishniy et al.",
        2022,
        "On Embeddings for Numerical Features in Tabular Deep Learning",
        "arXiv:2203.05556",
        "Embedding numbers piecewise linearly or by periodic functions before mixing them helps MLPs as much as "
        "transformers, and lifts simple MLPs to the level of attention models.",
        ABSTRACT,
    ),
    Source(
        "tabm2024",
        "Gorishniy et al.",
        2024,
        "TabM: Advancing Tabular Deep Learning with Parameter-Efficient Ensembling",
        "arXiv:2410.24210",
        "One net imitates an ensemble of MLPs that share most weights (k = 32): best among tabular nets, and MLPs are "
        "stronger and cheaper than attention and retrieval models.",
        ABSTRACT,
    ),
    Source(
        "tabr2023",
        "Gorishniy et al.",
        2023,
        "TabR: Tabular Deep Learning Meets Nearest Neighbors in 2023",
        "arXiv:2307.14338",
        "A net with attention-like retrieval of training rows leads tabular nets and passes boosted trees on a "
        "benchmark that favoured them.",
        MEMORY,
    ),
    Source(
        "grinsztajn2022",
        "Grinsztajn et al.",
        2022,
        "Why do tree-based models still outperform deep learning on tabular data?",
        "arXiv:2207.08815",
        "On 45 data sets of about 10,000 rows tuned trees beat tuned nets; nets are hurt by uninformative features, "
        "by rotation invariance and by irregular targets.",
        ABSTRACT,
    ),
    Source(
        "mcelfresh2023",
        "McElfresh et al.",
        2023,
        "When Do Neural Nets Outperform Boosted Trees on Tabular Data?",
        "arXiv:2305.02997",
        "Over 176 data sets the gap between nets and trees is often negligible, and light tuning of a boosted tree "
        "matters more than the choice; trees lead on skewed, heavy-tailed and irregular data.",
        ABSTRACT,
    ),
    Source(
        "shwartzziv2021",
        "Shwartz-Ziv & Armon",
        2021,
        "Tabular Data: Deep Learning is Not All You Need",
        "arXiv:2106.03253",
        "XGBoost beat the deep models, on their own data sets too, with far less tuning; an ensemble of both beat "
        "XGBoost alone.",
        ABSTRACT,
    ),
    Source(
        "kadra2021",
        "Kadra et al.",
        2021,
        "Well-tuned Simple Nets Excel on Tabular Datasets",
        "arXiv:2106.11189",
        "Plain MLPs under a tuned cocktail of 13 regularisers beat specialised tabular nets on 40 data sets, and "
        "XGBoost too.",
        ABSTRACT,
    ),
    Source(
        "tabred2024",
        "Rubachev et al.",
        2024,
        "TabReD: Analyzing Pitfalls and Filling the Gaps in Tabular Deep Learning Benchmarks",
        "arXiv:2406.19380",
        "On eight industrial tables, split by time, methods rank otherwise than on random splits: simple MLP-like "
        "nets and boosted trees do best, other tabular nets fall behind.",
        ABSTRACT,
    ),
    Source(
        "tabarena2025",
        "Erickson et al.",
        2025,
        "TabArena: A Living Benchmark for Machine Learning on Tabular Data",
        "arXiv:2506.16791",
        "Boosted trees are still strong, nets catch up with larger budgets and ensembling, foundation models lead on "
        "small data; ensembles across model families are best.",
        ABSTRACT,
    ),
    Source(
        "tabpfn2022",
        "Hollmann et al.",
        2022,
        "TabPFN: A Transformer That Solves Small Tabular Classification Problems in a Second",
        "arXiv:2207.01848",
        "A transformer pretrained on synthetic tables classifies up to 1,000 rows and 100 numeric features in one "
        "pass, without tuning.",
        MEMORY,
    ),
    Source(
        "tabpfn2025",
        "Hollmann et al.",
        2025,
        "Accurate predictions on small data with a tabular foundation model",
        "doi:10.1038/s41586-024-08328-6",
        "TabPFN v2 beats tuned baselines on tables of up to 10,000 rows and 500 features, classification and "
        "regression, in seconds.",
        ABSTRACT,
    ),
    Source(
        "xgboost2016",
        "Chen & Guestrin",
        2016,
        "XGBoost: A Scalable Tree Boosting System",
        "arXiv:1603.02754",
        "Boosted trees with a regularised objective and handling of sparse and missing values, at scale.",
        MEMORY,
    ),
    Source(
        "lightgbm2017",
        "Ke et al.",
        2017,
        "LightGBM: A Highly Efficient Gradient Boosting Decision Tree",
        "NeurIPS 2017, proceedings 30",
        "Gradient-based sampling and feature bundling train boosted trees up to 20 times faster at about the same "
        "accuracy.",
        MEMORY,
    ),
    Source(
        "catboost2017",
        "Prokhorenkova et al.",
        2017,
        "CatBoost: unbiased boosting with categorical features",
        "arXiv:1706.09516",
        "Ordered boosting and ordered target statistics avoid the leak of the target that biases other boosting.",
        MEMORY,
    ),
    Source(
        "guo2016",
        "Guo & Berkhahn",
        2016,
        "Entity Embeddings of Categorical Variables",
        "arXiv:1604.06737",
        "Learnt embeddings of categories beat one-hot coding, above all with many levels, and serve other models as "
        "features too.",
        ABSTRACT,
    ),
    Source(
        "autogluon2020",
        "Erickson et al.",
        2020,
        "AutoGluon-Tabular: Robust and Accurate AutoML for Structured Data",
        "arXiv:2003.06505",
        "Stacking and bagging several kinds of model beats searching for the best one.",
        MEMORY,
    ),
)
