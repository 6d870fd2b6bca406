"""Training: recipes, the run store, the queue, the worker process and the bundled model.

Nothing is imported here, so that a worker can say that it lives before it loads TensorFlow.

- `recipes`, `source`: how a network is trained, as data and as Keras lines.
- `store`, `paths`, `records`, `files`, `quota`: one directory a run, and room for it.
- `owners`: who works on a run, and whether they still live.
- `status`, `ended`: what a page shows of a run.
- `estimates`: how long it takes, as measured.
- `queue`, `supervisor`, `worker`, `fitting`, `callbacks`: from a request to a trained model.
- `weights`, `bundle`: learned weights, of runs and of the model that ships with the project.
"""
