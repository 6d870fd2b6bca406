// From explainer.ui.pictures.filterbench, by `python -m tests.components.declarations`.

export interface Meta {
  window: number;
  strides: number;
  pad: [number, number];
  identity: string;
  filter: number;
  filters: number;
  channel: number;
  channels: number;
  size: number;
  places: number;
  activation: string | null;
  slope: number;
  bias: number;
  edit: string;
  most: number;
  largest: number;
  scale: Scale;
  noticed: number;
  predictions: [string, string];
  text: Record<string, string>;
}

export interface Arrays {
  input: Packed;
  kernel: Packed;
  others: Packed;
  learned: Packed;
  changed: Packed;
}

export interface Scale {
  kind: "pixels" | "sequential" | "diverging";
  limit: number;
}
