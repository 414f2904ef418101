package io.homeport.gateway.door;

import static io.homeport.gateway.route.Events.HOST;
import static io.homeport.gateway.route.Events.NOON;
import static io.homeport.gateway.route.Events.route;
import static org.assertj.core.api.Assertions.assertThat;

import io.homeport.gateway.Call;
import io.homeport.gateway.route.Switches;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Sends what is in the folder {@code malformed}; its README says how cases are written. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MalformedRequestsTest {

  private static final Path FOLDER =
      Path.of("src/test/resources/io/homeport/gateway/door/malformed");
  private static final Pattern ESCAPE = Pattern.compile("\\\\(?:x([0-9a-f]{2})|([rnt0\\\\]))");
  private static final Pattern REPEATED = Pattern.compile("\\{(\\d+)\\*(.)}");
  private static final String HIDDEN = "GET /rest/v1/hidden HTTP/1.1\r\nHost: " + HOST + "\r\n\r\n";

  /** One request and what must become of it. */
  record Case(String file, String name, String expected, String bytes) {
    @Override
    public String toString() {
      return file + ": " + name;
    }
  }

  private final Vertx vertx = Vertx.vertx();
  private TestDoor door;
  private RawBackend backend;

  @BeforeAll
  void open(@TempDir Path folder) throws Exception {
    door = new TestDoor(vertx, folder);
    backend = new RawBackend();
    Switches.to(
        door.routes(),
        route(
            HOST, 1, door.site(Map.of("/index.html", "start")), Optional.of(backend.uri()), NOON));
  }

  @BeforeEach
  void forget() {
    backend.seen().clear();
  }

  @AfterAll
  void close() throws Exception {
    backend.close();
    door.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void no_reader_of_a_request_sees_another_one_than_the_door(Case request) throws Exception {
    // When
    String answer = Call.raw(door.port(), request.bytes());
    // Then
    List<String> statuses = statuses(answer);
    List<String> lines = backend.seen().stream().map(RawBackend.Seen::line).toList();
    if (request.expected().matches("\\d{3}")) {
      assertThat(statuses).containsExactly(request.expected());
      assertThat(lines).isEmpty();
    } else {
      String expected = request.expected().substring("sees ".length());
      String[] parts = expected.split(" then ", 2);
      List<String> whole = parts[0].equals("nothing") ? List.of() : List.of(parts[0].split(", "));
      assertThat(lines).isEqualTo(whole);
      assertThat(statuses).hasSize(Math.max(1, whole.size()) + parts.length - 1);
      if (parts.length > 1) {
        assertThat(statuses.getLast()).isEqualTo(parts[1]);
      }
    }
    assertThat(backend.seen())
        .allSatisfy(seen ->
            assertThat(seen.head().replace("\r\n", "")).doesNotContain("hidden", "\r", "\n"));
  }

  @Test
  void the_corpus_has_all_its_cases() throws Exception {
    assertThat(cases()).hasSizeGreaterThan(100).doesNotHaveDuplicates();
  }

  static List<Case> cases() throws Exception {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files
          .filter(file -> file.toString().endsWith(".txt"))
          .sorted()
          .flatMap(MalformedRequestsTest::read)
          .toList();
    }
  }

  private static Stream<Case> read(Path file) {
    try {
      return Arrays.stream(Files.readString(file).split("(?m)^--- "))
          .skip(1)
          .map(text -> {
            int end = text.indexOf('\n');
            String[] title = text.substring(0, end).split(" \\| ");
            return new Case(
                file.getFileName().toString(),
                title[0],
                title[1].strip(),
                bytes(text.substring(end)));
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String bytes(String text) {
    String escaped =
        text.replace("\n", "").replace("{host}", HOST).replace("{hidden}", escaped(HIDDEN));
    String repeated =
        REPEATED
            .matcher(escaped)
            .replaceAll(match -> match.group(2).repeat(Integer.parseInt(match.group(1))));
    return ESCAPE.matcher(repeated).replaceAll(MalformedRequestsTest::character);
  }

  private static String character(MatchResult escape) {
    if (escape.group(1) != null) {
      return Matcher.quoteReplacement("" + (char) Integer.parseInt(escape.group(1), 16));
    }
    return switch (escape.group(2)) {
      case "r" -> "\r";
      case "n" -> "\n";
      case "t" -> "\t";
      case "0" -> "\0";
      default -> "\\\\";
    };
  }

  private static String escaped(String bytes) {
    return bytes.replace("\r", "\\r").replace("\n", "\\n");
  }

  private static List<String> statuses(String answer) {
    return Pattern.compile("HTTP/1\\.[01] (\\d{3}) ")
        .matcher(answer)
        .results()
        .map(result -> result.group(1))
        .toList();
  }
}
