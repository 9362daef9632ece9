(function () {
  const data = JSON.parse(document.getElementById("data").textContent);
  const SECONDS = 60, WEEK = 7, PERMIT = -1, REFUSED = -2, NARROW = 760;
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  const at = (id) => document.getElementById(id);
  const canvas = at("field"), pen = canvas.getContext("2d");
  const state = { day: 0, playing: !calm, lang: data.lang, told: -1 };
  const towns = data.towns.map((town) => Object.assign({}, town, { dots: town.projects.map((one) => ({ runs: one, next: 1, code: null })) }));

  function say(key, values) {
    return data.words[key][state.lang].replace(/\{(\w+)\}/g, (_, name) => values[name]);
  }
  function titled(both) { return both[state.lang]; }
  function date(day) {
    const moment = new Date(data.start + "T00:00:00Z");
    moment.setUTCDate(moment.getUTCDate() + day);
    return moment.toISOString().slice(0, 10);
  }

  /* Where everything stands */

  function codeOf(dot, day) {
    let code = null;
    for (let place = 1; place < dot.runs.length && dot.runs[place] <= day; place += 2) code = dot.runs[place + 1];
    return code;
  }
  function panel(number) {
    const width = canvas.clientWidth, stacked = width < NARROW;
    const across = stacked ? width : width / towns.length;
    const height = canvas.clientHeight / (stacked ? towns.length : 1);
    return { left: stacked ? 0 : number * across, top: stacked ? number * height : 0, width: across - 16, height };
  }
  const HEAD = 58, FOOT = 26, LAST = 2.5;
  function lane(box, place) {
    const high = (box.height - HEAD - FOOT) / (data.lanes.length + LAST);
    return { top: box.top + HEAD + place * high, high: place === data.lanes.length ? LAST * high : high };
  }
  function labelWidth(box) { return Math.min(200, box.width * 0.34); }
  function rowOf(code) { return code === PERMIT ? data.lanes.length : code >> 1; }
  /* As far apart as all of them have room for. */
  function step(box, wide, high, count) {
    return Math.max(2, Math.min(9, box.width / 45, Math.sqrt(0.85 * wide * high / Math.max(count, 1))));
  }

  function arrange(town, number, day, atOnce) {
    const box = panel(number), counts = new Map(), all = new Map(), left = box.left + labelWidth(box) + 10;
    for (const dot of town.dots) {
      dot.code = codeOf(dot, day);
      if (dot.code !== null && dot.code !== REFUSED) all.set(rowOf(dot.code), (all.get(rowOf(dot.code)) || 0) + 1);
    }
    for (const dot of town.dots) {
      if (dot.code === null || dot.code === REFUSED) { dot.x = null; continue; }
      const row = rowOf(dot.code), place = counts.get(row) || 0, where = lane(box, row), wide = box.left + box.width - left;
      counts.set(row, place + 1);
      const apart = step(box, wide, where.high - 4, all.get(row)), deep = Math.max(1, Math.floor((where.high - 4) / apart));
      const x = left + apart * (Math.floor(place / deep) + 0.5), y = where.top + 2 + apart * (place % deep + 0.5);
      if (dot.x === null || dot.x === undefined || atOnce) { dot.x = x; dot.y = y; }
      dot.x += (x - dot.x) * 0.18;
      dot.y += (y - dot.y) * 0.18;
      dot.size = apart * 0.4;
    }
  }

  /* Drawing */

  function write(text, x, y, size, colour, weight, most) {
    pen.font = (weight || "normal") + " " + size + "px 'Report Signs', 'Report Sans', 'Noto Sans SC', sans-serif";
    pen.fillStyle = colour;
    pen.fillText(text, x, y, most);
  }
  function draw() {
    const day = Math.floor(state.day);
    pen.clearRect(0, 0, canvas.clientWidth, canvas.clientHeight);
    pen.textBaseline = "middle";
    towns.forEach((town, number) => {
      const box = panel(number), label = labelWidth(box);
      write(titled(town.title), box.left, box.top + 14, 17, "#08306b", "bold", box.width);
      write(say("told.permits", { count: town.permits[day] }), box.left, box.top + 39, 17, "#222222", "bold", box.width * 0.5);
      write(say("told.hand", { count: town.hand[day] }), box.left + box.width * 0.52, box.top + 39, 15, "#555555", "normal", box.width * 0.46);
      for (let place = 0; place <= data.lanes.length; place++) {
        const where = lane(box, place), last = place === data.lanes.length;
        pen.fillStyle = last ? "#e8f1e4" : place % 2 ? "#ffffff" : "#f5f7fa";
        pen.fillRect(box.left, where.top, box.width, where.high);
        const name = last ? say("lane.permit", {}) : titled(data.lanes[place].title);
        write(name, box.left + 4, where.top + where.high / 2, Math.max(10, Math.min(14, where.high * 0.6)), "#222222", last ? "bold" : "normal", label);
      }
      for (const dot of town.dots) if (dot.x !== null && dot.x !== undefined) mark(dot);
    });
  }
  function mark(dot) {
    const waits = dot.code >= 0 && dot.code % 2 === 1, done = dot.code === PERMIT;
    const look = done ? ["#2e7d32", "#1b5e20"] : data.looks[data.lanes[dot.code >> 1].party];
    pen.beginPath();
    pen.arc(dot.x, dot.y, dot.size, 0, 2 * Math.PI);
    pen.fillStyle = waits ? "#ffffff" : look[0];
    pen.strokeStyle = waits ? "#b2182b" : look[1];
    pen.lineWidth = 1.2;
    pen.fill();
    pen.stroke();
  }

  /* What is told beside the picture */

  function sentence(day) {
    const told = towns.map((town) => say("told.town", {
      title: titled(town.title), permits: say("told.permits", { count: town.permits[day] }),
      hand: say("told.hand", { count: town.hand[day] }), refused: say("told.refused", { count: town.refused[day] }),
    }));
    return [say("told.day", { day: day + 1, date: date(day) })].concat(told).join(". ") + ".";
  }
  function tell() {
    const day = Math.floor(state.day), over = day >= data.days - 1;
    at("slider").value = String(day);
    at("day").textContent = say("told.day", { day: day + 1, date: date(day) });
    at("play").textContent = say(state.playing ? "control.pause" : "control.play", {});
    at("play").setAttribute("aria-pressed", String(state.playing));
    canvas.setAttribute("aria-label", sentence(day));
    if ((!state.playing || over) && state.told !== day) { at("said").textContent = sentence(day); state.told = day; }
    if (state.playing) state.told = -1;
  }
  function part(parent, tag, text, scope) {
    const made = document.createElement(tag);
    if (text !== null) made.textContent = text;
    if (scope) made.setAttribute("scope", scope);
    parent.appendChild(made);
    return made;
  }
  function table() {
    const found = at("numbers");
    found.textContent = "";
    part(found, "caption", say("table.caption", {})).id = "caption";
    const head = part(part(found, "thead", null), "tr", null);
    part(head, "th", say("table.day", {}), "col");
    for (const town of towns) for (const what of ["permits", "hand"]) part(head, "th", say("table." + what, { title: titled(town.title) }), "col");
    const body = part(found, "tbody", null);
    for (let day = 29; day < data.days + 29; day += 30) {
      const shown = Math.min(day, data.days - 1), row = part(body, "tr", null);
      part(row, "th", String(shown + 1), "row");
      for (const town of towns) for (const what of ["permits", "hand"]) part(row, "td", String(town[what][shown]));
    }
  }
  function texts() {
    document.documentElement.lang = state.lang === "zh" ? "zh-Hans" : "en";
    const titles = towns.map((town) => titled(town.title)).join(say("page.and", {}));
    document.title = say("page.title", { titles });
    at("title").textContent = document.title;
    at("subtitle").textContent = say("page.subtitle", { days: data.days, seconds: SECONDS });
    for (const one of document.querySelectorAll("[data-say]")) one.textContent = say(one.getAttribute("data-say"), {});
    at("other").lang = state.lang === "zh" ? "en" : "zh-Hans";
    const many = towns.filter((town) => town.every > 1);
    at("every").textContent = many.map((town) => say("told.every", { all: town.all, every: town.every })).join(" ");
    const digests = towns.map((town) => say("foot.digest", { title: titled(town.title), digest: town.digest })).join(state.lang === "zh" ? "；" : "; ");
    at("foot").textContent = say("foot.ran", { seed: data.seed, engine: data.engine, version: data.version, digests });
    table();
    state.told = -1;
  }

  /* Time and hands */

  function show(atOnce) {
    towns.forEach((town, number) => arrange(town, number, Math.floor(state.day), atOnce));
    draw();
    tell();
  }
  function size() {
    const rows = data.lanes.length + LAST, stacked = canvas.parentElement.clientWidth < NARROW;
    canvas.style.height = (rows * 34 + HEAD + FOOT) * (stacked ? towns.length : 1) + "px";
    const scale = window.devicePixelRatio || 1;
    canvas.width = Math.round(canvas.clientWidth * scale);
    canvas.height = Math.round(canvas.clientHeight * scale);
    pen.setTransform(scale, 0, 0, scale, 0, 0);
    show(true);
  }
  function go(day) {
    state.day = Math.max(0, Math.min(data.days - 1, day));
    show(calm);
  }
  function play(on) {
    if (on && state.day >= data.days - 1) state.day = 0;
    state.playing = on;
    tell();
  }
  let last = null;
  function frame(now) {
    const passed = last === null ? 0 : Math.min(now - last, 200);
    last = now;
    if (state.playing) {
      state.day += passed / 1000 * data.days / SECONDS;
      if (state.day >= data.days - 1) { state.day = data.days - 1; state.playing = false; }
    }
    show(calm);
    window.requestAnimationFrame(frame);
  }
  at("play").addEventListener("click", () => play(!state.playing));
  at("slider").max = String(data.days - 1);
  at("slider").addEventListener("input", () => go(Number(at("slider").value)));
  at("other").addEventListener("click", () => { state.lang = state.lang === "zh" ? "en" : "zh"; texts(); show(true); });
  document.addEventListener("keydown", (event) => {
    const inField = ["INPUT", "BUTTON", "SUMMARY", "A"].includes(event.target.tagName);
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === " " && !inField) play(!state.playing);
    else if (event.key === "ArrowRight" && event.target.tagName !== "INPUT") go(Math.floor(state.day) + WEEK);
    else if (event.key === "ArrowLeft" && event.target.tagName !== "INPUT") go(Math.floor(state.day) - WEEK);
    else if (event.key === "Home" && event.target.tagName !== "INPUT") go(0);
    else if (event.key === "End" && event.target.tagName !== "INPUT") go(data.days - 1);
    else return;
    event.preventDefault();
  });
  window.addEventListener("resize", size);
  texts();
  size();
  window.requestAnimationFrame(frame);
})();
