import { expect, test } from "@playwright/test";
import { addressOf } from "../src/api/client.ts";
import { readTile } from "../src/api/tile.ts";
import { clock, duration, percent } from "../src/dom/format.ts";
import { match } from "../src/router.ts";
import { beginsChain, shortName, sideOf } from "../src/session/chains.ts";
import { queryOf, standard, step, viewOf } from "../src/session/view.ts";
import { extremes } from "../src/signal/draw.ts";
import { nothing, type Trace } from "../src/signal/tile.ts";

// What needs no browser.

test("times and probabilities are written as people read them", () => {
  expect([clock(59.96, true), clock(59.96), clock(3600), clock(86_399.5)]).toEqual(["00:59.9", "00:59", "1:00:00", "23:59:59"]);
  expect([duration(0.5), duration(40), duration(1280), duration(86_400)]).toEqual(["0.5 s", "40 s", "21 min", "24 h"]);
  expect([percent(0), percent(0.123), percent(1)]).toEqual(["< 1 %", "12 %", "> 99 %"]);
});

test("addresses are filled in and encoded", () => {
  expect(addressOf("/a/{id}/b", { id: "x/y" }, { text: "ä b", none: undefined, empty: "", zero: 0 })).toBe("/a/x%2Fy/b?text=%C3%A4+b&zero=0");
});

test("a path finds its page", () => {
  const pages = [{ path: "/" }, { path: "/session/:id" }].map((p) => ({ ...p, load: async () => ({ show: () => undefined }) }));
  expect(match(pages, "/")?.page.path).toBe("/");
  expect(match(pages, "/session/ab%20c/")?.params).toEqual({ id: "ab c" });
  expect(match(pages, "/session")).toBeNull();
});

test("chains of a montage are told apart, and sides", () => {
  expect(["Fp1-F7", "F7-T7", "Fp1-F3"].map((n, i, all) => beginsChain(all[i - 1], n))).toEqual([false, false, true]);
  expect(beginsChain("Fp1-AVG", "F3-AVG")).toBe(false);
  expect(beginsChain("O2", "ECG")).toBe(true);
  expect(["EEG Fp1-REF", "Cz", "T8-P8", "ECG EKG", "Photic"].map(sideOf)).toEqual(["left", "middle", "right", "other", "other"]);
  expect(["EEG Fp1-REF", "ECG ECG", "EEG"].map(shortName)).toEqual(["Fp1", "ECG", "EEG"]);
});

test("a view goes into an address and comes back", () => {
  const view = { ...standard, from: 12.5, montage: "laplacian", lowCut: null, notch: 50, annotations: false, sensitivity: 10 };
  const query = new URLSearchParams(Object.entries(queryOf(view)).filter((e): e is [string, string] => e[1] !== null));
  expect(viewOf(query)).toEqual(view);
  expect(queryOf(standard)).toEqual(Object.fromEntries(Object.keys(queryOf(standard)).map((k) => [k, null])));
  expect(viewOf(new URLSearchParams("at=-1&uv=0&page=7&montage=none&low=99"))).toEqual(standard);
  expect([step([1, 2, 5], 2, 1), step([1, 2, 5], 5, 1), step([1, 2, 5], 4.6, -1)]).toEqual([5, 5, 2]);
});

test("the extremes of columns lose no spike and leave gaps open", () => {
  const values = new Int16Array(1000).fill(1);
  values[437] = 900;
  values[438] = -900;
  values.fill(nothing, 600, 700);
  const trace: Trace = { name: "a", unit: "uV", rate: 100, count: 1000, scale: 0.5, values };
  const found = extremes(trace, 10);
  expect([...found.slice(8, 10)]).toEqual([-900, 900]);
  expect([...found.slice(12, 14)]).toEqual([nothing, nothing]);
  expect([...found.slice(0, 2)]).toEqual([1, 1]);
});

test("a tile is taken apart as the service puts it together, and a broken one refused", () => {
  const json = JSON.stringify({ a: 1 }),
    start = Math.ceil((4 + json.length) / 8) * 8,
    body = new Uint8Array(start + 2);
  new DataView(body.buffer).setUint32(0, start - 4, true);
  body.set(new TextEncoder().encode(json.padEnd(start - 4)), 4);
  expect(readTile<{ a: number }>(body.buffer)).toMatchObject({ header: { a: 1 }, start });
  expect(() => readTile(new ArrayBuffer(2))).toThrow(RangeError);
  new DataView(body.buffer).setUint32(0, 999, true);
  expect(() => readTile(body.buffer)).toThrow(RangeError);
});
