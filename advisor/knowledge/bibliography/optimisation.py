"""Optimisers, rates, batch sizes, schedules, averaging, clipping, stopping and hyperparameter search."""

from typing import Final

from advisor.knowledge.bibliography.source import ABSTRACT, ACCOUNTS, CITATION, EXCERPT, MEMORY, Source

SOURCES: Final = (
    # Optimisers
    Source(
        "kingma2014",
        "Kingma & Ba",
        2014,
        "Adam: A Method for Stochastic Optimization",
        "arXiv:1412.6980",
        "Adaptive moments with bias correction; the settings that it proposes and frameworks took over are rate 0.001, "
        "beta1 0.9, beta2 0.999, epsilon 1e-8. Adamax is its variant with the infinity norm.",
        ABSTRACT,
    ),
    Source(
        "dozat2016",
        "Dozat",
        2016,
        "Incorporating Nesterov Momentum into Adam",
        "ICLR 2016 workshop, openreview.net/forum?id=OM0jvwB8jIp57ZJjtNEZ",
        "Nadam puts Nesterov's look-ahead in place of Adam's plain momentum and converges faster than Adam in its one "
        "experiment, an autoencoder of digits.",
        ACCOUNTS,
    ),
    Source(
        "loshchilov2017",
        "Loshchilov & Hutter",
        2017,
        "Decoupled Weight Decay Regularization",
        "arXiv:1711.05101",
        "In Adam an L2 penalty is not weight decay; decoupling the decay from the gradient step (AdamW) generalises "
        "better and lets rate and decay be tuned nearly independently.",
        ABSTRACT,
    ),
    Source(
        "sutskever2013",
        "Sutskever et al.",
        2013,
        "On the importance of initialization and momentum in deep learning",
        "PMLR 28:1139-1147",
        "Well-initialised deep and recurrent nets train with SGD and a momentum that slowly rises, to between 0.9 and "
        "0.999; at large values Nesterov's form is the more stable.",
        ABSTRACT,
    ),
    Source(
        "wilson2017",
        "Wilson et al.",
        2017,
        "The Marginal Value of Adaptive Gradient Methods in Machine Learning",
        "arXiv:1705.08292",
        "On the models tried, adaptive methods generalised worse than SGD, often markedly, even when their training "
        "performance was better.",
        ABSTRACT,
    ),
    Source(
        "choi2019",
        "Choi et al.",
        2019,
        "On Empirical Comparisons of Optimizers for Deep Learning",
        "arXiv:1910.05446",
        "The ranking of optimisers hangs on the tuning protocol; with all their hyperparameters tuned, Adam and its "
        "like never do worse than the momentum or SGD that they contain.",
        ABSTRACT,
    ),
    Source(
        "wen2025",
        "Wen et al.",
        2025,
        "Fantastic Pretraining Optimizers and Where to Find Them",
        "arXiv:2509.02046",
        "Against AdamW that is tuned as well, matrix optimisers such as Muon speed up language pretraining 1.4 times "
        "at 0.1B parameters and only 1.1 times at 1.2B.",
        ABSTRACT,
    ),
    Source(
        "jordan2024",
        "Jordan et al.",
        2024,
        "Muon: An optimizer for hidden layers in neural networks",
        "kellerjordan.github.io/posts/muon",
        "Orthogonalises the momentum of each hidden weight matrix; embeddings, heads, gains and biases stay with "
        "AdamW.",
        MEMORY,
    ),
    Source(
        "moonlight2025",
        "Liu et al.",
        2025,
        "Muon is Scalable for LLM Training",
        "arXiv:2502.16982",
        "Muon needs weight decay and updates of the same root mean square for all matrices to work at scale without "
        "new tuning; it then takes about half of AdamW's compute.",
        ABSTRACT,
    ),
    # Batch size and its learning rate
    Source(
        "masters2018",
        "Masters & Luschi",
        2018,
        "Revisiting Small Batch Training for Deep Neural Networks",
        "arXiv:1804.07612",
        "On CIFAR-10, CIFAR-100 and ImageNet the best results came from batches of 2 to 32, and smaller batches "
        "trained stably over a wider range of learning rates.",
        ABSTRACT,
    ),
    Source(
        "keskar2016",
        "Keskar et al.",
        2016,
        "On Large-Batch Training for Deep Learning: Generalization Gap and Sharp Minima",
        "arXiv:1609.04836",
        "Large batches converge to sharp minima that generalise worse, small ones (32 to 512) to flat ones, owing to "
        "the noise of their gradients.",
        ABSTRACT,
    ),
    Source(
        "shallue2018",
        "Shallue et al.",
        2018,
        "Measuring the Effects of Data Parallelism on Neural Network Training",
        "arXiv:1811.03600",
        "Over 35 workloads steps to a goal fall in proportion to the batch until returns diminish, at a point that "
        "varies widely; with tuning per batch size, no evidence that large batches harm the result.",
        EXCERPT,
    ),
    Source(
        "mccandlish2018",
        "McCandlish et al.",
        2018,
        "An Empirical Model of Large-Batch Training",
        "arXiv:1812.06162",
        "The gradient noise scale predicts the largest useful batch; it grows as the loss falls, and beyond it more "
        "examples per step buy little.",
        ABSTRACT,
    ),
    Source(
        "goyal2017",
        "Goyal et al.",
        2017,
        "Accurate, Large Minibatch SGD: Training ImageNet in 1 Hour",
        "arXiv:1706.02677",
        "When SGD's batch grows k times, so does its rate, after a few epochs of gradual warm-up; ResNet-50 kept its "
        "accuracy up to a batch of 8192.",
        ABSTRACT,
    ),
    Source(
        "malladi2022",
        "Malladi et al.",
        2022,
        "On the SDEs and Scaling Rules for Adaptive Gradient Algorithms",
        "arXiv:2205.10287",
        "For Adam and RMSprop the rate grows with the square root of the batch size, the betas being adjusted with it.",
        ABSTRACT,
    ),
    Source(
        "smithle2017",
        "Smith & Le",
        2017,
        "A Bayesian Perspective on Generalization and Stochastic Gradient Descent",
        "arXiv:1710.06451",
        "For a given learning rate there is a batch size that is best on the test set, in proportion to the rate and "
        "to the size of the training set.",
        CITATION,
    ),
    # Learning rates, warm-up and schedules
    Source(
        "smith2015",
        "Smith",
        2015,
        "Cyclical Learning Rates for Training Neural Networks",
        "arXiv:1506.01186",
        "A range test, one short run with a linearly rising rate, shows the usable bounds; cycling between them "
        "trains well without further tuning.",
        CITATION,
    ),
    Source(
        "smith2017",
        "Smith & Topin",
        2017,
        "Super-Convergence: Very Fast Training of Neural Networks Using Large Learning Rates",
        "arXiv:1708.07120",
        "One cycle with a very large maximal rate trains some nets many times faster; large rates regularise, so "
        "other regularisation has to be reduced. The gain is larger when labelled data are few.",
        ABSTRACT,
    ),
    Source(
        "smith2018",
        "Smith",
        2018,
        "A disciplined approach to neural network hyper-parameters: Part 1",
        "arXiv:1803.09820",
        "Advises 1cycle, momentum that falls while the rate rises (0.95 to 0.85), a large batch, and weight decay "
        "found by grid search, as all forms of regularisation must balance.",
        CITATION,
    ),
    Source(
        "loshchilov2016",
        "Loshchilov & Hutter",
        2016,
        "SGDR: Stochastic Gradient Descent with Warm Restarts",
        "arXiv:1608.03983",
        "Anneals the rate along a cosine and restarts it; good results come in fewer epochs than with step schedules.",
        CITATION,
    ),
    Source(
        "bergsma2025",
        "Bergsma et al.",
        2025,
        "Straight to Zero: Why Linearly Decaying the Learning Rate to Zero Works Best for LLMs",
        "arXiv:2502.15938",
        "At compute-optimal sizes linear decay to zero beats cosine to a tenth under the best peak rate, and the gain "
        "grows with the data: 80 tokens a parameter then do what 200 did.",
        ABSTRACT,
    ),
    Source(
        "ma2019",
        "Ma & Yarats",
        2019,
        "On the adequacy of untuned warmup for adaptive optimization",
        "arXiv:1910.04209",
        "For Adam, a linear warm-up over 2 / (1 - beta2) steps (2000 at 0.999) is a sensible default, about as good as "
        "automatic rectification of its variance.",
        ABSTRACT,
    ),
    # Averaging, clipping, stopping
    Source(
        "izmailov2018",
        "Izmailov et al.",
        2018,
        "Averaging Weights Leads to Wider Optima and Better Generalization",
        "arXiv:1803.05407",
        "The mean of points along SGD's path under a constant or cyclical rate lies in a wider optimum and "
        "generalises better, at almost no cost; BatchNorm statistics are recomputed afterwards.",
        ABSTRACT,
    ),
    Source(
        "morales2024",
        "Morales-Brotons et al.",
        2024,
        "Exponential Moving Average of Weights in Deep Learning: Dynamics and Benefits",
        "arXiv:2411.18704",
        "An exponential average of the weights generalises better than the last iterate, needs less rate decay, and "
        "improves robustness to label noise and calibration.",
        ABSTRACT,
    ),
    Source(
        "pascanu2012",
        "Pascanu et al.",
        2012,
        "On the difficulty of training Recurrent Neural Networks",
        "arXiv:1211.5063",
        "Recurrent gradients explode or vanish; rescaling the gradient when its norm passes a threshold deals with "
        "the former. The mean norm over many updates guides the threshold.",
        ABSTRACT,
    ),
    Source(
        "prechelt1998",
        "Prechelt",
        1998,
        "Automatic early stopping using cross validation: quantifying the criteria",
        "doi:10.1016/S0893-6080(98)00010-0",
        "In multi-layer perceptrons on 12 tasks, slower stopping criteria generalised about 4% better on average and took "
        "about four times as long.",
        ABSTRACT,
    ),
    Source(
        "berta2025",
        "Berta et al.",
        2025,
        "Rethinking Early Stopping: Refine, Then Calibrate",
        "arXiv:2501.19195",
        "Calibration and refinement error reach their minima at different times; stop on refinement and calibrate "
        "afterwards.",
        ABSTRACT,
    ),
    # Search
    Source(
        "bengio2012",
        "Bengio",
        2012,
        "Practical recommendations for gradient-based training of deep architectures",
        "arXiv:1206.5533",
        "The learning rate is the hyperparameter to tune if only one can be; 32 is a sound default batch; the best "
        "rate is near the largest that does not diverge, often half of it.",
        MEMORY,
    ),
    Source(
        "bergstra2012",
        "Bergstra & Bengio",
        2012,
        "Random Search for Hyper-Parameter Optimization",
        "JMLR 13:281-305",
        "Few hyperparameters matter on any one problem, so random trials find as good a setting as a grid in far less "
        "time.",
        ABSTRACT,
    ),
    Source(
        "snoek2012",
        "Snoek et al.",
        2012,
        "Practical Bayesian Optimization of Machine Learning Algorithms",
        "arXiv:1206.2944",
        "Gaussian processes over hyperparameters, with care for their kernel and for the cost of a run, match or beat "
        "expert tuning.",
        MEMORY,
    ),
    Source(
        "li2016",
        "Li et al.",
        2016,
        "Hyperband: A Novel Bandit-Based Approach to Hyperparameter Optimization",
        "arXiv:1603.06560",
        "Random search with early termination of the poor runs is often more than ten times as fast as Bayesian "
        "optimisation.",
        MEMORY,
    ),
    Source(
        "bousquet2017",
        "Bousquet et al.",
        2017,
        "Critical Hyper-Parameters: No Random, No Cry",
        "arXiv:1706.03200",
        "Low-discrepancy sequences cover a search space more evenly than random draws and tune deep nets better at "
        "the same budget.",
        CITATION,
    ),
    Source(
        "bouthillier2021",
        "Bouthillier et al.",
        2021,
        "Accounting for Variance in Machine Learning Benchmarks",
        "arXiv:2103.03098",
        "Data sampling, initial weights and hyperparameter choice all move results markedly; randomise as many sources of "
        "variance as possible and compare over several runs.",
        ABSTRACT,
    ),
)
