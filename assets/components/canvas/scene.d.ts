// From explainer.ui.components.canvas, by `python -m tests.components.declarations`.

export interface Meta {
  identity: string;
  frame: string;
  name: string;
  undo: string;
  clear: string;
  strokes: number;
  width: number;
  erases: boolean;
  ways: Way[] | null;
}

export interface Arrays {
  points: Packed;
}

export interface Way {
  count: number;
  width: number;
}
