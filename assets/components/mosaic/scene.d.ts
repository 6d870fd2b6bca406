// From explainer.ui.pictures.mosaic, by `python -m tests.components.declarations`.

export interface Meta {
  identity: string;
  names: string[];
  captions: string[];
  chosen: number | null;
  hint: string;
  paging: Pages | null;
  text: Record<string, string>;
}

export interface Arrays {
  images: Packed;
}

export interface Pages {
  page: number;
  pages: number;
  words: string;
}
