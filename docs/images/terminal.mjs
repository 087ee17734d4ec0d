// Draws what a program wrote to a terminal, colours and all, as an SVG. The picture of the demo is made of a real one:
//   script -qec './clef demo' demo.txt && node docs/images/terminal.mjs demo.txt 'EEG benchmark' > docs/images/demo-terminal.svg
// usage: terminal.mjs FILE [FROM]      FROM: words of the first line that is shown
import { readFileSync } from 'node:fs';

const [file, from] = process.argv.slice(2);
if (!file) {
  console.error('usage: terminal.mjs FILE [FROM]');
  process.exit(2);
}
const colours = { 32: '#6fd19b', 33: '#ffd27d', 36: '#7fc8f0' };
const plain = text => text.replace(/\x1b\[[0-9;?]*[A-Za-z]/g, '');
const escape = text => text.replace(/[&<>]/g, c => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[c]);

// A line that was rewritten in place shows what was written last; what 'script' adds at both ends is no output.
let lines = readFileSync(file, 'utf8').replace(/\r\n/g, '\n').split('\n').map(l => l.slice(l.lastIndexOf('\r') + 1)).filter(l => !/^Script (started|done)/.test(l));
while (lines.length && !plain(lines.at(-1)).trim()) lines.pop();
const first = from ? lines.findIndex(l => plain(l).includes(from)) : 0;
if (first < 0) {
  console.error(`${file}: no line with '${from}'`);
  process.exit(1);
}
lines = lines.slice(first);

const width = 8.4, height = 19, margin = 14, columns = Math.max(80, ...lines.map(l => plain(l).length));
const text = lines.map((line, row) => {
  let style = {}, column = 0, spans = '';
  for (const [, codes, words] of line.matchAll(/(?:\x1b\[([0-9;]*)m)?((?:(?!\x1b\[)[^])+|(?=\x1b\[|$))/g)) {
    for (const code of codes?.split(';') ?? []) {
      style = code === '0' || code === '' ? {} : code === '1' ? { ...style, bold: true } : code === '2' ? { ...style, dim: true } : { ...style, colour: colours[code] };
    }
    if (words?.trim()) {
      // Each word has its place, so that columns stand whatever font there is.
      const at = [...words.matchAll(/\S+(?: \S+)*/g)].map(m => [column + m.index, m[0]]);
      spans += at.map(([x, word]) => `<tspan x="${(margin + x * width).toFixed(1)}" textLength="${(word.length * width).toFixed(1)}"` +
        `${style.bold ? ' font-weight="bold"' : ''}${style.dim ? ' fill="#8b95a3"' : style.colour ? ` fill="${style.colour}"` : ''}>${escape(word)}</tspan>`).join('');
    }
    column += words?.length ?? 0;
  }
  return spans && `<text y="${margin + 14 + row * height}">${spans}</text>`;
}).filter(Boolean);
const [w, h] = [Math.ceil(2 * margin + columns * width), 2 * margin + lines.length * height];
console.log(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${w} ${h}" width="${w}" height="${h}" role="img">
<rect width="${w}" height="${h}" rx="8" fill="#13171d"/>
<g font-family="ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="14" fill="#e6e9ee" xml:space="preserve">
${text.join('\n')}
</g>
</svg>`);
