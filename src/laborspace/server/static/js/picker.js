// A box with type-ahead (ARIA combobox), and a list of what was chosen with it.
import { h, fill, unique } from "./dom.js";
import { lookUp, remember, names } from "./api.js";
import { glyph, origin } from "./parts.js";

const PAUSE = 60; // milliseconds between the last key and the question

/** A box that offers entities; `onPick` gets the one chosen. */
export function picker({ id, label, kind, allowText = false, placeholder = "", hideLabel = false, onPick }) {
  const list = h("ul", { id: `${id}-list`, role: "listbox", "aria-label": label, class: "options", hidden: true });
  const input = h("input", {
    id, type: "text", role: "combobox", autocomplete: "off", spellcheck: "false", placeholder,
    "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": `${id}-list`, maxlength: 2000,
  });
  let options = [];
  let active = -1;
  let timer = 0;
  let asking = Promise.resolve();
  let turn = 0;

  const close = () => {
    list.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };

  const mark = (place) => {
    active = place;
    [...list.children].forEach((item, i) => item.setAttribute("aria-selected", String(i === place)));
    if (place >= 0) {
      input.setAttribute("aria-activedescendant", list.children[place].id);
      list.children[place].scrollIntoView({ block: "nearest" });
    } else input.removeAttribute("aria-activedescendant");
  };

  const choose = (entity) => {
    turn += 1;
    clearTimeout(timer);
    close();
    input.value = "";
    remember(entity);
    onPick(entity);
  };

  const show = (rows, typed) => {
    options = [...rows];
    if (allowText) options.push({ id: `text:${typed}`, kind: "text", code: "", title: `“${typed}”` });
    fill(list, options.map((entity, i) => h("li", {
      role: "option", id: `${id}-option-${i}`, "aria-selected": "false",
      onmousedown: (event) => { event.preventDefault(); choose(entity); },
    }, glyph(entity.kind), h("span", { class: "name" },
      entity.kind === "text" ? "Use the words " : null, entity.title),
    h("span", { class: "code" }, entity.kind === "text" ? "as free text" : origin(entity)))));
    if (!options.length) {
      fill(list, h("li", { role: "option", "aria-disabled": "true", "aria-selected": "false", class: "none" }, "Nothing is called so."));
    }
    active = -1;
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
  };

  const offer = async () => {
    const typed = input.value.trim();
    const own = ++turn;
    if (!typed) return close();
    const query = { q: typed.slice(0, 200), kind, top: 8 };
    try {
      const found = await lookUp("suggest", query);
      if (own === turn) show(found.rows, typed);
    } catch (error) {
      if (own !== turn) return;
      options = [];
      fill(list, h("li", { role: "option", "aria-disabled": "true", "aria-selected": "false", class: "none" }, error.message));
      list.hidden = false;
    }
  };

  input.addEventListener("input", () => {
    clearTimeout(timer);
    options = [];
    timer = setTimeout(() => { asking = offer(); }, PAUSE);
  });
  input.addEventListener("keydown", async (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden && input.value.trim()) await offer();
      if (!options.length) return;
      const step = event.key === "ArrowDown" ? 1 : -1;
      mark(active < 0 && step < 0 ? options.length - 1 : (active + step + options.length) % options.length);
    } else if (event.key === "Escape") {
      if (!list.hidden) event.stopPropagation();
      close();
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (!input.value.trim()) return;
      if (!options.length) { clearTimeout(timer); asking = offer(); await asking; }
      const entity = options[active < 0 ? 0 : active];
      if (entity) choose(entity);
    }
  });
  input.addEventListener("blur", () => { turn += 1; close(); });

  const caption = h("label", { for: id, class: hideLabel ? "unseen" : null }, label);
  return h("div", { class: "picker" }, caption, h("div", { class: "box" }, input, list));
}

/** Entities that were chosen, each with a button that takes it away, and a box for more. */
export function chips({ id, label, hint, ids, kind, allowText, placeholder, most = 20, onChange }) {
  const row = h("ul", { class: "chips", "aria-label": label });
  const draw = (entities) => fill(row, entities.map((entity, i) => h("li", { class: "chip" },
    glyph(entity.kind), h("span", {}, entity.title),
    h("button", {
      type: "button", id: `${id}-remove-${i}`, "aria-label": `Remove ${entity.title}`,
      onclick: () => onChange(ids.filter((_, j) => j !== i)),
    }, "×"))));
  const box = picker({
    id, label: ids.length ? `${label}: add another` : label, kind, allowText, placeholder,
    onPick: (entity) => { if (!ids.includes(entity.id)) onChange([...ids, entity.id]); },
  });
  if (ids.length >= most) box.querySelector(".box").hidden = true;
  names(ids).then(draw, () => draw(ids.map((each) => ({ id: each, title: each, kind: "" }))));
  return h("fieldset", { class: "chosen" }, h("legend", {}, label), hint ? h("p", { class: "hint" }, hint) : null, row, hidden(box));
}

// The legend says what the box is for; its label is for those who hear it.
function hidden(box) {
  box.querySelector("label").className = "unseen";
  return box;
}

export { unique };
