// The stage of the map: what part of it is seen, and what pointer, wheel and keys do to that.
import { h } from "./dom.js";
import { KINDS } from "./parts.js";
import { painter, paths } from "./points.js";
import { legend, overlay, svg } from "./overlay.js";

const MOST = 80; // times the whole map
const SLACK = 5; // pixels between pressing and letting go that still are a click
const REACH = 14; // pixels between a click and the point it means
const STRETCH = 1.6; // the sides of the map differ at most so much

const tone = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

/** The one stage of the page: it is moved from view to view, for a browser has few WebGL contexts. */
export function makeStage(map) {
  const canvas = h("canvas", { "aria-hidden": "true" });
  const over = svg("svg", { "aria-hidden": "true" });
  const tip = h("div", { class: "tip", "aria-hidden": "true", hidden: true });
  const element = h("div", {
    class: "stage plot", id: "stage", tabindex: "0", role: "application", "aria-roledescription": "map",
    "aria-label": `Map of ${map.x.length.toLocaleString("en-US")} entities. Arrow keys move it, plus and minus zoom, 0 shows all of it. The table below lists what you choose.`,
  }, canvas, over, tip);
  const paint = painter(canvas, map);
  const view = { x: 0, y: 0, zoom: 1, kind: "", width: 1, height: 1, across: 1, down: 1, ratio: 1 };
  let shown = { chosen: null, near: [], area: null, cluster: 0 };
  let lit = new Float32Array(map.x.length).fill(1);
  let colors = {};
  let mode = "move";
  let dragged = null; // corners of the part being selected, in coordinates
  let waiting = 0;
  const does = { moved() {}, picked() {}, selected() {} };

  view.toScreen = (x, y) => [view.width / 2 + (x - view.x) * view.across, view.height / 2 - (y - view.y) * view.down];
  view.toMap = (x, y) => [view.x + (x - view.width / 2) / view.across, view.y - (y - view.height / 2) / view.down];

  const fit = () => {
    view.width = element.clientWidth || 1;
    view.height = element.clientHeight || 1;
    view.ratio = Math.min(devicePixelRatio || 1, 2);
    const [short, long] = [Math.min(view.width, view.height), Math.max(view.width, view.height)];
    const wide = Math.min(long, STRETCH * short) * 0.48;
    view.across = (view.width >= view.height ? wide : short * 0.48) * view.zoom;
    view.down = (view.width >= view.height ? short * 0.48 : wide) * view.zoom;
  };

  const scene = () => ({ map, view, colors, lit, ...shown, area: dragged ?? shown.area });
  const draw = () => {
    waiting = 0;
    if (!element.isConnected) return;
    fit();
    for (const kind of KINDS) colors[kind] = tone(kind);
    for (const name of ["ink", "soft", "paper", "focus"]) colors[name] = tone(name);
    const marks = paint ? [] : paths(map, view, lit);
    const drawn = paint ? paint.draw(view, colors) : marks.length && KINDS.reduce((sum, kind) => sum + count(kind), 0);
    over.setAttribute("viewBox", `0 0 ${view.width} ${view.height}`);
    over.replaceChildren(...overlay(scene(), marks));
    element.dataset.drawn = drawn;
    element.dataset.by = paint ? "webgl" : "svg";
  };
  const count = (kind) => {
    const span = map.spans.get(kind);
    return span && (!view.kind || view.kind === kind) ? span[1] - span[0] : 0;
  };
  const redraw = () => { waiting ||= requestAnimationFrame(draw); };

  const look = (x, y, zoom, told = true) => {
    view.zoom = Math.max(1, Math.min(MOST, zoom));
    const room = 1 - 0.6 / view.zoom; // the middle of the window stays on the map
    view.x = Math.max(-room, Math.min(room, x));
    view.y = Math.max(-room, Math.min(room, y));
    redraw();
    if (told) does.moved();
  };
  const pan = (dx, dy) => look(view.x - dx / view.across, view.y + dy / view.down, view.zoom);
  const zoomAt = (factor, x = view.width / 2, y = view.height / 2) => {
    fit();
    const [mx, my] = view.toMap(x, y);
    const zoom = Math.max(1, Math.min(MOST, view.zoom * factor));
    const share = view.zoom / zoom; // what is below the pointer stays there
    look(mx + (view.x - mx) * share, my + (view.y - my) * share, zoom);
  };

  const nearest = (x, y) => {
    let best = -1;
    let least = REACH ** 2;
    for (const [kind, [from, to]] of map.spans) {
      if (view.kind && view.kind !== kind) continue;
      for (let i = from; i < to; i += 1) {
        const [px, py] = view.toScreen(map.x[i], map.y[i]);
        const far = (px - x) ** 2 + (py - y) ** 2;
        if (far < least) { least = far; best = i; }
      }
    }
    return best;
  };

  const pointers = new Map();
  let pressed = null;
  const where = (event) => {
    const box = element.getBoundingClientRect();
    return [event.clientX - box.left - element.clientLeft, event.clientY - box.top - element.clientTop];
  };
  const hide = () => { tip.hidden = true; };
  element.addEventListener("pointerdown", (event) => {
    if (event.button > 0) return;
    element.setPointerCapture(event.pointerId);
    pointers.set(event.pointerId, where(event));
    pressed = pointers.size === 1 ? { at: where(event), far: false } : null;
    if (mode !== "move" && pressed) dragged = [view.toMap(...pressed.at)];
    hide();
  });
  element.addEventListener("pointermove", (event) => {
    const [x, y] = where(event);
    const before = pointers.get(event.pointerId);
    if (!before) {
      const found = event.pointerType === "mouse" ? nearest(x, y) : -1;
      element.classList.toggle("over", found >= 0);
      if (found < 0) return hide();
      tip.textContent = `${map.title[found]} (${map.kindOf(found)})`;
      tip.hidden = false;
      tip.style.left = `${Math.max(0, Math.min(x + 12, view.width - tip.offsetWidth - 4))}px`;
      tip.style.top = `${y + 26 + tip.offsetHeight > view.height ? y - tip.offsetHeight - 8 : y + 16}px`;
      return;
    }
    if (pressed && !pressed.far) {
      const [dx, dy] = [Math.abs(x - pressed.at[0]), Math.abs(y - pressed.at[1])];
      pressed.far = Math.hypot(dx, dy) > SLACK;
      pressed.scrolls = pressed.far && event.pointerType === "touch" && dy > dx;
    }
    if (pointers.size === 2) {
      const [other] = [...pointers].filter(([id]) => id !== event.pointerId).map(([, at]) => at);
      const factor = Math.hypot(x - other[0], y - other[1]) / (Math.hypot(before[0] - other[0], before[1] - other[1]) || 1);
      pan((x - before[0]) / 2, (y - before[1]) / 2);
      zoomAt(factor, (x + other[0]) / 2, (y + other[1]) / 2);
    } else if (dragged) {
      if (mode === "lasso") dragged.push(view.toMap(x, y));
      else dragged = corners(dragged[0], view.toMap(x, y));
      redraw();
    } else if (pressed?.far && !pressed.scrolls) pan(x - before[0], y - before[1]);
    pointers.set(event.pointerId, [x, y]);
  });
  const release = (event) => {
    const at = pointers.get(event.pointerId);
    pointers.delete(event.pointerId);
    const area = dragged;
    dragged = null;
    redraw();
    if (!at || !pressed || event.type === "pointercancel") { pressed = null; return; }
    if (area && pressed.far) {
      if (mode === "box") does.selected([area[0], area[2]]);
      else if (area.length > 3) does.selected(area);
    } else if (!pressed.far) {
      const found = nearest(...at);
      if (found >= 0) does.picked(found);
    }
    pressed = null;
  };
  element.addEventListener("pointerup", release);
  element.addEventListener("pointercancel", release);
  element.addEventListener("pointerleave", hide);
  // One finger that moves up or down scrolls the page, two are for the map alone.
  for (const name of ["touchstart", "touchmove"]) {
    element.addEventListener(name, (event) => { if (event.touches.length > 1) event.preventDefault(); }, { passive: false });
  }
  element.addEventListener("wheel", (event) => {
    // A wheel that turns over the map in passing scrolls the page.
    if (!event.ctrlKey && !event.metaKey && document.activeElement !== element) return;
    event.preventDefault();
    zoomAt(2 ** (-event.deltaY * (event.deltaMode ? 20 : 1) / 300), ...where(event));
  }, { passive: false });
  element.addEventListener("dblclick", (event) => { if (mode === "move") zoomAt(2, ...where(event)); });
  const step = 60;
  const keys = {
    ArrowLeft: () => pan(step, 0), ArrowRight: () => pan(-step, 0), ArrowUp: () => pan(0, step), ArrowDown: () => pan(0, -step),
    "+": () => zoomAt(1.5), "=": () => zoomAt(1.5), "-": () => zoomAt(1 / 1.5), 0: () => look(0, 0, 1),
  };
  element.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !keys[event.key]) return;
    event.preventDefault();
    keys[event.key]();
  });
  canvas.addEventListener("webglcontextlost", (event) => event.preventDefault());
  canvas.addEventListener("webglcontextrestored", () => { paint.begin(); redraw(); });
  new ResizeObserver(redraw).observe(element);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);

  return {
    element, view, does, look, zoomAt, drawnByWebgl: Boolean(paint),
    /** Show other things on it: a kind only, what was chosen, its neighbors, an area, a cluster. */
    show({ kind = "", ...what }) {
      view.kind = kind;
      shown = { chosen: null, near: [], area: null, cluster: 0, ...what };
      lit = Float32Array.from(map.cluster, (own) => Number(!shown.cluster || own === shown.cluster));
      paint?.light(lit);
      redraw();
    },
    get mode() { return mode; },
    set mode(value) {
      mode = value;
      element.classList.toggle("selecting", mode !== "move");
    },
    /** Opposite corners of what is in view. */
    window() {
      fit();
      return [view.toMap(0, view.height), view.toMap(view.width, 0)];
    },
    /** The drawing as an SVG document. */
    file() {
      draw();
      return { width: view.width, height: view.height, paper: colors.paper, content: overlay(scene(), paths(map, view, lit)), legend: legend(map, view, colors) };
    },
  };
}

const corners = ([x0, y0], [x1, y1]) => [[x0, y0], [x1, y0], [x1, y1], [x0, y1]];
