"""Training: recipes, the run store, the queue, the worker process and the bundled model.

Nothing is imported here, so that a worker can say that it lives before it loads TensorFlow.

- `recipes`: how a network is trained.
- `store`, `records`, `files`: one directory a run.
- `owners`: who works on a run, and whether they still live.
- `status`: what a page shows of a run.
- `queue`, `supervisor`, `worker`, `fitting`, `callbacks`: from a request to a trained model.
- `weights`, `bundle`: learned weights, of runs and of the model that ships with the project.
"""
