/** All that is seen and matches, in the page and in its components, in order. @returns {HTMLElement[]} */
export function allSeen(/** @type {string} */ selector) {
  return rootsWithin(document).flatMap((root) => Array.from(root.querySelectorAll(selector)))
    .filter((found) => found instanceof HTMLElement)
    .filter(isSeen);
}

/** @param {string} selector @returns {HTMLElement | undefined} the first of them */
export function firstSeen(selector) {
  return allSeen(selector)[0];
}

export function isSeen(/** @type {HTMLElement} */ node) {
  return node.isConnected && node.offsetWidth > 0 && node.offsetHeight > 0;
}

/** A document or shadow tree, and all those in it. @param {ParentNode} root @returns {ParentNode[]} */
function rootsWithin(root) {
  const shadows = Array.from(root.querySelectorAll("*"), (node) => node.shadowRoot).filter((shadow) => shadow !== null);
  return [root, ...shadows.flatMap(rootsWithin)];
}
