// From explainer.ui.pictures.answered, by `python -m tests.components.declarations`.

export interface Meta {
  identity: string;
  cards: Card[];
  paging: Pages | null;
  text: Record<string, string>;
}

export interface Arrays {
  images: Packed;
  probabilities: Packed;
}

export interface Answer {
  letter: string;
  digit: number;
  right: boolean;
}

export interface Card {
  name: string;
  title: string;
  label: number;
  answers: Answer[];
  walkthrough: string;
  ledger: string;
  attribution: string;
}

export interface Pages {
  page: number;
  pages: number;
  words: string;
}
