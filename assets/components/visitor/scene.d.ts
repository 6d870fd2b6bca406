// From explainer.ui.components.visitor, by `python -m tests.components.declarations`.

export interface Meta {
  identity: string;
  name: string;
  identifier: string;
  days: number;
  language: string;
}
