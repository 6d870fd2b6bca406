// From explainer.ui.pictures.comparethumbs, by `python -m tests.components.declarations`.

export interface Meta {
  identity: string;
  groups: Group[];
  chosen: number | null;
}

export interface Arrays {
  images: Packed;
}

export interface Group {
  letter: string;
  title: string;
  items: Thumbnail[];
}

export interface Thumbnail {
  image: number;
  label: string;
  short: string;
}
