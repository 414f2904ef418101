package io.homeport.specs.source;

import static io.homeport.specs.source.Uses.HostRole.CALL;
import static io.homeport.specs.source.Uses.HostRole.IMPORT;
import static io.homeport.specs.source.Uses.HostRole.LINK;
import static io.homeport.specs.source.Uses.HostRole.MEDIA;
import static org.assertj.core.api.Assertions.assertThat;

import io.homeport.specs.source.Uses.HostRole;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ExternalHostsTest {

  @Test
  void what_code_contacts_is_called_also_by_way_of_names() {
    assertThat(
            inCode(
                """
                await fetch("https://direct.shop.net/v1");
                const BASE = "https://base.shop.net";
                const ask = () => axios.get(`${BASE}/orders`);
                const socket = new WebSocket("wss://live.shop.net");
                const pool = new Pool({ connectionString: "postgres://app:x@rows.shop.net:5432/app" });
                await ftp.access({ host: process.env.FTP_HOST || "files.shop.net", user });
                const broker = import.meta.env.VITE_BROKER || "https://broker.shop.net";
                """))
        .containsOnly(
            Map.entry("direct.shop.net", CALL),
            Map.entry("base.shop.net", CALL),
            Map.entry("live.shop.net", CALL),
            Map.entry("rows.shop.net", CALL),
            Map.entry("files.shop.net", CALL),
            Map.entry("broker.shop.net", CALL));
  }

  @Test
  void where_people_are_sent_is_a_link() {
    assertThat(
            inCode(
                    """
                    export const A = () => <a href="https://anchor.shop.net">x</a>;
                    const partners = [{ name: "One", url: "https://listed.shop.net" }];
                    const B = () => <Tiles attribution='&copy; <a href="https://credit.shop.net">c</a>' />;
                    const go = () => window.open("https://opened.shop.net");
                    const chatUrl = `https://chat.shop.net/${id}`;
                    const C = () => <a href={chatUrl}>chat</a>;
                    window.location.href = "https://left.shop.net";
                    const allowedOrigins = ["https://origin.shop.net"];
                    const head = { meta: [{ property: "og:image", content: "https://preview.shop.net/a.png" }] };
                    const D = () => <input placeholder="https://typed.shop.net" />;
                    const isShort = (url) => url.startsWith("https://short.shop.net");
                    const E = () => <p>{"see https://text.shop.net for more"}</p>;
                    """)
                .values())
        .hasSize(11)
        .containsOnly(LINK);
  }

  @Test
  void what_a_page_shows_or_is_styled_with_is_loaded() {
    assertThat(
            inCode(
                """
                const A = () => <img src="https://photo.shop.net/a" />;
                const B = () => <TileLayer url="https://{s}.tile.shop.net/{z}/{x}/{y}.png" />;
                const O = () => <B><TileLayer url="https://{s}.sky.shop.net/t&x={x}" max={2} /></B>;
                const pictures = ["https://images.shop.net/1", "https://images.shop.net/2"];
                const links = [{ rel: "stylesheet", href: "https://style.shop.net/css" }];
                const css = `@import url('https://imported.shop.net/css');`;
                script.src = "https://script.shop.net/a.js";
                """))
        .containsOnly(
            Map.entry("photo.shop.net", MEDIA),
            Map.entry("tile.shop.net", CALL),
            Map.entry("sky.shop.net", CALL),
            Map.entry("images.shop.net", MEDIA),
            Map.entry("style.shop.net", MEDIA),
            Map.entry("imported.shop.net", MEDIA),
            Map.entry("script.shop.net", MEDIA));
  }

  @Test
  void code_is_imported_and_a_constant_that_is_exported_is_no_import() {
    assertThat(
            inCode(
                """
                import x from "https://code.shop.net/x.js";
                export * from "https://more.shop.net/y.js";
                export const API_URL = "https://api.shop.net";
                """))
        .containsOnly(
            Map.entry("code.shop.net", IMPORT),
            Map.entry("more.shop.net", IMPORT),
            Map.entry("api.shop.net", CALL));
  }

  @Test
  void what_is_no_host_elsewhere_is_none() {
    assertThat(
            inCode(
                """
                // https://comment.shop.net
                fetch("http://localhost:3000"); fetch("http://127.0.0.1/x"); fetch("https://...");
                fetch(`https://${ref}.shop.net`); fetch("https://YOUR_PROJECT.shop.net");
                const ns = "http://www.w3.org/2000/svg"; const word = "not://a.host.net";
                """))
        .isEmpty();
  }

  @Test
  void pages_styles_and_settings_of_servers_name_hosts_too() {
    assertThat(
            inText(
                "index.html",
                """
                <!-- <script src="https://old.shop.net"></script> -->
                <link rel="preconnect" href="https://fonts.shop.net">
                <link rel="canonical" href="https://own.shop.net">
                <meta property="og:image" content="https://preview.shop.net/a.png">
                <script type="module" src="https://cdn.shop.net/a.js"></script>
                <a href="https://anchor.shop.net">x</a>
                """))
        .containsOnly(
            Map.entry("fonts.shop.net", MEDIA),
            Map.entry("own.shop.net", LINK),
            Map.entry("cdn.shop.net", IMPORT),
            Map.entry("anchor.shop.net", LINK));
    assertThat(
            inText(
                "src/a.css",
                "@import \"https://one.shop.net/css\";\n/* url(https://no.shop.net) */ a { background: url(//two.shop.net/a) }\n"))
        .containsOnly(Map.entry("one.shop.net", MEDIA), Map.entry("two.shop.net", MEDIA));
    assertThat(
            inText(
                "api/src/main/resources/application.properties",
                "# spring.url=https://no.shop.net\nspring.datasource.url=jdbc:postgresql://rows.shop.net:5432/app\nspring.mail.host=mail.shop.net\n"))
        .containsOnly(Map.entry("rows.shop.net", CALL), Map.entry("mail.shop.net", CALL));
    assertThat(inText("report.html", "<script src=\"https://cdn.shop.net/a.js\">")).isEmpty();
  }

  private static Map<String, HostRole> inCode(String code) {
    try (var parser = new CodeParser()) {
      return byName(ExternalHosts.of(parser.parse("src/a.tsx", code)));
    }
  }

  private static Map<String, HostRole> inText(String path, String text) {
    return byName(PageHosts.of(path, text));
  }

  private static Map<String, HostRole> byName(List<Uses.Host> hosts) {
    return hosts.stream()
        .collect(Collectors.toMap(Uses.Host::name, Uses.Host::role, (first, _) -> first));
  }
}
