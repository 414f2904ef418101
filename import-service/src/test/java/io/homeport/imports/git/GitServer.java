package io.homeport.imports.git;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.homeport.processes.Command;
import io.homeport.processes.Processes;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A real Git repository behind git's own HTTP server program, on loopback. */
public final class GitServer implements AutoCloseable {

  private final HttpServer server;
  private final Path repository;
  private volatile String required;

  /** Serves a repository with one commit of one file. */
  public static GitServer with(Path folder, String file, String content) throws IOException {
    Path work = Files.createDirectories(folder.resolve("work"));
    Path bare = folder.resolve("repository.git");
    git(work, "init", "--quiet", "--initial-branch=main");
    Files.createDirectories(work.resolve(file).getParent());
    Files.writeString(work.resolve(file), content);
    git(work, "add", ".");
    git(work, "-c", "user.name=A", "-c", "user.email=a@example.org", "commit", "-qm", "First");
    git(folder, "clone", "--quiet", "--bare", work.toString(), bare.toString());
    return new GitServer(bare);
  }

  /** Makes a branch of what there is. */
  public void branch(String name) {
    git(repository, "branch", name, "main");
  }

  /**
   * Answers only who sends this.
   *
   * @param authorization a header's value; null for everybody
   */
  public GitServer requiring(String authorization) {
    required = authorization;
    return this;
  }

  /** Serves a bare repository. */
  public static GitServer of(Path bare) throws IOException {
    return new GitServer(bare);
  }

  /** As a web server runs git's own CGI program. */
  private void answer(HttpExchange exchange) throws IOException {
    String sent = exchange.getRequestHeaders().getFirst("Authorization");
    if (required != null && !required.equals(sent)) {
      exchange.getResponseHeaders().add("WWW-Authenticate", "Basic realm=\"git\"");
      exchange.sendResponseHeaders(401, -1);
      exchange.close();
      return;
    }
    ProcessBuilder backend = new ProcessBuilder("git", "http-backend");
    Map<String, String> environment = backend.environment();
    environment.put("GIT_PROJECT_ROOT", repository.getParent().toString());
    environment.put("GIT_HTTP_EXPORT_ALL", "1");
    environment.put("GIT_CONFIG_COUNT", "1");
    environment.put("GIT_CONFIG_KEY_0", "safe.directory");
    environment.put("GIT_CONFIG_VALUE_0", "*");
    environment.put("PATH_INFO", exchange.getRequestURI().getPath());
    environment.put("QUERY_STRING", orEmpty(exchange.getRequestURI().getQuery()));
    environment.put("REQUEST_METHOD", exchange.getRequestMethod());
    environment.put("CONTENT_TYPE", orEmpty(exchange.getRequestHeaders().getFirst("Content-Type")));
    environment.put("GIT_PROTOCOL", orEmpty(exchange.getRequestHeaders().getFirst("Git-Protocol")));
    environment.put(
        "HTTP_CONTENT_ENCODING",
        orEmpty(exchange.getRequestHeaders().getFirst("Content-Encoding")));
    Process process = backend.redirectError(ProcessBuilder.Redirect.DISCARD).start();
    try (OutputStream body = process.getOutputStream()) {
      exchange.getRequestBody().transferTo(body);
    }
    byte[] said = process.getInputStream().readAllBytes();
    int headersEnd = new String(said, StandardCharsets.ISO_8859_1).indexOf("\r\n\r\n");
    int status = 200;
    for (String header :
        new String(said, 0, headersEnd, StandardCharsets.ISO_8859_1).split("\r\n")) {
      String[] parts = header.split(": ", 2);
      if (parts[0].equals("Status")) {
        status = Integer.parseInt(parts[1].substring(0, 3));
      } else {
        exchange.getResponseHeaders().add(parts[0], parts[1]);
      }
    }
    int bodyStart = headersEnd + 4;
    exchange.sendResponseHeaders(status, 0);
    exchange.getResponseBody().write(said, bodyStart, said.length - bodyStart);
    exchange.close();
  }

  private static String orEmpty(String text) {
    return text == null ? "" : text;
  }

  private GitServer(Path repository) throws IOException {
    this.repository = repository;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/" + repository.getFileName() + "/", this::answer);
    server.start();
  }

  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/" + repository.getFileName();
  }

  public String head() {
    return Processes.run(Command.of("git", "-C", repository.toString(), "rev-parse", "HEAD"))
        .orThrow()
        .stdout()
        .strip();
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private static void git(Path folder, String... arguments) {
    Processes.run(Command.of("git").plus(arguments).in(folder).with("HOME", "/nonexistent"))
        .orThrow();
  }
}
