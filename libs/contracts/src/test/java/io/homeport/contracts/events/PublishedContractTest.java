package io.homeport.contracts.events;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What is published under docs/events is what the records say. After a change on purpose: {@code
 * mvn -pl libs/contracts test -Dhomeport.update=true}.
 */
class PublishedContractTest {

  private static final Path EVENTS =
      Path.of(System.getProperty("homeport.root", "../..")).resolve("docs/events");

  static Stream<Class<? extends Event>> types() {
    return EventTypes.all();
  }

  @ParameterizedTest
  @MethodSource("types")
  void the_published_schema_is_the_records(Class<? extends Event> type) throws IOException {
    same(
        EVENTS.resolve("schemas/" + EventTypes.wireName(type) + ".json"),
        EventSchemas.schema(type).toPrettyString() + "\n");
  }

  @Test
  void the_asyncapi_document_names_every_event() throws IOException {
    same(EVENTS.resolve("asyncapi.yaml"), AsyncApi.document());
  }

  @Test
  void no_schema_is_left_of_an_event_that_is_gone() throws IOException {
    Set<String> wanted =
        EventTypes.all()
            .map(type -> EventTypes.wireName(type) + ".json")
            .collect(Collectors.toCollection(TreeSet::new));
    try (Stream<Path> there = Files.list(EVENTS.resolve("schemas"))) {
      assertThat(there.map(file -> file.getFileName().toString())).allMatch(wanted::contains);
    }
  }

  @ParameterizedTest
  @MethodSource("types")
  void an_event_written_and_read_is_itself_and_fits_its_schema(Class<? extends Event> type)
      throws Exception {
    Event event = EventExamples.of(type);
    String json = EventJson.write(event);
    assertThat(EventJson.read(json, type)).isEqualTo(event);
    Schema schema =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(EventSchemas.schema(type).toString(), InputFormat.JSON);
    assertThat(schema.validate(json, InputFormat.JSON)).isEmpty();
  }

  @Test
  void a_reader_ignores_what_a_newer_writer_adds() throws Exception {
    SpecRejected event = (SpecRejected) EventExamples.of(SpecRejected.class);
    String newer = EventJson.write(event).replaceFirst("\\{", "{\"addedLater\":true,");
    assertThat(EventJson.read(newer, SpecRejected.class)).isEqualTo(event);
  }

  @Test
  void an_import_of_an_earlier_version_has_no_frameworks_and_lacks_nothing() throws Exception {
    ImportCompleted event = (ImportCompleted) EventExamples.of(ImportCompleted.class);
    ObjectNode json = (ObjectNode) new ObjectMapper().readTree(EventJson.write(event));
    json.remove(List.of("format", "frameworks", "packages", "missing"));

    ImportCompleted read = EventJson.read(json.toString(), ImportCompleted.class);

    assertThat(read.snapshot()).isEqualTo(event.snapshot());
    assertThat(read.format()).isEmpty();
    assertThat(read.frameworks()).isEmpty();
    assertThat(read.missing()).isEmpty();
  }

  private static void same(Path file, String generated) throws IOException {
    if (Boolean.getBoolean("homeport.update")) {
      Files.createDirectories(file.getParent());
      Files.writeString(file, generated);
    }
    assertThat(file).content().isEqualTo(generated);
  }
}
