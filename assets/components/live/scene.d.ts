// From explainer.ui.pictures.live, by `python -m tests.components.declarations`.

export interface Meta {
  identity: string;
  language: string;
  token: string;
  milliseconds: number | null;
  is_far: boolean;
  prediction: number | null;
  strips: Strip[];
  text: Record<string, string>;
}

export interface Scale {
  kind: "pixels" | "sequential" | "diverging";
  limit: number;
}

export interface Strip {
  stage: string;
  title: string;
  shape: string;
  count: number;
  rows: number;
  columns: number;
  flat: boolean;
  scale: Scale | null;
  silent: number[];
}
