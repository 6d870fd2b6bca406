// From explainer.ui.pictures.convolution, by `python -m tests.components.declarations`.

export interface Meta {
  identity: string;
  stage: string;
  window: number;
  strides: number;
  pad: [number, number];
  filter: number;
  filters: number;
  channel: number | null;
  row: number;
  column: number;
  asked: "open" | "answered" | null;
  bias: number;
  activation: string | null;
  scales: Record<"input" | "output", Scale>;
  strip: Strip;
  text: Record<"convolution" | "maps" | "transport", Record<string, string>>;
}

export interface Arrays {
  maps: Packed;
  strengths: Packed;
  kernels?: Packed;
  input: Packed;
  kernel: Packed;
  output: Packed;
  activated: Packed;
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
