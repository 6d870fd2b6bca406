"""The test images as points of a plane: near each other if their numbers are alike."""
