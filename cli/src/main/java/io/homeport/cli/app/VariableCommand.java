package io.homeport.cli.app;

import io.homeport.cli.CommandFailed;
import io.homeport.cli.HomeportCommand;
import io.homeport.cli.Output;
import io.homeport.cli.client.Journey;
import io.homeport.cli.client.Resource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The variables of an environment. */
@Command(
    name = "variable",
    description = "Variables and secrets of an environment; the next deployment takes them.",
    subcommands = {
      VariableCommand.ListVariables.class,
      VariableCommand.SetVariable.class,
      VariableCommand.Import.class,
      VariableCommand.Delete.class
    })
public final class VariableCommand {

  private static final int MOST_BYTES = 128 << 10;

  /** What all of them need to know. */
  abstract static class OfEnvironment extends HomeportCommand {
    @Parameters(index = "0", paramLabel = "APP", description = "Name or id of the app.")
    String app;

    @Option(
        names = "--env",
        required = true,
        paramLabel = "NAME",
        description = "The environment, such as production.")
    String environment;

    static String path(Resource environment) {
      return "/environments/%s/variables".formatted(environment.id());
    }

    /** Variables may be set before anything is deployed. */
    final Resource set(Journey journey, Map<String, ?> variables) {
      Resource into = journey.environmentOrNew(journey.app(app), environment);
      return journey.api().patch(path(into), Map.of("variables", variables));
    }

    final String deployNext() {
      return "Deploy for it to take effect: homeport deploy %s --env %s"
          .formatted(app, environment);
    }
  }

  @Command(name = "list", description = "What is set, and what the app needs and lacks.")
  static final class ListVariables extends OfEnvironment {

    @Override
    protected void run(Output output) {
      Journey journey = new Journey(api(), output::progress);
      Resource all = journey.api().get(path(journey.environment(journey.app(app), environment)));
      if (output.isJson()) {
        output.result(all.json());
        return;
      }
      var rows = new ArrayList<List<String>>();
      for (Resource each : all.parts("variables")) {
        boolean unused = each.optional("used").filter("false"::equals).isPresent();
        rows.add(
            List.of(
                each.text("name"),
                each.optional("value").orElse("***"),
                each.text("secret").equals("true") ? "secret" : "",
                unused ? "set, and nothing in the spec reads it" : "set"));
      }
      for (Resource each : all.parts("missing")) {
        String readers =
            each.json()
                .path("readBy")
                .valueStream()
                .map(r -> r.asText())
                .collect(Collectors.joining(", "));
        rows.add(List.of(each.text("name"), "", "", "missing; read by " + readers));
      }
      output.table(all.json(), List.of("NAME", "VALUE", "KIND", "STATE"), rows);
    }
  }

  @Command(
      name = "set",
      description = {
        "Set variables: NAME=VALUE, or NAME with its value on stdin, so that it is in no shell's history.",
        "A value is a secret and never shown again, unless its name begins with a prefix such as VITE_."
      })
  static final class SetVariable extends OfEnvironment {
    @Parameters(index = "1..*", arity = "1..*", paramLabel = "NAME[=VALUE]", description = "Which.")
    List<String> variables;

    @Option(names = "--plain", description = "The values are no secrets and may be shown.")
    boolean plain;

    @Override
    protected void run(Output output) {
      var values = new LinkedHashMap<String, Map<String, Object>>();
      for (String each : variables) {
        int equals = each.indexOf('=');
        if (equals < 0 && variables.size() > 1) {
          throw CommandFailed.usage(
              "%s has no value.".formatted(each),
              "Write NAME=VALUE, or set one variable at a time with its value on stdin.");
        }
        String name = equals < 0 ? each : each.substring(0, equals);
        values.put(name, value(equals < 0 ? fromStdin(each) : each.substring(equals + 1), plain));
      }
      Journey journey = new Journey(api(), output::progress);
      Resource now = set(journey, values);
      output.result(
          now.json(),
          "Set %s in %s of %s.".formatted(String.join(", ", values.keySet()), environment, app),
          deployNext());
    }

    private static String fromStdin(String name) {
      try {
        String value = new String(System.in.readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
        if (value.isBlank()) {
          throw CommandFailed.usage(
              "There is no value for %s on stdin.".formatted(name),
              "Pipe it: … | homeport variable set APP %s, or write %s=VALUE."
                  .formatted(name, name));
        }
        return value.replaceFirst("\\R$", "");
      } catch (IOException e) {
        throw CommandFailed.failed("stdin cannot be read: " + e.getMessage(), null);
      }
    }
  }

  @Command(
      name = "import",
      description = {
        "Set all variables of a file in the form of .env.",
        "What Homeport sets by itself, such as SUPABASE_URL, is left out."
      })
  static final class Import extends OfEnvironment {
    @Parameters(index = "1", paramLabel = "FILE", description = "Such as .env.production.")
    Path file;

    @Option(names = "--plain", description = "The values are no secrets and may be shown.")
    boolean plain;

    @Override
    protected void run(Output output) {
      var read = DotEnvFile.read(file);
      var values = new LinkedHashMap<String, Map<String, Object>>();
      var left = new ArrayList<String>();
      read.forEach((name, text) -> {
        if (DotEnvFile.isOfHomeport(name)) {
          left.add(name);
        } else {
          values.put(name, value(text, plain));
        }
      });
      if (values.isEmpty()) {
        throw CommandFailed.usage(
            "%s has no variables to set.".formatted(file),
            "It needs lines of the form NAME=VALUE.");
      }
      Journey journey = new Journey(api(), output::progress);
      Resource now = set(journey, values);
      var lines = new ArrayList<String>();
      lines.add(
          "Set %s in %s of %s.".formatted(String.join(", ", values.keySet()), environment, app));
      if (!left.isEmpty()) {
        lines.add("Left out, since Homeport sets them: %s.".formatted(String.join(", ", left)));
      }
      lines.add(deployNext());
      output.result(now.json(), lines.toArray(String[]::new));
    }
  }

  @Command(name = "delete", description = "Remove variables.")
  static final class Delete extends OfEnvironment {
    @Parameters(index = "1..*", arity = "1..*", paramLabel = "NAME", description = "Which.")
    List<String> names;

    @Override
    protected void run(Output output) {
      var changes = new LinkedHashMap<String, @Nullable Object>();
      names.forEach(name -> changes.put(name, null));
      Journey journey = new Journey(api(), output::progress);
      Resource from = journey.environment(journey.app(app), environment);
      Resource now = journey.api().patch(path(from), Map.of("variables", changes));
      output.result(
          now.json(),
          "Removed %s from %s of %s.".formatted(String.join(", ", names), environment, app),
          deployNext());
    }
  }

  private static Map<String, Object> value(String text, boolean plain) {
    return plain ? Map.of("value", text, "secret", false) : Map.of("value", text);
  }
}
