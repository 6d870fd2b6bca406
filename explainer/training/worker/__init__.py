"""The process that trains one run and ends: `python -m explainer.training.worker RUN_DIRECTORY`."""
