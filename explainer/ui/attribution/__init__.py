"""The Attribution page: occlusion and Grad-CAM, each compared with random weights."""
