// From explainer.ui.uploads, by `python -m tests.components.declarations`.

export interface Meta {
  identity: string;
  frame: string;
  word: string;
}
