// Opens a page in a real browser, from disk and from an address, and prints what it did, as JSON:
// node look_at_page.js MODULES BROWSER PAGE OUT ADDRESS
// An empty BROWSER is the Chrome that is installed.
//
// console: what it logged; outside: what it asked for beside itself; axe: the rules of accessibility it breaks;
// shown: its text; marks: the data of its charts' marks; focus: how many stops the Tab key makes;
// wide: where the page itself, not a part of it, must be scrolled sideways.
"use strict";
const { createRequire } = require("node:module");
const { join } = require("node:path");
const { pathToFileURL } = require("node:url");
const { readFileSync } = require("node:fs");

const [modules, browserPath, page, out, address] = process.argv.slice(2);
const load = createRequire(join(modules, "index.js"));
const { chromium } = load("playwright-core");
const axe = readFileSync(load.resolve("axe-core/axe.min.js"), "utf8");
const QUIET = [
  "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync",
];
const LOOKS = [
  { name: "laptop-light", width: 1280, height: 800, colorScheme: "light", axe: true },
  { name: "laptop-dark", width: 1280, height: 800, colorScheme: "dark" },
  { name: "phone-dark", width: 390, height: 844, colorScheme: "dark", axe: true },
  { name: "print", width: 794, height: 1123, colorScheme: "dark", media: "print" },
  { name: "served", width: 1280, height: 800, colorScheme: "light", url: address },
];

async function look(browser, { name, width, height, colorScheme, media, axe: judged, url: served }, found) {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme, bypassCSP: false });
  const tab = await context.newPage();
  const url = served || pathToFileURL(page).href;
  tab.on("console", (message) => found.console.push(message.text()));
  tab.on("pageerror", (error) => found.console.push(String(error)));
  tab.on("request", (request) => request.url() === url || found.outside.push(request.url()));
  await tab.goto(url);
  if (media) await tab.emulateMedia({ media, colorScheme });
  await tab.screenshot({ path: join(out, `${name}.png`), fullPage: true });
  const wide = await tab.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
  if (wide && !media) found.wide.push(name);
  if (judged) {
    await tab.evaluate(() => document.querySelectorAll("details").forEach((part) => (part.open = true)));
    await tab.evaluate(axe);
    const { violations } = await tab.evaluate(() => window.axe.run());
    for (const item of violations) found.axe.push(`${name}: ${item.id}: ${item.nodes.map((node) => node.html.slice(0, 120)).slice(0, 3).join(" | ")}`);
  }
  if (name === "laptop-light") {
    found.shown = await tab.evaluate(() => document.body.innerText);
    found.marks = await tab.evaluate(() => Array.from(document.querySelectorAll("[data-chart]"), (chart) => ({
      ...chart.dataset, marks: Array.from(chart.querySelectorAll("g"), (mark) => ({ ...mark.dataset })).filter((mark) => Object.keys(mark).length),
    })));
    for (let stop = 0; stop < 200; stop++) {
      await tab.keyboard.press("Tab");
      if (await tab.evaluate(() => document.activeElement === document.body)) break;
      found.focus++;
    }
  }
  await context.close();
}

(async () => {
  const found = { console: [], outside: [], axe: [], wide: [], shown: "", marks: [], focus: 0 };
  const browser = await chromium.launch({ ...(browserPath ? { executablePath: browserPath } : { channel: "chrome" }), args: QUIET });
  for (const each of LOOKS) await look(browser, each, found);
  await browser.close();
  process.stdout.write(JSON.stringify(found));
})().catch((error) => { process.stderr.write(String(error.stack)); process.exit(1); });
