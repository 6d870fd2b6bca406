// From explainer.ui.pictures.receptive, by `python -m tests.components.declarations`.

export interface Meta {
  identity: string;
  stage: string;
  kind: "pixel" | "cell" | "place" | "unit";
  named: "class" | "mean" | "unit";
  filter: number;
  row: number;
  column: number;
  first: number;
  channels: number;
  numbers: number;
  full_size: number;
  full_count: number;
  lacks: Lacks;
  cut_off: number;
  unseen: number;
  scale: Scale;
  growth: Step[];
  text: Record<string, string>;
}

export interface Arrays {
  rows: Packed;
  columns: Packed;
  image: Packed;
  maps: Packed;
}

export interface Lacks {
  rows: number[];
  columns: number[];
}

export interface Scale {
  kind: "pixels" | "sequential" | "diverging";
  limit: number;
}

export interface Step {
  label: string;
  size: number;
  current: boolean;
}
