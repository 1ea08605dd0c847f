"""Losses, imbalance, label noise, calibration and how forecasts and classifiers are scored."""

from typing import Final

from advisor.knowledge.bibliography.source import ABSTRACT, ACCOUNTS, CITATION, EXCERPT, MEMORY, Source

SOURCES: Final = (
    # Losses
    Source(
        "huber1964",
        "Huber",
        1964,
        "Robust Estimation of a Location Parameter",
        "doi:10.1214/aoms/1177703732",
        "A loss that is quadratic near zero and linear beyond a threshold resists contamination. The usual 1.345 "
        "deviations, for 95% efficiency on normal data, comes from later work.",
        MEMORY,
    ),
    Source(
        "koenker1978",
        "Koenker & Bassett",
        1978,
        "Regression Quantiles",
        "doi:10.2307/1913643",
        "The asymmetric absolute (pinball) loss makes a regression estimate a chosen quantile; at one half, the "
        "median.",
        MEMORY,
    ),
    Source(
        "coral2019",
        "Cao et al.",
        2019,
        "Rank consistent ordinal regression for neural networks with application to age estimation",
        "arXiv:1901.07884",
        "Ordered classes become K-1 binary tasks that share weights and differ in bias, so that their probabilities "
        "stay in order.",
        ABSTRACT,
    ),
    Source(
        "lin2017",
        "Lin et al.",
        2017,
        "Focal Loss for Dense Object Detection",
        "arXiv:1708.02002",
        "Down-weighting easy examples (gamma 2, alpha 0.25) lets a one-stage detector, RetinaNet, learn from a flood "
        "of background; the head's bias starts from a prior of 0.01.",
        ACCOUNTS,
    ),
    Source(
        "milletari2016",
        "Milletari et al.",
        2016,
        "V-Net: Fully Convolutional Neural Networks for Volumetric Medical Image Segmentation",
        "arXiv:1606.04797",
        "A loss from the Dice overlap copes with a strong imbalance of foreground and background voxels.",
        CITATION,
    ),
    Source(
        "graves2006",
        "Graves et al.",
        2006,
        "Connectionist Temporal Classification: Labelling Unsegmented Sequence Data with Recurrent Neural Networks",
        "doi:10.1145/1143844.1143891",
        "CTC sums over all alignments, so a sequence model learns from transcripts without time marks.",
        ABSTRACT,
    ),
    Source(
        "szegedy2015",
        "Szegedy et al.",
        2015,
        "Rethinking the Inception Architecture for Computer Vision",
        "arXiv:1512.00567",
        "Label smoothing of 0.1 gained about 0.2 points on ImageNet.",
        CITATION,
    ),
    Source(
        "muller2019",
        "Mueller et al.",
        2019,
        "When Does Label Smoothing Help?",
        "arXiv:1906.02629",
        "Label smoothing improves generalisation and calibration, but a teacher trained with it distils worse, as "
        "information about similar classes is lost.",
        ABSTRACT,
    ),
    # Imbalance
    Source(
        "elor2022",
        "Elor & Averbuch-Elor",
        2022,
        "To SMOTE, or not to SMOTE?",
        "arXiv:2201.08528",
        "For strong learners balancing brings nothing that tuning the threshold does not; it helps weak ones, where "
        "simple random oversampling is as good as SMOTE.",
        EXCERPT,
    ),
    Source(
        "vandengoorbergh2022",
        "van den Goorbergh et al.",
        2022,
        "The harm of class imbalance corrections for risk prediction models",
        "arXiv:2202.09101",
        "Under- and oversampling and SMOTE do not improve the AUROC of logistic models and make them overestimate "
        "risk strongly; shift the threshold instead.",
        ABSTRACT,
    ),
    Source(
        "abdelhamid2024",
        "Abdelhamid & Desai",
        2024,
        "Balancing the Scales: A Comprehensive Study on Tackling Class Imbalance in Binary Classification",
        "arXiv:2409.19751",
        "Over 30 data sets and 15 models, in 9,000 experiments, tuning the decision threshold was the most "
        "consistently effective remedy, ahead of SMOTE and class weights.",
        EXCERPT,
    ),
    Source(
        "liu2026",
        "Liu",
        2026,
        "The Hidden Cost of Resampling: How Imbalance Correction Degrades Probability Calibration in Tree Ensembles",
        "arXiv:2606.29720",
        "On five tables with forests and boosting, SMOTE costs little calibration (ECE +0.009), undersampling much "
        "(0.008 to 0.395 at a ratio of 70); Platt or isotonic recalibration repairs it. Trees only, one author, not "
        "peer reviewed.",
        ABSTRACT,
    ),
    Source(
        "menon2020",
        "Menon et al.",
        2020,
        "Long-tail learning via logit adjustment",
        "arXiv:2007.07314",
        "Adding the log prior to the logits in the loss, or subtracting it afterwards, is consistent for balanced "
        "error.",
        ABSTRACT,
    ),
    Source(
        "cui2019",
        "Cui et al.",
        2019,
        "Class-Balanced Loss Based on Effective Number of Samples",
        "arXiv:1901.05555",
        "Weights classes by (1 - beta) / (1 - beta^n), with beta from 0.9 to 0.9999, since more samples overlap more.",
        ABSTRACT,
    ),
    Source(
        "kang2019",
        "Kang et al.",
        2019,
        "Decoupling Representation and Classifier for Long-Tailed Recognition",
        "arXiv:1910.09217",
        "Imbalance hardly harms the representation: train it on the data as they are, then rebalance only the "
        "classifier.",
        ABSTRACT,
    ),
    Source(
        "chawla2002",
        "Chawla et al.",
        2002,
        "SMOTE: Synthetic Minority Over-sampling Technique",
        "arXiv:1106.1813",
        "Oversamples a rare class by points between neighbours; tested with trees, rules and naive Bayes.",
        MEMORY,
    ),
    Source(
        "saito2015",
        "Saito & Rehmsmeier",
        2015,
        "The Precision-Recall Plot Is More Informative than the ROC Plot When Evaluating Binary Classifiers on "
        "Imbalanced Datasets",
        "doi:10.1371/journal.pone.0118432",
        "On imbalanced data ROC curves look better than the positive predictions are; precision-recall curves do not.",
        ABSTRACT,
    ),
    # Label noise
    Source(
        "rolnick2017",
        "Rolnick et al.",
        2017,
        "Deep Learning is Robust to Massive Label Noise",
        "arXiv:1705.10694",
        "With 100 randomly labelled examples to each clean one MNIST still reaches over 90%; biased noise is survived "
        "too. It takes more clean data, and noise acts like a smaller batch.",
        ABSTRACT,
    ),
    Source(
        "drory2018",
        "Drory et al.",
        2018,
        "The Resistance to Label Noise in K-NN and DNN Depends on its Concentration",
        "arXiv:1803.11410",
        "A net predicts from the labels in the neighbourhood of the example, as nearest neighbours do: the more "
        "concentrated the label noise, the greater the harm.",
        ABSTRACT,
    ),
    Source(
        "northcutt2019",
        "Northcutt et al.",
        2019,
        "Confident Learning: Estimating Uncertainty in Dataset Labels",
        "arXiv:1911.00068",
        "Finds mislabelled examples from out-of-sample probabilities and per-class thresholds, then prunes them.",
        CITATION,
    ),
    Source(
        "zhang2018",
        "Zhang & Sabuncu",
        2018,
        "Generalized Cross Entropy Loss for Training Deep Neural Networks with Noisy Labels",
        "arXiv:1805.07836",
        "A loss between cross-entropy and absolute error, q about 0.7, tolerates closed- and open-set label noise.",
        ABSTRACT,
    ),
    Source(
        "liu2020",
        "Liu et al.",
        2020,
        "Early-Learning Regularization Prevents Memorization of Noisy Labels",
        "arXiv:2007.00151",
        "Nets fit the clean labels first and memorise the wrong ones later; steering towards early predictions "
        "prevents the latter.",
        CITATION,
    ),
    # Calibration and scores
    Source(
        "guo2017",
        "Guo et al.",
        2017,
        "On Calibration of Modern Neural Networks",
        "arXiv:1706.04599",
        "Modern nets are over-confident; one temperature fitted on held-out data mends most of it without changing a "
        "prediction.",
        ABSTRACT,
    ),
    Source(
        "lakshminarayanan2016",
        "Lakshminarayanan et al.",
        2016,
        "Simple and Scalable Predictive Uncertainty Estimation using Deep Ensembles",
        "arXiv:1612.01474",
        "The mean of a few nets from different random starts (five in its tests) is well calibrated, as good as or better "
        "than approximate Bayesian nets.",
        ABSTRACT,
    ),
    Source(
        "minderer2021",
        "Minderer et al.",
        2021,
        "Revisiting the Calibration of Modern Neural Networks",
        "arXiv:2106.07998",
        "The most recent image models, above all those without convolutions, are among the best calibrated.",
        ABSTRACT,
    ),
    Source(
        "hyndman2006",
        "Hyndman & Koehler",
        2006,
        "Another look at measures of forecast accuracy",
        "doi:10.1016/j.ijforecast.2006.03.001",
        "MASE divides the error by that of a naive forecast in the training sample; it compares across scales and is "
        "defined where percentage errors are not.",
        ABSTRACT,
    ),
)
