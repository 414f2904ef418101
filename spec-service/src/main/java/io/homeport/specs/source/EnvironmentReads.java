package io.homeport.specs.source;

import io.homeport.specs.source.Uses.Reader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds the environment variables that a file reads. */
final class EnvironmentReads {

  private EnvironmentReads() {}

  static List<Uses.Variable> of(ParsedFile file) {
    if (!file.source().contains("env")) {
      return List.of();
    }
    var reads = new ArrayList<Uses.Variable>();
    var demands = Demands.of(file);
    for (var access : file.accesses()) {
      access
          .object()
          .or(() -> access.field("value"))
          .map(Node::text)
          .flatMap(EnvironmentReads::reader)
          .ifPresent(reader ->
              name(access)
                  .ifPresent(name ->
                      reads.add(
                          new Uses.Variable(
                              name, reader, access.place(), demands.include(access)))));
    }
    for (var call : file.calls()) {
      boolean get = call.callee().map(Node::text).filter("Deno.env.get"::equals).isPresent();
      boolean python =
          call.callee()
              .map(Node::text)
              .filter(callee ->
                  callee.equals("os.getenv")
                      || callee.equals("getenv")
                      || callee.endsWith("environ.get"))
              .isPresent();
      if (python) {
        call.argument(0)
            .flatMap(Node::literal)
            .ifPresent(
                name -> reads.add(new Uses.Variable(name, Reader.PYTHON, call.place(), false)));
      }
      if (get) {
        call.argument(0)
            .flatMap(Node::literal)
            .ifPresent(
                name -> reads.add(new Uses.Variable(name, Reader.FUNCTION, call.place(), false)));
      }
    }
    return reads;
  }

  private static Optional<Reader> reader(String object) {
    return switch (object) {
      case "import.meta.env", "(import.meta as any).env" -> Optional.of(Reader.BUILD);
      case "process.env", "process.env!", "globalThis.process.env" -> Optional.of(Reader.PROCESS);
      case "os.environ", "environ" -> Optional.of(Reader.PYTHON);
      default -> Optional.empty();
    };
  }

  private static Optional<String> name(Node access) {
    return access
        .property()
        .or(() -> access.field("index").or(() -> access.field("subscript")).flatMap(Node::literal))
        .filter(name -> name.matches("[A-Z][A-Z0-9_]*"))
        .filter(
            name -> !List.of("MODE", "DEV", "PROD", "SSR", "BASE_URL", "NODE_ENV").contains(name));
  }
}
