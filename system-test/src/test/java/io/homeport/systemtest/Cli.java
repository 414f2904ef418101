package io.homeport.systemtest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.homeport.cli.Homeport;
import io.homeport.cli.client.Json;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;

/** The commands as a person runs them, in this JVM. */
record Cli(URI server, Path config) {

  /** How a command ended and what it printed. */
  record Ran(List<String> command, int exitCode, String out, String err) {

    /** What it printed, if it succeeded. */
    JsonNode json() {
      if (exitCode != 0) {
        throw new AssertionError(this);
      }
      try {
        return Json.MAPPER.readTree(out);
      } catch (JsonProcessingException e) {
        throw new AssertionError(this + " printed no JSON", e);
      }
    }

    /** Why it failed and what to do next, as people read it. */
    String failure() {
      try {
        JsonNode error = Json.MAPPER.readTree(out).path("error");
        return error.path("what").asText() + " " + error.path("remedy").asText();
      } catch (JsonProcessingException e) {
        throw new AssertionError(this + " printed no JSON", e);
      }
    }

    @Override
    public String toString() {
      return "%s ended with %d%n%s%n%s".formatted(command, exitCode, out, err);
    }
  }

  void login(String user) {
    InputStream stdin = System.in;
    try {
      System.setIn(new ByteArrayInputStream((user + "\n").getBytes(StandardCharsets.UTF_8)));
      run("login", "--username", user, "--password-stdin").json();
    } finally {
      System.setIn(stdin);
    }
  }

  /** Runs a command with {@code --json}. */
  Ran run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine commandLine = Homeport.commandLine();
    commandLine.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--json", "--server", server.toString(), "--config", config.toString()));
    int exitCode = commandLine.execute(all.toArray(String[]::new));
    return new Ran(List.of(arguments), exitCode, out.toString(), err.toString());
  }
}
