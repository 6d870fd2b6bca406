/** Says in which language the page is, for screen readers and for the browser. */
export default function language(component) {
  document.documentElement.lang = unpack(component.data).meta.language;
}
