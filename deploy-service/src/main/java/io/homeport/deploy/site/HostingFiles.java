package io.homeport.deploy.site;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reads what built files say of how they are served; none of these files is published. */
final class HostingFiles {

  static final Set<String> NAMES =
      Set.of("/_headers", "/_redirects", "/netlify.toml", "/vercel.json");

  private static final int MAX_BYTES = 256 * 1024;
  private static final String NOT_FOUND = "/404.html";

  private final Path dist;
  private final List<String> warnings = new ArrayList<>();

  private HostingFiles(Path dist) {
    this.dist = dist;
  }

  static Hosting read(Path dist) throws IOException {
    return new HostingFiles(dist).read();
  }

  private Hosting read() throws IOException {
    var headers = new ArrayList<>(HeadersFile.read(content("_headers"), warnings));
    var redirects = new ArrayList<>(RedirectsFile.read(content("_redirects"), warnings));
    NetlifyToml netlify = NetlifyToml.read(content("netlify.toml"), warnings);
    headers.addAll(netlify.headers());
    redirects.addAll(netlify.redirects());
    VercelJson vercel = VercelJson.read(content("vercel.json"), warnings);
    headers.addAll(vercel.headers());
    redirects.addAll(vercel.redirects());
    boolean catchesAll =
        redirects.stream().anyMatch(each -> each.from().equals("/*") && each.status() == 200);
    boolean page = Files.isRegularFile(dist.resolve("404.html"), LinkOption.NOFOLLOW_LINKS);
    return new Hosting(headers, redirects, page && !catchesAll ? NOT_FOUND : null, warnings);
  }

  private String content(String name) throws IOException {
    Path file = dist.resolve(name);
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      return "";
    }
    if (Files.size(file) > MAX_BYTES) {
      warnings.add(name + " is not read: it has more than " + MAX_BYTES + " bytes.");
      return "";
    }
    return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
  }
}
