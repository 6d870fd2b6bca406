// From explainer.ui.pictures.embedding, by `python -m tests.components.declarations`.

export interface Meta {
  identity: string;
  opened: number | null;
  own: Own | null;
  groups: Group[];
  mistakes: number;
  text: Record<string, string>;
}

export interface Arrays {
  positions: Packed;
  labels: Packed;
  answers: Packed;
}

export interface Group {
  label: number;
  images: number;
  middle: [number, number] | null;
}

export interface Own {
  place: [number, number];
  name: string;
}
