// From explainer.ui.pictures.normalization, by `python -m tests.components.declarations`.

export interface Meta {
  identity: string;
  stage: string;
  filter: number;
  row: number;
  column: number;
  numbers: Numbers;
  scales: Record<"before" | "after", Scale>;
  strip: Strip;
  text: Record<"normalization" | "histogram" | "maps" | "transport", Record<string, string>>;
}

export interface Arrays {
  maps: Packed;
  strengths: Packed;
  kernels?: Packed;
  before: Packed;
  after: Packed;
  mean: Packed;
  variance: Packed;
}

export interface Numbers {
  gamma: number;
  beta: number;
  epsilon: number;
}

export interface Scale {
  kind: "pixels" | "sequential" | "diverging";
  limit: number;
}

export interface Strip {
  count: number;
  indices: number[];
  scale: Scale;
  silent: number[];
  painted: string;
  enlarged: boolean;
  kernel_channel?: number;
  kernel_channels?: number;
}
