/**
 * The `@font-face` rules of an element's fonts with the font files embedded, since an SVG image may not load files.
 * @param {Element} node @returns {Promise<string>} CSS; empty for system fonts
 */
export async function fontsOf(node) {
  const families = getComputedStyle(node).fontFamily.split(",").map(plain);
  const rules = Array.from(document.styleSheets).flatMap(fontRules)
    .filter(({ rule }) => families.includes(plain(rule.style.getPropertyValue("font-family"))) &&
      rule.style.getPropertyValue("font-style") !== "italic");
  return (await Promise.all(rules.map(embedded))).join("\n");
}

/** @param {CSSStyleSheet} sheet @returns {{rule: CSSFontFaceRule, base: string}[]} */
function fontRules(sheet) {
  try {
    return Array.from(sheet.cssRules).filter((rule) => rule instanceof CSSFontFaceRule)
      .map((rule) => ({ rule, base: sheet.href ?? document.baseURI }));
  } catch {
    // The rules of foreign style sheets, such as an extension's, cannot be read.
    return [];
  }
}

/** @param {{rule: CSSFontFaceRule, base: string}} found @returns {Promise<string>} */
async function embedded({ rule, base }) {
  const source = /url\("([^"]+)"\)/.exec(rule.cssText)?.[1];
  if (source === undefined || source.startsWith("data:")) return rule.cssText;
  const answer = await fetch(new URL(source, base));
  return answer.ok ? rule.cssText.replace(source, await asAddress(await answer.blob())) : "";
}

/** @param {Blob} content @returns {Promise<string>} */
function asAddress(content) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener("load", () => resolve(String(reader.result)));
    reader.addEventListener("error", () => reject(reader.error));
    reader.readAsDataURL(content);
  });
}

function plain(/** @type {string} */ family) {
  return family.trim().replace(/^["']|["']$/g, "");
}
