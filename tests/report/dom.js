// As much of a browser as the script of the animation asks for: it plays, keys are pressed, and what it tells is printed.
const fs = require("fs");
const html = fs.readFileSync(process.argv[2], "utf8");
const pen = new Proxy({}, { get: (_, name) => (name in _ ? _[name] : () => ({})), set: (_, name, one) => { _[name] = one; return true; } });
const listeners = {}, known = {};
function make(tag) {
  return { tagName: (tag || "div").toUpperCase(), style: {}, textContent: "", value: "0", clientWidth: 1200, clientHeight: 700, got: {},
    setAttribute(name, one) { this.got[name] = one; }, getAttribute(name) { return this.got[name]; }, appendChild(one) { return one; },
    addEventListener(name, act) { this["on" + name] = act; }, getContext: () => pen };
}
for (const found of html.matchAll(/id="(\w+)"/g)) known[found[1]] = make();
known.field.parentElement = known.field;
known.data.textContent = html.match(/id="data">([\s\S]*?)<\/script>/)[1];
let next = null;
global.document = { documentElement: {}, getElementById: (id) => known[id], createElement: make, querySelectorAll: () => [],
  addEventListener: (name, act) => { listeners[name] = act; } };
global.window = { matchMedia: () => ({ matches: process.argv[3] === "calm" }), addEventListener() {}, requestAnimationFrame: (act) => { next = act; } };
eval(html.match(/<script>([\s\S]*?)<\/script>/)[1]);
const key = (name) => listeners.keydown({ key: name, target: make(), preventDefault() {} });
const told = [];
for (let now = 0; now <= 1000; now += 100) next(now);
told.push(known.play.textContent);
key(" ");
told.push(known.play.textContent);
key("End"); next(2000);
told.push(known.said.textContent);
key("Home");
if (process.argv[3] !== "calm") { key(" "); for (let now = 2000; now <= 63000; now += 100) next(now); }
told.push(known.day.textContent);
console.log(JSON.stringify(told));
