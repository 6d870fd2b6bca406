// The little of a browser that functions without pictures ask for.
globalThis.matchMedia = () => ({ matches: false });
globalThis.requestAnimationFrame = (draw) => setTimeout(() => draw(performance.now()), 16);
globalThis.cancelAnimationFrame = clearTimeout;
