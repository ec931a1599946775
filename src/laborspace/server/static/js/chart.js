// Charts by plotly, which the server sends from the installed package; loaded when first needed.
import { h } from "./dom.js";
import { PLURALS, KINDS, number } from "./parts.js";

const SYMBOLS = { industry: "square", occupation: "circle", skill: "triangle-up", firm: "diamond" };
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
    const Plotly = await library();
    await Plotly.downloadImage(plot, { format, filename: name, width: Math.max(plot.clientWidth, 900), height, scale: format === "png" ? 2 : 1 });
  } }, `Download ${format.toUpperCase()}`);
  plot.style.minHeight = `${height}px`; // so that nothing jumps when it is drawn
  const figure = h("figure", {}, plot, h("figcaption", {}, caption), h("div", { class: "buttons" }, save("svg"), save("png")));
  const draw = async () => {
    try {
      const Plotly = await library();
      if (signal?.aborted || !plot.isConnected) return;
      const { data, layout } = make({ narrow: plot.clientWidth < 560, ink });
      const font = { family: getComputedStyle(document.body).fontFamily, color: ink("ink"), size: 13 };
      await Plotly.react(plot, data, {
        font, height, width: plot.clientWidth, margin: { l: 8, r: 8, t: 8, b: 40 }, paper_bgcolor: ink("paper"), plot_bgcolor: ink("paper"),
        hoverlabel: { font, bgcolor: ink("panel"), bordercolor: ink("soft"), align: "left" }, showlegend: false, dragmode: false, ...layout,
      }, { displayModeBar: false, responsive: false, staticPlot: false });
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

/** Points side by side, a row for each kind, those that would overlap pushed apart. */
export function swarm({ rows, value = "score", low = "low", high = "high", axis, signal, about, caption, name }) {
  const kinds = KINDS.filter((kind) => rows.some((row) => row.kind === kind));
  const height = 70 + 150 * kinds.length;
  return chart({ about, caption, name, height, signal, make: ({ narrow, ink: tone }) => {
    const values = rows.map((row) => row[value]);
    const step = (Math.max(...values) - Math.min(...values) || 1) / (narrow ? 45 : 110);
    const data = kinds.map((kind, place) => {
      const own = rows.filter((row) => row.kind === kind).sort((one, other) => one[value] - other[value]);
      const bins = new Map();
      const offsets = own.map((row) => {
        const bin = Math.round(row[value] / step);
        const count = bins.get(bin) ?? 0;
        bins.set(bin, count + 1);
        return (count % 2 ? 1 : -1) * Math.ceil(count / 2);
      });
      const widest = Math.max(4, ...offsets.map(Math.abs));
      const line = kinds.length - 1 - place;
      return {
        type: "scatter", mode: "markers", x: own.map((row) => row[value]), y: offsets.map((offset) => line + 0.4 * offset / widest),
        marker: { color: tone(kind), symbol: SYMBOLS[kind], size: 8, opacity: 0.85 },
        error_x: { type: "data", symmetric: false, array: own.map((row) => row[high] - row[value]), arrayminus: own.map((row) => row[value] - row[low]), color: tone(kind), thickness: 0.7, width: 0 },
        text: own.map((row) => `${plain(row.title)}<br>${number(row[value])}, between ${number(row[low])} and ${number(row[high])}`), hoverinfo: "text", name: PLURALS[kind],
      };
    });
    return { data, layout: {
      margin: { l: narrow ? 24 : 100, r: 16, t: 8, b: 44 },
      xaxis: { ...axisStyle(tone), title: { text: axis, font: { size: 12 } } },
      yaxis: { ...axisStyle(tone), range: [-0.6, kinds.length - 0.4], tickvals: kinds.map((_, i) => kinds.length - 1 - i), ticktext: kinds.map((kind) => PLURALS[kind]), showgrid: false, zeroline: false, tickangle: narrow ? -90 : 0 },
    } };
  } });
}

/** A bar for each row, with the range it may lie in; hollow where it is estimated. */
export function bars({ rows, value, low, high, axis, format = (x) => number(x), tick, signal, about, caption, name }) {
  const height = 80 + 34 * rows.length;
  return chart({ about, caption, name, height, signal, make: ({ narrow, ink: tone }) => {
    const own = [...rows].reverse();
    return {
      data: [{
        type: "bar", orientation: "h", x: own.map((row) => row[value]), y: own.map((_, i) => i),
        marker: { color: own.map((row) => row.basis === "observed" ? tone(row.kind) : tone("panel")), line: { color: own.map((row) => tone(row.kind)), width: 1.5 } },
        error_x: low ? { type: "data", symmetric: false, array: own.map((row) => Math.max(0, (row[high] ?? row[value]) - row[value])), arrayminus: own.map((row) => Math.max(0, row[value] - (row[low] ?? row[value]))), color: tone("ink"), thickness: 1, width: 3 } : undefined,
        hovertext: own.map((row) => `${plain(row.title)}<br>${format(row[value])}${low && row[low] !== null ? `, between ${format(row[low])} and ${format(row[high])}` : ""}<br>${row.basis ?? ""}`), hoverinfo: "text", textposition: "none",
      }],
      layout: {
        margin: { l: narrow ? 142 : 260, r: 16, t: 8, b: 44 }, bargap: 0.35,
        xaxis: { ...axisStyle(tone), title: { text: axis, font: { size: 12 } }, tickformat: tick },
        yaxis: { ...axisStyle(tone), tickvals: own.map((_, i) => i), ticktext: own.map((row) => plain(clip(row.title, narrow ? 17 : 34))), showgrid: false, zeroline: false },
      },
    };
  } });
}
