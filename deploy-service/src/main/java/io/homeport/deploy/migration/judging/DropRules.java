package io.homeport.deploy.migration.judging;

import io.homeport.deploy.migration.judging.Catalogue.Relation;
import java.util.ArrayList;
import java.util.List;

/** What is dropped. */
final class DropRules {

  private DropRules() {}

  static List<Hit> of(SqlTree drop, Catalogue catalogue) {
    var hits = new ArrayList<Hit>();
    String type = drop.text("removeType");
    boolean concurrently = drop.get("concurrent").asBoolean();
    for (SqlTree object : drop.list("objects")) {
      String name = StatementRules.qualified(object.node());
      switch (type) {
        case "OBJECT_TABLE" -> hits.add(Hit.on(Hazard.DROP_TABLE, table(object)));
        case "OBJECT_VIEW", "OBJECT_MATVIEW" -> hits.add(Hit.on(Hazard.DROP_VIEW, table(object)));
        case "OBJECT_INDEX" -> {
          if (!concurrently) {
            catalogue
                .find(table(object))
                .flatMap(Relation::of)
                .ifPresent(of -> hits.add(Hit.named(Hazard.DROP_INDEX, of, name)));
          }
        }
        case "OBJECT_SCHEMA" ->
            hits.add(
                Hit.of(Hazard.DROP_SCHEMA, object.node().path("String").path("sval").asText()));
        case "OBJECT_TYPE", "OBJECT_DOMAIN" -> hits.add(Hit.of(Hazard.DROP_TYPE, name));
        case "OBJECT_FUNCTION", "OBJECT_PROCEDURE", "OBJECT_ROUTINE" ->
            hits.add(Hit.of(Hazard.DROP_FUNCTION, name));
        case "OBJECT_EXTENSION" ->
            hits.add(
                Hit.of(Hazard.DROP_EXTENSION, object.node().path("String").path("sval").asText()));
        case "OBJECT_POLICY" -> {
          List<String> words = SqlTree.words(object.node().path("List").path("items"));
          hits.add(
              Hit.named(
                  Hazard.DROP_POLICY,
                  TableName.of(words.subList(0, words.size() - 1)),
                  words.getLast()));
        }
        default -> {}
      }
    }
    return hits;
  }

  private static TableName table(SqlTree object) {
    return TableName.of(SqlTree.words(object.node().path("List").path("items")));
  }
}
