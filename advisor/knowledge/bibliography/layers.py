"""What a layer is made of: activations, initialisation, normalisation, dropout, residuals, capacity."""

from typing import Final

from advisor.knowledge.bibliography.source import ABSTRACT, ACCOUNTS, CITATION, EXCERPT, MEMORY, Source

SOURCES: Final = (
    # Activations
    Source(
        "klambauer2017",
        "Klambauer et al.",
        2017,
        "Self-Normalizing Neural Networks",
        "arXiv:1706.02515",
        "SELU drives activations of plain dense nets to zero mean and unit variance, given LeCun-normal weights and "
        "alpha dropout; it led dense nets on 121 UCI tasks. The proof covers no skips and no other layer types.",
        ABSTRACT,
    ),
    Source(
        "clevert2015",
        "Clevert et al.",
        2015,
        "Fast and Accurate Deep Network Learning by Exponential Linear Units (ELUs)",
        "arXiv:1511.07289",
        "Negative values bring mean activations nearer to zero, so ELU nets learn faster and generalise better than "
        "ReLU nets of more than five layers.",
        ABSTRACT,
    ),
    Source(
        "xu2015",
        "Xu et al.",
        2015,
        "Empirical Evaluation of Rectified Activations in Convolutional Network",
        "arXiv:1505.00853",
        "A leak in the negative part helps consistently over plain ReLU; on small data fixed and learnt slopes "
        "overfit more than the randomised RReLU, which did best.",
        ABSTRACT,
    ),
    Source(
        "maas2013",
        "Maas et al.",
        2013,
        "Rectifier Nonlinearities Improve Neural Network Acoustic Models",
        "ICML 2013 workshop on deep learning for audio, speech and language",
        "Introduces leaky ReLU; in acoustic models it performs as ReLU does, both well above sigmoidal units.",
        MEMORY,
    ),
    Source(
        "hendrycks2016",
        "Hendrycks & Gimpel",
        2016,
        "Gaussian Error Linear Units (GELUs)",
        "arXiv:1606.08415",
        "Weights an input by its Gaussian quantile; better than ReLU and ELU across vision, language and speech tasks.",
        ABSTRACT,
    ),
    Source(
        "elfwing2017",
        "Elfwing et al.",
        2017,
        "Sigmoid-Weighted Linear Units for Neural Network Function Approximation in Reinforcement Learning",
        "arXiv:1702.03118",
        "Proposes SiLU, x times its sigmoid, later known as Swish-1.",
        CITATION,
    ),
    Source(
        "ramachandran2017",
        "Ramachandran et al.",
        2017,
        "Searching for Activation Functions",
        "arXiv:1710.05941",
        "An automated search finds Swish; in place of ReLU it gains 0.9 points for Mobile NASNet-A and 0.6 for "
        "Inception-ResNet-v2 on ImageNet.",
        CITATION,
    ),
    Source(
        "shazeer2020",
        "Shazeer",
        2020,
        "GLU Variants Improve Transformer",
        "arXiv:2002.05202",
        "Some gated feed-forward layers, SwiGLU and GEGLU among them, do better than ReLU or GELU in a transformer; they "
        "are compared at equal parameters and computation.",
        ABSTRACT,
    ),
    Source(
        "so2021",
        "So et al.",
        2021,
        "Primer: Searching for Efficient Transformers for Language Modeling",
        "arXiv:2109.08668",
        "Squaring ReLU and convolving after the attention projections account for most of Primer's savings in "
        "training cost.",
        MEMORY,
    ),
    # Initialisation
    Source(
        "lecun1998",
        "LeCun et al.",
        1998,
        "Efficient BackProp",
        "doi:10.1007/3-540-49430-8_2",
        "Centre and scale inputs, shuffle examples, and draw weights with variance one over the fan-in.",
        MEMORY,
    ),
    Source(
        "glorot2010",
        "Glorot & Bengio",
        2010,
        "Understanding the difficulty of training deep feedforward neural networks",
        "PMLR 9:249-256",
        "Weights of variance 2 / (fan-in + fan-out) keep signals and gradients level through tanh layers; logistic "
        "hidden units saturate and suit deep nets badly.",
        ACCOUNTS,
    ),
    Source(
        "he2015",
        "He et al.",
        2015,
        "Delving Deep into Rectifiers: Surpassing Human-Level Performance on ImageNet Classification",
        "arXiv:1502.01852",
        "Weights drawn for rectifiers (variance 2 / fan-in) let extremely deep rectifier nets train from scratch; PReLU "
        "learns its negative slope at almost no cost and little risk of overfitting.",
        ABSTRACT,
    ),
    Source(
        "saxe2013",
        "Saxe et al.",
        2013,
        "Exact solutions to the nonlinear dynamics of learning in deep linear neural networks",
        "arXiv:1312.6120",
        "Orthogonal initial weights keep learning times independent of depth, which scaled Gaussian weights do not.",
        MEMORY,
    ),
    Source(
        "jozefowicz2015",
        "Jozefowicz et al.",
        2015,
        "An Empirical Exploration of Recurrent Network Architectures",
        "PMLR 37:2342-2350",
        "Among over ten thousand recurrent cells the best beat LSTM and GRU on some tasks, not on all; a forget-gate bias "
        "of 1 closes the gap between LSTM and GRU.",
        ABSTRACT,
    ),
    Source(
        "nguyen2019",
        "Nguyen & Salazar",
        2019,
        "Transformers without Tears: Improving the Normalization of Self-Attention",
        "arXiv:1910.05895",
        "Pre-norm residuals with small initial weights train transformers at larger rates and without warm-up; "
        "ml-engineering quotes its deviation as sqrt(2 / (5 h)).",
        CITATION,
    ),
    Source(
        "smith2022",
        "Smith et al.",
        2022,
        "Using DeepSpeed and Megatron to Train Megatron-Turing NLG 530B, A Large-Scale Generative Language Model",
        "arXiv:2201.11990",
        "Starts the weights of a 530B model at a deviation of sqrt(1 / (3 h)); BLOOM took it over, as the usual 0.02 "
        "was too large for its width.",
        CITATION,
    ),
    # Normalisation
    Source(
        "ioffe2015",
        "Ioffe & Szegedy",
        2015,
        "Batch Normalization: Accelerating Deep Network Training by Reducing Internal Covariate Shift",
        "arXiv:1502.03167",
        "Normalising over the mini-batch allows much higher rates, less care with initial weights, and in some cases "
        "no dropout; it reached the same accuracy in 14 times fewer steps.",
        ABSTRACT,
    ),
    Source(
        "santurkar2018",
        "Santurkar et al.",
        2018,
        "How Does Batch Normalization Help Optimization?",
        "arXiv:1805.11604",
        "BatchNorm's gain has little to do with covariate shift: it makes the loss surface smoother, so gradients are "
        "more predictive.",
        ABSTRACT,
    ),
    Source(
        "wu2018",
        "Wu & He",
        2018,
        "Group Normalization",
        "arXiv:1803.08494",
        "BatchNorm's error rises quickly as the batch shrinks; groups of channels do not mind: on ResNet-50 at batch "
        "2, 10.6 points less error.",
        ABSTRACT,
    ),
    Source(
        "ba2016",
        "Ba et al.",
        2016,
        "Layer Normalization",
        "arXiv:1607.06450",
        "Normalises over the features of one example, so it needs no batch, acts alike in training and test, and "
        "suits recurrent nets.",
        ABSTRACT,
    ),
    Source(
        "ulyanov2016",
        "Ulyanov et al.",
        2016,
        "Instance Normalization: The Missing Ingredient for Fast Stylization",
        "arXiv:1607.08022",
        "Normalises each image and channel alone, at training and test alike.",
        CITATION,
    ),
    Source(
        "zhang2019",
        "Zhang & Sennrich",
        2019,
        "Root Mean Square Layer Normalization",
        "arXiv:1910.07467",
        "Dropping LayerNorm's centring keeps the quality and saves 7% to 64% of running time.",
        ABSTRACT,
    ),
    Source(
        "xiong2020",
        "Xiong et al.",
        2020,
        "On Layer Normalization in the Transformer Architecture",
        "arXiv:2002.04745",
        "With the norm inside the residual branch gradients are well behaved from the start and warm-up can go; with "
        "the norm after the sum it is needed.",
        ABSTRACT,
    ),
    Source(
        "vanlaarhoven2017",
        "van Laarhoven",
        2017,
        "L2 Regularization versus Batch and Weight Normalization",
        "arXiv:1706.05350",
        "Under normalisation an L2 penalty does not regularise; it sets the scale of the weights and so the effective "
        "learning rate.",
        ABSTRACT,
    ),
    # Dropout and depth regularisation
    Source(
        "srivastava2014",
        "Srivastava et al.",
        2014,
        "Dropout: A Simple Way to Prevent Neural Networks from Overfitting",
        "JMLR 15:1929-1958",
        "Dropping units at random averages over exponentially many thinned nets; 0.5 for hidden units and about 0.2 "
        "for inputs suit many dense nets.",
        ABSTRACT,
    ),
    Source(
        "gal2015",
        "Gal & Ghahramani",
        2015,
        "A Theoretically Grounded Application of Dropout in Recurrent Neural Networks",
        "arXiv:1512.05287",
        "Recurrent dropout has to repeat one mask over all time steps, on inputs, outputs and recurrent connections.",
        ABSTRACT,
    ),
    Source(
        "li2018",
        "Li et al.",
        2018,
        "Understanding the Disharmony between Dropout and Batch Normalization by Variance Shift",
        "arXiv:1801.05134",
        "Dropout before BatchNorm shifts the variance between training and test; place it after the last BatchNorm, "
        "or use a form that is less sensitive to variance.",
        ABSTRACT,
    ),
    Source(
        "liu2023",
        "Liu et al.",
        2023,
        "Dropout Reduces Underfitting",
        "arXiv:2303.01500",
        "Dropout in the first phase only lowers the final training loss of models that underfit; in the last phase "
        "only it regularises models that overfit.",
        ABSTRACT,
    ),
    Source(
        "huang2016",
        "Huang et al.",
        2016,
        "Deep Networks with Stochastic Depth",
        "arXiv:1603.09382",
        "Skipping residual layers at random while training, deeper ones more often, shortens training and lowers test "
        "error.",
        ABSTRACT,
    ),
    # Residuals and capacity
    Source(
        "resnet2015",
        "He et al.",
        2015,
        "Deep Residual Learning for Image Recognition",
        "arXiv:1512.03385",
        "Plain nets get worse as layers are added, in training error too; residual connections let 152 layers train "
        "and gain from depth.",
        ABSTRACT,
    ),
    Source(
        "resnet2016",
        "He et al.",
        2016,
        "Identity Mappings in Deep Residual Networks",
        "arXiv:1603.05027",
        "With normalisation and activation ahead of the weights and the skip left clean, nets of 1001 layers train "
        "easily and generalise better.",
        ABSTRACT,
    ),
    Source(
        "vaswani2017",
        "Vaswani et al.",
        2017,
        "Attention Is All You Need",
        "arXiv:1706.03762",
        "The transformer: residual dropout 0.1, label smoothing 0.1, Adam with beta2 0.98 and 4000 warm-up steps.",
        EXCERPT,
    ),
    Source(
        "nakkiran2019",
        "Nakkiran et al.",
        2019,
        "Deep Double Descent: Where Bigger Models and More Data Hurt",
        "arXiv:1912.02292",
        "Test error can rise near the point where the net just fits its training set, above all with label noise, and "
        "fall again beyond it; longer training shows the same shape.",
        ABSTRACT,
    ),
    Source(
        "cho2014",
        "Cho et al.",
        2014,
        "Learning Phrase Representations using RNN Encoder-Decoder for Statistical Machine Translation",
        "arXiv:1406.1078",
        "Introduces the gated recurrent unit: two gates instead of the LSTM's three, and no separate cell.",
        MEMORY,
    ),
    Source(
        "chung2014",
        "Chung et al.",
        2014,
        "Empirical Evaluation of Gated Recurrent Neural Networks on Sequence Modeling",
        "arXiv:1412.3555",
        "LSTM and GRU both beat tanh units on music and speech; neither is clearly better than the other.",
        ABSTRACT,
    ),
    Source(
        "hochreiter1997",
        "Hochreiter & Schmidhuber",
        1997,
        "Long Short-Term Memory",
        "doi:10.1162/neco.1997.9.8.1735",
        "Gated memory cells carry error over a thousand steps and more, where plain recurrent nets lose it.",
        ABSTRACT,
    ),
)
