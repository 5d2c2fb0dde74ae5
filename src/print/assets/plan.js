/* plan.html: shows one language, draws the map. Everything it shows is in the tables too. Data: see html_map.c. */
'use strict';
(() => {
  const $ = (id) => document.getElementById(id);
  const root = document.documentElement;
  const data = JSON.parse($('data').textContent);
  const canvas = $('map');
  const ctx = canvas.getContext('2d');

  /* Ground in metres from the box's corner, y to the north. */
  const [minLon, minLat, maxLon, maxLat] = data.box.map((v) => v / 1e7);
  const mPerLat = 111195;
  const mPerLon = mPerLat * Math.cos(((minLat + maxLat) / 2) * Math.PI / 180);
  const worldW = (maxLon - minLon) * mPerLon;
  const worldH = (maxLat - minLat) * mPerLat;

  /* Lines of ground and convoys: deltas of 10^-6 degree from the corner. */
  const decodeLine = (deltas) => {
    const out = new Float64Array(deltas.length);
    let x = 0, y = 0;
    for (let i = 0; i < deltas.length; i += 2) {
      x += deltas[i];
      y += deltas[i + 1];
      out[i] = x * 1e-6 * mPerLon;
      out[i + 1] = y * 1e-6 * mPerLat;
    }
    return out;
  };

  /* A level of roads: base64 of varints, see html_map.c. */
  const decodeRoads = (text) => {
    const raw = atob(text);
    let at = 0;
    const uint = () => {
      let v = 0, scale = 1, c;
      do {
        c = raw.charCodeAt(at++);
        v += (c & 127) * scale;
        scale *= 128;
      } while (c > 127);
      return v;
    };
    const sint = () => {
      const z = uint();
      return z % 2 ? -(z + 1) / 2 : z / 2;
    };
    const starts = [], points = [], boxes = [];
    let gx = data.grid_x, gy = data.grid_y;
    while (at < raw.length) {
      const n = uint();
      let x0 = Infinity, y0 = Infinity, x1 = -Infinity, y1 = -Infinity;
      starts.push(points.length);
      for (let i = 0; i < n; i++) {
        gx += sint();
        gy += sint();
        const x = (gx * 1e-5 - minLon) * mPerLon;
        const y = (gy * 1e-5 - minLat) * mPerLat;
        points.push(x, y);
        x0 = Math.min(x0, x); x1 = Math.max(x1, x); y0 = Math.min(y0, y); y1 = Math.max(y1, y);
      }
      boxes.push(x0, y0, x1, y1);
    }
    starts.push(points.length);
    return { starts, points: Float32Array.from(points), boxes: Float32Array.from(boxes) };
  };
  const roads = data.roads.map(decodeRoads);
  const levels = [ /* drawn from so many metres per pixel on; width in metres, least and most in pixels */
    { from: Infinity, m: 14, min: 1.4, max: 9 },
    { from: 90, m: 10, min: 0.9, max: 7 },
    { from: 22, m: 7, min: 0.7, max: 6 },
    { from: 9, m: 4, min: 0.6, max: 3 },
  ];
  const zones = data.zones.map((z) => ({ ...z, lines: z.rings.map(decodeLine) }));
  const closures = data.closures.map((c) => ({ ...c, lines: c.rings.map(decodeLine) }));
  const checkpoints = data.checkpoints.map((c) => ({ ...c, p: decodeLine(c.at) }));
  const places = data.places.map((p) => ({ ...p, p: decodeLine(p.at) }));
  const convoys = data.convoys.map((c, i) => ({
    ...c, number: i, shown: true, stops: c.stops.map(decodeLine),
    legs: c.legs.map((leg) => {
      const line = decodeLine(leg.line);
      const cum = [0];
      for (let k = 2; k < line.length; k += 2) {
        cum.push(cum[cum.length - 1] + Math.hypot(line[k] - line[k - 2], line[k + 1] - line[k - 1]));
      }
      return { ...leg, line, cum };
    }),
  }));
  const dashes = [[], [10, 5], [3, 4], [14, 4, 3, 4], [6, 3], [18, 6], [2, 6], [10, 3, 2, 3]];

  let lang = 'en';
  let view = { x: worldW / 2, y: worldH / 2, mpp: 10 }; /* centre in metres, metres per pixel */
  let width = 0, height = 0, now = 0, colours = {}, queued = false;
  const word = (key) => data.words[lang][key];
  const sx = (x) => width / 2 + (x - view.x) / view.mpp;
  const sy = (y) => height / 2 - (y - view.y) / view.mpp;

  const readColours = () => {
    const style = getComputedStyle(root);
    for (const name of ['land', 'r0', 'r1', 'r2', 'r3', 'zone', 'zonefill', 'zoneclosed', 'closedfill', 'open', 'closure', 'label', 'halo', 'bg', 'fg',
      'c0', 'c1', 'c2', 'c3', 'c4', 'c5', 'c6', 'c7']) {
      colours[name] = style.getPropertyValue('--' + name).trim();
    }
  };

  const trace = (line) => {
    for (let i = 0; i < line.length; i += 2) {
      if (i === 0) ctx.moveTo(sx(line[i]), sy(line[i + 1])); else ctx.lineTo(sx(line[i]), sy(line[i + 1]));
    }
  };

  const drawRoads = (level) => {
    const r = roads[level];
    const look = levels[level];
    if (!r || view.mpp > look.from) return;
    const x0 = view.x - width / 2 * view.mpp, x1 = view.x + width / 2 * view.mpp;
    const y0 = view.y - height / 2 * view.mpp, y1 = view.y + height / 2 * view.mpp;
    const kx = 1 / view.mpp, ox = width / 2 - view.x * kx, oy = height / 2 + view.y * kx;
    ctx.beginPath();
    for (let i = 0, b = 0; b < r.boxes.length; i++, b += 4) {
      if (r.boxes[b] > x1 || r.boxes[b + 2] < x0 || r.boxes[b + 1] > y1 || r.boxes[b + 3] < y0) continue;
      let k = r.starts[i];
      const end = r.starts[i + 1];
      ctx.moveTo(ox + r.points[k] * kx, oy - r.points[k + 1] * kx);
      for (k += 2; k < end; k += 2) ctx.lineTo(ox + r.points[k] * kx, oy - r.points[k + 1] * kx);
    }
    ctx.strokeStyle = colours['r' + level];
    ctx.lineWidth = Math.min(look.max, Math.max(look.min, look.m / view.mpp));
    ctx.stroke();
  };

  const drawZones = () => {
    for (const z of zones) {
      ctx.beginPath();
      for (const ring of z.lines) { trace(ring); ctx.closePath(); }
      if (z.state !== 'open') {
        ctx.fillStyle = z.state === 'closed' ? colours.closedfill : colours.zonefill;
        ctx.fill('evenodd');
      }
      ctx.strokeStyle = z.state === 'closed' ? colours.zoneclosed : (z.state === 'open' ? colours.open : colours.zone);
      ctx.lineWidth = 2;
      ctx.setLineDash(z.state === 'closed' ? [3, 3] : (z.state === 'open' ? [8, 6] : []));
      ctx.stroke();
      ctx.setLineDash([]);
    }
  };

  const cross = (x, y, r) => {
    ctx.beginPath();
    ctx.moveTo(x - r, y - r); ctx.lineTo(x + r, y + r); ctx.moveTo(x + r, y - r); ctx.lineTo(x - r, y + r);
    ctx.stroke();
  };

  const drawClosures = () => {
    ctx.strokeStyle = colours.closure;
    for (const c of closures) {
      ctx.lineWidth = 3;
      ctx.setLineDash([7, 4]);
      ctx.beginPath();
      for (const line of c.lines) {
        trace(line);
        if (c.kind === 'area') ctx.closePath();
      }
      if (c.kind === 'area') { ctx.fillStyle = colours.closedfill; ctx.fill('evenodd'); }
      if (c.kind !== 'point') ctx.stroke();
      ctx.setLineDash([]);
      for (const line of c.lines) {
        const mid = 2 * Math.floor(line.length / 4);
        if (c.kind !== 'area') cross(sx(line[mid]), sy(line[mid + 1]), 6);
      }
    }
  };

  /* Convoys that share a road lie side by side. */
  const drawConvoys = () => {
    ctx.lineJoin = 'round';
    for (const c of convoys) {
      if (!c.shown) continue;
      const shift = (c.number - (convoys.length - 1) / 2) * Math.min(4, 12 / convoys.length);
      ctx.save();
      ctx.translate(shift * 0.7, shift * 0.7);
      for (const pass of [0, 1]) {
        ctx.strokeStyle = pass ? colours['c' + c.number % 8] : colours.halo;
        ctx.lineWidth = pass ? 3.5 : 6.5;
        ctx.setLineDash(pass ? dashes[c.number % 8] : []);
        ctx.beginPath();
        for (const leg of c.legs) trace(leg.line);
        ctx.stroke();
      }
      ctx.setLineDash([]);
      ctx.restore();
    }
  };

  /* What stands on the map already; names go where nothing is, inside the frame and clear of the buttons. */
  const taken = [];
  const free = (x, y, w, h) => taken.every((t) => x >= t[2] || x + w <= t[0] || y >= t[3] || y + h <= t[1]);
  const inside = (x, y, w, h) => x >= 2 && y >= 2 && x + w <= width - 2 && y + h <= height - 2;
  const label = (text, x, y, bold) => {
    ctx.font = (bold ? '600 13px ' : '12px ') + 'system-ui,"Noto Sans","Noto Sans Arabic",sans-serif';
    const w = ctx.measureText(text).width;
    const near = Math.max(4, Math.min(width - w - 4, x - w / 2)); // pushed in from the edge
    if (x < 0 || x > width || y < 0 || y > height) return;
    const places = [[x + 10, y - 8], [x - 10 - w, y - 8], [near, y - 26], [near, y + 10]];
    for (const dy of [-46, 30, -66, 50]) places.push([near, y + dy]); // over or under the pills of a place
    for (const [lx, ly] of places) {
      if (inside(lx - 2, ly, w + 4, 16) && free(lx - 2, ly, w + 4, 16)) {
        taken.push([lx - 2, ly, lx + w + 2, ly + 16]);
        ctx.textAlign = 'left';
        ctx.textBaseline = 'top';
        ctx.direction = /[\u0590-\u08ff]/.test(text) ? 'rtl' : 'ltr';
        ctx.lineWidth = 4;
        ctx.strokeStyle = colours.halo;
        ctx.lineJoin = 'round';
        ctx.strokeText(text, lx, ly);
        ctx.fillStyle = colours.label;
        ctx.fillText(text, lx, ly);
        return;
      }
    }
  };

  const mark = (p, kind) => {
    const x = sx(p[0]), y = sy(p[1]);
    ctx.lineWidth = 1.5;
    ctx.strokeStyle = colours.bg;
    ctx.fillStyle = colours.fg;
    ctx.beginPath();
    if (kind === 'hub') ctx.rect(x - 7, y - 7, 14, 14);
    else if (kind === 'checkpoint') { ctx.moveTo(x, y - 7); ctx.lineTo(x + 7, y + 6); ctx.lineTo(x - 7, y + 6); ctx.closePath(); }
    else ctx.arc(x, y, kind === 'place' ? 4 : 8, 0, 2 * Math.PI);
    ctx.fill();
    ctx.stroke();
    if (kind === 'hospital' || kind === 'haven' || kind === 'hub') {
      ctx.fillStyle = colours.bg;
      ctx.font = '700 11px sans-serif';
      ctx.textAlign = 'center';
      ctx.textBaseline = 'middle';
      ctx.fillText(kind === 'hospital' ? 'H' : (kind === 'haven' ? 'S' : '■'), x, y + 0.5);
    }
    taken.push([x - 8, y - 8, x + 8, y + 8]);
  };

  /* A pill for each convoy at each place: C1.2, or C1.2,5 where it comes again. Pills keep off one another. */
  const pillPlaces = () => {
    const spots = [];
    for (let row = 0; row < 5; row++) {
      for (const dy of row === 0 ? [0] : [20 * row, -20 * row]) {
        for (let column = 0; column < 4; column++) {
          for (const way of column === 0 ? [0] : [column, -column]) spots.push([way, dy]);
        }
      }
    }
    const far = ([column, dy]) => 24 * Math.abs(column) + 1.3 * Math.abs(dy); // rows before heaps
    return spots.sort((a, b) => far(a) - far(b));
  };
  const spots = pillPlaces();
  const drawStops = () => {
    const pills = [];
    for (const c of convoys) {
      if (!c.shown) continue;
      const numbers = new Map();
      c.stops.forEach((p, i) => {
        const key = p[0] + ',' + p[1];
        numbers.set(key, { p, of: (numbers.get(key) || { of: [] }).of.concat(i + 1) });
      });
      for (const { p, of } of numbers.values()) pills.push({ c, x: sx(p[0]), y: sy(p[1]), text: c.id + '.' + of.join(',') });
    }
    const before = [];
    const clear = (x, y, w) => before.every((t) => x - w / 2 >= t[2] || x + w / 2 <= t[0] || y - 9 >= t[3] || y + 9 <= t[1]);
    for (const pill of pills) {
      ctx.font = '700 11px system-ui,sans-serif';
      const w = ctx.measureText(pill.text).width + 10;
      const { c, x: atX, y: atY } = pill;
      const fits = spots.find(([dx, dy]) => clear(atX + dx * (w + 2), atY + dy, w) && inside(atX + dx * (w + 2) - w / 2, atY + dy - 9, w, 18));
      const [dx, dy] = fits || [0, 0];
      const x = atX + dx * (w + 2), y = atY + dy;
      before.push([x - w / 2, y - 9, x + w / 2, y + 9]);
      Object.assign(pill, { toX: x, toY: y, w });
    }
    for (const pill of pills) {
      ctx.beginPath();
      ctx.moveTo(pill.x, pill.y);
      ctx.lineTo(pill.toX, pill.toY);
      ctx.strokeStyle = colours['c' + pill.c.number % 8];
      ctx.lineWidth = 1.5;
      ctx.stroke();
    }
    for (const pill of pills) {
      ctx.beginPath();
      ctx.roundRect(pill.toX - pill.w / 2, pill.toY - 9, pill.w, 18, 9);
      ctx.fillStyle = colours['c' + pill.c.number % 8];
      ctx.fill();
      ctx.strokeStyle = colours.bg;
      ctx.lineWidth = 2;
      ctx.stroke();
      ctx.fillStyle = colours.bg;
      ctx.textAlign = 'center';
      ctx.textBaseline = 'middle';
      ctx.fillText(pill.text, pill.toX, pill.toY + 0.5);
    }
    taken.push(...before);
  };

  /* Where the head of a convoy is at the instant of the slider; null before and after. */
  const position = (c) => {
    for (let i = 0; i < c.legs.length; i++) {
      const leg = c.legs[i];
      if (now < leg.from) return i === 0 ? null : [leg.line[0], leg.line[1]];
      if (now <= leg.to) {
        let f = (now - leg.from) / Math.max(1, leg.to - leg.from);
        if (leg.wait) {
          const [from, until, part] = leg.wait;
          f = now < from ? part * (now - leg.from) / Math.max(1, from - leg.from)
            : (now < until ? part : part + (1 - part) * (now - until) / Math.max(1, leg.to - until));
        }
        const want = f * leg.cum[leg.cum.length - 1];
        let k = 1;
        while (k < leg.cum.length - 1 && leg.cum[k] < want) k++;
        if (leg.cum.length < 2) return [leg.line[0], leg.line[1]];
        const part = (want - leg.cum[k - 1]) / Math.max(1e-9, leg.cum[k] - leg.cum[k - 1]);
        return [leg.line[2 * k - 2] + part * (leg.line[2 * k] - leg.line[2 * k - 2]), leg.line[2 * k - 1] + part * (leg.line[2 * k + 1] - leg.line[2 * k - 1])];
      }
    }
    return null;
  };

  const drawHeads = () => {
    for (const c of convoys) {
      const p = c.shown ? position(c) : null;
      if (!p) continue;
      ctx.beginPath();
      ctx.arc(sx(p[0]), sy(p[1]), 9, 0, 2 * Math.PI);
      ctx.fillStyle = colours.bg;
      ctx.fill();
      ctx.lineWidth = 4;
      ctx.strokeStyle = colours['c' + c.number % 8];
      ctx.stroke();
    }
  };

  const drawScale = () => {
    const most = view.mpp * Math.min(180, width / 3);
    const power = Math.pow(10, Math.floor(Math.log10(most)));
    const m = power * (most / power >= 5 ? 5 : (most / power >= 2 ? 2 : 1));
    const w = m / view.mpp, x = 14, y = height - 16;
    const text = m >= 1000 ? word('map.scale_km').replace('{n}', m / 1000) : word('map.scale_m').replace('{n}', m);
    ctx.lineWidth = 3;
    ctx.strokeStyle = colours.label;
    ctx.beginPath();
    ctx.moveTo(x, y - 5); ctx.lineTo(x, y); ctx.lineTo(x + w, y); ctx.lineTo(x + w, y - 5);
    ctx.stroke();
    ctx.font = '12px system-ui,"Noto Sans Arabic",sans-serif';
    ctx.textAlign = 'left';
    ctx.textBaseline = 'bottom';
    ctx.direction = lang === 'ar' ? 'rtl' : 'ltr';
    ctx.fillStyle = colours.label;
    ctx.fillText(text, x + 5, y - 4);
  };

  const draw = () => {
    queued = false;
    const dpr = window.devicePixelRatio || 1;
    const box = canvas.getBoundingClientRect();
    if (box.width < 2) return;
    width = box.width;
    height = box.height;
    if (canvas.width !== Math.round(width * dpr) || canvas.height !== Math.round(height * dpr)) {
      canvas.width = Math.round(width * dpr);
      canvas.height = Math.round(height * dpr);
    }
    ctx.setTransform(dpr, 0, 0, dpr, 0, 0);
    ctx.fillStyle = colours.land;
    ctx.fillRect(0, 0, width, height);
    taken.length = 0;
    const tools = document.querySelector('.tools').getBoundingClientRect();
    taken.push([tools.left - box.left, tools.top - box.top, tools.right - box.left, tools.bottom - box.top], [0, height - 40, width / 3 + 20, height]);
    drawZones();
    for (let level = roads.length - 1; level >= 0; level--) drawRoads(level);
    drawClosures();
    drawConvoys();
    for (const c of checkpoints) mark(c.p, 'checkpoint');
    for (const p of places) mark(p.p, p.kind);
    drawStops();
    drawHeads();
    for (const p of places) label(p.name[lang], sx(p.p[0]), sy(p.p[1]), p.kind !== 'place');
    for (const c of checkpoints) label(c.name[lang], sx(c.p[0]), sy(c.p[1]), false);
    for (const z of zones) {
      if (z.lines.length > 0) {
        const ring = z.lines[0];
        let top = 0;
        for (let i = 0; i < ring.length; i += 2) if (ring[i + 1] > ring[top + 1]) top = i;
        label(z.name[lang], sx(ring[top]), sy(ring[top + 1]) - 4, true);
      }
    }
    drawScale();
  };
  const redraw = () => { if (!queued) { queued = true; requestAnimationFrame(draw); } };

  const fit = () => {
    const box = canvas.getBoundingClientRect();
    const names = Math.min(100, box.width / 4); // room for what is written at the edges
    view = { x: worldW / 2, y: worldH / 2, mpp: Math.max(worldW / Math.max(50, box.width - names), worldH / Math.max(50, box.height)) };
    redraw();
  };
  const zoom = (factor, x, y) => {
    const mpp = Math.min(2000, Math.max(0.3, view.mpp * factor));
    const px = x === undefined ? 0 : x - width / 2, py = y === undefined ? 0 : y - height / 2;
    view = { x: view.x + px * (view.mpp - mpp), y: view.y - py * (view.mpp - mpp), mpp };
    redraw();
  };
  const pan = (dx, dy) => {
    view = { ...view, x: view.x - dx * view.mpp, y: view.y + dy * view.mpp };
    redraw();
  };

  const pointers = new Map();
  canvas.addEventListener('pointerdown', (e) => { canvas.setPointerCapture(e.pointerId); pointers.set(e.pointerId, [e.offsetX, e.offsetY]); });
  for (const type of ['pointerup', 'pointercancel']) canvas.addEventListener(type, (e) => pointers.delete(e.pointerId));
  canvas.addEventListener('pointermove', (e) => {
    const last = pointers.get(e.pointerId);
    if (!last) return;
    if (pointers.size === 1) {
      pan(e.offsetX - last[0], e.offsetY - last[1]);
    } else if (pointers.size === 2) {
      const other = [...pointers].find(([id]) => id !== e.pointerId)[1];
      const before = Math.hypot(last[0] - other[0], last[1] - other[1]);
      const after = Math.hypot(e.offsetX - other[0], e.offsetY - other[1]);
      if (before > 4 && after > 4) zoom(before / after, other[0], other[1]);
    }
    pointers.set(e.pointerId, [e.offsetX, e.offsetY]);
  });
  canvas.addEventListener('wheel', (e) => {
    e.preventDefault();
    zoom(Math.exp(Math.max(-240, Math.min(240, e.deltaY)) * 0.0022), e.offsetX, e.offsetY);
  }, { passive: false });
  canvas.addEventListener('dblclick', (e) => zoom(0.5, e.offsetX, e.offsetY));
  canvas.addEventListener('keydown', (e) => {
    const keys = {
      ArrowLeft: () => pan(80, 0), ArrowRight: () => pan(-80, 0), ArrowUp: () => pan(0, 80), ArrowDown: () => pan(0, -80),
      '+': () => zoom(0.7), '=': () => zoom(0.7), '-': () => zoom(1 / 0.7), '0': fit, Home: fit,
    };
    if (keys[e.key] && !e.ctrlKey && !e.metaKey && !e.altKey) { e.preventDefault(); keys[e.key](); }
  });
  $('in').addEventListener('click', () => zoom(0.6));
  $('out').addEventListener('click', () => zoom(1 / 0.6));
  $('fit').addEventListener('click', fit);

  /* The slider of time and the list of convoys. */
  const slider = $('time');
  if (convoys.length > 0) {
    slider.min = Math.min(...convoys.map((c) => c.legs[0].from));
    slider.max = Math.max(...convoys.map((c) => c.legs[c.legs.length - 1].to));
    slider.value = slider.min;
  } else {
    slider.disabled = true;
  }
  const setTime = () => {
    now = Number(slider.value);
    let offset = data.utc_offsets[1];
    for (let i = 0; i < data.utc_offsets.length; i += 2) if (data.utc_offsets[i] <= now) offset = data.utc_offsets[i + 1];
    const local = new Date((now + offset) * 1000).toISOString(); // its clock is that of the place
    const text = (slider.max - slider.min > 86400 ? local.slice(0, 10) + ' ' : '') + local.slice(11, 16);
    $('clock').textContent = convoys.length > 0 ? text : '';
    slider.setAttribute('aria-valuetext', text);
    redraw();
  };
  slider.addEventListener('input', setTime);
  for (const c of convoys) {
    const item = document.createElement('label');
    const box = document.createElement('input');
    const swatch = document.createElement('span');
    box.type = 'checkbox';
    box.checked = true;
    box.addEventListener('change', () => { c.shown = box.checked; redraw(); });
    swatch.className = 'swatch s' + c.number % 8;
    item.append(box, swatch, document.createTextNode(c.id));
    $('legend').append(item);
  }

  const setLang = (to) => {
    lang = to;
    root.lang = to;
    root.dir = to === 'ar' ? 'rtl' : 'ltr';
    root.dataset.lang = to;
    for (const b of document.querySelectorAll('[data-set]')) b.setAttribute('aria-pressed', String(b.dataset.set === to));
    canvas.setAttribute('aria-label', word('map.aria'));
    for (const [id, key] of [['in', 'map.zoom_in'], ['out', 'map.zoom_out'], ['fit', 'map.fit'], ['theme', 'theme']]) {
      $(id).title = word(key);
      $(id).setAttribute('aria-label', word(key));
    }
    $('timeword').textContent = word('map.time');
    $('thin').hidden = !(data.schematic || data.levels_left_out > 0);
    $('thin').textContent = data.schematic ? word('map.schematic') : word('map.thinned');
    redraw();
  };
  for (const b of document.querySelectorAll('[data-set]')) {
    b.addEventListener('click', () => { setLang(b.dataset.set); history.replaceState(null, '', '#' + b.dataset.set); });
  }
  const setDark = (dark) => {
    root.classList.toggle('dark', dark);
    $('theme').setAttribute('aria-pressed', String(dark));
    readColours();
    redraw();
  };
  const prefers = matchMedia('(prefers-color-scheme: dark)');
  let chosen = false;
  prefers.addEventListener('change', () => { if (!chosen) setDark(prefers.matches); });
  $('theme').addEventListener('click', () => { chosen = true; setDark(!root.classList.contains('dark')); });

  /* The address says the language (#ar) and, for pictures, dark (#ar-dark); else the browser's. */
  const [asked, look] = location.hash.slice(1).split('-');
  const liked = (navigator.language || 'en').slice(0, 2);
  setDark(look === 'dark' || prefers.matches);
  setLang(data.words[asked] ? asked : (data.words[liked] ? liked : 'en'));
  setTime();
  fit();
  window.addEventListener('resize', redraw);
  let wasDark = false;
  window.addEventListener('beforeprint', () => { wasDark = root.classList.contains('dark'); setDark(false); draw(); });
  window.addEventListener('afterprint', () => setDark(wasDark));
})();
