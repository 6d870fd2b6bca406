// From explainer.ui.pictures.kernels, by `python -m tests.components.declarations`.

export interface Meta {
  identity: string;
  language: string;
  text: Record<string, string>;
  epoch: number;
  batch: number;
  kernels: Size | null;
  watched: Watched | null;
}

export interface Arrays {
  kernels?: Packed;
  start?: Packed;
  pixels?: Packed;
  probabilities?: Packed;
}

export interface Size {
  filters: number;
  shown: number;
  height: number;
  width: number;
}

export interface Watched {
  name: string;
  label: number | null;
}
