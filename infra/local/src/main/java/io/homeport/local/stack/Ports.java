package io.homeport.local.stack;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.homeport.local.PartFailed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * The ports of one stack on 127.0.0.1, as its ports.json has them: the one place where they are
 * said. The first start writes the file, with another port for each wanted one that is busy then;
 * people may edit it while the stack is down.
 *
 * @param byName in the order of the file
 * @param backends the range for the processes of deployed apps, such as 7700-7899
 */
public record Ports(Map<String, Integer> byName, String backends) {
  /** What a new stack asks for. */
  static final Map<String, Integer> WANTED = wanted();

  private static final String BACKENDS = "backends";
  private static final String WANTED_BACKENDS = "7700-7899";
  // Below the ports that the system gives to outgoing connections.
  private static final int FIRST_REPLACEMENT = 17600;
  private static final int LAST_REPLACEMENT = 32000;
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  public Ports {
    byName = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(byName));
  }

  private static Map<String, Integer> wanted() {
    var wanted = new LinkedHashMap<String, Integer>();
    wanted.put("gateway", 7600);
    wanted.put("keycloak", 7601);
    wanted.put("keycloak-management", 7602);
    wanted.put("import-service", 7611);
    wanted.put("spec-service", 7612);
    wanted.put("deploy-service", 7613);
    wanted.put("backup-service", 7614);
    wanted.put("gateway-figures", 7615);
    wanted.put("gateway-tls", 7643);
    wanted.put("kafka", 7621);
    wanted.put("kafka-controller", 7622);
    wanted.put("postgres-platform", 7631);
    wanted.put("postgres-apps", 7632);
    return wanted;
  }

  public int of(String name) {
    Integer port = byName.get(name);
    if (port == null) {
      throw new IllegalArgumentException("There is no port for " + name);
    }
    return port;
  }

  /**
   * The ports of the file, with those that it lacks chosen and written.
   *
   * @param isFree whether nobody listens on a port
   * @throws PartFailed when the file says nonsense
   */
  public static Ports loadOrChoose(Path file, IntPredicate isFree) {
    JsonNode known = Files.exists(file) ? read(file) : JSON.createObjectNode();
    var ports = new LinkedHashMap<String, Integer>();
    WANTED.keySet().stream()
        .filter(known::has)
        .forEach(name -> ports.put(name, valid(file, name, known.get(name))));
    refuseDoubles(file, ports);
    var inOrder = new LinkedHashMap<String, Integer>();
    WANTED.forEach((name, port) -> {
      var taken = new HashSet<>(ports.values());
      inOrder.put(name, ports.computeIfAbsent(name, _ -> choose(port, taken, isFree)));
    });
    var all = new Ports(inOrder, known.path(BACKENDS).asText(WANTED_BACKENDS));
    if (!all.toJson().equals(known)) {
      all.write(file);
    }
    return all;
  }

  private static int choose(int wanted, Set<Integer> taken, IntPredicate isFree) {
    return IntStream.concat(
            IntStream.of(wanted), IntStream.rangeClosed(FIRST_REPLACEMENT, LAST_REPLACEMENT))
        .filter(port -> !taken.contains(port))
        .filter(isFree)
        .findFirst()
        .orElseThrow(() -> new PartFailed("There is no free port on 127.0.0.1"));
  }

  private static int valid(Path file, String name, JsonNode port) {
    if (!port.isInt() || port.asInt() < 1 || port.asInt() > 65535) {
      throw new PartFailed(
          "%s: the port of %s is %s. Write a number from 1 to 65535, or remove the line."
              .formatted(file, name, port));
    }
    return port.asInt();
  }

  private static void refuseDoubles(Path file, Map<String, Integer> ports) {
    var owners = new LinkedHashMap<Integer, String>();
    ports.forEach((name, port) -> {
      String other = owners.putIfAbsent(port, name);
      if (other != null) {
        throw new PartFailed(
            "%s: %s and %s have the same port %d. Give each its own."
                .formatted(file, other, name, port));
      }
    });
  }

  private ObjectNode toJson() {
    var json = JSON.createObjectNode();
    byName.forEach(json::put);
    json.put(BACKENDS, backends);
    return json;
  }

  private static JsonNode read(Path file) {
    try {
      return JSON.readTree(file.toFile());
    } catch (JsonProcessingException notJson) {
      throw new PartFailed(
          file + " is no JSON: " + notJson.getOriginalMessage() + ". Correct it, or remove it.",
          notJson);
    } catch (IOException cause) {
      throw new UncheckedIOException(file + " cannot be read", cause);
    }
  }

  private void write(Path file) {
    try {
      Path fresh = file.resolveSibling(file.getFileName() + ".new");
      Files.writeString(fresh, toJson().toPrettyString() + "\n", StandardCharsets.UTF_8);
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException cause) {
      throw new UncheckedIOException(file + " cannot be written", cause);
    }
  }
}
