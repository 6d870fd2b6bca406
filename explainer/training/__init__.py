"""Training: recipes, the run store, the queue, the worker process and the bundled model.

Nothing is imported here, so that a worker can say that it lives before it loads TensorFlow.

- `recipes`, `source`: how a network is trained, as data and as Keras lines.
- `store`, `paths`, `records`, `files`: one directory a run.
- `sizes`, `memory`, `limits`, `room`, `shares`, `thinning`: what a run will take, and what it may.
- `addresses`, `turns`: where visitors come from, and who is next.
- `owners`: who works on a run, and whether they still live.
- `status`, `ended`: what a page shows of a run.
- `estimates`: how long it takes, as measured.
- `queue`, `supervisor`, `worker`, `fitting`, `callbacks`, `reporting`, `stopping`: from a request to a trained model.
- `weights`, `bundle`: learned weights, of runs and of the model that ships with the project.
"""
