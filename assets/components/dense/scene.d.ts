// From explainer.ui.pictures.dense, by `python -m tests.components.declarations`.

export interface Meta {
  identity: string;
  stage: string;
  unit: number;
  bias: number;
  shape: number[] | null;
  placement: Placement | null;
  classes: boolean;
  scales: Record<"inputs" | "units", Scale>;
  text: Record<string, string>;
}

export interface Arrays {
  inputs: Packed;
  weights: Packed;
  units: Packed;
  pixels?: Packed;
}

export interface Placement {
  top: number;
  left: number;
  step: number;
}

export interface Scale {
  kind: "pixels" | "sequential" | "diverging";
  limit: number;
}
