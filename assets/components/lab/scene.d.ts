// From explainer.ui.pictures.lab, by `python -m tests.components.declarations`.

export interface Meta {
  identity: string;
  stage: string;
  tool: "convolution" | "pooling";
  setting: Setting;
  row: number;
  column: number;
  sample: number[];
  presets: Record<string, (number[] | null)[]>;
  label: number | null;
  text: Texts;
}

export interface Arrays {
  image: Packed;
  learned: Packed;
}

export interface Setting {
  size: number;
  cells: number[];
  row: number;
  column: number;
  window: number;
  preset: string | null;
  filter: number;
  weights: number[];
  padding: "none" | "ring1" | "ring2" | "same";
  strides: number | null;
  dilation: number;
  rule: "max" | "average";
}

export interface Texts {
  lab: Record<string, string>;
  transport: Record<string, string>;
}
