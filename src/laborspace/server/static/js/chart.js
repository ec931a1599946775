// Charts by plotly, which the server sends from the installed package; loaded when first needed.
import { h, append, go } from "./dom.js";
import { ask } from "./api.js";
import { PLURALS, KINDS, number } from "./parts.js";

const SYMBOLS = { industry: "square", occupation: "circle", skill: "triangle-up", firm: "diamond", text: "x" };
let loading = null;

// The library brings styles for maps, which are not used here; it leaves them out if an element
// with this id is there.
const MAP_STYLES = "9f215cf04c5486422605d13261cb87401f4e7763b6296af81e98efbc0130da53";

function library() {
  loading ??= new Promise((resolve, reject) => {
    document.head.append(h("meta", { id: MAP_STYLES }));
    const script = document.createElement("script");
    script.src = "/static/plotly.min.js";
    script.onload = () => resolve(window.Plotly);
    script.onerror = () => { loading = null; reject(new Error("The chart cannot be drawn: it needs the Python package plotly. The table has the same numbers.")); };
    document.head.append(script);
  });
  return loading;
}

const ink = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

/** A figure with its caption and buttons; `make` returns data and layout in the colors of the day. */
export function chart({ about, caption, name, height, make, signal }) {
  const plot = h("div", { class: "plot", role: "img", "aria-label": `${about} The table below has the same numbers.` });
  const save = (format) => h("button", { type: "button", class: "quiet", onclick: async () => {
    const [Plotly, space] = await Promise.all([library(), ask("info")]);
    const { data, layout } = plot;
    const margin = { ...layout.margin, b: layout.margin.b + 26 };
    const stamp = { // what to cite, where a saved picture is met without its page
      text: `laborspace ${space.package_version}, space ${String(space.sha256 ?? space.corpus_sha256).slice(0, 12)} · doi:10.1145/3589334.3645464`, xref: "paper", yref: "paper", x: 1, y: 0,
      yshift: -margin.b + 4, xanchor: "right", yanchor: "bottom", showarrow: false, font: { size: 10, color: ink("soft") },
    };
    const figure = { data, layout: { ...layout, margin, annotations: [...(layout.annotations ?? []), stamp] } };
    await Plotly.downloadImage(figure, { format, filename: name, width: Math.max(plot.clientWidth, 900), height: height + 26, scale: format === "png" ? 2 : 1 });
  } }, `Download ${format.toUpperCase()}`);
  plot.style.minHeight = `${height}px`; // so that nothing jumps when it is drawn
  const figure = h("figure", {}, plot, h("figcaption", {}, caption), h("div", { class: "buttons" }, save("svg"), save("png")));
  const draw = async () => {
    try {
      const Plotly = await library();
      if (signal?.aborted || !plot.isConnected) return;
      const { data, layout } = make({ narrow: plot.clientWidth < 560, width: plot.clientWidth, ink });
      const font = { family: getComputedStyle(document.body).fontFamily, color: ink("ink"), size: 13 };
      await Plotly.react(plot, data, {
        font, height, width: plot.clientWidth, margin: { l: 8, r: 8, t: 8, b: 40 }, paper_bgcolor: ink("paper"), plot_bgcolor: ink("paper"),
        hoverlabel: { font, bgcolor: ink("panel"), bordercolor: ink("soft"), align: "left" }, showlegend: false, dragmode: false, ...layout,
      }, { displayModeBar: false, responsive: false, staticPlot: false });
      if (!plot.dataset.drawn) {
        plot.on("plotly_click", ({ points: [point] }) => { if (typeof point.customdata === "string") go("entity", { q: point.customdata }); });
      }
      plot.dataset.drawn = "yes";
    } catch (error) {
      plot.replaceChildren(h("p", { class: "problem" }, error.message));
    }
  };
  setTimeout(draw, 0); // once it is in the page and has a width
  const dark = matchMedia("(prefers-color-scheme: dark)");
  dark.addEventListener("change", draw, { signal });
  let timer = 0;
  addEventListener("resize", () => { clearTimeout(timer); timer = setTimeout(draw, 150); }, { signal });
  return figure;
}

const axisStyle = (tone) => ({ gridcolor: tone("rule"), zerolinecolor: tone("soft"), linecolor: tone("rule"), fixedrange: true, tickfont: { size: 12 } });
export const clip = (text, length) => text.length > length ? `${text.slice(0, length - 1).trimEnd()}…` : text;
// The library reads a few tags in texts, so the signs of tags are taken out.
const plain = (text) => text.replaceAll("<", "‹").replaceAll(">", "›");

const MOST = { one: [350, 1200], several: [150, 400] }; // points of a kind, on narrow screens and on others
export const most = (kinds, narrow) => MOST[kinds.length > 1 ? "several" : "one"][narrow ? 0 : 1];

/** Up to `count` rows, evenly by rank, so that their spread is that of all. */
export function evenly(rows, count) {
  if (rows.length <= count) return rows;
  return Array.from({ length: count }, (_, i) => rows[Math.floor((i + 0.5) * rows.length / count)]);
}

const said = (row, name, value, low, high) => `${name}${number(row[value])}${row[low] === null || row[low] === undefined ? "" : `, between ${number(row[low])} and ${number(row[high])}`}`;
const error = (rows, value, low, high, color) => ({
  type: "data", symmetric: false, color, thickness: 1.2, width: 3,
  array: rows.map((row) => (row[high] ?? row[value]) - row[value]), arrayminus: rows.map((row) => row[value] - (row[low] ?? row[value])),
});
/** Bounds of all values and ranges, with some room. */
function bounds(rows, ...names) {
  const values = rows.flatMap((row) => names.map((name) => row[name])).filter((value) => value !== null && value !== undefined);
  const [least, greatest] = [values.reduce((a, b) => Math.min(a, b)), values.reduce((a, b) => Math.max(a, b))];
  const room = 0.04 * (greatest - least || 1);
  return [least - room, greatest + room];
}

/** For each label, the first of its places that no label before it, and no point, takes; or none. */
function settle(labels, points = []) {
  const taken = points.map(([x, y]) => [x - 8, x + 8, y - 8, y + 8]);
  return labels.map((places) => {
    const free = places.find(({ box }) => !taken.some((own) => box[0] < own[1] && own[0] < box[1] && box[2] < own[3] && own[2] < box[3]));
    if (free) taken.push(free.box);
    return free;
  });
}
const LETTER = 6.9; // pixels, of a text of 12
const label = (row, length) => plain(clip(row.title, length));
const annotation = (row, text, tone, more) => ({
  text, font: { size: 12, weight: row.asked ? 700 : 400 }, showarrow: true, arrowhead: 0, arrowwidth: 0.8, standoff: 4, arrowcolor: tone("soft"), ...more,
});

/** Entities along a scale, a row for each kind; those in `marked` have their names and intervals. */
export function swarm({ rows, marked, axis, signal, about, caption, name }) {
  const kinds = KINDS.filter((kind) => rows.some((row) => row.kind === kind));
  const tall = kinds.length > 1 ? 170 : 380;
  // Words stand with the jobs, or with the one kind there is.
  const lineOf = (row) => kinds.length - 1 - Math.max(0, kinds.indexOf(kinds.includes(row.kind) ? row.kind : "occupation"));
  return chart({ about, caption, name, height: 70 + tall * kinds.length, signal, make: ({ narrow, ink: tone, width }) => {
    const margin = { l: narrow ? 26 : 100, r: 16, t: 8, b: 44 };
    const range = bounds([...rows, ...marked], "score", "low", "high");
    const across = (value) => (width - margin.l - margin.r) * (value - range[0]) / (range[1] - range[0]);
    const heights = new Map();
    const data = kinds.flatMap((kind, place) => {
      const line = kinds.length - 1 - place;
      const own = marked.filter((row) => lineOf(row) === line);
      const some = evenly(rows.filter((row) => row.kind === kind), most(kinds, narrow)).filter((row) => !own.some((one) => one.id === row.id));
      const bins = new Map();
      const offset = (row) => {
        const bin = Math.round(across(row.score) / 9);
        const count = bins.get(bin) ?? 0;
        bins.set(bin, count + 1);
        return (count % 2 ? 1 : -1) * Math.ceil(count / 2);
      };
      const offsets = [...own, ...some].map(offset);
      const unit = Math.min(7 / tall, 0.32 / Math.max(1, ...offsets.map(Math.abs)));
      own.forEach((row, i) => heights.set(row.id, line + unit * offsets[i]));
      const points = (list, ys, marker) => ({
        type: "scatter", mode: "markers", x: list.map((row) => row.score), y: ys.map((y) => line + unit * y), name: PLURALS[kind],
        customdata: list.map((row) => row.id), text: list.map((row) => `${plain(row.title)}<br>${said(row, "", "score", "low", "high")}`), hoverinfo: "text",
        marker: { color: list.map((row) => tone(row.kind in SYMBOLS ? row.kind : kind)), symbol: list.map((row) => SYMBOLS[row.kind] ?? "circle"), ...marker },
      });
      return [
        points(some, offsets.slice(own.length), { size: kinds.length > 1 ? 5.5 : 7, opacity: 0.65 }),
        { ...points(own, offsets, { size: 10, line: { color: tone("ink"), width: 1.5 } }), error_x: error(own, "score", "low", "high", tone("ink")) },
      ];
    });
    const texts = marked.map((row) => label(row, narrow ? 20 : 42));
    const places = settle(marked.map((row, i) => [0.45, -0.45, 0.36, -0.36, 0.27, -0.27].map((level) => {
      const [x, long] = [across(row.score), LETTER * texts[i].length];
      const right = x + long < width - margin.l - margin.r;
      const y = -tall * (lineOf(row) + level);
      return { level, right, box: right ? [x, x + long, y - 7, y + 7] : [x - long, x, y - 7, y + 7] };
    })));
    const annotations = marked.flatMap((row, i) => places[i] ? [annotation(row, texts[i], tone, {
      x: row.score, y: heights.get(row.id), axref: "x", ayref: "y", ax: row.score, ay: lineOf(row) + places[i].level, xanchor: places[i].right ? "left" : "right",
    })] : []);
    return { data, layout: {
      margin, annotations,
      xaxis: { ...axisStyle(tone), range, title: { text: axis, font: { size: 12 } } },
      yaxis: { ...axisStyle(tone), range: [-0.54, kinds.length - 0.46], tickvals: kinds.map((_, i) => kinds.length - 1 - i), ticktext: kinds.map((kind) => PLURALS[kind]), showgrid: false, zeroline: false, tickangle: narrow ? -90 : 0 },
    } };
  } });
}

/** Entities in the plane of two scales; those in `marked` have their names and intervals. */
export function cloud({ rows, marked, axes, signal, about, caption, name }) {
  const kinds = KINDS.filter((kind) => rows.some((row) => row.kind === kind));
  const height = 620;
  return chart({ about, caption, name, height, signal, make: ({ narrow, ink: tone, width }) => {
    const margin = { l: 56, r: 16, t: kinds.length > 1 ? 34 : 8, b: 48 };
    const ranges = ["x", "y"].map((axis) => bounds([...evenly(rows, 4000), ...marked], axis, `${axis}_low`, `${axis}_high`));
    const across = (row) => (width - margin.l - margin.r) * (row.x - ranges[0][0]) / (ranges[0][1] - ranges[0][0]);
    const down = (row) => (height - margin.t - margin.b) * (ranges[1][1] - row.y) / (ranges[1][1] - ranges[1][0]);
    const ends = (pair) => plain(pair.map((end) => clip(end, narrow ? 20 : 50)).join("  ←  →  "));
    const points = (list, title, marker) => ({
      type: "scatter", mode: "markers", x: list.map((row) => row.x), y: list.map((row) => row.y), name: title, hoverinfo: "text",
      customdata: list.map((row) => row.id),
      text: list.map((row) => `${plain(row.title)}<br>${said(row, "across ", "x", "x_low", "x_high")}<br>${said(row, "up ", "y", "y_low", "y_high")}`),
      marker: { color: list.map((row) => tone(row.kind in SYMBOLS ? row.kind : "text")), symbol: list.map((row) => SYMBOLS[row.kind] ?? "circle"), ...marker },
    });
    const known = new Set(marked.map((row) => row.id));
    const data = kinds.map((kind) => points(evenly(rows.filter((row) => row.kind === kind), most(kinds, narrow)).filter((row) => !known.has(row.id)), PLURALS[kind], { size: 6, opacity: 0.55 }));
    data.push({
      ...points(marked, "", { size: 10, line: { color: tone("ink"), width: 1.5 } }), showlegend: false,
      error_x: error(marked, "x", "x_low", "x_high", tone("ink")), error_y: error(marked, "y", "y_low", "y_high", tone("ink")),
    });
    const texts = marked.map((row) => label(row, narrow ? 20 : 40));
    const places = settle(marked.map((row, i) => [-24, 24, -44, 44, -64, 64].flatMap((dy) => [1, -1].map((side) => {
      const long = LETTER * texts[i].length;
      const [x, y] = [across(row) + 14 * side, down(row) + dy];
      return { dy, side, box: side > 0 ? [x, x + long, y - 8, y + 8] : [x - long, x, y - 8, y + 8] };
    })).filter(({ box }) => box[0] > 0 && box[1] < width - margin.l - margin.r && box[2] > 0 && box[3] < height - margin.t - margin.b)),
    marked.map((row) => [across(row), down(row)]));
    const annotations = marked.flatMap((row, i) => places[i] ? [annotation(row, texts[i], tone, {
      x: row.x, y: row.y, ax: 14 * places[i].side, ay: places[i].dy, xanchor: places[i].side > 0 ? "left" : "right", bgcolor: tone("paper"), opacity: 0.9, borderpad: 1,
    })] : []);
    return { data, layout: {
      margin, annotations, showlegend: kinds.length > 1, legend: { orientation: "h", x: 0, y: 1.02, yanchor: "bottom" },
      xaxis: { ...axisStyle(tone), range: ranges[0], title: { text: ends(axes[0]), font: { size: 12 } } },
      yaxis: { ...axisStyle(tone), range: ranges[1], title: { text: ends(axes[1]), font: { size: 12 } } },
    } };
  } });
}

const MARKS = { observed: "● ", estimated: "◌ " };

/** A bar for each row, with the range it may lie in; hollow where it is estimated. `parts` are columns that add up to it. */
export function bars({ rows, value, low, high, axis, format = (x) => number(x), tick, parts, signal, about, caption, name }) {
  const height = (parts ? 110 : 80) + 34 * rows.length;
  return chart({ about, caption, name, height, signal, make: ({ narrow, ink: tone }) => {
    const own = [...rows].reverse();
    const bar = (x, marker) => ({
      type: "bar", orientation: "h", x, y: own.map((_, i) => i), textposition: "none", hoverinfo: "text",
      marker: { color: own.map((row) => row.basis === "estimated" ? tone("panel") : tone(row.kind)), line: { color: own.map((row) => tone(row.kind)), width: 1.5 }, ...marker },
      hovertext: own.map((row) => `${plain(row.title)}<br>${format(row[value])}${low && row[low] !== null ? `, between ${format(row[low])} and ${format(row[high])}` : ""}<br>${row.basis ?? ""}`),
    });
    const legendOf = (color, pattern) => ({ type: "bar", x: [null], y: [null], marker: { color, line: { color: tone("soft"), width: 1.5 }, pattern } });
    const hatched = { shape: "/", size: 7, solidity: 0.25, fillmode: "overlay", fgcolor: tone("ink"), fgopacity: 0.75 };
    const pieces = (parts ?? []).flatMap((part, i) => [
      { ...bar(own.map((row) => row[part.value]), i ? { pattern: hatched } : {}), showlegend: false },
      { ...legendOf(tone("panel"), i ? hatched : undefined), name: part.name }]);
    return {
      data: [...pieces, {
        ...bar(own.map((row) => row[value]), parts ? { color: "rgba(0,0,0,0)", line: { width: 0 } } : {}), showlegend: false, ...(parts ? { offsetgroup: "whole", type: "scatter", mode: "markers" } : {}),
        error_x: low ? { type: "data", symmetric: false, array: own.map((row) => Math.max(0, (row[high] ?? row[value]) - row[value])), arrayminus: own.map((row) => Math.max(0, row[value] - (row[low] ?? row[value]))), color: tone("ink"), thickness: 1, width: 3 } : undefined,
      }],
      layout: {
        margin: { l: narrow ? 142 : 270, r: 16, t: parts ? 38 : 8, b: 44 }, bargap: 0.35, barmode: "relative", showlegend: Boolean(parts), legend: { orientation: "h", x: 0, y: 1.01, yanchor: "bottom" },
        xaxis: { ...axisStyle(tone), title: { text: axis, font: { size: 12 } }, tickformat: tick },
        yaxis: { ...axisStyle(tone), tickvals: own.map((_, i) => i), ticktext: own.map((row) => (MARKS[row.basis] ?? "") + plain(clip(row.title, narrow ? 16 : 34))), showgrid: false, zeroline: false },
      },
    };
  } });
}

/** A chart that is drawn, and its library loaded, when somebody opens it. */
export function folded(make, summary = "Show as a chart (SVG, PNG)", open = false) {
  const fold = h("details", { class: "fold", open }, h("summary", {}, summary), open ? make() : null);
  fold.addEventListener("toggle", () => { if (fold.open && fold.childElementCount === 1) append(fold, [make()]); });
  return fold;
}

/** What `make` says of each kind; of several, the first is open. */
export const byKind = (kinds, make, title = (kind) => PLURALS[kind]) => kinds.length === 1 ? make(kinds[0])
  : kinds.map((kind, i) => folded(() => make(kind), title(kind), i === 0));
