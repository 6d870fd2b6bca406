// From explainer.ui.pictures.page, by `python -m tests.components.declarations`.

export interface Meta {
  identity: string;
  language: string;
  names: Record<string, string>;
  sentences: Record<string, string>;
  cookie: string;
  point: string | null;
  has_panel: boolean;
  presents: boolean;
}
