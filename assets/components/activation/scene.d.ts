// From explainer.ui.pictures.activation, by `python -m tests.components.declarations`.

export interface Meta {
  identity: string;
  stage: string;
  activation: string;
  slope: number;
  flat: boolean;
  columns: number;
  filter: number;
  filters: number;
  row: number;
  column: number;
  scales: Record<"before" | "after", Scale>;
  silent: number[];
  zeroed_share: number;
  strip?: Strip;
  text: Record<"activation" | "histogram" | "maps" | "transport", Record<string, string>>;
}

export interface Arrays {
  before: Packed;
  after: Packed;
  maps?: Packed;
  strengths?: Packed;
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
