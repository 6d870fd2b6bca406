// From explainer.ui.pictures.upload, by `python -m tests.components.declarations`.

export interface Meta {
  identity: string;
  frame: string;
  word: string;
  others: Record<string, string>;
}
