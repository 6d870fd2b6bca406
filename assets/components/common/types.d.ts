// What all components speak of, under names that need no import; what several components are sent, `../scenes.d.ts` adds.

declare global {
  /** What attributes may be; `false`, `null` and `undefined` leave one out. */
  type Attributes = Record<string, string | number | boolean | null | undefined>;
  /** What may stand in an element; nothing is left out. */
  type Child = Node | string | null | undefined | false;
  type Tag = keyof HTMLElementTagNameMap;
  /** An element as data: a tag with its classes, `"div.head"`, its attributes, perhaps a name, and what is in it. */
  type Tree = readonly [Tag | `${Tag}.${string}`, (Attributes & { ref?: string })?, ...(Child | Tree)[]];
  /** What `build` gives for a tree: the elements that bear a name in it, and the outermost one. */
  type Built<T> = Refs<T> & { root: T extends readonly [infer Selector, ...unknown[]] ? ElementOf<Selector> : never };
  type Refs<T> = T extends readonly [infer Selector, infer Named, ...infer Inner]
    ? (Named extends { ref: infer Name extends string } ? Record<Name, ElementOf<Selector>> : unknown) & RefsIn<Inner>
    : unknown;
  type RefsIn<Inner> = Inner extends readonly [infer First, ...infer Rest] ? Refs<First> & RefsIn<Rest>
    : Inner extends readonly [...infer Rest, infer Last] ? RefsIn<Rest> & Refs<Last> : unknown;
  type ElementOf<Selector> = Selector extends Tag ? HTMLElementTagNameMap[Selector]
    : Selector extends `${infer Name extends Tag}.${string}` ? HTMLElementTagNameMap[Name] : HTMLElement;
  /** Sentences and labels by their names. */
  type Texts = Record<string, string>;
  type Context2D = CanvasRenderingContext2D;
  type Cell = import("./sweep.js").Cell;
  type CellBox = import("./heatmap.js").CellBox;
  type Packed = import("./payload.js").Packed;
  type Palette = import("./palette.js").Palette;
  type Scene<Meta, Arrays = Record<string, Packed>> = import("./payload.js").Scene<Meta, Arrays>;
  type ViewContext<Meta, Arrays = Record<string, Packed>> = import("./view.js").ViewContext<Meta, Arrays>;
  type View = import("./view.js").View;
}

export {};
