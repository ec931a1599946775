// The map: an overview with names, a way to choose entities, and the table of what was chosen.
import { h, fill, go, link, readState, say } from "../dom.js";
import { lookUp, save } from "../api.js";
import { picker } from "../picker.js";
import { makeStage } from "../stage.js";
import { svg } from "../overlay.js";
import { ask, asCode, choice, csvButton, groupBy, how, kindChoice, KINDS, measure, percent, PLURALS, problem, python, section, shell, table, whole, badge } from "../parts.js";

const NEAR = 8; // neighbors of each kind
const LISTED = 50; // rows of a table; the file has all
const FIRST = 10; // fields shown at once
const LEGEND = 44; // pixels below the drawing in a file
const CLOSE = 6; // zoom at which an entity is looked at

let map = null; // loaded once
let stage = null;

async function loadMap() {
  if (map) return map;
  const sent = await lookUp("map", {});
  const real = (values) => values.map((value) => value / sent.scale);
  const spans = new Map(sent.kinds.map(([kind, from, to]) => [kind, [from, to]]));
  map = {
    ...sent, spans, x: real(sent.x), y: real(sent.y),
    clusters: sent.clusters.map((each) => ({ ...each, x: each.x / sent.scale, y: each.y / sent.scale })),
    weighty: byWeight(sent, spans),
    kindOf: (place) => [...spans].find(([, [, to]]) => place < to)[0],
  };
  return map;
}

/** All places, the best known of each kind by turns, so that no kind takes all the names. */
function byWeight({ title, known }, spans) {
  const rank = new Array(title.length);
  for (const [from, to] of spans.values()) {
    const own = Array.from({ length: to - from }, (_, i) => from + i);
    own.sort((one, other) => known[other] - known[one] || title[one].length - title[other].length).forEach((place, i) => { rank[place] = i; });
  }
  return rank.map((_, i) => i).sort((one, other) => rank[one] - rank[other]);
}

export const mapping = {
  path: "map",
  title: "Map",
  draw(params, signal) {
    const heading = h("h1", { tabindex: "-1" }, "Map of the space");
    const lead = h("p", {}, "Every industry, occupation, skill and firm has a fixed place here.");
    // Once loaded it is there at once, so that the page does not jump when something is chosen.
    if (map) return [heading, lead, body(params, signal)];
    return [heading, lead, section({ title: "", signal, quiet: true, wait: "Drawing the map …", load: loadMap, show: () => body(params, signal) })];
  },
};

function body(params, signal) {
  const asked = {
    kind: KINDS.includes(params.get("kind")) ? params.get("kind") : "", q: params.get("q") ?? "",
    cluster: Number(params.get("cluster")) || 0, area: readArea(params.get("area")),
  };
  stage ??= makeStage(map);
  const at = readWindow(params.get("at"));
  // What one chooses is a new address; where one looks belongs to the address there is.
  const seen = () => [stage.view.x, stage.view.y, stage.view.zoom].map(short).join(",");
  const next = (change, { stay = true } = {}) => {
    const wanted = { ...asked, area: writeArea(asked.area), cluster: asked.cluster || null, ...change };
    const anything = wanted.q || wanted.area || wanted.cluster;
    go("map", { ...wanted, at: stay && (anything || seen() !== "0,0,1") ? seen() : null });
  };
  const none = { q: null, cluster: null, area: null };
  const found = h("p", { class: "hint", role: "status" });

  let timer = 0;
  stage.does.moved = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      const { path, params: now } = readState();
      if (signal.aborted || path !== "map") return;
      now.set("at", seen());
      history.replaceState(history.state, "", link("map", Object.fromEntries(now)));
    }, 200);
  };
  stage.does.picked = async (place) => {
    try {
      const [spot] = (await lookUp("spots", { q: `#${place}` }, signal)).rows;
      next({ ...none, q: spot.id });
    } catch (error) {
      if (error.name !== "AbortError") fill(found, error.message);
    }
  };
  stage.does.selected = (area) => next({ ...none, area: writeArea(simpler(area)) });
  stage.show({ ...asked, area: asked.area && corners(asked.area) });
  if (at) stage.look(...at, false);
  else if (asked.area) around(corners(asked.area));
  else if (asked.cluster) around(members(asked.cluster));
  else if (!asked.q) stage.look(0, 0, 1, false);

  const named = map.clusters.map((each) => [String(each.cluster), each.title]).sort((one, other) => one[1].localeCompare(other[1]));
  return [
    trust(asked.kind),
    h("div", { class: "form" },
      picker({ id: "find", label: "Find on the map", placeholder: "A job, industry, skill or firm", onPick: (chosen) => next({ ...none, q: chosen.id, kind: asked.kind && chosen.kind !== asked.kind ? "" : asked.kind }, { stay: false }) }),
      kindChoice("kind", asked.kind, (kind) => next({ kind })),
      choice({ id: "cluster", label: "Field", value: asked.cluster ? String(asked.cluster) : "", options: [["", "All fields"], ...named],
        onChange: (cluster) => next({ ...none, cluster: cluster || null }, { stay: false }) })),
    h("section", {}, h("h2", { class: "unseen" }, "Drawing"),
      h("figure", { class: "map" }, toolbar(next, none), stage.element,
        h("figcaption", {}, KINDS.filter((kind) => map.spans.has(kind)).map((kind) => [badge(kind), " "]), h("br"),
          "Bold names are of fields; zoomed in, names are of entities. Click a point for its neighbors. The wheel zooms once the map is clicked, and fingers do; by keyboard: arrows, + and −, 0 for all."),
        stage.drawnByWebgl ? null : h("p", { class: "hint", id: "no-webgl" }, "This browser offers no WebGL, so the map is drawn without it, more slowly. Search, tables and files are the same."),
        h("div", { class: "buttons" }, fileButton("svg"), fileButton("png")))),
    found, answer(asked, next, none, signal, found, Boolean(at)),
  ];
}

/** How far the map can be trusted, as it was measured. */
function trust(kind) {
  const own = map.kept.find((row) => row.kind === (kind || "all") && row.k === 10);
  return h("p", { class: "caution" }, h("strong", {}, "Distances on the map mislead. "),
    own ? `Of the ten ${kind ? PLURALS[kind].toLowerCase() : "entities"} really nearest to one, the map keeps ${percent(own.kept)} among its ten nearest${own.chance < 0.005 ? "" : ` (chance: ${percent(own.chance)})`}; the others lie elsewhere. ` : "",
    "The lines drawn to neighbors, and the tables, are of the whole space.");
}

function toolbar(next, none) {
  const modes = [["move", "Move"], ["box", "Select box"], ["lasso", "Select freely"]];
  const buttons = modes.map(([mode, label]) => h("button", {
    type: "button", class: "quiet", id: `mode-${mode}`, "aria-pressed": String(stage.mode === mode), onclick: () => {
      stage.mode = mode;
      for (const each of buttons) each.setAttribute("aria-pressed", String(each.id === `mode-${mode}`));
    },
  }, label));
  const button = (id, label, does, name = label) => h("button", { type: "button", class: "quiet", id, "aria-label": name === label ? null : name, onclick: does }, label);
  return h("div", { class: "buttons", role: "toolbar", "aria-label": "The map" }, buttons,
    button("zoom-in", "+", () => stage.zoomAt(1.6), "Zoom in"), button("zoom-out", "−", () => stage.zoomAt(1 / 1.6), "Zoom out"),
    button("all", "Whole map", () => stage.look(0, 0, 1)),
    button("list", "List what is in view", () => next({ ...none, area: writeArea(stage.window()) })));
}

function answer(asked, next, none, signal, found, placed) {
  const clear = h("button", { type: "button", class: "quiet", id: "clear", onclick: () => next(none) }, "Clear the choice");
  if (asked.q) return neighbors(asked, signal, clear, placed);
  if (asked.area || asked.cluster) return chosenPart(asked, signal, clear);
  return fields(asked);
}

/** The neighbors of an entity in the whole space, and what became of them on the map. */
function neighbors({ q, kind }, signal, clear, placed) {
  const params = { q, kind, top: NEAR };
  return section({
    title: "Nearest in the whole space", signal,
    load: async () => {
      const { rows } = await ask("neighbors", params, signal);
      const spots = (await lookUp("spots", { q: [q, ...rows.map((row) => row.id)] }, signal)).rows
        .map((each) => ({ ...each, x: each.x / map.scale, y: each.y / map.scale }));
      return [rows, spots.find((each) => each.asked === q), new Map(spots.map((each) => [each.id, each]))];
    },
    show: ([rows, chosen, spots]) => {
      const near = rows.map((row) => spots.get(row.id)).filter(Boolean);
      stage.show({ kind, chosen, near });
      if (chosen && !placed) stage.look(chosen.x, chosen.y, CLOSE, false);
      const kept = chosen ? near.filter((each) => rankOf(each, chosen) <= NEAR).length : 0;
      const groups = groupBy(rows);
      const title = chosen?.title ?? q.replace(/^text:/, "");
      return [
        h("p", {}, "Near ", h("a", { href: link("entity", { q }) }, title), chosen ? `: of these ${near.length}, ${kept} are also among the ${NEAR} nearest of their kind on the map.` : ": words of your own have no place on the map; their neighbors are marked."),
        h("div", { class: "buttons" }, csvButton("neighbors", params), clear),
        h("div", { class: "columns" }, KINDS.filter((each) => groups.has(each)).map((each) => h("div", {}, table({
          caption: PLURALS[each], rows: groups.get(each), columns: [
            { label: "Nearness", show: (row) => measure(row.score, {}) },
            ...(chosen ? [{ label: "On the map", show: (row) => nth(rankOf(spots.get(row.id), chosen)) }] : []),
          ] })))),
        h("p", { class: "hint" }, "Nearness runs from 0 to 1 and is estimated. “On the map” counts by distance there: the 1st is the nearest of its kind on the map, the 400th is far off though really near."),
        asCode({ py: `space.most_similar(${python(q)}, ${kind ? `kind=${python(kind)}, ` : ""}top=${NEAR})`, cli: `laborspace neighbors ${shell(q)}${kind ? ` --kind ${kind}` : ""} --top ${NEAR}` }),
        about(),
      ];
    },
  });
}

/** The entities of an area or a field. */
function chosenPart({ kind, cluster, area }, signal, clear) {
  const params = { kind, cluster: cluster || null, area: writeArea(area), limit: LISTED };
  const { limit, ...whole_ } = params;
  return section({
    title: cluster ? map.clusters.find((each) => each.cluster === cluster)?.title ?? "Field" : "In the part you chose", signal,
    load: () => ask("map", params, signal),
    show: ({ rows, total }) => {
      say(`${whole(total)} entities.`);
      const py = [kind && `kind=${python(kind)}`, cluster && `cluster=${cluster}`, area && `area=[${area.map((each) => `(${each.map(short).join(", ")})`).join(", ")}]`].filter(Boolean).join(", ");
      return [
        h("p", {}, total > limit ? `The first ${limit} of ${whole(total)}; the file has all.` : `${whole(total)} ${total === 1 ? "entity" : "entities"}.`),
        h("div", { class: "buttons" }, csvButton("map", whole_), clear),
        table({ caption: cluster ? "Entities of the field" : "Entities in this part of the map", rows, columns: [{ label: cluster ? "On the map" : "Field", left: true, show: (row) => [
          cluster ? null : [h("a", { href: link("map", { cluster: row.cluster, kind }) }, row.cluster_title), h("br")],
          h("a", { href: link("map", { q: row.id, kind: kind && row.kind }), "aria-label": `Show ${row.title} on the map` }, "show")] }] }),
        asCode({ py: `space.map(${py})`, cli: `laborspace map${kind ? ` --kind ${kind}` : ""}${cluster ? ` --cluster ${cluster}` : ""}${area ? ` --area "${writeArea(area)}"` : ""} -o map.csv` }),
        about(),
      ];
    },
  });
}

/** All fields: what the map says when nothing is chosen. */
function fields({ kind }) {
  const rows = map.clusters.filter((each) => !kind || each[kind]);
  const kinds = kind ? [kind] : KINDS.filter((each) => map.spans.has(each));
  const list = (caption, some) => table({ caption, plain: true, rows: some, columns: [
    { label: "Field", left: true, show: (row) => [h("a", { href: link("map", { cluster: row.cluster, kind }) }, row.title), h("small", {}, `e.g. ${row.nearest}`)] },
    ...kinds.map((each) => ({ label: PLURALS[each], show: (row) => whole(row[each]) })),
  ] });
  return h("section", {}, h("h2", {}, "The fields"),
    list("The largest fields", rows.slice(0, FIRST)),
    rows.length > FIRST ? h("details", { class: "fold" }, h("summary", {}, `All other fields (${rows.length - FIRST})`), list("All other fields", rows.slice(FIRST))) : null,
    h("div", { class: "buttons" }, csvButton("map", { kind })),
    asCode({ py: `space.map(${kind ? `kind=${python(kind)}` : ""})`, cli: `laborspace map${kind ? ` --kind ${kind}` : ""} -o map.csv` }),
    about());
}

const about = () => how("map", "The places were computed once, when the space was built, so that most neighbors stay neighbors (t-SNE); neither the axes nor the size of a gap mean anything.",
  "Fields are made in the whole space, not on the map, and named by the nearest official group and by the words their members share; a field may lie in two places.");

/** How many of its kind lie at least as near to the one chosen on the map. */
function rankOf(one, chosen) {
  const far = (x, y) => (x - chosen.x) ** 2 + (y - chosen.y) ** 2;
  const own = far(one.x, one.y);
  const [from, to] = map.spans.get(one.kind);
  let nearer = 0;
  for (let i = from; i < to; i += 1) if (i !== chosen.place && i !== one.place && far(map.x[i], map.y[i]) < own) nearer += 1;
  return nearer + 1;
}

function nth(count) {
  const tail = count % 100 > 10 && count % 100 < 14 ? "th" : { 1: "st", 2: "nd", 3: "rd" }[count % 10] ?? "th";
  return `${whole(count)}${tail}`;
}

const short = (value) => String(Math.round(value * 1e4) / 1e4);
const readPairs = (text) => (text ?? "").trim().split(/\s+/).map((pair) => pair.split(",").map(Number));
const readArea = (text) => {
  const pairs = readPairs(text);
  return pairs.length > 1 && pairs.every((pair) => pair.length === 2 && pair.every(Number.isFinite)) ? pairs : null;
};
const writeArea = (area) => area && area.map((pair) => pair.map(short).join(",")).join(" ");
const readWindow = (text) => {
  const numbers = (text ?? "").split(",").map(Number);
  return text && numbers.length === 3 && numbers.every(Number.isFinite) ? numbers : null;
};
const corners = (area) => area.length > 2 ? area : [area[0], [area[1][0], area[0][1]], area[1], [area[0][0], area[1][1]]];

/** A line drawn by hand with as few corners as an address can hold. */
function simpler(area) {
  const most = 40;
  return area.length <= most ? area : Array.from({ length: most }, (_, i) => area[Math.floor((i * area.length) / most)]);
}

const members = (cluster) => map.cluster.flatMap((own, i) => own === cluster ? [[map.x[i], map.y[i]]] : []);

/** Look at where most of some points are. */
function around(points) {
  if (!points.length) return;
  const middle = [0, 1].map((side) => {
    const sorted = points.map((point) => point[side]).sort((one, other) => one - other);
    const cut = points.length > 20 ? Math.floor(points.length * 0.1) : 0;
    return [sorted[cut], sorted[sorted.length - 1 - cut]];
  });
  const [across, down] = middle.map(([low, high]) => (high - low) / 2 || 0.05);
  stage.look((middle[0][0] + middle[0][1]) / 2, (middle[1][0] + middle[1][1]) / 2, Math.min(12, 0.8 / Math.max(across, down)), false);
}

function fileButton(format) {
  const button = h("button", { type: "button", class: "quiet", onclick: async () => {
    try {
      const { width, height: drawn, paper, content, legend } = stage.file();
      const height = drawn + LEGEND;
      const root = svg("svg", { xmlns: "http://www.w3.org/2000/svg", width, height, viewBox: `0 0 ${width} ${height}` },
        svg("rect", { width, height, fill: paper }), svg("svg", { width, height: drawn, viewBox: `0 0 ${width} ${drawn}` }, ...content), svg("g", { transform: `translate(8 ${drawn})` }, ...legend));
      const drawing = new Blob([new XMLSerializer().serializeToString(root)], { type: "image/svg+xml" });
      save(format === "svg" ? drawing : await raster(drawing, width, height), `map.${format}`);
      say("Downloaded.");
    } catch (error) {
      button.after(problem(error));
    }
  } }, `Download ${format.toUpperCase()}`);
  return button;
}

async function raster(drawing, width, height) {
  const url = URL.createObjectURL(drawing);
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const canvas = h("canvas", { width: 2 * width, height: 2 * height });
    canvas.getContext("2d").drawImage(image, 0, 0, 2 * width, 2 * height);
    return await new Promise((resolve, reject) => { canvas.toBlob((blob) => blob ? resolve(blob) : reject(new Error("The picture could not be made.")), "image/png"); });
  } finally {
    URL.revokeObjectURL(url);
  }
}
