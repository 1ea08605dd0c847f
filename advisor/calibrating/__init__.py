"""What this machine really reaches in training, measured with the PyTorch that is installed, and kept for later."""
