"""Where a network looked for a class's score: by covering (occlusion), by gradients (grad_cam), and a check of both."""
