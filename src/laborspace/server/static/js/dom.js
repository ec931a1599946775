// Elements are made of text and attributes, never of markup: what comes from data stays text.

export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "value") element.value = value;
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  append(element, children);
  return element;
}

export function append(element, children) {
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    element.append(child instanceof Node ? child : document.createTextNode(String(child)));
  }
  return element;
}

export function fill(element, ...children) {
  element.replaceChildren();
  return append(element, children);
}

/** Said to screen readers, not shown. */
export function say(text) {
  document.getElementById("said").textContent = text;
}

let counter = 0;
export const unique = (prefix) => `${prefix}-${++counter}`;

/** The state of a view as the URL holds it: a path and lists of values. */
export function readState() {
  const hash = location.hash.replace(/^#/, "") || "/";
  const at = hash.indexOf("?");
  const path = (at < 0 ? hash : hash.slice(0, at)).replace(/^\/+|\/+$/g, "");
  return { path, params: new URLSearchParams(at < 0 ? "" : hash.slice(at + 1)) };
}

export function link(path, values = {}) {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) {
    for (const each of Array.isArray(value) ? value : [value]) {
      if (each !== null && each !== undefined && each !== "") params.append(name, each);
    }
  }
  const query = params.toString();
  return `#/${path}${query ? `?${query}` : ""}`;
}

export function go(path, values) {
  location.hash = link(path, values);
}
