package io.homeport.deploy.site;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostingFilesTest {

  @TempDir Path dist;

  @Test
  void redirects_are_read_in_their_order_with_status_and_force() throws Exception {
    // When
    Hosting hosting =
        read(
            "_redirects",
            """
            # moved in spring
            /old/*      /new/:splat
            /posts/:id  /articles/:id  302!   # forced
            /away       https://example.org/there  307

            /*          /index.html    200
            """);
    // Then
    assertThat(hosting.warnings()).isEmpty();
    assertThat(hosting.redirects())
        .containsExactly(
            new Hosting.Redirect("/old/*", "/new/:splat", 301, false),
            new Hosting.Redirect("/posts/:id", "/articles/:id", 302, true),
            new Hosting.Redirect("/away", "https://example.org/there", 307, false),
            new Hosting.Redirect("/*", "/index.html", 200, false));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/a | where to",
        "/a https://example.org/b 200 | other hosts are not fetched from",
        "/a //example.org | leads to no path",
        "/a/* https://:splat/b 301 | leads to no path",
        "/a/* https://example.org:splat 301 | leads to no path",
        "/a /b 418 | status 418",
        "/a /b 302 Country=de | conditions",
        "/a id=:id /b/:id | query",
        "/a /b/:id | does not have",
        "/*/b/* /c | at most one",
        "/x:id /c | whole segment",
        "https://example.org/* /c | single hosts",
        "a /c | starts with /",
        "/a javascript:alert(1) | leads to no path"
      })
  void a_rule_that_cannot_be_followed_is_left_out_and_said(String line, String why)
      throws Exception {
    Hosting hosting = read("_redirects", "/first /second\n" + line + "\n");
    assertThat(hosting.redirects()).hasSize(1);
    assertThat(hosting.warnings()).singleElement().asString().contains("_redirects, line 2", why);
  }

  @Test
  void rules_of_netlify_toml_come_after_those_of_the_plain_files() throws Exception {
    // Given
    Files.writeString(dist.resolve("_redirects"), "/first /second\n");
    // When
    Hosting hosting =
        read(
            "netlify.toml",
            """
            [build]
              command = "npm run build"
            [[redirects]]
              from = "/old/*"
              to = "/new/:splat"
            [[redirects]]
              from = "/here"
              to = "/there"
              conditions = {Country = ["DE"]}
            [[redirects]]
              from = "/*"
              to = "/index.html"
              status = 200
              force = true
            [[headers]]
              for = "/*"
              [headers.values]
                X-Frame-Options = "DENY"
                Server = "mine"
            [[headers]]
              for = "/assets/*"
              [headers.values]
                Cache-Control = "public"
            """);
    // Then
    assertThat(hosting.redirects())
        .containsExactly(
            new Hosting.Redirect("/first", "/second", 301, false),
            new Hosting.Redirect("/old/*", "/new/:splat", 301, false),
            new Hosting.Redirect("/*", "/index.html", 200, true));
    assertThat(hosting.headers())
        .containsExactly(new Hosting.Headers("/assets/*", Map.of("cache-control", "public")));
    assertThat(hosting.warnings())
        .containsExactly(
            "netlify.toml, redirects, rule 2 is left out: conditions, queries and signatures are not supported.",
            "netlify.toml, headers, rule 1 is left out: the header Server is the server's to say.");
    assertThat(read("netlify.toml", "[[").warnings())
        .containsExactly("netlify.toml is not read: it is no TOML.");
  }

  @Test
  void headers_are_read_by_path_and_those_of_the_server_are_refused() throws Exception {
    // When
    Hosting hosting =
        read(
            "_headers",
            """
            /*
              X-Frame-Options: DENY
              X-Robots-Tag: noindex
              X-Robots-Tag: nofollow
            /assets/*
              Content-Length: 5
              X-Homeport-Release: mine
              nonsense
              ! Link
            no-path
              X-Lost: 1
            """);
    // Then
    assertThat(hosting.headers())
        .containsExactly(
            new Hosting.Headers(
                "/*", Map.of("x-frame-options", "DENY", "x-robots-tag", "noindex, nofollow")));
    assertThat(hosting.warnings())
        .satisfiesExactly(
            first -> assertThat(first).contains("line 6", "Content-Length"),
            second -> assertThat(second).contains("line 7", "X-Homeport-Release"),
            third -> assertThat(third).contains("line 8"),
            fourth -> assertThat(fourth).contains("line 9", "taking headers away"),
            fifth -> assertThat(fifth).contains("line 10"));
  }

  @Test
  void what_vercel_is_told_is_done_here_too() throws Exception {
    // When
    Hosting hosting =
        read(
            "vercel.json",
            """
            {"headers": [{"source": "/(.*)", "headers": [{"key": "X-Frame-Options", "value": "DENY"}]}],
             "redirects": [{"source": "/old/:path*", "destination": "/new/:path*", "permanent": false},
                           {"source": "/a", "destination": "/b", "has": [{"type": "host"}]}],
             "rewrites": [{"source": "/(.*)", "destination": "/index.html"}]}
            """);
    // Then
    assertThat(hosting.headers())
        .containsExactly(new Hosting.Headers("/*", Map.of("x-frame-options", "DENY")));
    assertThat(hosting.redirects())
        .containsExactly(
            new Hosting.Redirect("/old/*", "/new/:splat", 307, true),
            new Hosting.Redirect("/*", "/index.html", 200, false));
    assertThat(hosting.warnings()).singleElement().asString().contains("conditions");
  }

  @Test
  void a_page_for_what_is_not_found_counts_unless_everything_is_rewritten() throws Exception {
    Files.writeString(dist.resolve("404.html"), "nothing");
    assertThat(HostingFiles.read(dist).notFound()).isEqualTo("/404.html");
    assertThat(read("_redirects", "/* /index.html 200").notFound()).isNull();
  }

  private Hosting read(String name, String content) throws IOException {
    Files.writeString(dist.resolve(name), content);
    return HostingFiles.read(dist);
  }
}
