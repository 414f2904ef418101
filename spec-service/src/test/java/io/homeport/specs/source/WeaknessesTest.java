package io.homeport.specs.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.homeport.specs.source.Weakness.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each kind of weakness beside what looks like it and is harmless. */
class WeaknessesTest {

  @TempDir private Path tree;

  @Test
  void markup_from_values_is_found_and_constants_styles_and_sanitized_markup_are_not() {
    String page =
        """
        export function Post({ post, theme }) {
          const clean = DOMPurify.sanitize(post.body);
          const fixed = `<b>${"bold"}</b>`;
          element.innerHTML = '';
          element.innerHTML = escapeHtml(post.title);
          return <div>
            <style dangerouslySetInnerHTML={{ __html: Object.entries(theme).join('\\n') }} />
            <p dangerouslySetInnerHTML={{ __html: clean }} />
            <p dangerouslySetInnerHTML={{ __html: fixed }} />
            %s
          </div>;
        }
        """;
    assertThat(in("src/Post.tsx", page.formatted(""))).isEmpty();
    assertThat(
            in(
                "src/Post.tsx",
                page.formatted("<p dangerouslySetInnerHTML={{ __html: post.body }} />")))
        .containsExactly(new Found(Kind.HTML, false, "Post"));
    assertThat(
            in(
                "src/a.ts",
                "function show() { const q = new URLSearchParams(location.search).get('q'); document.write(q); }"))
        .containsExactly(new Found(Kind.HTML, true, "show"));
    assertThat(
            in(
                "src/a.ts",
                "function show(text) { box.insertAdjacentHTML('beforeend', `<li>${text}</li>`); }"))
        .containsExactly(new Found(Kind.HTML, false, "show"));
  }

  @Test
  void values_that_run_as_code_are_found() {
    assertThat(
            in(
                "src/a.ts",
                "function f(x) { eval(x); new Function(x); setTimeout(`go(${x})`, 1); }"))
        .extracting(Found::kind)
        .containsOnly(Kind.CODE)
        .hasSize(3);
    assertThat(in("a.py", "def f(x):\n    return eval(x)\n"))
        .containsExactly(new Found(Kind.CODE, false, "f"));
    assertThat(
            in(
                "src/a.ts",
                "eval('1 + 1'); model.eval(x); setTimeout(() => go(x), 1); new Function('return 1');"))
        .isEmpty();
    assertThat(in("a.py", "def f(x):\n    model.eval()\n    re.compile(x)\n")).isEmpty();
  }

  @Test
  void redirects_to_where_a_link_says_are_found_and_checked_or_own_ones_are_not() {
    String next = "const next = new URLSearchParams(window.location.search).get('next');\n";
    assertThat(in("src/a.ts", "function go() {" + next + "window.location.href = next; }"))
        .containsExactly(new Found(Kind.REDIRECT, true, "go"));
    assertThat(in("server/a.ts", "app.get('/go', (req, res) => { res.redirect(req.query.to); });"))
        .extracting(Found::kind)
        .containsExactly(Kind.REDIRECT);
    assertThat(
            in(
                "server/a.py",
                "@app.get('/go')\ndef go(to: str):\n    return RedirectResponse(to)\n"))
        .containsExactly(new Found(Kind.REDIRECT, false, "go"));

    assertThat(
            in(
                "src/a.ts",
                "function go() {"
                    + next
                    + "if (next.startsWith('/')) window.location.href = next; }"))
        .isEmpty();
    assertThat(
            in(
                "src/a.ts",
                "function go() {" + next + "window.location.href = `/login?next=${next}`; }"))
        .isEmpty();
    assertThat(
            in(
                "src/a.ts",
                "function again() { const url = new URL(window.location.href); url.searchParams.set('v', '1'); location.replace(url.toString()); }"))
        .isEmpty();
    assertThat(
            in(
                "server/a.ts",
                "app.get('/go', (req, res) => { res.redirect('/orders/' + req.params.id); });"))
        .isEmpty();
  }

  @Test
  void messages_between_sites_need_an_origin() {
    assertThat(in("src/a.ts", "function send() { window.parent.postMessage({ token }, '*'); }"))
        .containsExactly(new Found(Kind.MESSAGE_TO_ANYBODY, true, "send"));
    assertThat(
            in(
                "src/a.ts",
                "window.addEventListener('message', (event) => { setUser(event.data); });"))
        .extracting(Found::kind)
        .containsExactly(Kind.MESSAGE_FROM_ANYBODY);
    assertThat(
            in(
                "src/a.ts",
                "window.parent.postMessage(x, 'https://kiln.test'); worker.postMessage(x);"))
        .isEmpty();
    assertThat(
            in(
                "src/a.ts",
                "window.addEventListener('message', (event) => { if (event.origin !== mine) return; set(event.data); });\nsocket.addEventListener('message', (event) => set(event.data));"))
        .isEmpty();
  }

  @Test
  void sql_made_of_what_is_sent_is_found_and_parameters_are_not() {
    assertThat(
            in(
                "server/a.ts",
                "app.get('/o', async (req, res) => { await pool.query(`select * from orders where id = '${req.query.id}'`); });"))
        .extracting(Found::kind, Found::certain)
        .containsExactly(org.assertj.core.groups.Tuple.tuple(Kind.SQL, true));
    assertThat(
            in(
                "server/a.ts",
                "export async function f(name) { const q = \"delete from t where n = '\" + name + \"'\"; await db.execute(q); }"))
        .containsExactly(new Found(Kind.SQL, false, "f"));
    assertThat(
            in(
                "a.py",
                "@app.get('/o')\ndef o(name: str):\n    cur.execute(f\"select * from t where n = '{name}'\")\n"))
        .containsExactly(new Found(Kind.SQL, true, "o"));
    assertThat(
            in(
                "src/a.ts",
                "async function f(sql) { await supabase.rpc('exec_sql', { query: sql }); }"))
        .containsExactly(new Found(Kind.SQL, true, "f"));

    assertThat(
            in(
                "server/a.ts",
                "app.get('/o', (req, res) => pool.query('select * from orders where id = $1', [req.query.id]));"))
        .isEmpty();
    assertThat(
            in(
                "server/a.ts",
                "app.get('/o', (req, res) => db.execute(sql`select * from orders where id = ${req.query.id}`));"))
        .isEmpty();
    assertThat(
            in(
                "server/a.ts",
                "const T = 'orders'; function f(n) { return pool.query(`select * from ${T} limit $${n}`); }"))
        .isEmpty();
    assertThat(
            in(
                "a.py",
                "@app.get('/o')\ndef o(name: str):\n    cur.execute('select * from t where n = %s', (name,))\n"))
        .isEmpty();
    assertThat(
            in(
                "a.py",
                "@app.get('/o/{id}')\ndef o(id: int):\n    cur.execute(f'select * from t where n = {id}')\n"))
        .isEmpty();
  }

  @Test
  void a_body_that_is_a_whole_condition_is_found() {
    assertThat(
            in(
                "server/a.js",
                "app.post('/o', async (req, res) => res.json(await Order.find(req.body)));"))
        .extracting(Found::kind)
        .containsExactly(Kind.NOSQL);
    assertThat(
            in(
                "server/a.js",
                "app.post('/o', async (req, res) => res.json(await Order.find({ owner: req.user.id })));"))
        .isEmpty();
    assertThat(
            in(
                "a.py",
                "@app.get('/o')\ndef o(role: str):\n    query = {}\n    query['role'] = role\n    return db.t.find(query)\n"))
        .isEmpty();
  }

  @Test
  void commands_paths_and_addresses_that_a_caller_sends_are_found() {
    assertThat(
            in(
                "server/a.ts",
                "import { exec } from 'child_process';\napp.post('/p', (req, res) => exec(`ping ${req.body.host}`));"))
        .extracting(Found::kind)
        .containsExactly(Kind.COMMAND);
    assertThat(in("a.py", "@app.post('/p')\ndef p(host: str):\n    os.system('ping ' + host)\n"))
        .containsExactly(new Found(Kind.COMMAND, true, "p"));
    assertThat(
            in(
                "server/a.ts",
                "app.get('/f', (req, res) => fs.readFile('files/' + req.query.name, done));"))
        .extracting(Found::kind)
        .containsExactly(Kind.FILE_PATH);
    assertThat(in("a.py", "@app.get('/f')\ndef f(name: str):\n    return open('files/' + name)\n"))
        .containsExactly(new Found(Kind.FILE_PATH, true, "f"));
    assertThat(
            in(
                "supabase/functions/get/index.ts",
                "Deno.serve(async (req) => { const { url } = await req.json(); return fetch(url); });"))
        .extracting(Found::kind)
        .containsExactly(Kind.SERVER_REQUEST);
    assertThat(
            in(
                "supabase/functions/up/index.ts",
                "const key = Deno.env.get('SUPABASE_SERVICE_ROLE_KEY');\nDeno.serve(async (req) => { const { path } = await req.json(); await db.storage.from('docs').download(path); });"))
        .extracting(Found::kind)
        .containsExactly(Kind.STORAGE_PATH);

    assertThat(
            in(
                "server/a.ts",
                "import { exec } from 'child_process';\nexec('git rev-parse HEAD'); pattern.exec(req.body.host);"))
        .isEmpty();
    assertThat(
            in(
                "server/a.ts",
                "app.get('/f', (req, res) => fs.readFile('files/' + path.basename(req.query.name), done));"))
        .isEmpty();
    assertThat(
            in(
                "supabase/functions/get/index.ts",
                "Deno.serve(async (req) => { const { zip } = await req.json(); const url = `https://api.kiln.test/zip/${zip}`; return fetch(url); });"))
        .isEmpty();
    assertThat(
            in(
                "supabase/functions/get/index.ts",
                "Deno.serve(async (req) => { const { url } = await req.json(); if (!isAllowedHost(url)) return deny(); return fetch(url); });"))
        .isEmpty();
    assertThat(in("src/a.ts", "async function load(url) { return fetch(url); }")).isEmpty();
  }

  @Test
  void what_is_believed_without_looking_is_found() {
    assertThat(in("server/a.ts", "const pool = new Pool({ ssl: { rejectUnauthorized: false } });"))
        .extracting(Found::kind)
        .containsExactly(Kind.TLS_CHECK_OFF);
    assertThat(in("a.py", "def f():\n    requests.get('https://kiln.test', verify=False)\n"))
        .containsExactly(new Found(Kind.TLS_CHECK_OFF, true, "f"));
    assertThat(in("server/a.ts", "function who(token) { return jwt.decode(token).sub; }"))
        .containsExactly(new Found(Kind.TOKEN_NOT_VERIFIED, true, "who"));
    assertThat(
            in(
                "a.py",
                "def who(t):\n    return jwt.decode(t, options={'verify_signature': False})\n"))
        .containsExactly(new Found(Kind.TOKEN_NOT_VERIFIED, true, "who"));
    assertThat(in("server/a.ts", "jwt.verify(token, key, { algorithms: ['none'] });"))
        .extracting(Found::kind)
        .containsExactly(Kind.TOKEN_NOT_VERIFIED);
    assertThat(
            in(
                "server/a.ts",
                "function h(password) { return createHash('md5').update(password).digest('hex'); }"))
        .containsExactly(new Found(Kind.WEAK_PASSWORD_HASH, true, "h"));
    assertThat(
            in(
                "a.py",
                "def h(password):\n    return hashlib.sha1(password.encode()).hexdigest()\n"))
        .containsExactly(new Found(Kind.WEAK_PASSWORD_HASH, true, "h"));
    assertThat(in("server/a.ts", "const resetToken = Math.random().toString(36);"))
        .extracting(Found::kind)
        .containsExactly(Kind.GUESSABLE_TOKEN);
    assertThat(in("src/Login.tsx", "function enter() { if (password === 'kiln2025') open(); }"))
        .containsExactly(new Found(Kind.PASSWORD_IN_BROWSER_CODE, true, "enter"));

    assertThat(in("server/a.ts", "const pool = new Pool({ ssl: { rejectUnauthorized: true } });"))
        .isEmpty();
    assertThat(
            in(
                "server/a.ts",
                "function who(token) { jwt.verify(token, key); return jwt.decode(token).sub; }"))
        .isEmpty();
    assertThat(in("src/a.ts", "const name = jwtDecode(token).name;")).isEmpty();
    assertThat(in("a.py", "def who(t):\n    return jwt.decode(t, KEY, algorithms=['HS256'])\n"))
        .isEmpty();
    assertThat(in("server/a.ts", "const tag = createHash('md5').update(file).digest('hex');"))
        .isEmpty();
    assertThat(in("server/a.ts", "const id = Math.random(); const tokens = count;")).isEmpty();
    assertThat(
            in("src/Login.tsx", "if (password === confirmPassword || type === 'password') open();"))
        .isEmpty();
  }

  @Test
  void credentials_for_every_site_are_found() {
    assertThat(in("server/a.ts", "app.use(cors({ origin: true, credentials: true }));"))
        .extracting(Found::kind)
        .containsExactly(Kind.CORS_CREDENTIALS);
    assertThat(
            in(
                "a.py",
                "app.add_middleware(CORSMiddleware, allow_origins=['*'], allow_credentials=True)\n"))
        .extracting(Found::kind)
        .containsExactly(Kind.CORS_CREDENTIALS);
    assertThat(
            in(
                "supabase/functions/a/index.ts",
                "Deno.serve((req) => new Response('', { headers: { 'Access-Control-Allow-Origin': req.headers.get('Origin'), 'Access-Control-Allow-Credentials': 'true' } }));"))
        .extracting(Found::kind)
        .containsExactly(Kind.CORS_CREDENTIALS);
    assertThat(
            in(
                "server/a.ts",
                "app.use(cors({ origin: ['https://kiln.test'], credentials: true })); app.use(cors());"))
        .isEmpty();
  }

  private record Found(Kind kind, boolean certain, String within) {}

  private List<Found> in(String path, String code) {
    try {
      for (var old : SourceTree.in(tree).files()) {
        Files.delete(tree.resolve(old.path()));
      }
      Files.createDirectories(tree.resolve(path).getParent());
      Files.writeString(tree.resolve(path), code);
    } catch (IOException cause) {
      throw new java.io.UncheckedIOException(cause);
    }
    var facts = SourceScan.of(SourceTree.in(tree));
    assertThat(facts.unparsed()).as(code).isEmpty();
    return facts.weaknesses().stream()
        .map(each -> new Found(each.kind(), each.certain(), each.within()))
        .toList();
  }
}
