// Lists the operations of the OpenAPI document, grouped by tag, with parameters and bodies.
const main = document.getElementById('operations');
const filter = document.getElementById('filter');

function element(name, text, className) {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  if (className) made.className = className;
  return made;
}

function schemaName(content) {
  const schema = content && Object.values(content)[0]?.schema;
  return schema?.$ref?.split('/').pop() ?? '';
}

function operation(document_, method, path, details) {
  const box = element('details');
  const title = element('summary');
  title.append(element('span', method.toUpperCase(), 'method'), element('code', path), ` ${details.summary ?? ''}`);
  box.append(title);
  if (details.description) box.append(element('p', details.description));
  for (const parameter of details.parameters ?? []) {
    const line = element('p');
    line.append(element('code', parameter.name), ` in ${parameter.in}: ${parameter.description ?? ''}`);
    box.append(line);
  }
  const bodies = { Body: details.requestBody?.content };
  for (const [status, answer] of Object.entries(details.responses ?? {})) bodies[status] = answer.content;
  for (const [label, content] of Object.entries(bodies)) {
    const name = schemaName(content);
    if (!name) continue;
    box.append(element('p', `${label}: ${name}`));
    box.append(element('pre', JSON.stringify(document_.components.schemas[name], null, 2)));
  }
  return box;
}

const answer = await fetch('/api/v1/openapi.json');
const api = await answer.json();
const operations = Object.entries(api.paths).flatMap(([path, item]) =>
  Object.entries(item).map(([method, details]) => ({ path, method, details })),
);

function show() {
  const wanted = filter.value.toLowerCase();
  main.replaceChildren();
  const groups = Map.groupBy
    ? Map.groupBy(operations, (one) => one.details.tags?.[0] ?? 'other')
    : new Map([['all', operations]]);
  for (const [tag, members] of groups) {
    const shown = members.filter(({ path, details }) => `${path} ${details.summary ?? ''}`.toLowerCase().includes(wanted));
    if (shown.length === 0) continue;
    main.append(element('h2', tag));
    for (const one of shown) main.append(operation(api, one.method, one.path, one.details));
  }
}

filter.addEventListener('input', show);
show();
