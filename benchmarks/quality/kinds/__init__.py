"""How good the advice is on images, recordings, texts and series; `python -m benchmarks.quality.kinds --help`."""
