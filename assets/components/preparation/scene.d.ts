// From explainer.ui.pictures.preparation, by `python -m tests.components.declarations`.

export interface Meta {
  identity: string;
  frame: number[];
  centre: [number, number];
  steps: StepsDone;
  is_thinned: boolean;
  answer: Answer;
  text: Record<string, string>;
}

export interface Arrays {
  canvas: Packed;
  cut: Packed;
  fitted: Packed;
  image: Packed;
}

export interface Answer {
  digit: number;
  probability: number;
}

export interface StepsDone {
  crop: boolean;
  thin: boolean;
  fit: boolean;
  centre: boolean;
}
