(function () {
  const data = JSON.parse(document.getElementById("data").textContent);
  const numbers = numbersOf(data);
  const KEYS = "1234567890-=", HEADLINE = "government_days", WHOLE = "total_days";
  const two = [HEADLINE, WHOLE].map((name) => data.clocks.indexOf(name)).filter((place) => place >= 0);
  const state = { package: 0, pin: null, clock: 0, kind: 0, place: data.targets.indexOf(data.target), lang: data.lang };
  const at = (id) => document.getElementById(id);

  function say(key, values) {
    return data.words[key][state.lang].replace(/\{(\w+)(:[^}]*)?\}/g, (_, name) => values[name]);
  }
  function titled(both) { return both[state.lang]; }
  function clockOf(place) { return say("clock." + data.clocks[place], {}); }
  function kindOf(place) { return place === 0 ? say("answer.all", {}) : titled(data.kinds[place].title); }
  function target() { return String(data.targets[state.place]); }
  function signed(points) { return (points < 0 ? "−" : "+") + Math.abs(points).toFixed(1); }
  function plain(number) { return Math.abs(number).toLocaleString("en-US", { maximumFractionDigits: 0 }); }
  function yuan(amount) {
    if (amount === null) return say("cost.unknown", {});
    const thousands = Math.round(amount / 1000);
    if (thousands === 0) return say("cost.same", {});
    return say(thousands > 0 ? "cost.more" : "cost.less", { amount: plain(thousands) });
  }
  function thousands(amount) { return (amount < 0 ? "−" : "") + plain(Math.round(amount / 1000)); }
  function members(number) { return data.reforms.map((_, place) => place).filter((place) => number >> place & 1); }
  function named(number) {
    if (number < 0) return say("live.before", {});
    const mine = members(number).map((place) => titled(data.reforms[place].title));
    return mine.length ? mine.join(say("package.plus", {})) : say("switch.nothing", {});
  }
  function part(parent, tag, text, attributes) {
    const made = document.createElement(tag);
    if (text !== null) made.textContent = text;
    for (const name of Object.keys(attributes || {})) made.setAttribute(name, attributes[name]);
    parent.appendChild(made);
    return made;
  }
  function emptied(id) {
    const found = at(id);
    found.textContent = "";
    return found;
  }
  function chip(parent, text, pressed, act, attributes) {
    const made = part(parent, "button", text, Object.assign({ type: "button" }, attributes));
    if (pressed !== null) made.setAttribute("aria-pressed", String(pressed));
    made.addEventListener("click", act);
  }

  /* The state in the address */

  function address() {
    const told = { p: state.package, c: data.clocks[state.clock], k: data.kinds[state.kind].id, t: target(), l: state.lang };
    if (state.pin !== null) told.pin = state.pin;
    return "#" + Object.keys(told).map((name) => name + "=" + encodeURIComponent(told[name])).join("&");
  }
  function decoded(text) {
    try { return decodeURIComponent(text); } catch (error) { return ""; }
  }
  function read() {
    const told = {};
    for (const pair of location.hash.slice(1).split("&")) told[pair.split("=")[0]] = decoded(pair.split("=")[1] || "");
    const package_ = Number(told.p), pin = Number(told.pin), clock = data.clocks.indexOf(told.c);
    const kind = data.kinds.findIndex((one) => one.id === told.k), place = data.targets.indexOf(Number(told.t));
    if (numbers.known(package_)) state.package = package_;
    state.pin = told.pin !== undefined && numbers.known(pin) ? pin : null;
    if (clock >= 0) state.clock = clock;
    if (kind >= 0) state.kind = kind;
    if (place >= 0) state.place = place;
    if (told.l === "en" || told.l === "zh") state.lang = told.l;
  }
  function change(more) {
    Object.assign(state, more);
    show();
    history.replaceState(null, "", address());
  }

  /* What is shown */

  function show() {
    document.documentElement.lang = state.lang === "zh" ? "zh-Hans" : "en";
    document.title = at("title").textContent = say("page.title", { title: titled(data.title) });
    for (const one of document.querySelectorAll("[data-say]")) one.textContent = say(one.getAttribute("data-say"), {});
    at("other").lang = state.lang === "zh" ? "en" : "zh-Hans";
    showAnswer();
    showSwitches();
    showChoices();
    showDots();
    showDays();
    showProject();
    showNext();
    showFoot();
    if (live) live.show();
  }

  function showAnswer() {
    const about = data.packages[state.package];
    at("answer-head").textContent = kindOf(state.kind) + " · " + say("answer.head", { target: target() });
    const box = emptied("two"), lead = two.length ? two[0] : 0;
    for (const clock of two.length ? two : [0]) {
      const one = part(box, "div", null), bounds = numbers.interval(state.package, clock, state.kind, state.place);
      const share = numbers.share(state.package, clock, state.kind, state.place);
      part(one, "span", numbers.percent(share), { class: "share", "data-clock": data.clocks[clock] });
      part(one, "span", say("unit." + data.clocks[clock], {}));
      const chance = share === null ? say("answer.nobody", {}) : bounds === null ? say("answer.no_interval", {})
        : say("answer.interval", { low: numbers.percent(bounds[0]), high: numbers.percent(bounds[1]) });
      part(one, "span", chance, { class: "small" }).style.display = "block";
    }
    showVerdict(lead, about);
    const cost = about.cost;
    at("cost").textContent = cost === null ? say("cost.package_unknown", {})
      : say("cost.package", { cost: yuan(cost[0]), low: thousands(cost[1]), high: thousands(cost[2]) });
    const told = two.map((clock) => numbers.percent(numbers.share(state.package, clock, state.kind, state.place)));
    const values = { names: named(state.package), kind: kindOf(state.kind), target: target(), clock: clockOf(lead),
      headline: told.length ? told[0] : numbers.percent(numbers.share(state.package, 0, state.kind, state.place)), whole: told[1],
      other: two.length > 1 ? clockOf(two[1]) : "" };
    at("said").textContent = say(two.length > 1 ? "answer.said" : "answer.said_one", values);
  }
  function showVerdict(lead, about) {
    const found = numbers.verdict(state.package, lead, state.kind, state.place);
    const told = say("verdict." + (found === "yes" ? "yes_if" : found), {});
    const more = found === "open" ? " " + say("answer.close", { count: about.replications })
      : found === "unsteady" ? " " + say("answer.growing", { names: about.growing.join(", ") }) : "";
    at("verdict").textContent = say("answer.verdict", { clock: clockOf(lead), verdict: told }) + more;
    const range = data.ignorance[state.package], asked = state.kind === 0 && data.targets[state.place] === data.target;
    at("ignorance").textContent = range && asked ? titled(range) : say("answer.untested", {});
  }

  function showSwitches() {
    const presets = emptied("presets"), asked = [state.clock, state.kind, state.place];
    presets.setAttribute("aria-label", say("switch.presets", {}));
    for (const preset of presetsOf(asked)) {
      chip(presets, preset.name, state.package === preset.package, () => go(preset.package), {});
    }
    const list = at("switches"), held = document.activeElement && document.activeElement.id;
    list.textContent = "";
    data.reforms.forEach((reform, place) => {
      const on = Boolean(state.package >> place & 1), other = state.package ^ 1 << place, free = isFree(other);
      const row = part(list, "li", null, { class: on ? "on" : "off" });
      const button = part(row, "button", null, { type: "button", role: "switch", "aria-checked": on, id: "reform-" + place });
      if (!free) button.setAttribute("aria-disabled", "true");
      part(button, "b", titled(reform.title));
      part(button, "span", free ? gainOf(place, other, asked) : reasonOf(place, on));
      button.title = place < KEYS.length ? say("switch.key", { key: KEYS[place] }) : "";
      button.addEventListener("click", () => { if (free) go(other); });
    });
    if (held && held.startsWith("reform-")) at(held).focus();
  }
  function isFree(number) { return live ? live.free(number) : numbers.known(number); }
  function go(number) {
    if (live) live.ask(number); else change({ package: number });
  }
  function gainOf(place, other, asked) {
    if (!numbers.known(other)) return say("live.not_played", {});
    if (!numbers.steady(state.package) || !numbers.steady(state.package ^ 1 << place)) return say("switch.unsteady", {});
    const gain = numbers.added(state.package, place, ...asked);
    if (gain === null) return say("answer.nobody", {});
    const values = { points: Math.abs(gain.points).toFixed(1), cost: yuan(gain.cost) };
    return say(gain.points < -0.05 ? "switch.takes" : "switch.adds", values);
  }
  function reasonOf(place, on) {
    const other = on ? -1 : numbers.excludedBy(state.package, place);
    if (other >= 0) return say("switch.excluded", { title: titled(data.reforms[other].title) });
    return say("switch.refused", { why: data.refused[state.package ^ 1 << place] || "" });
  }
  function presetsOf(asked) {
    const three = ["mock-approval", "agents", "joint-review"].map((id) => data.reforms.findIndex((one) => one.id === id));
    const found = [{ name: say("switch.nothing", {}), package: 0 }];
    if (three.every((place) => place >= 0)) {
      found.push({ name: say("switch.three", {}), package: three.reduce((sum, place) => sum | 1 << place, 0) });
    }
    found.push({ name: say("switch.all", {}), package: numbers.largest(...asked) });
    for (const least of [0.5, 0.8]) {
      found.push({ name: say("switch.cheapest", { share: numbers.percent(least) }), package: numbers.cheapest(least, ...asked) });
    }
    return found.filter((one) => one.package !== null && numbers.known(one.package));
  }

  function showChoices() {
    const clocks = emptied("clocks"), kinds = emptied("kinds");
    clocks.setAttribute("aria-label", say("dots.clocks", {}));
    kinds.setAttribute("aria-label", say("dots.kinds", {}));
    data.clocks.forEach((_, place) => chip(clocks, clockOf(place), place === state.clock, () => change({ clock: place })));
    data.kinds.forEach((_, place) => chip(kinds, kindOf(place), place === state.kind, () => change({ kind: place })));
    const slider = at("slider");
    slider.max = data.targets.length - 1;
    slider.value = state.place;
    slider.setAttribute("aria-valuetext", say("dots.target", { target: target() }));
    at("slider-told").textContent = say("dots.target", { target: target() });
    at("pin").textContent = say(state.pin === null ? "pin.pin" : "pin.unpin", {});
    at("pin").setAttribute("aria-pressed", String(state.pin !== null));
  }

  /* Where dots stand, in percent and pixels: in steps away from the red line, each on top of those of the same step. */
  function placed(dots, widest, field) {
    const line = 100 * data.targets[state.place] / widest, step = 1100 / field.clientWidth, stacks = new Map(), spots = [];
    for (let number = 0; number < 100; number++) {
      const open = number >= dots.length, away = open ? 0 : 100 * dots[number] / widest - line;
      const late = open || dots[number] > data.targets[state.place];
      const steps = Math.floor(Math.abs(away) / step) + 0.6, spot = line + (late ? steps : -steps) * step;
      const x = open ? 100 : Math.max(step / 2, Math.min(spot, 100 - step / 2)), column = Math.round(100 * x);
      const below = stacks.get(column) || 0;
      stacks.set(column, below + 1);
      spots.push({ x, below, late, open });
    }
    const rise = Math.min(10, (field.clientHeight - 14) / Math.max(...stacks.values()));
    for (const spot of spots) spot.y = 2 + spot.below * rise;
    return spots;
  }
  function draw(group, spots, field, extra) {
    const dots = field.querySelectorAll(".dot." + group);
    spots.forEach((spot, place) => {
      const dot = dots[place] || part(field, "div", null);
      dot.className = "dot " + group + (spot.late ? " late" : "") + (spot.open ? " open" : "") + extra;
      dot.style.left = spot.x.toFixed(2) + "%";
      dot.style.bottom = spot.y.toFixed(1) + "px";
    });
    for (let place = spots.length; place < dots.length; place++) dots[place].remove();
  }
  function showDots() {
    const field = at("field"), mine = numbers.cell(state.package, state.clock, state.kind);
    const pinned = state.pin === null ? null : numbers.cell(state.pin, state.clock, state.kind);
    const widest = widestOf(state.clock, state.kind);
    at("dots-head").textContent = say("dots.head", { clock: clockOf(state.clock) });
    draw("behind", pinned === null ? [] : placed(pinned.dots, widest, field), field, " pinned");
    draw("now", mine === null ? [] : placed(mine.dots, widest, field), field, "");
    at("line").style.left = 100 * data.targets[state.place] / widest + "%";
    showAxis(widest);
    const told = mine === null ? say("answer.nobody", {}) : dotsTold(mine);
    at("dots-told").textContent = told + (pinned === null ? "" : " " + say("dots.hollow", { names: named(state.pin) }));
    field.setAttribute("aria-label", told);
  }
  function dotsTold(mine) {
    const within = mine.dots.filter((days) => days <= data.targets[state.place]).length, open = 100 - mine.dots.length;
    const told = say("dots.told", { count: within, target: target(), mean: mine.mean.toFixed(1) });
    return open ? told + " " + say("dots.open", { count: open }) : told;
  }
  /* The axis ends where nearly all projects of the base and of the largest package have ended, and behind the slider. */
  function widestOf(clock, kind) {
    const ends = [0, state.package, state.pin === null ? 0 : state.pin].map((number) => numbers.cell(number, clock, kind));
    const last = Math.max(...ends.map((one) => one === null || !one.dots.length ? 0 : one.dots[one.dots.length - 1]));
    return Math.ceil(Math.max(last, data.targets[state.place] * 1.1, 10) / 10) * 10;
  }
  function showAxis(widest) {
    const axis = emptied("axis"), step = [2, 5, 10, 20, 50, 100, 200, 500, 1000].find((one) => widest / one <= 8) || 2000;
    for (let day = 0; day < widest - step / 2; day += step) part(axis, "span", String(day)).style.left = 100 * day / widest + "%";
    part(axis, "span", widest + " " + say("dots.axis", {})).style.left = "100%";
  }

  function showDays() {
    const box = emptied("bars"), shown = state.pin === null ? [state.package] : [state.pin, state.package];
    if (!data.packages[state.package].days.length) {
      part(box, "p", say("days.none", {}));
      return;
    }
    const days = shown.map((number) => data.packages[number].days[state.kind].map((one) => one / 100));
    const totals = days.map((one) => one.reduce((sum, more) => sum + more, 0)), most = Math.max(...totals, 1);
    days.forEach((mine) => {
      const bar = part(box, "div", null, { class: "bar", "aria-hidden": "true" });
      data.parties.forEach((party, place) => { part(bar, "i", null, { class: party }).style.width = 100 * mine[place] / most + "%"; });
    });
    const table = part(box, "table", null), head = part(part(table, "thead", null), "tr", null), body = part(table, "tbody", null);
    part(head, "td", "");
    shown.forEach((_, place) => part(head, "th", say(shown.length > 1 && place === 0 ? "pin.pinned" : "pin.now", {}), { scope: "col" }));
    data.parties.forEach((party, place) => {
      const row = part(body, "tr", null), name = part(row, "th", null, { scope: "row" });
      part(name, "span", null, { class: "swatch " + party });
      part(name, "span", say("days." + party, {}));
      days.forEach((mine) => part(row, "td", mine[place].toFixed(1)));
    });
    const last = part(body, "tr", null);
    part(last, "th", say("days.total", {}), { scope: "row" });
    totals.forEach((sum) => part(last, "td", sum.toFixed(1)));
  }

  /* One project: each item of its path as a bar from its beginning to its end, before and now. */
  function barsOf(number) {
    let since = 0;
    return (data.project === null ? [] : data.packages[number].path || []).map((one) => {
      const days = one.slice(1).map((tenths) => tenths / 10), length = days.reduce((sum, more) => sum + more, 0);
      since += length;
      return { item: one[0], days, length, start: since - length };
    });
  }
  function showProject() {
    const box = emptied("path"), first = state.pin === null ? 0 : state.pin, both = [first, state.package].map(barsOf);
    at("project").hidden = data.project === null;
    if (data.project === null) return;
    at("project-head").textContent = say("project.head", { number: data.project.case });
    const ends = both.map((bars) => bars.reduce((sum, bar) => sum + bar.length, 0)), most = Math.max(...ends, 1);
    at("project-told").textContent = both[1].length === 0 || both[0].length === 0 ? say("project.none", {})
      : say("project.told", { before: ends[0].toFixed(0), now: ends[1].toFixed(0), names: named(first) });
    const rows = data.project.items.map((title, item) => ({ title, bars: both.map((bars) => bars.find((bar) => bar.item === item)) }))
      .filter((row) => row.bars[0] || row.bars[1]);
    const length = (row) => Math.max(...row.bars.map((bar) => bar ? bar.length : 0));
    const shown = rows.slice().sort((one, other) => length(other) - length(one)).slice(0, 10);
    const start = (row) => (row.bars[1] || row.bars[0]).start;
    shown.sort((one, other) => start(one) - start(other)).forEach((row) => {
      const line = part(box, "li", null), told = row.bars.map((bar) => bar ? bar.length.toFixed(1) : "0").join(" → ");
      part(line, "span", titled(row.title) + ": " + told + " " + say("dots.axis", {}));
      row.bars.forEach((bar, place) => {
        const track = part(line, "div", null, { class: place ? "track" : "track before", "aria-hidden": "true" });
        if (bar === undefined) return;
        part(track, "i", null).style.width = 100 * bar.start / most + "%";
        data.parties.forEach((party, where) => { part(track, "i", null, { class: party }).style.width = 100 * bar.days[where] / most + "%"; });
      });
    });
    const left = rows.length - shown.length;
    at("project-left").textContent = left > 0 ? say("project.left", { count: left }) : "";
  }

  function showNext() {
    const asked = [state.clock, state.kind, state.place], best = numbers.next(state.package, ...asked);
    at("best").textContent = best === null ? say("next.none", {}) : say("next.best", {
      title: titled(data.reforms[best.reform].title), points: best.points.toFixed(1), cost: yuan(best.cost),
      share: numbers.percent(numbers.share(state.package | 1 << best.reform, ...asked)),
    });
    const share = numbers.share(state.package, ...asked), unknown = numbers.cost(state.package) === null || share === null;
    const cheapest = unknown ? null : numbers.cheapest(share, ...asked);
    const same = cheapest === null || cheapest === state.package || numbers.cost(cheapest)[0] >= numbers.cost(state.package)[0];
    at("cheapest").textContent = unknown ? say("next.unknown", {}) : same ? say("next.cheapest", {}) : say("next.cheaper", {
      names: named(cheapest), share: numbers.percent(numbers.share(cheapest, ...asked)),
      cost: yuan(numbers.cost(cheapest)[0] - numbers.cost(state.package)[0]),
    });
  }

  function showFoot() {
    const count = data.packages[state.package].replications, mine = members(state.package).map((place) => data.reforms[place].id);
    at("ran").textContent = say("foot.ran", { count, seed: data.seed, engine: data.engine, version: data.version,
      scenario: data.scenario, digest: data.digest, date: data.date });
    const often = " --replications " + count + " --seed " + data.seed;
    at("again").textContent = mine.length === 0 ? "approvals run " + data.scenario + often
      : "approvals smallest " + data.scenario + " --reforms " + mine.join(",") + often + " --most-replications " + count;
    const keys = KEYS.slice(0, data.reforms.length);
    at("keys").textContent = say("keys.told", { keys: keys.length < 3 ? keys : keys[0] + " … " + keys[keys.length - 1] });
  }

  /* What is done */

  const acts = {
    p: () => change({ pin: state.pin === null ? state.package : null }),
    b: () => window.print(),
    l: () => change({ lang: state.lang === "zh" ? "en" : "zh" }),
  };
  at("pin").addEventListener("click", acts.p);
  at("print").addEventListener("click", acts.b);
  at("other").addEventListener("click", acts.l);
  at("slider").addEventListener("input", (event) => change({ place: Number(event.target.value) }));
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.type === "number") return;
    const place = KEYS.indexOf(event.key), other = state.package ^ 1 << place;
    if (place >= 0 && place < data.reforms.length && isFree(other)) go(other);
    else if (acts[event.key]) acts[event.key]();
  });
  window.addEventListener("hashchange", () => { read(); show(); });
  window.addEventListener("resize", showDots);
  at("skip").addEventListener("click", (event) => { event.preventDefault(); at("answer").focus(); });
  const live = data.fields ? liveOf(data, numbers, { state, at, say, part, emptied, titled, change }) : null;
  const first = Number(new URLSearchParams(location.hash.slice(1)).get("p"));
  read();
  show();
  if (live) live.ask(first > 0 && first < 1 << data.reforms.length ? first : state.package);
})();
