// From explainer.ui.pictures.timemachine, by `python -m tests.components.declarations`.

export interface Meta {
  identity: string;
  epochs: number[];
  predictions: number[];
  accuracies: (string | null)[];
  epoch: number;
  columns: number[];
  turn: number | null;
  label: number | null;
  logit_limit: number;
  convolution: Convolution | null;
  text: Record<string, string>;
}

export interface Arrays {
  image: Packed;
  logits: Packed;
  probabilities: Packed;
  kernels?: Packed;
  biases?: Packed;
  maps?: Packed;
}

export interface Convolution {
  kernel_scale: Scale;
  map_scale: Scale;
  filter: number;
  filters: number;
  function: string | null;
}

export interface Scale {
  kind: "pixels" | "sequential" | "diverging";
  limit: number;
}
