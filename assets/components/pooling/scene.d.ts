// From explainer.ui.pictures.pooling, by `python -m tests.components.declarations`.

export interface Meta {
  identity: string;
  stage: string;
  window: number;
  strides: number;
  pad: [number, number];
  rule: string;
  filter: number;
  row: number;
  column: number;
  asked: "open" | "answered" | null;
  scale: Scale;
  shift: Shift | null;
  strip: Strip;
  text: Record<"pooling" | "maps" | "transport", Record<string, string>>;
}

export interface Arrays {
  maps: Packed;
  strengths: Packed;
  kernels?: Packed;
  input: Packed;
  output: Packed;
  shifted_input?: Packed;
  shifted_output?: Packed;
}

export interface Scale {
  kind: "pixels" | "sequential" | "diverging";
  limit: number;
}

export interface Shift {
  verdict: "silent" | "same" | "rises" | "falls";
  shares: number[];
  words: string[];
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
