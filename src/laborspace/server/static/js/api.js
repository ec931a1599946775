// One way to ask the server, and one kind of error: with the sentence the server gives.
import { another, current } from "./token.js";

export class Refusal extends Error {}

const LONGEST = 6000; // characters of a URL; longer questions are sent as a body

export function query(params) {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) {
    if (value === null || value === undefined || value === "") continue;
    for (const each of Array.isArray(value) ? value : [value]) search.append(name, each);
  }
  return search.toString();
}

/** Fetch with the token of a server that asks for one. */
async function fetched(url, options) {
  for (let token = current(); ;) {
    const headers = token ? { ...options.headers, Authorization: `Bearer ${token}` } : options.headers;
    const response = await fetch(url, { ...options, headers });
    if (response.status !== 401) return response;
    token = await another(token);
    if (!token) return response;
  }
}

async function request(path, params, accept, signal) {
  const search = query(params);
  const url = search ? `${path}?${search}` : path;
  const headers = { Accept: accept };
  const options = { headers, signal };
  let response;
  try {
    if (url.length > LONGEST && path.startsWith("/api/")) {
      const given = Object.entries(params).filter(([, value]) => value !== null && value !== undefined && value !== "");
      headers["Content-Type"] = "application/json";
      response = await fetched(path, { ...options, method: "POST", body: JSON.stringify(Object.fromEntries(given)) });
    } else {
      response = await fetched(url, options);
    }
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Refusal("The server does not answer. Is `laborspace serve` still running?");
  }
  if (!response.ok) {
    let sentence = "";
    try {
      const problem = await response.json();
      sentence = typeof problem.detail === "string" ? problem.detail : problem.title;
    } catch { /* no sentence in the answer */ }
    throw new Refusal(sentence || `The server answered with status ${response.status}.`);
  }
  return response;
}

/** Ask a verb of the API; the answer has `rows`, `about` and `notes`. */
export async function ask(verb, params = {}, signal = undefined) {
  return (await request(`/api/v1/${verb}`, params, "application/json", signal)).json();
}

export async function lookUp(what, params, signal = undefined) {
  return (await request(`/page/${what}`, params, "application/json", signal)).json();
}

/** The same question as CSV, as the API writes it. */
export async function download(verb, params, filename) {
  const response = await request(`/api/v1/${verb}`, { ...params, limit: 50000 }, "text/csv");
  save(await response.blob(), filename);
}

export function save(blob, filename) {
  const url = URL.createObjectURL(blob);
  const anchor = document.createElement("a");
  anchor.href = url;
  anchor.download = filename;
  document.body.append(anchor);
  anchor.click();
  anchor.remove();
  setTimeout(() => URL.revokeObjectURL(url), 10000);
}

const known = new Map();

export function remember(entity) {
  known.set(entity.id, entity);
}

/** What ids are called; texts are called by themselves. */
export async function names(ids, signal = undefined) {
  const missing = ids.filter((id) => !known.has(id) && !id.startsWith("text:"));
  if (missing.length) {
    const found = await lookUp("names", { q: missing }, signal);
    for (const entity of found.rows) known.set(entity.asked, entity);
  }
  return ids.map((id) => known.get(id) ?? called(id));
}

export function called(id) {
  if (id.startsWith("text:")) return { id, kind: "text", code: "", title: `“${id.slice(5).trim()}”` };
  return { id, kind: "", code: "", title: id };
}
