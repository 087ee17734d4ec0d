'use strict';
// Builds the page from the data block. Texts are set as text, never as markup.
const data = JSON.parse(document.getElementById('data').textContent);
const main = document.getElementById('main');
const embeddings = data.models.filter(m => m.kind === 'Embedding').map(m => m.name);
const names = data.models.map(m => m.name);
const narrow = window.innerWidth < 700;

function el(tag, attributes, ...children) {
  const node = document.createElement(tag);
  for (const [key, value] of Object.entries(attributes || {})) {
    if (key.startsWith('on')) node.addEventListener(key.slice(2), value); else if (value != null) node.setAttribute(key, value);
  }
  for (const child of children.flat(2)) if (child != null) node.append(child);
  return node;
}
const num = (x, d = 3) => x == null ? '–' : x.toFixed(d).replace(/^-(0\.?0*)$/, '$1');
const count = x => x == null ? '–' : String(Math.round(10 * x) / 10);
// Long names of tasks may break after their joints, never within a word.
const name = text => text.split(/(?<=[_-])/).flatMap((part, i) => i ? [document.createElement('wbr'), part] : [part]);
const ends = r => r == null || r.value == null ? '–' : r.low == null ? num(r.value) : `${num(r.value)} [${num(r.low)}, ${num(r.high)}]`;

function section(id, title, ...children) {
  const node = el('section', { id }, el('h2', {}, title), ...children);
  main.append(node);
  document.getElementById('contents').append(el('a', { href: '#' + id }, title));
  return node;
}
// On a phone a row becomes a paragraph, in which every cell but the first says its column: the styles read data-label.
function cell(content, label) {
  const td = content instanceof Node && content.tagName === 'TD' ? content : el('td', {}, content == null ? '–' : content);
  if (label) td.setAttribute('data-label', label);
  return td;
}
function table(columns, rows) {
  return el('div', { class: 'scroll', tabindex: 0 }, el('table', { class: 'stack' },
    el('thead', {}, el('tr', {}, columns.map(c => el('th', { scope: 'col' }, c)))),
    el('tbody', {}, rows.map(r => el('tr', {}, r.map((c, i) => cell(c, i && columns[i])))))));
}
const digest = text => el('td', { class: 'digest' }, text);
const wrap = text => el('td', { class: 'wrap' }, text);

const theme = {
  font: 'system-ui, sans-serif', view: { stroke: null }, background: null,
  axis: { labelFontSize: 12, titleFontSize: 12, titleFontWeight: 'normal', labelLimit: narrow ? 150 : 360 }, // the colours of axes are the page's: report.css
  axisX: { labelFlush: false, labelOverlap: 'greedy', tickCount: narrow ? 5 : 10 },
  legend: { labelFontSize: 12, titleFontSize: 12, orient: 'bottom', columns: narrow ? 2 : 5, labelLimit: 220, symbolOpacity: 1 },
  // Okabe and Ito's colours, which colour-blind readers can tell apart, then two that are seen on white and on dark.
  range: { category: ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9', '#7b8494', '#a6761d'] },
};
function chart(parent, spec) {
  const place = el('div', { class: 'chart', role: 'img', 'aria-label': spec.description || '' });
  parent.append(place);
  vegaEmbed(place, Object.assign(
    { $schema: 'https://vega.github.io/schema/vega-lite/v6.json', width: 'container', autosize: { type: 'fit-x', contains: 'padding' },
    config: theme }, spec), { actions: false, renderer: 'svg' })
    .catch(error => place.replaceChildren(el('p', { class: 'flag' }, 'This chart failed: ' + error.message)));
  return place;
}
const domain = items => {
  const all = items.flatMap(i => [i.low ?? i.value, i.high ?? i.value]).filter(x => x != null);
  return [Math.max(0, Math.floor((Math.min(0.45, ...all) - 0.02) * 20) / 20), Math.min(1, Math.ceil((Math.max(0.55, ...all) + 0.02) * 20) / 20)];
};
function forest(parent, items, y, options = {}) {
  const scale = { domain: options.domain || domain(items), nice: false, zero: false };
  const row = Object.assign({ field: y, type: 'nominal', title: null, sort: null }, options.axis ? { axis: options.axis } : {});
  const color = options.color ? { field: options.color, type: 'nominal', title: null, scale: { domain: names } } : { value: '#0072b2' };
  const offset = options.color ? { yOffset: { field: options.color } } : {};
  chart(parent, {
    description: options.description, data: { values: items.filter(i => i.value != null) }, height: { step: options.step || 26 },
    layer: [
      { mark: { type: 'rule', strokeDash: [4, 3], color: '#6b7280' }, encoding: { x: { datum: options.null ?? 0.5 } } },
      { mark: { type: 'rule', strokeWidth: 2 },
        encoding: Object.assign({ y: row, x: { field: 'low', type: 'quantitative', title: options.title || 'AUROC', scale }, x2: { field: 'high' },
        color }, offset) },
      { mark: { type: 'point', filled: true, opacity: 1, size: 60 },
        encoding: Object.assign({ y: row, x: { field: 'value', type: 'quantitative', scale }, color,
        tooltip: [{ field: y }, { field: 'value', format: '.3f' }, { field: 'low', format: '.3f' }, { field: 'high', format: '.3f' }]
        .concat(options.color ? [{ field: options.color }] : []) }, offset) },
    ],
  });
}

section('summary', 'Summary', el('div', { class: 'summary' }, data.summary.map(s => el('p', {}, s))));

const full = data.macros.filter(m => m.probe === data.probe && m.labels === 100 && m.metric === 'auroc');
for (const part of ['Test', 'External']) {
  const ranking = full.filter(m => m.heading === 'all' && m.part === part).sort((a, b) => b.value - a.value);
  if (!ranking.length) continue;
  const s = section('ranking-' + part, part === 'Test' ? 'Ranking' : 'External site',
    el('p', { class: 'note' }, `Mean AUROC over ${ranking[0].tasks} tasks, ${data.probe} probe, ${data.seeds} seeds, 95 % intervals over `
      + `patients. The dashed line is chance.`));
  forest(s, ranking, 'model', { description: 'Mean AUROC of each model with its interval', title: 'mean AUROC' });
  const headings = [...new Set(full.filter(m => m.part === part).map(m => m.heading))].slice(0, 8);
  s.append(table(['model', 'kind', ...headings],
    ranking.map(r => [r.model, data.models.find(m => m.name === r.model).kind.toLowerCase(),
    ...headings.map(h => ends(full.find(m => m.part === part && m.model === r.model && m.heading === h)))])));
}
const regressions = data.macros.filter(m => m.metric === 'r2' && m.labels === 100 && m.probe === data.probe && m.part === 'Test');
if (regressions.length) section(
  'regressions', 'Regressions', table(['model', 'heading', 'mean R²', 'tasks'], regressions.map(r => [r.model, r.heading, ends(r), r.tasks])));

if (data.pairs.length) {
  const cells = data.pairs.flatMap(p => [
    { row: p.first, column: p.second, share: p.tasks ? p.wins / p.tasks : null, text: `${count(p.wins)}/${p.tasks}` },
    { row: p.second, column: p.first, share: p.tasks ? 1 - p.wins / p.tasks : null, text: `${count(p.tasks - p.wins)}/${p.tasks}` }]);
  const s = section('wins', 'Who wins', el('p', { class: 'note' }, 'Tasks in which the model of the row has the higher figure than the '
    + 'model of the column.'));
  chart(s, {
    description: 'Matrix of wins', data: { values: cells }, height: { step: 34 },
    encoding: { x: { field: 'column', type: 'nominal', sort: names, title: null,
      axis: { orient: 'top', labelAngle: narrow ? -90 : 0, labelAlign: narrow ? 'left' : 'center' } },
      y: { field: 'row', type: 'nominal', sort: names, title: null } },
    layer: [
      { mark: 'rect', encoding: { color: {
        field: 'share', type: 'quantitative', title: 'share won', scale: { scheme: 'blueorange', domain: [1, 0] }, legend: null } } },
      { mark: { type: 'text', fontSize: narrow ? 10 : 12 },
        encoding: { text: { field: 'text' }, color: { condition: { test: 'abs(datum.share - 0.5) > 0.35', value: 'white' }, value: '#1c2330' } } }],
  });
  s.append(table(['pair', 'wins', 'won after Holm', 'lost after Holm', 'mean difference', 'Wilcoxon p'],
    data.pairs.map(p => [`${p.first} – ${p.second}`, `${count(p.wins)} of ${p.tasks} [${count(p.winsLow)}, ${count(p.winsHigh)}]`,
    p.significantWins, p.significantLosses, ends(p), p.wilcoxon == null ? '–' : p.wilcoxon < 0.0001 ? '< 0.0001' : num(p.wilcoxon, 4)])),
    el('p', { class: 'note' }, 'Differences are paired: both models under the same draws of patients. Wilcoxon’s test takes tasks as '
      + 'independent, which tasks over one cohort are not; trust the interval first. The interval of a '
        + 'count of wins is the count and twice its standard deviation over draws.'));
}

const efficiency = data.macros.filter(m => m.heading === 'all' && m.part === 'Test' && m.metric === 'auroc' && m.probe === data.probe);
if (new Set(efficiency.map(m => m.labels)).size > 1) {
  const s = section('labels', 'Label efficiency',
    el('p', { class: 'note' }, 'Mean AUROC when only a share of the training and validation labels may be used.'));
  const x = { field: 'labels', type: 'quantitative', title: 'labels used, percent', scale: { type: 'log' },
    axis: { values: [...new Set(efficiency.map(m => m.labels))] } };
  const scale = { domain: domain(efficiency), zero: false };
  chart(s, { description: 'Mean AUROC by share of labels', data: { values: efficiency }, height: 260,
    encoding: { x, color: { field: 'model', type: 'nominal', title: null, scale: { domain: names } } }, layer: [
    { mark: { type: 'errorband', opacity: 0.12 }, encoding: { y: { field: 'low', type: 'quantitative', title: 'mean AUROC', scale }, y2: { field: 'high' } } },
    { mark: { type: 'line', point: true }, encoding: { y: { field: 'value', type: 'quantitative', scale } } }] });
}
const probes = [...new Set(data.macros.map(m => m.probe))];
if (probes.length > 1) section(
  'probes', 'Probes', table(['model', ...probes],
  names.map(n => [n, ...probes.map(p =>
  ends(data.macros.find(m => m.model === n && m.probe === p && m.heading === 'all' && m.part === 'Test' && m.labels === 100)))])));

// Tasks: forest by group, then the table, then curves of one task.
const scored = data.tasks.filter(t => !t.skipped);
const groups = [...new Set(scored.map(t => t.group))];
// Shown first: the best embedding, or where there is none the best of all.
const best = full.filter(m => m.heading === 'all' && m.part === 'Test').sort((a, b) => b.value - a.value).map(m => m.model);
const first = best.find(n => embeddings.includes(n)) || best[0] || names[0];
if (scored.length) {
  const s = section('forests', 'Task by task', el('p', { class: 'note' }, 'One model, task by task. Choose another model here.'));
  const choice = el('select', { 'aria-label': 'Model' }, names.map(n => el('option', { value: n, selected: n === first ? '' : null }, n)));
  const place = el('div', {});
  s.append(el('div', { class: 'controls' }, choice), place);
  const extent = Math.min(theme.axis.labelLimit, Math.max(...scored.map(t => 6.6 * t.task.length))) + 6;
  const draw = () => {
    place.replaceChildren();
    for (const group of groups) {
      const items = scored.filter(t => t.group === group && t.metric === 'auroc' && t.results[choice.value])
        .map(t => Object.assign({ task: t.task }, t.results[choice.value])).filter(i => i.value != null).sort((a, b) => b.value - a.value);
      if (!items.length) continue;
      place.append(el('h3', {}, `${group} (${items.length})`));
      // Parts that fit on a sheet of paper, with one width of names, so that all axes stand below each other.
      for (let i = 0; i < items.length; i += 45) {
        forest(place, items.slice(i, i + 45), 'task', {
          step: 18, domain: [0, 1], axis: { minExtent: extent, maxExtent: extent }, description: `AUROC of ${choice.value} on tasks of ${group}`,
        });
      }
    }
  };
  choice.addEventListener('change', draw);
  draw();
}

{
  const s = section('tasks', 'All tasks',
    el('p', { class: 'note' }, 'Positives / controls in the test part. Press a heading to sort; press a scored task for its curves. Grey '
      + 'tasks have too few cases.'));
  const text = el('input', { type: 'search', placeholder: 'Filter by name', 'aria-label': 'Filter by name' });
  const group = el('select', { 'aria-label': 'Group' }, el('option', { value: '' }, 'all groups'), [...new Set(data.tasks.map(t => t.group))]
    .map(g => el('option', { value: g }, g)));
  const state = el('select', { 'aria-label': 'State' }, ['all', 'scored', 'not scored', 'marked'].map(v => el('option', { value: v }, v)));
  const columns = [['task', t => t.task], ['group', t => t.group], ['cases', t => t.candidates], ['test', t => t.counts[4] ?? -1],
    ...names.map(n => [n, t => t.results[n]?.value ?? -1]), ['remark', t => t.skipped || flags(t).join('; ')]];
  let by = 4, down = true;
  const body = el('tbody', {}), count = el('p', { class: 'note' });
  const flags = t => [...new Set(embeddings.map(n => t.results[n]?.flag).filter(Boolean))];
  const open = t => ({ class: 'pick', tabindex: 0, onclick: () => curves(t.task, true), onkeydown: e => { if (e.key === 'Enter') curves(t.task, true); } });
  const row = t => el('tr', t.skipped ? { class: 'off' } : data.curves[t.task] ? open(t) : {},
    el('td', { class: 'wrap' }, name(t.task)), cell(t.group, 'group'), cell(t.candidates, 'cases'),
    cell(t.counts.length ? `${t.counts[4]} / ${t.counts[5]}` : '–', 'test'),
    t.skipped ? el('td', { class: 'wrap', colspan: names.length + 1 }, t.skipped)
      : [...names.map(n => cell(el('td', { class: 'figure' }, ends(t.results[n])), n)), el('td', { class: 'wrap flag' }, flags(t).join('; '))]);
  const heads = columns.map(([title], i) => el('th', { scope: 'col' },
    el('button', { type: 'button', onclick: () => { down = by === i ? !down : i > 1; by = i; fill(); } }, title)));
  const fill = () => {
    const key = columns[by][1];
    const rows = data.tasks.filter(t => t.task.toLowerCase().includes(text.value.toLowerCase()) && (!group.value || t.group === group.value)
      && (state.value === 'all' || (state.value === 'scored' && !t.skipped) || (state.value === 'not scored' && t.skipped)
        || (state.value === 'marked' && flags(t).length)))
      .sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0) * (down ? -1 : 1));
    count.textContent = `${rows.length} of ${data.tasks.length} tasks`;
    heads.forEach((th, i) => i === by ? th.setAttribute('aria-sort', down ? 'descending' : 'ascending') : th.removeAttribute('aria-sort'));
    body.replaceChildren(...rows.map(row));
  };
  for (const control of [text, group, state]) control.addEventListener('input', fill);
  s.append(el('div', { class: 'controls' }, text, group, state), count,
    el('div', { class: 'scroll tall', tabindex: 0 }, el('table', { class: 'stack tasks' }, el('thead', {}, el('tr', {}, heads)), body)));
  fill();
}

const curveTasks = Object.keys(data.curves);
let curves = () => {};
if (curveTasks.length) {
  const s = section('curves', 'Curves',
    el('p', { class: 'note' }, 'Test part, first seed. Probabilities are temperature-scaled on validation; in the reliability curve the '
      + 'point’s size is the number of sessions.'));
  const pick = el('select', { 'aria-label': 'Task' }, curveTasks.map(t => el('option', { value: t }, t)));
  const place = el('div', { class: 'three' });
  s.append(el('div', { class: 'controls' }, pick), place);
  curves = (task, go) => {
    pick.value = task;
    place.replaceChildren();
    const color = { field: 'model', type: 'nominal', title: null, scale: { domain: names }, legend: { columns: 1 } };
    const values = kind => names.flatMap(n => (data.curves[task][n]?.[kind] || []).map((p, i) => ({ model: n, x: p[0], y: p[1], n: p[2], i })));
    const axes = (x, y) => ({ x: { field: 'x', type: 'quantitative', title: x, scale: { domain: [0, 1] } },
      y: { field: 'y', type: 'quantitative', title: y, scale: { domain: [0, 1] } }, color });
    const diagonal = { data: { values: [{ x: 0, y: 0 }, { x: 1, y: 1 }] },
      mark: { type: 'line', strokeDash: [4, 3], color: '#6b7280', strokeWidth: 1 },
      encoding: { x: { field: 'x', type: 'quantitative' }, y: { field: 'y', type: 'quantitative' } } };
    for (const [kind, title, x, y, line] of [['roc', 'ROC', '1 − specificity', 'sensitivity', true],
      ['pr', 'Precision and recall', 'recall', 'precision', false], ['rel', 'Reliability', 'predicted probability', 'observed share', true]]) {
      const cell = el('div', {}, el('h3', {}, title));
      place.append(cell);
      const layer = [{ data: { values: values(kind) }, mark: kind === 'rel' ? { type: 'line', opacity: 0.7 }
        : { type: 'line', interpolate: kind === 'pr' ? 'step-after' : 'linear' }, encoding: Object.assign(axes(x, y), { order: { field: 'i' } }) }];
      if (kind === 'rel') layer.push(
        { data: { values: values(kind) }, mark: { type: 'point', filled: true },
        encoding: Object.assign(axes(x, y), { size: { field: 'n', type: 'quantitative', legend: null } }) });
      chart(cell, { description: `${title} of ${task}`, height: 240, layer: line ? [diagonal, ...layer] : layer });
    }
    if (go) s.scrollIntoView({ behavior: 'smooth' });
  };
  pick.addEventListener('change', () => curves(pick.value));
  const top = scored.filter(t => data.curves[t.task]).sort((a, b) => (b.results[first]?.value ?? 0) - (a.results[first]?.value ?? 0))[0];
  curves(top ? top.task : curveTasks[0]);
}

if (data.subgroups.length) {
  const s = section('subgroups', 'Subgroups',
    el('p', { class: 'note' }, 'Mean AUROC inside each subgroup, over the tasks with at least five sessions of each class inside and '
      + 'outside it; the gap is inside minus outside.'));
  const own = data.subgroups.filter(g => g.model === first).map(g => Object.assign({ name: `${g.attribute}: ${g.level}` }, g));
  if (own.length) { s.append(el('h3', {}, first)); forest(s, own, 'name', { description: 'AUROC by subgroup' }); }
  s.append(table(['model', 'attribute', 'subgroup', 'sessions', 'tasks', 'AUROC', 'gap'],
    data.subgroups.map(g => [g.model, g.attribute, g.level, g.sessions, g.tasks, ends(g), ends({ value: g.gap, low: g.gapLow, high: g.gapHigh })])));
}
if (data.heldOut.length) section(
  'heldout', 'Held-out concepts', el('p', { class: 'note' }, 'Tasks whose codes and findings no model was aligned with, against the others.'),
  table(['concepts', 'model', 'mean AUROC', 'tasks'], data.heldOut.map(h => [h.heading, h.model, ends(h), h.tasks])));
if (data.conformal.length) section(
  'conformal', 'Prediction sets',
  el('p', { class: 'note' }, `Conformal sets calibrated on validation, class by class, at a stated coverage of `
    + `${num(100 * data.conformal[0].stated, 0)} %. A set of one label is one that can be acted on.`),
  table(['model', 'tasks', 'covered', 'least covered task', 'positives covered', 'sets of one label'],
    data.conformal.map(c => [c.model, c.tasks, num(c.covered), num(c.least), num(c.positives), num(c.single)])));
if (data.drift.length) {
  const s = section('drift', 'Drift',
    el('p', { class: 'note' }, 'Can a probe tell the sessions of a part from those that were fitted on, or those recorded later from those '
      + 'recorded earlier? An interval above one half says that the two differ.'),
    table(['group', 'model', 'AUROC', 'sessions', 'verdict'],
      data.drift.map(d => [d.part, d.model, ends(d), `${d.first} and ${d.second}`, d.value == null ? 'too few' : d.differ
      ? el('span', { class: 'Warning' }, 'they differ') : 'no difference seen'])));
  if (data.shifts.length) s.append(
    el('h3', {}, 'Calibration elsewhere'),
    table(['model', 'tasks', 'error, test', 'error, external', 'excess, test', 'excess, external'],
    data.shifts.map(x => [x.model, x.tasks, num(x.testError), num(x.externalError), num(x.testExcess), num(x.externalExcess)])));
}

const mapped = Object.keys(data.maps);
if (mapped.length) {
  const s = section('map', 'Embedding map',
    el('p', { class: 'note' }, 'The two principal axes of the standardised vectors. What separates here is what a probe finds most easily, '
      + 'be it disease or site.'));
  const model = el('select', { 'aria-label': 'Model' }, mapped.map(m => el('option', { value: m, selected: m === first ? '' : null }, m)));
  const by = el('select', { 'aria-label': 'Colour' }, ['site', 'sex', 'age', 'part'].map(m => el('option', { value: m }, m)));
  const place = el('div', {}), share = el('p', { class: 'note' });
  s.append(el('div', { class: 'controls' }, model, by), place, share);
  const draw = () => {
    place.replaceChildren();
    // A few far points would squeeze all others together: the picture ends a little beyond the 1st and the 99th of a hundred.
    const range = key => {
      const sorted = data.maps[model.value].map(v => v[key]).sort((a, b) => a - b), at = q => sorted[Math.round(q * (sorted.length - 1))],
        margin = (at(0.99) - at(0.01)) * 0.3 || 1;
      return [Math.max(sorted[0], at(0.01) - margin), Math.min(sorted[sorted.length - 1], at(0.99) + margin)];
    };
    const [x, y] = [range('x'), range('y')], values = data.maps[model.value].filter(v => v.x >= x[0] && v.x <= x[1] && v.y >= y[0] && v.y <= y[1]);
    const beyond = data.maps[model.value].length - values.length;
    const outside = beyond ? ` ${beyond} of ${beyond + values.length} points lie beyond the picture.` : '';
    share.textContent = `These two axes hold ${num(100 * (values[0]?.share ?? 0), 0)} % of the variance.${outside}`;
    chart(place, { description: 'Map of the embeddings', data: { values }, height: narrow ? 280 : 380,
      mark: { type: 'point', filled: true, opacity: 0.65, size: 28 }, encoding: {
      x: { field: 'x', type: 'quantitative', title: 'axis 1' }, y: { field: 'y', type: 'quantitative', title: 'axis 2' }, color: by.value === 'age'
        ? { field: 'age', type: 'quantitative', scale: { scheme: 'viridis' } } : { field: by.value, type: 'nominal' },
        tooltip: ['site', 'sex', 'age', 'part'].map(f => ({ field: f })) } });
  };
  model.addEventListener('change', draw); by.addEventListener('change', draw);
  draw();
}

section('card', 'Data card', table(
  ['table', 'part', 'sessions', 'patients', 'female', 'male', 'mean age', 'sites'],
  data.card.map(c => [c.table, c.part.toLowerCase(), c.sessions, c.patients, c.female, c.male, num(c.age, 1), wrap(c.sites)])),
  data.description.split(/\n\s*\n/).map(t => el('p', {}, t)));
if (data.leakage.length) {
  const rank = { Failed: 0, Warning: 1, Passed: 2 };
  const show = c => el('tr', {}, el('td', { class: c.level }, c.level.toLowerCase()), wrap(c.check),
    el('td', { class: 'wrap' }, c.text, c.items.length
    ? el('details', {}, el('summary', {}, 'more'), c.items.map(i => el('div', { class: 'note' }, i))) : null));
  const ordered = [...data.leakage].sort((a, b) => rank[a.level] - rank[b.level]);
  const open = ordered.filter(c => c.level !== 'Passed' || !/^(giveaways|evidence) of /.test(c.check)), rest = ordered.filter(c => !open.includes(c));
  section('leakage', 'Leakage check', el('div', { class: 'scroll' }, el('table', { class: 'stack checks' }, el('tbody', {}, open.map(show)))),
    rest.length ? el('details', {},
      el('summary', {}, `${rest.length} checks of single tasks that found nothing: recording facts that give labels away, evidence after `
        + `the recording`), el('div', { class: 'scroll' }, el('table', { class: 'stack checks' }, el('tbody', {}, rest.map(show))))) : null);
}
section('made', 'How this was made', el('pre', {}, data.commands.join('\n')), data.program ? el('p', { class: 'note' }, `Made by ${data.program}.`) : null,
  table(['what', 'SHA-256'], [...Object.entries(data.digests).map(([k, v]) => [k, digest(v)]),
  ...data.models.map(m => [`${m.name}${m.width ? ` (${m.width} numbers)` : ''}`, digest(m.digest)])]));
