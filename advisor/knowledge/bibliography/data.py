"""Data before any network: splits, leaks, missing values, transforms of the target."""

from typing import Final

from advisor.knowledge.bibliography.source import ABSTRACT, DOCUMENTATION, MEMORY, Source

SOURCES: Final = (
    Source(
        "kohavi1995",
        "Kohavi",
        1995,
        "A Study of Cross-Validation and Bootstrap for Accuracy Estimation and Model Selection",
        "IJCAI 1995, pages 1137-1143",
        "Over half a million runs of C4.5 and naive Bayes: to select a model on real data, stratified ten-fold "
        "cross-validation did best, even where more folds can be afforded.",
        ABSTRACT,
    ),
    Source(
        "roberts2017",
        "Roberts et al.",
        2017,
        "Cross-validation strategies for data with temporal, spatial, hierarchical, or phylogenetic structure",
        "doi:10.1111/ecog.02881",
        "A random split of structured data seriously underestimates the error of prediction; in all cases tested, "
        "splitting by blocks (time, place, group) was nearly always the better choice for predicting new data.",
        ABSTRACT,
    ),
    Source(
        "kaufman2011",
        "Kaufman et al.",
        2011,
        "Leakage in Data Mining: Formulation, Detection, and Avoidance",
        "doi:10.1145/2020408.2020496",
        "Leakage brings information about the target that will not be there in use; keeping what is learnt from "
        "apart from what is predicted on avoids it.",
        ABSTRACT,
    ),
    Source(
        "lenz2022",
        "Lenz et al.",
        2022,
        "No imputation without representation",
        "arXiv:2206.14254",
        "Columns that flag missing values generally help, and beside them costlier imputation is no better than the "
        "mean or the mode.",
        ABSTRACT,
    ),
    Source(
        "duan1983",
        "Duan",
        1983,
        "Smearing Estimate: A Nonparametric Retransformation Method",
        "Journal of the American Statistical Association 78(383), pages 605-610",
        "A prediction on a transformed scale, undone, is not of the mean; the average over the undone residuals is,"
        " whatever their law.",
        MEMORY,
    ),
    Source(
        "manning2001",
        "Manning & Mullahy",
        2001,
        "Estimating log models: to transform or not to transform?",
        "Journal of Health Economics 20(4), pages 461-494",
        "Least squares on a logarithm, retransformed by smearing, is more precise than a model of the raw mean where"
        " errors on the log scale are heavy-tailed, unless their variance depends on the inputs.",
        MEMORY,
    ),
    Source(
        "box1964",
        "Box & Cox",
        1964,
        "An Analysis of Transformations",
        "Journal of the Royal Statistical Society B 26(2), pages 211-252",
        "A family of power transforms, the logarithm among them, brings a skewed positive response closer to normal "
        "errors of constant variance.",
        MEMORY,
    ),
    Source(
        "nelder1972",
        "Nelder & Wedderburn",
        1972,
        "Generalized Linear Models",
        "doi:10.2307/2344614",
        "Counts are modelled with a Poisson likelihood and a logarithmic link, so that means stay positive.",
        MEMORY,
    ),
    Source(
        "sklearn-splitters",
        "scikit-learn",
        2011,
        "Cross-validation: splitters for classes, groups and time",
        "scikit-learn.org, module model_selection",
        "Stratified splitters keep the class proportions, group splitters keep each group on one side (needing at "
        "least as many groups as folds), TimeSeriesSplit tests on what comes later.",
        DOCUMENTATION,
    ),
    Source(
        "sklearn-imputation",
        "scikit-learn",
        2019,
        "SimpleImputer",
        "scikit-learn.org, module impute",
        "Replaces missing numbers by the column's mean (the default) or median, and can add a column that flags them.",
        DOCUMENTATION,
    ),
)
