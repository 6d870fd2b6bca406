// From explainer.ui.pictures.live, by `python -m tests.components.declarations`.

export interface Meta {
  identity: string;
  language: string;
  token: string;
  milliseconds: number | null;
  is_far: boolean;
  prediction: number | null;
  following: Following | null;
  strips: Strip[];
  text: Record<string, string>;
}

export interface Following {
  model: string;
  steps: StepsDone;
}

export interface Scale {
  kind: "pixels" | "sequential" | "diverging";
  limit: number;
}

export interface StepsDone {
  crop: boolean;
  thin: boolean;
  fit: boolean;
  centre: boolean;
}

export interface Strip {
  stage: string;
  title: string;
  shape: string;
  count: number;
  rows: number;
  columns: number;
  flat: boolean;
  kind: "pixels" | "sequential" | "diverging";
  coarseness: number;
  source: number[];
  scale: Scale | null;
  silent: number[];
}
