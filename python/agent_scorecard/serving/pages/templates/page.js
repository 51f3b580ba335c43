// What a page can do beyond being read: sort, filter and copy its tables, and show every chart's value of one week.
// The page is whole without this. It asks for nothing, keeps nothing, and sends nothing.
(() => {
  'use strict';
  const UNITS = { s: 1, min: 60, h: 3600, days: 86400 };

  // "3.3 h" → seconds, "−5 points" → -5, "Mon 22 Dec 2025" → a moment; words stay words, what is empty is last
  const worth = (cell) => {
    const text = (cell.querySelector('strong') || cell).textContent.replace(/\u00a0/g, ' ').trim();
    const day = text.match(/^(?:[A-Z][a-z]{2} )?(\d{1,2} [A-Z][a-z]{2} \d{4})/);
    if (day) return Date.parse(day[1] + ' UTC');
    const number = text.match(/^(?:[✓▲✕?·]\s*)?(?:[^\d:]*: )?(under |over )?([+−-]?)\$?([\d,]*\.?\d+)\s*(s|min|h|days)?\b/);
    if (!number) return text.replace(/^[✓▲✕?·]\s*/, '').toLowerCase();
    const size = Number(number[3].replace(/,/g, '')) * (UNITS[number[4]] || 1);
    return number[2] === '−' || number[2] === '-' ? -size : size;
  };

  const compare = (a, b) => {
    if (a === '' || b === '') return (a === '') - (b === '');
    if (typeof a === typeof b) return a < b ? -1 : a > b ? 1 : 0;
    return typeof a === 'number' ? -1 : 1;
  };

  const sort = (table, head, index) => {
    const isDown = head.getAttribute('aria-sort') === 'ascending';
    table.querySelectorAll('thead th').forEach((each) => each.removeAttribute('aria-sort'));
    head.setAttribute('aria-sort', isDown ? 'descending' : 'ascending');
    for (const body of table.tBodies) {
      const rows = [...body.rows].filter((row) => !row.classList.contains('group'));
      const keyed = rows.map((row) => [row.cells[index] ? worth(row.cells[index]) : '', row]);
      keyed.sort((a, b) => {
        const order = compare(a[0], b[0]);
        return isDown && a[0] !== '' && b[0] !== '' ? -order : order;
      });
      keyed.forEach(([, row]) => body.append(row));
    }
  };

  // what a reader sees, one line a cell; a leading sign that a spreadsheet would obey is quoted
  const plain = (cell) => {
    const copy = cell.cloneNode(true);
    copy.querySelectorAll('svg, .hush, button.def, .mark').forEach((each) => each.remove());
    copy.querySelectorAll('small, .sub, li, summary').forEach((each) => each.prepend(' '));
    const text = copy.textContent.replace(/\s+/g, ' ').trim();
    return /^[=+@\t\r-]/.test(text) ? "'" + text : text;
  };

  const csv = (table) => [...table.rows]
    .filter((row) => !row.hidden && !row.classList.contains('group'))
    .map((row) => [...row.cells].map((cell) => '"' + plain(cell).replace(/"/g, '""') + '"').join(','))
    .join('\r\n') + '\r\n';

  const copy = async (text) => {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      const area = document.createElement('textarea');
      area.value = text;
      document.body.append(area);
      area.select();
      document.execCommand('copy');
      area.remove();
    }
  };

  const element = (name, attributes, text = '') => {
    const made = document.createElement(name);
    Object.entries(attributes).forEach(([key, value]) => made.setAttribute(key, value));
    made.textContent = text;
    return made;
  };

  const name = (table) => {
    const around = table.closest('.scroll');
    return around ? around.getAttribute('aria-label') : 'this table';
  };

  const equip = (table) => {
    const bar = element('div', { class: 'tools' });
    const rows = () => [...table.tBodies].flatMap((body) => [...body.rows]);
    if (rows().length >= 8) {
      const field = element('input', { type: 'search', placeholder: 'Filter rows', 'aria-label': 'Filter the rows of ' + name(table) });
      field.addEventListener('input', () => {
        const wanted = field.value.trim().toLowerCase();
        rows().forEach((row) => { row.hidden = !row.classList.contains('group') && !row.textContent.toLowerCase().includes(wanted); });
      });
      bar.append(field);
    }
    const button = element('button', { type: 'button', 'aria-label': 'Copy as CSV: ' + name(table) }, 'Copy as CSV');
    const said = element('span', { role: 'status' });
    button.addEventListener('click', async () => {
      await copy(csv(table));
      said.textContent = 'copied';
      setTimeout(() => { said.textContent = ''; }, 2000);
    });
    bar.append(button, said);
    table.closest('.scroll').after(bar);
    if (!table.tHead || rows().length < 3) return;
    [...table.tHead.rows[0].cells].forEach((head, index) => {
      const label = head.textContent.trim();
      if (!label || head.querySelector('.hush')) return;
      const sorter = element('button', { type: 'button', class: 'sort' }, label);
      sorter.addEventListener('click', () => sort(table, head, index));
      head.replaceChildren(sorter);
    });
  };

  // tables below a chart get their tools when they are opened: there are many of them
  document.querySelectorAll('.scroll > table').forEach((table) => {
    const fold = table.closest('figure details, details.weeks');
    if (!fold) equip(table);
    else fold.addEventListener('toggle', () => equip(table), { once: true });
  });

  // the week picker: each chart says its value of that week, and marks it
  const charts = [...document.querySelectorAll('figure')]
    .map((figure) => ({
      line: figure.querySelector('.now'),
      rows: [...figure.querySelectorAll('table.series tbody tr')],
      columns: [...figure.querySelectorAll('.over rect')].reverse(),
    }))
    .filter((chart) => chart.line && chart.rows.length && chart.rows.length === chart.columns.length);
  const weeks = [];
  charts.forEach((chart) => chart.rows.forEach((row) => {
    const week = row.cells[0].textContent.trim();
    if (!weeks.includes(week)) weeks.push(week);
  }));
  document.querySelectorAll('.switch').forEach((place) => {
    if (weeks.length < 2) return;
    const isMonthly = !/^\d/.test(weeks[0]);
    const label = element('label', { class: 'picker' }, isMonthly ? 'Month ' : 'Week of ');
    const picker = element('select', {});
    picker.append(element('option', { value: '' }, 'newest final'));
    weeks.filter((week) => /^\d/.test(week) !== isMonthly).forEach((week) => picker.append(element('option', { value: week }, week)));
    label.append(picker);
    place.append(label);
    picker.addEventListener('change', () => charts.forEach((chart) => {
      if (chart.first === undefined) chart.first = chart.line.textContent;
      const index = chart.rows.findIndex((row) => row.cells[0].textContent.trim() === picker.value);
      chart.columns.forEach((column, place) => column.classList.toggle('chosen', place === index));
      if (index < 0) {
        chart.line.textContent = picker.value ? 'No value of ' + picker.value : chart.first;
      } else {
        const [week, value, between, basis] = [...chart.rows[index].cells].map(plain);
        const behind = [between, basis].filter(Boolean).join(', ');
        chart.line.textContent = week + ': ' + value + (behind ? ' (' + behind + ')' : '');
      }
    }));
  });

  // a link to an alert unfolds it
  const unfold = () => {
    const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target) target.querySelectorAll('details').forEach((each) => { each.open = true; });
  };
  addEventListener('hashchange', unfold);
  unfold();
})();
