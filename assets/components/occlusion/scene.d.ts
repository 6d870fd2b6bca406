// From explainer.ui.pictures.occlusion, by `python -m tests.components.declarations`.

export interface Meta {
  identity: string;
  digit: number;
  size: number;
  row: number;
  column: number;
  before: number[];
  decimals: number[];
  share: number;
  scales: Scale[];
  verdict: string;
  text: Record<string, string>;
}

export interface Arrays {
  image: Packed;
  learned: Packed;
  shares: Packed;
  random: Packed;
}

export interface Scale {
  kind: "pixels" | "sequential" | "diverging";
  limit: number;
}
