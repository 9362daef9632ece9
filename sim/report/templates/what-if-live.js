/* What the page asks of the program that serves it: another package, other numbers. It is told part by part. */
function liveOf(data, numbers, page) {
  const BEFORE = -1, { state, at, say, part, emptied, titled, change } = page, values = {};
  let asking = null, answered = "{}", wanted = 0, status = ["live.ready", {}];

  function tell(key, more) {
    status = [key, more || {}];
    at("live-status").textContent = say(...status);
  }

  async function ask(package_) {
    if (asking !== null) asking.abort();
    asking = new AbortController();
    wanted = package_;
    const mine = asking, told = JSON.stringify(values);
    if (told === answered && numbers.known(package_)) change({ package: package_ });
    tell("live.playing");
    try {
      const answer = await fetch("ask", { method: "POST", headers: { "Content-Type": "application/json" }, signal: mine.signal,
        body: JSON.stringify({ package: package_, numbers: values }) });
      await read(answer.body.getReader(), (line) => take(JSON.parse(line), told));
      if (status[0] === "live.playing") tell("live.ready");
    } catch (error) {
      if (!mine.signal.aborted) tell("live.lost");
    }
  }

  async function read(reader, take) {
    const decoder = new TextDecoder();
    for (let text = "", piece = await reader.read(); !piece.done; piece = await reader.read()) {
      const lines = (text + decoder.decode(piece.value, { stream: true })).split("\n");
      text = lines.pop();
      lines.forEach(take);
    }
  }

  /* One part: how things stand with a package, why there is no such package, or what is wrong with a number. */
  function take(told, asked) {
    if (told.error !== undefined) {
      tell("live.refused", { why: told.error });
    } else if (told.refused !== undefined) {
      data.refused[told.package] = told.refused;
      if (told.package === wanted) tell("live.refused", { why: told.refused });
    } else {
      if (asked !== answered) begin(asked);
      numbers.put(told.package, told.about);
      change(told.package === wanted ? { package: wanted } : {});
    }
  }

  /* With other numbers all packages are others; what was shown stays behind, hollow. */
  function begin(asked) {
    const before = data.packages[state.package];
    numbers.forget();
    data.packages[BEFORE] = before;
    data.refused = {};
    state.pin = BEFORE;
    state.package = wanted;
    answered = asked;
  }

  function free(number) { return numbers.known(number) || data.refused[number] === undefined; }
  function set(one, value) {
    if (value === one.value) delete values[one.key]; else values[one.key] = value;
    ask(state.package);
  }

  function show() {
    tell(...status);
    for (const [id, staff] of [["live-numbers", false], ["live-staff", true]]) {
      const list = at(id);
      if (list.childElementCount) relabel(list); else data.fields.forEach((one, place) => { if (one.staff === staff) row(list, one, place); });
    }
    const changed = Object.keys(values).length;
    at("again").parentElement.hidden = changed > 0;
    at("live-changed").textContent = changed ? say("live.changed", { numbers: Object.keys(values).sort().map((key) => key + " = " + values[key]).join("; ") }) : "";
  }
  function row(list, one, place) {
    const line = part(list, "li", null), id = "number-" + place;
    part(line, "label", null, { for: id });
    const box = part(line, "input", null, { type: "number", id, min: one.low, max: one.high, step: one.whole ? 1 : "any", value: one.value });
    part(line, "span", null, { class: "small" });
    const back = part(line, "button", null, { type: "button" });
    box.addEventListener("change", () => { if (box.value !== "") set(one, Number(box.value)); });
    back.addEventListener("click", () => { box.value = one.value; set(one, one.value); });
    label(line, one);
  }
  function relabel(list) {
    const mine = data.fields.filter((one) => one.staff === (list.id === "live-staff"));
    Array.from(list.children).forEach((line, place) => label(line, mine[place]));
  }
  function label(line, one) {
    const [name, box, range, back] = line.children, is = one.factor ? "×" : "";
    name.textContent = titled(one.title);
    range.textContent = one.staff ? say("live.written", { value: one.value })
      : say("live.range", { value: is + one.value, low: is + one.low, high: is + one.high });
    back.textContent = say("live.back", {});
    back.hidden = values[one.key] === undefined;
    line.className = back.hidden ? "" : "changed";
    box.setAttribute("aria-label", titled(one.title));
  }

  return { ask, free, show };
}
