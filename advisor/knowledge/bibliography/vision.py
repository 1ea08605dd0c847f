"""Images: backbones, augmentation, transfer, detection and segmentation."""

from typing import Final

from advisor.knowledge.bibliography.source import CITATION, MEMORY, Source

SOURCES: Final = (
    # Backbones
    Source(
        "vgg2014",
        "Simonyan & Zisserman",
        2014,
        "Very Deep Convolutional Networks for Large-Scale Image Recognition",
        "arXiv:1409.1556",
        "Stacks of 3 x 3 convolutions, 16 to 19 layers deep; dropout 0.5 stands in its two large dense "
        "layers only.",
        MEMORY,
    ),
    Source(
        "efficientnet2019",
        "Tan & Le",
        2019,
        "EfficientNet: Rethinking Model Scaling for Convolutional Neural Networks",
        "arXiv:1905.11946",
        "Depth, width and resolution grow together, by 1.2, 1.1 and 1.15 for each doubling of compute; "
        "better than scaling one of them.",
        MEMORY,
    ),
    Source(
        "efficientnet2021",
        "Tan & Le",
        2021,
        "EfficientNetV2: Smaller Models and Faster Training",
        "arXiv:2104.00298",
        "Trains faster with fused convolutions and with images, dropout and augmentation that grow as "
        "training goes on; ImageNet-21k pretraining helps further.",
        MEMORY,
    ),
    Source(
        "convnext2022",
        "Liu et al.",
        2022,
        "A ConvNet for the 2020s",
        "arXiv:2201.03545",
        "A ResNet modernised step by step (GELU, LayerNorm, AdamW, decay 0.05, stochastic depth) matches "
        "Swin on ImageNet, COCO and ADE20K.",
        MEMORY,
    ),
    Source(
        "swin2021",
        "Liu et al.",
        2021,
        "Swin Transformer: Hierarchical Vision Transformer using Shifted Windows",
        "arXiv:2103.14030",
        "Attention within shifted windows is linear in image size and serves dense tasks as a general "
        "backbone.",
        MEMORY,
    ),
    Source(
        "swin2021b",
        "Liu et al.",
        2021,
        "Swin Transformer V2: Scaling Up Capacity and Resolution",
        "arXiv:2111.09883",
        "Residual post-norm and cosine attention keep large models stable, and weights transfer to higher "
        "resolutions.",
        MEMORY,
    ),
    Source(
        "vit2020",
        "Dosovitskiy et al.",
        2020,
        "An Image is Worth 16x16 Words: Transformers for Image Recognition at Scale",
        "arXiv:2010.11929",
        "Vision transformers trail ResNets on ImageNet alone and pass them when pretrained on 14M to 300M "
        "images.",
        MEMORY,
    ),
    Source(
        "steiner2021",
        "Steiner et al.",
        2021,
        "How to train your ViT? Data, Augmentation, and Regularization in Vision Transformers",
        "arXiv:2106.10270",
        "Augmentation and regularisation can be worth ten times the data; for most users fine-tuning a "
        "pretrained model is cheaper and better than training from scratch.",
        MEMORY,
    ),
    Source(
        "wightman2021",
        "Wightman et al.",
        2021,
        "ResNet strikes back: An improved training procedure in timm",
        "arXiv:2110.00476",
        "A modern recipe (binary cross-entropy, LAMB, mixup, cutmix, RandAugment, cosine, 600 epochs) lifts "
        "plain ResNet-50 to 80.4%.",
        MEMORY,
    ),
    Source(
        "backbones2023",
        "Goldblum et al.",
        2023,
        "Battle of the Backbones: A Large-Scale Comparison of Pretrained Models across Computer Vision Tasks",
        "arXiv:2310.19909",
        "Over 1,500 training runs convolutional nets pretrained with labels on large sets still do best on "
        "most tasks among those compared.",
        MEMORY,
    ),
    Source(
        "dino2023",
        "Oquab et al.",
        2023,
        "DINOv2: Learning Robust Visual Features without Supervision",
        "arXiv:2304.07193",
        "Self-supervised features that work frozen, with a linear layer on top, across image and pixel "
        "tasks.",
        MEMORY,
    ),
    Source(
        "clip2021",
        "Radford et al.",
        2021,
        "Learning Transferable Visual Models From Natural Language Supervision",
        "arXiv:2103.00020",
        "Trained on 400M image-text pairs; zero-shot it equals a supervised ResNet-50 on ImageNet, and its "
        "features do well under linear probes.",
        MEMORY,
    ),
    Source(
        "mobilenet2019",
        "Howard et al.",
        2019,
        "Searching for MobileNetV3",
        "arXiv:1905.02244",
        "Nets searched for mobile processors, with hard-swish and squeeze-excite, in a large and a small "
        "size.",
        MEMORY,
    ),
    Source(
        "jeevan2024",
        "Jeevan & Sethi",
        2024,
        "Which Backbone to Use: A Resource-efficient Domain Specific Comparison for Computer Vision",
        "arXiv:2406.05612",
        "Fine-tuned on small domain data, convolutional backbones do better than attention-based ones.",
        CITATION,
    ),
    # Augmentation
    Source(
        "mixup2017",
        "Zhang et al.",
        2017,
        "mixup: Beyond Empirical Risk Minimization",
        "arXiv:1710.09412",
        "Training on convex mixtures of pairs and labels improves generalisation and resists wrong labels; "
        "alpha 0.1 to 0.4 suits ImageNet, larger values underfit.",
        MEMORY,
    ),
    Source(
        "cutmix2019",
        "Yun et al.",
        2019,
        "CutMix: Regularization Strategy to Train Strong Classifiers with Localizable Features",
        "arXiv:1905.04899",
        "Pastes patches between images and mixes labels by area (alpha 1); better than mixup and cutout on "
        "ImageNet.",
        MEMORY,
    ),
    Source(
        "trivialaugment2021",
        "Mueller & Hutter",
        2021,
        "TrivialAugment: Tuning-free Yet State-of-the-Art Data Augmentation",
        "arXiv:2103.10158",
        "One random operation of random strength per image, nothing to tune, matches searched policies.",
        MEMORY,
    ),
    Source(
        "zhong2017",
        "Zhong et al.",
        2017,
        "Random Erasing Data Augmentation",
        "arXiv:1708.04896",
        "Erasing a random rectangle makes classifiers and detectors more robust to occlusion.",
        MEMORY,
    ),
    # Transfer
    Source(
        "bit2019",
        "Kolesnikov et al.",
        2019,
        "Big Transfer (BiT): General Visual Representation Learning",
        "arXiv:1912.11370",
        "Fine-tunes by one rule: SGD 0.003, momentum 0.9, and steps, resolution and mixup set by size: 500 "
        "steps below 20k examples, 10k below 500k, 20k above.",
        MEMORY,
    ),
    Source(
        "kumar2022",
        "Kumar et al.",
        2022,
        "Fine-Tuning can Distort Pretrained Features and Underperform Out-of-Distribution",
        "arXiv:2202.10054",
        "Over ten shifts full fine-tuning is 2% better in and 7% worse out of distribution than a linear "
        "probe; probing first, then fine-tuning, gains 1% and 10% over fine-tuning.",
        CITATION,
    ),
    Source(
        "he2018",
        "He et al.",
        2018,
        "Rethinking ImageNet Pre-training",
        "arXiv:1811.08883",
        "Detectors from random weights equal pretrained ones on COCO if trained longer, even with 10% of "
        "it; pretraining speeds up convergence and does not regularise.",
        MEMORY,
    ),
    Source(
        "raghu2019",
        "Raghu et al.",
        2019,
        "Transfusion: Understanding Transfer Learning for Medical Imaging",
        "arXiv:1902.07208",
        "On two large medical tasks ImageNet weights gain little, and small nets do as well as the standard "
        "ones.",
        MEMORY,
    ),
    Source(
        "kornblith2018",
        "Kornblith et al.",
        2018,
        "Do Better ImageNet Models Transfer Better?",
        "arXiv:1805.08974",
        "ImageNet accuracy and transfer accuracy go together (r 0.99 for fixed features, 0.96 fine-tuned), "
        "less so for fine-grained sets.",
        MEMORY,
    ),
    # Detection and segmentation
    Source(
        "yolo2015",
        "Redmon et al.",
        2015,
        "You Only Look Once: Unified, Real-Time Object Detection",
        "arXiv:1506.02640",
        "Detection as one regression from the whole image to boxes and classes, at 45 frames a second.",
        MEMORY,
    ),
    Source(
        "fasterrcnn2015",
        "Ren et al.",
        2015,
        "Faster R-CNN: Towards Real-Time Object Detection with Region Proposal Networks",
        "arXiv:1506.01497",
        "A region proposal network shares features with the detector: two stages, 5 frames a second with "
        "VGG-16.",
        MEMORY,
    ),
    Source(
        "rtdetr2023",
        "Zhao et al.",
        2023,
        "DETRs Beat YOLOs on Real-time Object Detection",
        "arXiv:2304.08069",
        "RT-DETR-R50 reaches 53.1 AP on COCO at 108 frames a second on a T4, without non-maximum "
        "suppression.",
        MEMORY,
    ),
    Source(
        "rfdetr2025",
        "Robinson et al.",
        2025,
        "RF-DETR: Neural Architecture Search for Real-Time Detection Transformers",
        "arXiv:2511.09554",
        "Real-time detection transformers on a DINOv2 backbone, whose accuracy and latency are traded "
        "without retraining.",
        CITATION,
    ),
    Source(
        "unet2015",
        "Ronneberger et al.",
        2015,
        "U-Net: Convolutional Networks for Biomedical Image Segmentation",
        "arXiv:1505.04597",
        "An encoder and decoder with skips learns from very few images with strong, elastic augmentation.",
        MEMORY,
    ),
    Source(
        "deeplab2017",
        "Chen et al.",
        2017,
        "Rethinking Atrous Convolution for Semantic Image Segmentation",
        "arXiv:1706.05587",
        "DeepLabV3: parallel dilated convolutions and image-level features catch several scales without a "
        "CRF.",
        MEMORY,
    ),
    Source(
        "segformer2021",
        "Xie et al.",
        2021,
        "SegFormer: Simple and Efficient Design for Semantic Segmentation with Transformers",
        "arXiv:2105.15203",
        "A hierarchical transformer without position codes and a light MLP decoder, in sizes B0 to B5.",
        MEMORY,
    ),
    Source(
        "sam2023",
        "Kirillov et al.",
        2023,
        "Segment Anything",
        "arXiv:2304.02643",
        "A promptable segmenter from 11M images and a billion masks; zero-shot it often rivals supervised "
        "models.",
        MEMORY,
    ),
    Source(
        "nnunet2018",
        "Isensee et al.",
        2018,
        "nnU-Net: Self-adapting Framework for U-Net-Based Medical Image Segmentation",
        "arXiv:1809.10486",
        "Plain U-Nets whose preprocessing, patch, batch and topology follow from the data set by rules win "
        "across medical segmentation tasks.",
        MEMORY,
    ),
    Source(
        "isensee2024",
        "Isensee et al.",
        2024,
        "nnU-Net Revisited: A Call for Rigorous Validation in 3D Medical Image Segmentation",
        "arXiv:2404.09556",
        "Fairly compared, CNN U-Nets such as ResNet and ConvNeXt variants within nnU-Net still lead over "
        "transformer and Mamba designs.",
        CITATION,
    ),
)
