// From explainer.ui.pictures.flow, by `python -m tests.components.declarations`.

export interface Meta {
  identity: string;
  boxes: Box[];
  picture: string;
  text: Record<string, string>;
}

export interface Box {
  title: string;
  shape: string;
  notes: string[];
  state: "built" | "failing" | "waiting";
  size?: number | null;
  maps?: number | null;
  length?: number | null;
  window?: Window;
  misfit?: Misfit;
}

export interface Misfit {
  window: number;
  map: number;
}

export interface Window {
  size: number;
  strides: number;
  before: number;
}
