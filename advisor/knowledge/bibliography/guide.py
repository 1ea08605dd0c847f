"""The founding guide: its source, its 94 items and the 15 resolutions of what it leaves open."""

from typing import Final

from advisor.knowledge.bibliography.source import CITATION, Source

SOURCES: Final = (
    Source(
        "guide",
        "Shukla",
        2019,
        "Designing Your Neural Networks",
        "towardsdatascience.com/designing-your-neural-networks-a5e4617027ed",
        "A step-by-step walk through size, activations, normalisation, learning rate, dropout and optimisers for "
        "neural networks, with starting values for each; cited here item by item.",
        CITATION,
    ),
)

ITEMS: Final[dict[str, str]] = {
    # Inputs and outputs
    "G-IN-1": "The input layer is exactly as wide as the number of features the network is given.",
    "G-IN-2": "For a table, each feature worth keeping gets one input neuron.",
    "G-IN-3": (
        "Choose a table's columns by hand; leave out what holds only in the training sample, as it invites overfitting."
    ),
    "G-IN-4": "An image fed to dense layers needs one input per pixel value: 28 x 28 makes 784.",
    "G-OUT-1": "The output layer has one neuron for each value that is predicted.",
    "G-OUT-2": "Predicting a single number takes a single output.",
    "G-OUT-3": "Several continuous targets take an output each; a bounding box takes four (height, width, x, y).",
    "G-OUT-4": "Two classes take one output, the probability of the positive one.",
    "G-OUT-5": "More than two exclusive classes take an output each under a softmax, so that they add up to one.",
    # Hidden layers
    "G-HID-1": "No size suits every problem; a net can be too large for its data as well as too small.",
    "G-HID-2": "One to five hidden layers serve most problems.",
    "G-HID-3": "Images and speech call for tens to hundreds of layers, of which only some are dense.",
    "G-HID-4": (
        "For images and speech, start from a pretrained network such as YOLO, ResNet or VGG and keep most of it."
    ),
    "G-HID-5": "On top of a pretrained network, train only the last few, most abstract layers.",
    "G-HID-6": "Giving all hidden layers the same width generally does well enough.",
    "G-HID-7": "On some data a broad first layer followed by ever narrower ones works better.",
    "G-HID-8": "Adding a layer tends to gain more than adding neurons to the layers there are.",
    "G-HID-9": "Begin with 1-5 layers of 1-100 neurons and enlarge gradually until the net starts to overfit.",
    "G-HID-10": "A net with too few layers or neurons cannot represent the pattern in the data.",
    "G-HID-11": "Or take far more capacity than needed and let dropout and early stopping rein it in.",
    "G-HID-12": (
        "After Karpathy: get the training loss down by overfitting first, then regularise for the validation loss."
    ),
    "G-HID-13": "Compare several depths and widths, and let the logged loss and accuracy decide.",
    # Loss, batch size, epochs, scaling
    "G-LOSS-1": "Mean squared error is the loss to start regression with.",
    "G-LOSS-2": "Where outliers are many, regress with the absolute error or Huber's loss.",
    "G-LOSS-3": "Cross-entropy is the loss for nearly all classification.",
    "G-BAT-1": "Large batches keep a GPU busier, so more examples pass per second.",
    "G-BAT-2": "At the largest scale OpenAI found tens of thousands useful for images and language, millions for RL.",
    "G-BAT-3": "Small batches generalise better in less memory (Masters and Luschi), against the speed of big ones.",
    "G-BAT-4": "The larger the batch, the narrower the range of learning rates that train stably.",
    "G-BAT-5": "The best results that were reported came at batches of 2 to 32.",
    "G-BAT-6": "Short of massive scale, begin with a small batch, enlarge it step by step, and watch the metrics.",
    "G-EP-1": "Allow plenty of epochs and leave it to early stopping when to end.",
    "G-SC-1": "Bring all features to comparable ranges before they enter the network.",
    "G-SC-2": (
        "Features on different scales, as pay in thousands against tens of years, elongate the loss surface and slow "
        "descent."
    ),
    # Learning rate and momentum
    "G-LR-1": "Few hyperparameters matter as much as the learning rate.",
    "G-LR-2": "Change any other hyperparameter and the learning rate has to be tuned anew.",
    "G-LR-3": (
        "Raise the rate geometrically from 1e-6 to about 10, plot the score over its logarithm, train again at the "
        "best."
    ),
    "G-LR-4": "A good rate lies near half of the one at which training diverges.",
    "G-LR-5": "Leslie Smith's range test finds a rate for most architectures under most optimisers of the SGD kind.",
    "G-MOM-1": "Without momentum, gradient descent creeps where gradients are small; so use it.",
    "G-MOM-2": "Momentum belongs close to one: 0.9 for smaller data, nearer 0.999 for larger.",
    "G-MOM-3": "Nesterov's form of momentum is a little faster and a little more accurate.",
    # Gradients and activations
    "G-VAN-1": (
        "Early layers that stay nearly still mean vanishing gradients; updates that keep growing mean exploding ones."
    ),
    "G-VAN-2": (
        "Against both: activations that do not saturate, BatchNorm, fitting initialisation, early stopping; clip what "
        "explodes."
    ),
    "G-ACT-1": "Hidden activations rise in quality from logistic over tanh, ReLU, leaky ReLU and ELU to SELU.",
    "G-ACT-2": "Who does not want to tune the activation takes ReLU.",
    "G-ACT-3": "ELU and GELU are gaining on ReLU.",
    "G-ACT-4": "Against overfitting, try the randomised leaky ReLU.",
    "G-ACT-5": "Where latency at run time counts, use leaky ReLU.",
    "G-ACT-6": "For quick inference, leaky ReLU once more.",
    "G-ACT-7": "With a huge training set the slope itself can be learnt: PReLU.",
    "G-ACT-8": "ELU is the choice for a network that cannot normalise itself.",
    "G-ACT-9": "SELU is the sturdy choice for general use.",
    "G-ACT-10": "Compare a handful of activations on the problem at hand.",
    "G-OACT-1": "A regression target without bounds gets a linear output.",
    "G-OACT-2": "A target within -1 and 1 gets tanh, one within 0 and 1 the logistic function.",
    "G-OACT-3": "A target that is always positive gets softplus.",
    "G-OACT-4": "Two classes get a sigmoid output.",
    "G-OACT-5": "Several classes get a softmax output.",
    # Initialisation, BatchNorm, clipping, early stopping
    "G-INIT-1": "ReLU and its leaky form start from He's initialisation.",
    "G-INIT-2": "ELU and SELU start from LeCun's.",
    "G-INIT-3": "Tanh, logistic and softmax start from Glorot's.",
    "G-INIT-4": (
        "The uniform and the normal variant serve alike; what counts is the match, which speeds up convergence."
    ),
    "G-BN-1": "BatchNorm centres and rescales what enters a layer, then learns a scale and a shift of its own.",
    "G-BN-2": "As BatchNorm regularises, it does away with the need for dropout and L2.",
    "G-BN-3": "With BatchNorm higher learning rates are safe, so training converges sooner.",
    "G-BN-4": "BatchNorm is a large gain for most networks and relieves vanishing gradients.",
    "G-BN-5": "All that BatchNorm costs is a somewhat slower step.",
    "G-CLIP-1": "Clip gradients where they explode, recurrent networks before all others.",
    "G-CLIP-2": "Clip by norm, which keeps the direction, rather than by value.",
    "G-CLIP-3": "Compare more than one clipping threshold.",
    "G-ES-1": "Give more capacity and epochs than needed, and stop once n epochs in a row bring no gain.",
    "G-ES-2": "Save the best weights seen so far and return to them (save_best_only).",
    # Dropout
    "G-DO-1": "Dropout lifts even leading models by some 2%, being an average over about 2^n thinned networks.",
    "G-DO-2": "Useful dropout rates lie from 0.1 to 0.5.",
    "G-DO-3": "Recurrent networks take a rate of 0.3, convolutional ones 0.5.",
    "G-DO-4": "The bigger the layer, the higher its rate may be.",
    "G-DO-5": "Raise the rate when the net overfits, lower it when it underfits.",
    "G-DO-6": "Rates may differ among the earlier layers; the output layer has none.",
    "G-DO-7": "Before dropout meets BatchNorm, study the paper on their disharmony.",
    "G-DO-8": "SELU needs AlphaDropout, which leaves mean and deviation intact.",
    # Optimisers, schedules, further methods
    "G-OPT-1": "If the quality of the optimum counts and time does not, use SGD.",
    "G-OPT-2": "If time counts and close is good enough, use Adam, Nadam, RMSProp or Adamax.",
    "G-OPT-3": "Adam or Nadam come first: they forgive a poor rate and poor settings.",
    "G-OPT-4": "On convolutional networks a well-tuned SGD ends slightly ahead of Adam, says Karpathy.",
    "G-OPT-5": "Nadam is Adam with Nesterov's step, and won in the author's own comparison.",
    "G-SCH-1": "Too high a rate bounces or diverges, too low a one crawls; so begin high and come down.",
    "G-SCH-2": "The rate may fall exponentially, by steps, at plateaus, or along a 1cycle.",
    "G-SCH-3": "ReduceLROnPlateau cuts the rate by a fixed factor after n epochs without gain.",
    "G-SCH-4": "The 1cycle schedule comes warmly recommended.",
    "G-SCH-5": "Keep the rate constant while all else is tuned; add and compare decay schedules at the end.",
    "G-MISC-1": "To scale a network up, follow the EfficientNets.",
    "G-MISC-2": "Stochastic weight averaging: the mean of points that SGD visits under a cyclic or constant rate.",
    "G-MISC-3": "Study Smith's paper on hyperparameters and Karpathy's recipe, and keep a record of each run.",
    # What the guide leaves open, and how it is resolved
    "R1": (
        "Small and growing, or huge and restrained? From scratch a proven middle size, grown while the training loss "
        "is stuck; with pretrained weights the largest that fits, regularised."
    ),
    "R2": "Depth before width holds up to about four plain layers; more of them want residuals and normalisation.",
    "R3": (
        "Widths are equal; a taper only where the inputs far outnumber the first layer's neurons, as with one-hot data."
    ),
    "R4": (
        "Flattening an image is a toy baseline, for 32 x 32 and less; otherwise use a convolutional or attention "
        "network."
    ),
    "R5": (
        "Small batches where memory binds, rows are under 5,000 or LoRA is used; otherwise the largest that fits and "
        "still adds throughput."
    ),
    "R6": (
        "Momentum 0.9 below 100,000 rows, 0.95 below a million, 0.99 for larger or long noisy runs with a rate cut "
        "tenfold; 0.999 is read as Adam's beta2."
    ),
    "R7": (
        "SELU only in plain dense nets with standardised inputs, LeCun-normal weights and AlphaDropout, no skips, no "
        "BatchNorm; elsewhere normalisation with ReLU or GELU."
    ),
    "R8": "No dropout ahead of a BatchNorm; a little in the head after the last one; weight decay stays.",
    "R9": (
        "Among special activations the order of precedence is latency, self-normalisation, overfitting, massive data, "
        "default."
    ),
    "R10": "Search the architecture with short runs at a constant rate, then search the rate with its schedule on.",
    "R11": (
        "Half of the diverging rate suits SGD with normalisation; Adam and fine-tuning take the valley or a tenth of "
        "the minimum."
    ),
    "R12": (
        "A schedule with a horizon runs to its end and keeps the best checkpoint; patience belongs to constant or "
        "plateau rates."
    ),
    "R13": "The architecture picks between SGD and the Adam family, patience alone does not.",
    "R14": "Softmax classes with a four-number box locate a single object; more objects need a detector.",
    "R15": "Several labels at once, which the guide omits, take one sigmoid per label and binary cross-entropy.",
}
