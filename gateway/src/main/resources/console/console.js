// The console: one page over the public API. What it can do, any program with a token can do.

const content = document.getElementById('content');
const notice = document.getElementById('notice');

/* ---------- small parts ---------- */

/** Makes an element; texts are always texts, so that nothing an app is called can run. */
function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, '');
    else if (value !== false && value != null) element.setAttribute(name, value);
  }
  element.append(...children.flat().filter((child) => child != null && child !== false));
  return element;
}

const GOOD = new Set(['approved', 'completed', 'ready', 'live', 'verified']);
const BAD = new Set(['failed', 'rejected', 'damaged']);
const ENDED = new Set([...GOOD, ...BAD, 'drafted', 'draft', 'expired', 'removed', 'replaced']);

function state(name) {
  const kind = GOOD.has(name) ? 'good' : BAD.has(name) ? 'bad' : ENDED.has(name) && name !== 'drafted' ? '' : 'wait';
  return h('span', { class: `state ${kind}` }, name ?? 'unknown');
}

function when(instant) {
  if (!instant) return '–';
  const date = new Date(instant);
  const text = date.toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' });
  return h('time', { datetime: instant, title: date.toISOString() }, text);
}

function size(bytes) {
  if (bytes == null) return '–';
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(bytes, 1)) / 3));
  return `${(bytes / 1000 ** power).toFixed(power ? 1 : 0)} ${units[power]}`;
}

function failure(of) {
  return of?.failure && h('p', { class: 'failure small' }, `${of.failure.what} ${of.failure.remedy}`);
}

let noticeTimer;
function say(text) {
  notice.textContent = text;
  clearTimeout(noticeTimer);
  noticeTimer = setTimeout(() => { notice.textContent = ''; }, 8000);
}

/* ---------- the API ---------- */

class Refused extends Error {
  constructor(problem) {
    super([problem.detail ?? problem.title ?? 'The request was refused.', problem.remedy].filter(Boolean).join(' '));
    this.status = problem.status;
  }
}

async function api(path, { method = 'GET', json, body, type, accept = 'application/json' } = {}) {
  const headers = { Accept: accept, 'X-Homeport-Console': '1' };
  if (json !== undefined) headers['Content-Type'] = 'application/json';
  if (type) headers['Content-Type'] = type;
  const response = await fetch(`/api/v1${path}`, { method, headers, body: json === undefined ? body : JSON.stringify(json) });
  if (!response.ok) {
    const problem = await response.json().catch(() => ({}));
    throw new Refused({ title: response.statusText, ...problem, status: response.status });
  }
  if (response.status === 204) return null;
  return (response.headers.get('Content-Type') ?? '').includes('json') ? response.json() : response.text();
}

const items = async (path) => {
  const page = await api(path);
  return Array.isArray(page) ? page : page?.items ?? [];
};

/** For a part of a page: what is not there or not running leaves the rest usable. */
const itemsOrNone = (path) => items(path).catch((error) => {
  if (error.status === 401) throw error;
  if (error.status !== 404) say(error.message);
  return [];
});

/** Runs what a button does once at a time, says what went wrong, and shows the page anew. */
function button(label, act, attributes = {}) {
  const element = h('button', { type: 'button', ...attributes, onclick: async () => {
    element.disabled = true;
    try {
      const follow = await act();
      await show();
      if (follow) followProgress(follow);
    } catch (error) {
      say(error.message);
    } finally {
      element.disabled = false;
    }
  } }, label);
  return element;
}

/* ---------- progress ---------- */

let stream;
/** Shows the lines of a long piece of work as they come; the browser resumes by itself. */
function followProgress({ path, title }) {
  stopFollowing();
  const lines = h('ol', { class: 'steps', 'aria-live': 'polite', 'aria-label': title });
  const card = h('section', { class: 'card' }, h('h2', {}, title), lines);
  content.querySelector('[data-progress]')?.replaceChildren(card);
  stream = new EventSource(`/api/v1${path}/progress`);
  const add = ({ data }) => {
    const line = JSON.parse(data);
    lines.append(h('li', {}, h('b', {}, line.step ?? ''), ' ', line.message ?? ''));
    lines.scrollTop = lines.scrollHeight;
    if (line.ended) {
      stopFollowing();
      showKeeping(card);
    }
  };
  stream.addEventListener('progress', add);
  stream.addEventListener('message', add);
}

function stopFollowing() {
  stream?.close();
  stream = undefined;
}

async function showKeeping(card) {
  await show();
  content.querySelector('[data-progress]')?.replaceChildren(card);
}

/* ---------- pages ---------- */

function welcome() {
  return h('section', { class: 'hero' },
    h('h1', {}, 'Bring your app home.'),
    h('p', {}, 'Homeport takes an app that an AI builder made to infrastructure you control: without a rewrite, without losing a row, and with a way back at every step.'),
    h('ol', {},
      h('li', {}, 'Import the code and the data.'),
      h('li', {}, 'Get the specification that never existed, and approve it.'),
      h('li', {}, 'Deploy with history, and roll back in an instant.'),
      h('li', {}, 'Have backups that are proven to restore.')),
    h('a', { class: 'button primary', href: '/login' }, 'Sign in'));
}

async function appsPage() {
  const apps = await items('/apps?limit=100');
  const name = h('input', { name: 'name', required: true, autocomplete: 'off', pattern: '[a-z0-9][a-z0-9-]*', title: 'small letters, digits and dashes' });
  const form = h('form', { class: 'row', onsubmit: async (event) => {
    event.preventDefault();
    try {
      const app = await api('/apps', { method: 'POST', json: { name: name.value.trim() } });
      location.hash = `#/apps/${app.id}`;
    } catch (error) {
      say(error.message);
    }
  } }, h('label', {}, 'Name of a new app', name), h('button', { class: 'primary' }, 'Add app'));
  return [
    h('h1', {}, 'Apps'),
    apps.length === 0 && h('p', { class: 'quiet' }, 'There are none yet. Add the first one.'),
    h('ul', { class: 'apps' }, apps.map((app) => h('li', {}, h('a', { href: `#/apps/${app.id}` },
      h('strong', {}, app.name),
      h('span', { class: 'quiet small' }, `made with ${app.builder ?? 'an unknown builder'}`))))),
    form];
}

async function appPage(id) {
  const [app, imports, specs, environments] = await Promise.all([
    api(`/apps/${id}`), itemsOrNone(`/apps/${id}/imports`), itemsOrNone(`/apps/${id}/specs`), itemsOrNone(`/apps/${id}/environments`)]);
  const cards = await Promise.all(environments.map((environment) => environmentCard(environment, specs)));
  document.title = `${app.name} · Homeport`;
  return [
    h('p', { class: 'small' }, h('a', { href: '#/' }, '← Apps')),
    h('h1', {}, app.name),
    h('p', { class: 'quiet' }, `made with ${app.builder ?? 'an unknown builder'}`),
    h('div', { 'data-progress': true }),
    sourceCard(app, imports[0]),
    specCard(specs[0]),
    cards,
    newEnvironmentCard(app, environments)];
}

function sourceCard(app, last) {
  const url = h('input', { type: 'url', placeholder: 'https://github.com/you/app.git', 'aria-label': 'Git address' });
  const file = h('input', { type: 'file', accept: '.zip,.tar,.tar.gz,.tgz', 'aria-label': 'Archive' });
  const types = { zip: 'application/zip', tar: 'application/x-tar', gz: 'application/gzip', tgz: 'application/gzip' };
  const start = async () => {
    const chosen = file.files[0];
    if (!chosen && !url.value) throw new Error('Give a Git address, or choose an archive.');
    const started = chosen
      ? await api(`/apps/${app.id}/imports`, { method: 'POST', body: chosen, type: types[chosen.name.split('.').pop()] ?? 'application/zip' })
      : await api(`/apps/${app.id}/imports`, { method: 'POST', json: { gitUrl: url.value } });
    return { path: `/imports/${started.id}`, title: 'Importing' };
  };
  return h('section', { class: 'card' },
    h('div', { class: 'head' }, h('h2', {}, 'Source'), last && state(last.state)),
    last && h('p', { class: 'quiet small' }, 'Last import ', when(last.requestedAt), last.files == null ? '' : ` · ${last.files} files, ${size(last.bytes)}`),
    failure(last),
    h('div', { class: 'row' }, h('label', {}, 'Git address', url), h('label', {}, 'or an archive', file), button('Import', start)));
}

function specCard(spec, reading = false) {
  if (!spec) {
    return h('section', { class: 'card' }, h('h2', {}, 'Specification'), h('p', { class: 'quiet small' }, 'It is written once the source is imported.'));
  }
  const open = /^draft/.test(spec.state);
  const findings = spec.findings && Object.entries(spec.findings).map(([severity, count]) => `${count} ${severity}`).join(', ');
  return h('section', { class: 'card' },
    h('div', { class: 'head' },
      h('h2', {}, `Specification, version ${spec.version}`, ' ', state(spec.state)),
      h('div', { class: 'row' },
        !reading && h('a', { class: 'button', href: `#/specs/${spec.id}` }, 'Read'),
        open && button('Approve', async () => { await api(`/specs/${spec.id}/approval`, { method: 'POST', json: {} }); say('Approved.'); }, { class: 'primary' }))),
    h('p', { class: 'quiet small' },
      findings ? `Security findings: ${findings}` : 'No findings yet',
      spec.openQuestions == null ? '' : ` · ${spec.openQuestions} open questions`,
      spec.decidedBy ? ` · decided by ${spec.decidedBy}` : ''),
    failure(spec));
}

async function environmentCard(environment, specs) {
  const [deployments, backups] = await Promise.all([
    itemsOrNone(`/environments/${environment.id}/deployments`), itemsOrNone(`/environments/${environment.id}/backups`)]);
  const live = deployments.find((each) => each.state === 'live' && (!environment.release || each.release === environment.release));
  const approved = specs.find((spec) => spec.state === 'approved');
  const act = (path, json, title, kind) => async () => {
    const started = await api(`/environments/${environment.id}/${path}`, { method: 'POST', json });
    return { path: `/${kind}/${started.id}`, title };
  };
  return h('section', { class: 'card', 'aria-label': `Environment ${environment.name}` },
    h('div', { class: 'head' },
      h('h2', {}, environment.name, ' ', state(environment.state)),
      h('div', { class: 'row' },
        button('Deploy', act('deployments', {}, `Deploying to ${environment.name}`, 'deployments'), { class: 'primary', disabled: !approved, title: approved ? null : 'Approve a specification first' }),
        button('Roll back', act('rollbacks', {}, `Rolling back ${environment.name}`, 'deployments'), { disabled: environment.previousRelease === undefined && !deployments.some((each) => each.state === 'replaced') }),
        button('Back up now', act('backups', {}, `Backing up ${environment.name}`, 'backups')))),
    h('p', { class: 'small' },
      live ? `Release ${live.releaseNumber ?? ''} is live at ` : 'Nothing is live yet; the address will be ',
      environment.url && h('a', { href: environment.url, rel: 'noopener', target: '_blank' }, environment.url)),
    failure(environment),
    h('h3', {}, 'Deployments'), deploymentsTable(environment, deployments),
    h('h3', {}, 'Backups'), backupsTable(backups));
}

function deploymentsTable(environment, deployments) {
  const served = (each) => each.state === 'replaced' && each.release && each.release !== environment.release;
  return table(['Release', 'State', 'When', 'By', ''], deployments.slice(0, 10).map((each) => [
    each.releaseNumber == null ? '–' : `${each.releaseNumber}${each.rollback ? ' (rollback)' : ''}`,
    [state(each.state), failure(each)],
    when(each.switchedAt ?? each.requestedAt),
    each.requestedBy ?? '–',
    served(each) ? button('Roll back to this', async () => {
      const started = await api(`/environments/${environment.id}/rollbacks`, { method: 'POST', json: { releaseId: each.release } });
      return { path: `/deployments/${started.id}`, title: `Rolling back to release ${each.releaseNumber}` };
    }, { 'aria-label': `Roll back to release ${each.releaseNumber}` }) : '']), 'No deployments yet.');
}

function backupsTable(backups) {
  return table(['Taken', 'State', 'Contents', 'Size', 'Recovery'], backups.slice(0, 10).map((each) => [
    when(each.takenAt ?? each.requestedAt),
    [state(each.state), failure(each)],
    each.tables == null ? '–' : `${each.tables} tables, ${each.rows ?? 0} rows`,
    size(each.bytes),
    each.recoveryMillis == null ? '–' : `${(each.recoveryMillis / 1000).toFixed(1)} s`]), 'No backups yet.');
}

function table(headings, rows, none) {
  if (rows.length === 0) return h('p', { class: 'quiet small' }, none);
  return h('div', { class: 'scroll' }, h('table', {},
    h('thead', {}, h('tr', {}, headings.map((heading) => h('th', { scope: 'col' }, heading)))),
    h('tbody', {}, rows.map((row) => h('tr', {}, row.map((cell) => h('td', {}, cell)))))));
}

function newEnvironmentCard(app, environments) {
  const taken = new Set(environments.map((each) => each.name));
  const name = h('input', { name: 'environment', value: ['production', 'staging'].find((each) => !taken.has(each)) ?? '' });
  return h('section', { class: 'card' }, h('h2', {}, 'Another environment'),
    h('div', { class: 'row' }, h('label', {}, 'Name', name), button('Add environment', async () => {
      const added = await api(`/apps/${app.id}/environments`, { method: 'POST', json: { name: name.value.trim() } });
      return { path: `/environments/${added.id}`, title: `Making ${added.name}` };
    })));
}

async function specPage(id) {
  const [spec, markdown] = await Promise.all([api(`/specs/${id}`), api(`/specs/${id}`, { accept: 'text/markdown' })]);
  const text = typeof markdown === 'string' ? markdown : JSON.stringify(markdown, null, 2);
  return [
    h('p', { class: 'small' }, h('a', { href: `#/apps/${spec.app}` }, `← ${spec.appName ?? 'App'}`)),
    h('h1', {}, 'Specification'),
    h('div', { 'data-progress': true }),
    specCard(spec, true),
    h('section', { class: 'card' }, h('pre', { class: 'document', tabindex: 0, 'aria-label': 'The specification as Markdown' }, text))];
}

/* ---------- the frame ---------- */

let session = { signedIn: false };

function account() {
  const place = document.getElementById('account');
  place.replaceChildren(...(session.signedIn
    ? [h('span', {}, [session.name, (session.organizations ?? []).join(', ')].filter(Boolean).join(' · ')),
      h('form', { method: 'post', action: '/logout' }, h('button', {}, 'Sign out'))]
    : [h('a', { class: 'button', href: '/login' }, 'Sign in')]));
}

async function page() {
  if (!session.signedIn) return welcome();
  const [, kind, id] = location.hash.split('/');
  if (kind === 'apps' && id) return appPage(id);
  if (kind === 'specs' && id) return specPage(id);
  return appsPage();
}

let shown = 0;
async function show() {
  const turn = ++shown;
  content.setAttribute('aria-busy', 'true');
  document.title = 'Homeport';
  let parts;
  try {
    parts = await page();
  } catch (error) {
    if (error.status === 401) {
      session = { signedIn: false };
      account();
      parts = welcome();
    } else {
      parts = h('section', { class: 'card' }, h('h1', {}, 'That did not work'), h('p', {}, error.message), button('Try again', async () => {}));
    }
  }
  if (turn !== shown) return; // Somebody went on meanwhile.
  content.replaceChildren(...[parts].flat(2).filter(Boolean));
  content.setAttribute('aria-busy', 'false');
}

window.addEventListener('hashchange', async () => {
  stopFollowing();
  await show();
  content.focus();
});

session = await fetch('/session').then((response) => response.json()).catch(() => session);
account();
await show();
