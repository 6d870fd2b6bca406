"""The Embedding page: a map of the test images by PCA or t-SNE."""
