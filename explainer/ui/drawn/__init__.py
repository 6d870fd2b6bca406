"""The parts of the drawing page beside its canvas: photos, what is no digit, likenesses, and the visitor's own set."""
