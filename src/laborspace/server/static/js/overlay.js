// What lies over the points of the map: lines to neighbors, marks, and names that do not overlap.
import { outline, sizeOf } from "./points.js";

const NAMES_FROM = 3; // zoomed in so far, entities are named; before that, clusters
const LONGEST = 34;

export function svg(tag, attributes = {}, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

let ruler = null;
function widthOf(text, font) {
  ruler ??= document.createElement("canvas").getContext("2d");
  ruler.font = font;
  return ruler.measureText(text).width;
}

const clipped = (text) => text.length > LONGEST ? `${text.slice(0, LONGEST - 1).trimEnd()}…` : text;

/** The elements over the points; `marks` are the points themselves where WebGL does not draw them. */
export function overlay({ map, view, colors, lit, chosen, near, area, cluster }, marks) {
  const narrow = view.width < 560;
  const points = svg("g", {}, ...marks.map(({ kind, path, solid }) => svg("path", { d: path, fill: colors[kind], "fill-opacity": solid.toFixed(2) })));
  const lines = svg("g", { stroke: colors.ink, "stroke-width": 1, "stroke-opacity": 0.6 });
  const rings = svg("g", {});
  if (area) {
    lines.append(svg("path", { d: `M${area.map(([x, y]) => view.toScreen(x, y).map((v) => v.toFixed(1)).join(" ")).join("L")}Z`,
      class: "area", fill: colors.focus, "fill-opacity": 0.1, stroke: colors.focus, "stroke-opacity": 1, "stroke-width": 2, "stroke-dasharray": "6 4" }));
  }
  const from = chosen ? view.toScreen(chosen.x, chosen.y) : null;
  for (const one of near) {
    const [x, y] = view.toScreen(one.x, one.y);
    if (from) lines.append(svg("line", { class: "link", x1: from[0].toFixed(1), y1: from[1].toFixed(1), x2: x.toFixed(1), y2: y.toFixed(1) }));
    rings.append(svg("path", { class: "near", d: outline(one.kind, x, y, sizeOf(one.kind, view.zoom, narrow) + 4), fill: colors[one.kind], stroke: colors.ink, "stroke-width": 1.2 }));
  }
  if (from) {
    const halo = { cx: from[0].toFixed(1), cy: from[1].toFixed(1), r: 12, fill: "none" };
    rings.append(svg("circle", { ...halo, stroke: colors.paper, "stroke-width": 7 }), svg("circle", { class: "ring", ...halo, stroke: colors.focus, "stroke-width": 3 }),
      svg("path", { d: outline(chosen.kind, ...from, sizeOf(chosen.kind, view.zoom, narrow) + 5), fill: colors[chosen.kind] ?? colors.ink, stroke: colors.ink, "stroke-width": 1.5 }));
  }
  const names = svg("g", { "font-size": narrow ? 11 : 12, fill: colors.ink, stroke: colors.paper, "stroke-width": 4, "stroke-linejoin": "round", "paint-order": "stroke" },
    ...labels({ map, view, lit, chosen, near, cluster, narrow }));
  return [points, lines, rings, names];
}

/** What the shapes mean, and what a drawing that leaves the page should say. */
export function legend(map, view, colors) {
  const family = getComputedStyle(document.body).fontFamily;
  const say = (text, x, y) => {
    const element = svg("text", { x, y, "font-family": family, "font-size": 12, fill: colors.ink });
    element.textContent = text;
    return element;
  };
  const kinds = [...map.spans.keys()].filter((kind) => !view.kind || view.kind === kind);
  return [...kinds.flatMap((kind, i) => [svg("path", { d: outline(kind, 6 + 100 * i, 14, 10), fill: colors[kind] }), say(kind, 16 + 100 * i, 18)]),
    say("Labor Space. Distances on the map mislead.", 0, 36)];
}

/** Names in the order of their weight, each left out if it would cover one before it. */
function labels({ map, view, lit, chosen, near, cluster, narrow }) {
  const family = getComputedStyle(document.body).fontFamily;
  const size = narrow ? 11 : 12;
  const line = size + 3;
  const most = Math.round(view.width * view.height / (narrow ? 9000 : 14000));
  const taken = [];
  const made = [];
  const put = ({ x, y, lines, bold, middle, gap = 8, kind }) => {
    const widths = lines.map((each) => widthOf(each, `${bold ? 700 : 400} ${size}px ${family}`));
    const width = Math.max(...widths);
    const height = line * lines.length;
    const starts = middle ? [x - width / 2] : [x + gap, x - gap - width];
    for (const left of starts) {
      const box = [left - 2, y - height / 2, left + width + 2, y + height / 2];
      if (box[0] < 0 || box[1] < 0 || box[2] > view.width || box[3] > view.height) continue;
      if (taken.some((other) => box[0] < other[2] && other[0] < box[2] && box[1] < other[3] && other[1] < box[3])) continue;
      taken.push(box);
      made.push(svg("text", { class: middle ? "cluster" : "name", "data-kind": kind ?? "", "font-family": family, "font-weight": bold ? 700 : 400 },
        ...lines.map((text, i) => {
          const span = svg("tspan", { x: (left + (width - widths[i]) / 2).toFixed(1), y: (y - height / 2 + line * (i + 1) - 4).toFixed(1) });
          span.textContent = text;
          return span;
        })));
      return true;
    }
    return false;
  };
  if (chosen) put({ ...screen(view, chosen), lines: [clipped(chosen.title)], bold: true, gap: 17, kind: chosen.kind });
  for (const one of near) put({ ...screen(view, one), lines: [clipped(one.title)], gap: 7 + sizeOf(one.kind, view.zoom, narrow) / 2, kind: one.kind });
  if (view.zoom < NAMES_FROM) {
    const order = [...map.clusters].sort((one, other) => (other.cluster === cluster) - (one.cluster === cluster));
    for (const each of order) {
      if (!each.words.length || made.length > most || (view.kind && !each[view.kind]) || (cluster && each.cluster !== cluster)) continue;
      const text = each.words.join(", ");
      const lines = text.length > 18 && each.words.length > 2 ? [`${each.words.slice(0, 2).join(", ")},`, each.words.slice(2).join(", ")] : [text];
      put({ ...screen(view, each), lines, bold: true, middle: true });
    }
    return made;
  }
  const spoken = new Set([chosen, ...near].filter(Boolean).map((each) => each.place));
  for (const i of map.weighty) {
    if (made.length >= most) break;
    if (!lit[i] || spoken.has(i) || (view.kind && map.kindOf(i) !== view.kind)) continue;
    const at = screen(view, { x: map.x[i], y: map.y[i] });
    if (at.x < 0 || at.y < 0 || at.x > view.width || at.y > view.height) continue;
    const kind = map.kindOf(i);
    put({ ...at, lines: [clipped(map.title[i])], gap: 4 + sizeOf(kind, view.zoom, narrow) / 2, kind });
  }
  return made;
}

function screen(view, { x, y }) {
  const [left, top] = view.toScreen(x, y);
  return { x: left, y: top };
}
