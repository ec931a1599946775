// The points of the map: drawn by WebGL on a canvas, and as paths where a file or an old browser
// needs them. The chart library's own WebGL points are not used: they compile their code from text,
// which the page's security policy forbids.

export const SHAPES = ["industry", "occupation", "skill", "firm"]; // square, circle, triangle, diamond
export const ORDER = ["skill", "occupation", "firm", "industry"]; // the many below the few
const SIZES = { industry: 8, occupation: 5.5, skill: 4.5, firm: 8 };
const SOLID = { industry: 0.9, occupation: 0.75, skill: 0.5, firm: 0.9 };
const FAINT = 0.1; // of those outside the cluster chosen

/** How many pixels wide the points of a kind are. */
export const sizeOf = (kind, zoom, narrow) => SIZES[kind] * (narrow ? 0.75 : 1) * Math.min(2.4, zoom ** 0.3);

/** How solid they are: the closer one looks, the more. */
export const solidOf = (kind, zoom) => Math.min(1, SOLID[kind] * Math.max(1, zoom ** 0.2));

const VERTEX = `
attribute vec2 place;
attribute float lit;
uniform vec2 center;
uniform vec2 scale;
uniform mediump float size;
varying float shown;
void main() {
  gl_Position = vec4((place - center) * scale, 0.0, 1.0);
  gl_PointSize = size + 1.0;
  shown = lit;
}`;
const FRAGMENT = `
precision mediump float;
uniform vec3 color;
uniform float solid;
uniform float size;
uniform int shape;
varying float shown;
void main() {
  vec2 p = (gl_PointCoord - 0.5) * (size + 1.0) * 2.0 / size;
  float edge = length(p) - 1.0;
  if (shape == 0) edge = max(abs(p.x), abs(p.y)) - 0.85;
  if (shape == 2) edge = max(p.y - 0.6, abs(p.x) * 0.866 - p.y * 0.5 - 0.5);
  if (shape == 3) edge = (abs(p.x) + abs(p.y) - 1.0) * 0.707;
  float alpha = clamp(0.5 - edge * size * 0.5, 0.0, 1.0) * solid * mix(${FAINT.toFixed(2)}, 1.0, shown);
  gl_FragColor = vec4(color * alpha, alpha);
}`;

/** A painter on a canvas, or null where there is no WebGL. */
export function painter(canvas, map) {
  const gl = canvas.getContext("webgl", { antialias: false, premultipliedAlpha: true });
  if (!gl) return null;
  let at = {};
  let lit = new Float32Array(map.x.length).fill(1);
  const places = new Float32Array(map.x.flatMap((x, i) => [x, map.y[i]]));

  const begin = () => {
    const program = gl.createProgram();
    for (const [kind, text] of [[gl.VERTEX_SHADER, VERTEX], [gl.FRAGMENT_SHADER, FRAGMENT]]) {
      const shader = gl.createShader(kind);
      gl.shaderSource(shader, text);
      gl.compileShader(shader);
      gl.attachShader(program, shader);
    }
    gl.linkProgram(program);
    if (!gl.getProgramParameter(program, gl.LINK_STATUS)) return false;
    gl.useProgram(program);
    at = { lit: gl.createBuffer() };
    for (const name of ["center", "scale", "size", "color", "solid", "shape"]) at[name] = gl.getUniformLocation(program, name);
    for (const [name, buffer, values, length] of [["place", gl.createBuffer(), places, 2], ["lit", at.lit, lit, 1]]) {
      const attribute = gl.getAttribLocation(program, name);
      gl.bindBuffer(gl.ARRAY_BUFFER, buffer);
      gl.bufferData(gl.ARRAY_BUFFER, values, gl.STATIC_DRAW);
      gl.enableVertexAttribArray(attribute);
      gl.vertexAttribPointer(attribute, length, gl.FLOAT, false, 0, 0);
    }
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
    gl.clearColor(0, 0, 0, 0);
    return true;
  };
  if (!begin()) return null;

  return {
    begin, // anew, after the context was lost
    light(values) {
      lit = values;
      gl.bindBuffer(gl.ARRAY_BUFFER, at.lit);
      gl.bufferData(gl.ARRAY_BUFFER, lit, gl.STATIC_DRAW);
    },
    /** Draw what `view` shows; returns how many points were sent. */
    draw(view, colors) {
      const { width, height, ratio } = view;
      if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
        canvas.width = Math.round(width * ratio);
        canvas.height = Math.round(height * ratio);
      }
      gl.viewport(0, 0, canvas.width, canvas.height);
      gl.clear(gl.COLOR_BUFFER_BIT);
      gl.uniform2f(at.center, view.x, view.y);
      gl.uniform2f(at.scale, 2 * view.across / width, 2 * view.down / height);
      let drawn = 0;
      for (const kind of ORDER) {
        const span = map.spans.get(kind);
        if (!span || (view.kind && view.kind !== kind)) continue;
        gl.uniform3fv(at.color, rgb(colors[kind]));
        gl.uniform1f(at.solid, solidOf(kind, view.zoom));
        gl.uniform1f(at.size, sizeOf(kind, view.zoom, width < 560) * ratio);
        gl.uniform1i(at.shape, SHAPES.indexOf(kind));
        gl.drawArrays(gl.POINTS, span[0], span[1] - span[0]);
        drawn += span[1] - span[0];
      }
      return drawn;
    },
  };
}

const rgb = (hex) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16) / 255);

/** The shape of a kind as the path of SVG, `size` pixels wide around a point. */
export function outline(kind, x, y, size) {
  const r = size / 2;
  const at = (dx, dy) => `${(x + dx * r).toFixed(1)} ${(y + dy * r).toFixed(1)}`;
  if (kind === "industry") return `M${at(-0.85, -0.85)}L${at(0.85, -0.85)} ${at(0.85, 0.85)} ${at(-0.85, 0.85)}Z`;
  if (kind === "skill") return `M${at(0, -1)}L${at(0.98, 0.6)} ${at(-0.98, 0.6)}Z`;
  if (kind === "firm") return `M${at(0, -1)}L${at(1, 0)} ${at(0, 1)} ${at(-1, 0)}Z`;
  return `M${at(-1, 0)}a${r} ${r} 0 1 0 ${size} 0a${r} ${r} 0 1 0 ${-size} 0Z`;
}

/** The points in view as paths, `[{ kind, path, solid }]`, those that are lit apart from the others. */
export function paths(map, view, lit) {
  const found = [];
  for (const kind of ORDER) {
    const span = map.spans.get(kind);
    if (!span || (view.kind && view.kind !== kind)) continue;
    const size = sizeOf(kind, view.zoom, view.width < 560);
    const drawn = { 0: [], 1: [] };
    for (let i = span[0]; i < span[1]; i += 1) {
      const [x, y] = view.toScreen(map.x[i], map.y[i]);
      if (x > -size && y > -size && x < view.width + size && y < view.height + size) drawn[lit[i]].push(outline(kind, x, y, size));
    }
    for (const on of [0, 1]) {
      if (drawn[on].length) found.push({ kind, path: drawn[on].join(""), solid: solidOf(kind, view.zoom) * (on ? 1 : FAINT) });
    }
  }
  return found;
}
