"""Rules on training: loss, optimiser, learning rate, schedule, batch, epochs."""
