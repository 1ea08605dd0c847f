"""A search around a config, as configs and programs of the engines that run it: Optuna, W&B sweeps, Ray Tune."""
