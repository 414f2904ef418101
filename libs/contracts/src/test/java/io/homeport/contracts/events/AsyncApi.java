package io.homeport.contracts.events;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The AsyncAPI document of our topics. */
final class AsyncApi {

  static String document() {
    Map<Topic, List<Class<? extends Event>>> byTopic =
        EventTypes.all()
            .sorted(Comparator.comparing(EventTypes::wireName))
            .collect(Collectors.groupingBy(type -> EventTypes.describe(type).topic()));
    StringBuilder yaml = new StringBuilder(head());
    yaml.append("channels:\n");
    Arrays.stream(Topic.values()).forEach(topic -> channel(yaml, topic, byTopic.get(topic)));
    yaml.append("operations:\n");
    Arrays.stream(Topic.values()).forEach(topic -> operation(yaml, topic));
    yaml.append("components:\n");
    headers(yaml);
    yaml.append("  messages:\n");
    Arrays.stream(Topic.values())
        .flatMap(topic -> byTopic.get(topic).stream())
        .forEach(type -> message(yaml, type));
    return yaml.toString();
  }

  private static String head() {
    return """
    # Generated from the records in libs/contracts; a test fails when it drifts.
    asyncapi: 3.0.0
    info:
      title: Homeport events
      version: 1.0.0
      description: >-
        What happened, as CloudEvents 1.0.2 on Kafka in binary mode. Delivery is at least once and in order for
        each key; take each ce_id once. Within a version changes are additive: ignore fields and types you do not know.
    defaultContentType: application/json
    """;
  }

  private static void channel(StringBuilder yaml, Topic topic, List<Class<? extends Event>> types) {
    yaml.append("  ").append(id(topic)).append(":\n");
    yaml.append("    address: ").append(topic.topicName()).append('\n');
    yaml.append("    messages:\n");
    for (Class<? extends Event> type : types) {
      yaml.append("      ").append(id(type)).append(":\n");
      yaml.append("        $ref: '#/components/messages/").append(id(type)).append("'\n");
    }
  }

  private static void operation(StringBuilder yaml, Topic topic) {
    yaml.append("  publish_").append(id(topic)).append(":\n");
    yaml.append("    action: send\n");
    yaml.append("    channel:\n");
    yaml.append("      $ref: '#/channels/").append(id(topic)).append("'\n");
  }

  private static void headers(StringBuilder yaml) {
    yaml.append(
        """
          schemas:
            cloudEventHeaders:
              type: object
              required: [ce_specversion, ce_id, ce_type, ce_source, ce_subject, ce_time, ce_organizationid, ce_correlationid]
              properties:
                ce_specversion: {type: string, const: '1.0'}
                ce_id: {type: string, format: uuid, description: Take each once.}
                ce_type: {type: string}
                ce_source: {type: string, description: The service that says it.}
                ce_subject: {type: string, format: uuid, description: The app it is about.}
                ce_time: {type: string, format: date-time}
                ce_organizationid: {type: string, format: uuid}
                ce_correlationid: {type: string, description: One for each journey.}
                ce_causationid: {type: string, format: uuid, description: The event that led to this one.}
                ce_traceparent: {type: string, description: W3C trace context.}
        """
            .indent(0));
  }

  private static void message(StringBuilder yaml, Class<? extends Event> type) {
    yaml.append("    ").append(id(type)).append(":\n");
    yaml.append("      name: ").append(EventTypes.wireName(type)).append('\n');
    yaml.append("      summary: \"").append(EventTypes.describe(type).about()).append("\"\n");
    yaml.append("      contentType: application/json\n");
    yaml.append("      headers:\n        $ref: '#/components/schemas/cloudEventHeaders'\n");
    yaml.append(
        "      payload:\n        schemaFormat: application/schema+json;version=draft-2020-12\n");
    yaml.append("        schema:\n          $ref: './schemas/")
        .append(EventTypes.wireName(type))
        .append(".json'\n");
  }

  private static String id(Topic topic) {
    return topic.topicName().replace("homeport.", "");
  }

  private static String id(Class<? extends Event> type) {
    return EventTypes.describe(type).name().replace('.', '_');
  }

  private AsyncApi() {}
}
