// From explainer.ui.pictures.rail, by `python -m tests.components.declarations`.

export interface Meta {
  identity: string;
  stages: Stop[];
  current: string;
  text: Record<string, string>;
}

export interface Stop {
  name: string;
  label: string;
}
