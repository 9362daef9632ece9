"use strict";
/* What the table says of a package: shares, intervals, dots, costs. Nothing here knows of the page. */
function numbersOf(data) {
  const SHARES = 10000, ERRORS = 100000, FACTORS = 10000, HUNDREDTHS = 100, TENTHS = 10, TAIL = 0.025;
  const count = data.targets.length, bits = data.reforms.length;
  const packages = Object.keys(data.packages).map(Number), curves = new Map();

  function unpacked(text, most) {
    const raw = atob(text), numbers = [];
    for (let at = 0; at < raw.length && numbers.length < most;) {
      let number = 0, scale = 1, byte;
      do { byte = raw.charCodeAt(at++); number += (byte & 127) * scale; scale *= 128; } while (byte > 127);
      numbers.push(number);
    }
    return numbers;
  }

  function curve(numbers, start, length) {
    const told = new Array(length);
    for (let place = 0, sum = 0; place < length; place++) {
      const step = numbers[start + place];
      sum += step % 2 ? -(step + 1) / 2 : step / 2;
      told[place] = sum;
    }
    return told;
  }

  /* One package on one clock for one kind of project; null where there is no such project. */
  function cell(number, clock, kind) {
    if (data.packages[number] === undefined) return null;
    const packed = unpacked(data.packages[number].cells[clock][kind], Infinity);
    return packed[0] === 0 ? null : {
      cases: packed[0], factor: packed[1] / FACTORS, mean: packed[2] / HUNDREDTHS,
      shares: curve(packed, 3, count), errors: curve(packed, 3 + count, count),
      dots: curve(packed, 4 + 2 * count, packed[3 + 2 * count]).map((day) => day / TENTHS),
    };
  }

  function share(number, clock, kind, place) {
    if (data.packages[number] === undefined) return null;
    const key = (number * data.clocks.length + clock) * data.kinds.length + kind;
    if (!curves.has(key)) {
      const packed = unpacked(data.packages[number].cells[clock][kind], 3 + count);
      curves.set(key, packed[0] === 0 ? null : Uint16Array.from(curve(packed, 3, count)));
    }
    const known = curves.get(key);
    return known === null ? null : known[place] / SHARES;
  }

  /* Clopper and Pearson at the effective sample size, as everywhere in the program. */
  function interval(number, clock, kind, place) {
    const known = cell(number, clock, kind);
    if (known === null || known.factor === 0) return null;
    const centre = known.shares[place] / SHARES, error = known.errors[place] / ERRORS;
    const size = Math.min(error > 0 ? centre * (1 - centre) / (error * error) : known.cases, known.cases) * known.factor;
    const hits = centre * size, misses = (1 - centre) * size;
    return [hits > 0 ? quantile(TAIL, hits, misses + 1) : 0, misses > 0 ? quantile(1 - TAIL, hits + 1, misses) : 1];
  }

  function verdict(number, clock, kind, place) {
    if (data.packages[number].growing.length) return "unsteady";
    const within = share(number, clock, kind, place), bounds = interval(number, clock, kind, place);
    if (bounds === null) return "unknown";
    return bounds[0] >= data.sure ? "yes" : bounds[1] >= data.sure && within > 0 ? "open" : "no";
  }

  function known(number) { return data.packages[number] !== undefined; }
  function steady(number) { return known(number) && data.packages[number].growing.length === 0; }
  function cost(number) { return data.packages[number].cost; }

  /* What is known of a package by now, in place of what was known; and nothing of any. */
  function put(number, about) {
    data.packages[number] = about;
    curves.clear();
    if (!packages.includes(number)) packages.push(number);
  }
  function forget() {
    data.packages = {};
    curves.clear();
    packages.length = 0;
  }

  /* What a reform adds to a package, or takes away: points of the share, and yuan a year; null if it cannot be told. */
  function added(number, reform, clock, kind, place) {
    const without = number & ~(1 << reform), having = number | (1 << reform);
    if (!known(without) || !known(having)) return null;
    const before = share(without, clock, kind, place), after = share(having, clock, kind, place);
    if (before === null || after === null) return null;
    const both = cost(without) !== null && cost(having) !== null;
    return { points: 100 * (after - before), cost: both ? cost(having)[0] - cost(without)[0] : null };
  }

  /* The reform that brings the most on top of a package; of equals the cheaper; null if none brings more. */
  function next(number, clock, kind, place) {
    let best = null;
    for (let reform = 0; reform < bits; reform++) {
      if (number >> reform & 1 || !steady(number | 1 << reform)) continue;
      const gain = added(number, reform, clock, kind, place);
      if (gain === null || gain.points <= 0) continue;
      const cheaper = best !== null && gain.points === best.points && (gain.cost || 0) < (best.cost || 0);
      if (best === null || gain.points > best.points || cheaper) best = { reform, points: gain.points, cost: gain.cost };
    }
    return best;
  }

  /* The cheapest package with at least this share; of equals that with the most projects; null if there is none. */
  function cheapest(least, clock, kind, place) {
    let best = null;
    for (const number of packages) {
      if (!steady(number) || cost(number) === null) continue;
      const here = share(number, clock, kind, place);
      if (here === null || here < least) continue;
      const less = best === null ? -1 : cost(number)[0] - cost(best)[0];
      if (less < 0 || less === 0 && here > share(best, clock, kind, place)) best = number;
    }
    return best;
  }

  /* Of the packages with the most reforms the one with the most projects within the target. */
  function largest(clock, kind, place) {
    let best = 0;
    for (const number of packages) {
      const more = size(number) - size(best);
      if (more > 0 || more === 0 && share(number, clock, kind, place) > share(best, clock, kind, place)) best = number;
    }
    return best;
  }

  function size(number) {
    let sum = 0;
    for (let rest = number; rest; rest >>= 1) sum += rest & 1;
    return sum;
  }

  /* With which reform of a package another does not go together, or -1 if it is not one alone. */
  function excludedBy(number, reform) {
    for (let other = 0; other < bits; other++) {
      if (number >> other & 1 && other !== reform && !known(1 << other | 1 << reform)) return other;
    }
    return -1;
  }

  function quantile(level, a, b) {
    let low = 0, high = 1;
    for (let round = 0; round < 60; round++) {
      const middle = (low + high) / 2;
      if (incomplete(middle, a, b) < level) low = middle; else high = middle;
    }
    return (low + high) / 2;
  }

  /* The regularised incomplete beta function, by its continued fraction (Numerical Recipes, 6.4). */
  function incomplete(x, a, b) {
    if (x <= 0 || x >= 1) return x <= 0 ? 0 : 1;
    const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log(1 - x));
    return x < (a + 1) / (a + b + 2) ? front * fraction(x, a, b) / a : 1 - front * fraction(1 - x, b, a) / b;
  }

  function fraction(x, a, b) {
    const tiny = 1e-300, floor = (value) => Math.abs(value) < tiny ? tiny : value;
    let c = 1, d = 1 / floor(1 - (a + b) * x / (a + 1)), told = d;
    for (let m = 1; m <= 500; m++) {
      for (const term of [m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
        -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))]) {
        d = 1 / floor(1 + term * d);
        c = floor(1 + term / c);
        told *= d * c;
      }
      if (Math.abs(d * c - 1) < 1e-12) break;
    }
    return told;
  }

  function logGamma(x) {
    if (x < 8) return logGamma(x + 1) - Math.log(x);
    const inverse = 1 / (x * x);
    return (x - 0.5) * Math.log(x) - x + 0.5 * Math.log(2 * Math.PI)
      + (1 / 12 - inverse * (1 / 360 - inverse * (1 / 1260 - inverse * (1 / 1680 - inverse / 1188)))) / x;
  }

  /* In whole percent, without rounding it to none or all. */
  function percent(told) {
    if (told === null) return "–";
    if (told > 0 && told < 0.005) return "<1%";
    if (told > 0.995 && told < 1) return ">99%";
    const whole = Math.floor(100 * told), rest = 100 * told - whole;
    return (rest > 0.5 || rest === 0.5 && whole % 2 ? whole + 1 : whole) + "%";
  }

  return { cell, share, interval, verdict, known, steady, cost, added, next, cheapest, largest, excludedBy, percent, put, forget };
}
