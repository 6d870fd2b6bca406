// What all components speak of, under names that need no import; what several components are sent, `../scenes.d.ts` adds.

declare global {
  type Cell = import("./sweep.js").Cell;
  type CellBox = import("./heatmap.js").CellBox;
  type Packed = import("./payload.js").Packed;
  type Palette = import("./palette.js").Palette;
  type Scene<Meta, Arrays = Record<string, Packed>> = import("./payload.js").Scene<Meta, Arrays>;
  type ViewContext<Meta, Arrays = Record<string, Packed>> = import("./view.js").ViewContext<Meta, Arrays>;
  type View = import("./view.js").View;
}

export {};
