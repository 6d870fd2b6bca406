// From explainer.ui.pictures.page, by `python -m tests.components.declarations`.

export interface Meta {
  identity: string;
  language: string;
  cookie: string;
  point: string | null;
  has_panel: boolean;
  presents: boolean;
}
