"""The Learning Step page: one step of training, with its batch, gradients and update."""
