// From explainer.ui.pictures.gradcam, by `python -m tests.components.declarations`.

export interface Meta {
  identity: string;
  digit: number;
  filter: number;
  row: number;
  column: number;
  weights: number[];
  maps_scale: Scale;
  gradients_scale: Scale;
  weights_scale: Scale;
  sums_scale: Scale;
  over_scale: Scale;
  decimals: Decimals;
  random_scale: Scale;
  rows: ([number, number] | null)[];
  columns: ([number, number] | null)[];
  outcome: string;
  verdict: string;
  text: Record<string, string>;
}

export interface Arrays {
  maps: Packed;
  gradients: Packed;
  sums: Packed;
  result: Packed;
  over: Packed;
  random: Packed;
  image: Packed;
}

export interface Decimals {
  maps: number;
  gradients: number;
  weights: number;
  sums: number;
}

export interface Scale {
  kind: "pixels" | "sequential" | "diverging";
  limit: number;
}
