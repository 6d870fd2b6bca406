/** Activation functions by their Keras names. @type {Record<string, (value: number, slope: number) => number>} */
export const FUNCTIONS = {
  linear: (value) => value,
  relu: (value) => Math.max(value, 0),
  leaky_relu: (value, slope) => (value < 0 ? slope * value : value),
  tanh: Math.tanh,
  sigmoid: (value) => 1 / (1 + Math.exp(-value)),
};
