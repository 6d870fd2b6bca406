// From explainer.ui.pictures.language, by `python -m tests.components.declarations`.

export interface Meta {
  identity: string;
  language: string;
  cookie: string;
}
