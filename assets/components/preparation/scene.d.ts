// From explainer.ui.pictures.preparation, by `python -m tests.components.declarations`.

export interface Meta {
  identity: string;
  frame: number[];
  centre: [number, number];
  steps: StepsDone;
  text: Record<string, string>;
}

export interface Arrays {
  canvas: Packed;
  fitted: Packed;
  image: Packed;
}

export interface StepsDone {
  crop: boolean;
  fit: boolean;
  centre: boolean;
}
