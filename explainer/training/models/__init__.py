"""What was learned: weights by epoch, the bundled model, what is taken home, and what is brought in."""
