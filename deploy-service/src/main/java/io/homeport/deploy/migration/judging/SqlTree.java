package io.homeport.deploy.migration.judging;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * A part of a parse tree of PostgreSQL: an object with one field, which is its kind, such as {@code
 * {"AlterTableStmt": {…}}}.
 *
 * @see <a href="https://github.com/pganalyze/libpg_query">libpg_query, whose trees these are</a>
 */
public record SqlTree(JsonNode node) {

  /** The statement's kind, such as {@code AlterTableStmt}; empty for nothing. */
  public String kind() {
    return node.isObject() && node.size() == 1 ? node.fieldNames().next() : "";
  }

  /** What is in it, whatever its kind. */
  public JsonNode body() {
    return node.isObject() && node.size() == 1 ? node.elements().next() : MissingNode.getInstance();
  }

  public JsonNode get(String field) {
    return body().path(field);
  }

  public String text(String field) {
    return get(field).asText("");
  }

  /** The parts in a list. */
  public List<SqlTree> list(String field) {
    return StreamSupport.stream(get(field).spliterator(), false).map(SqlTree::new).toList();
  }

  public SqlTree child(String field) {
    return new SqlTree(get(field));
  }

  /** The table it is about, in the field {@code relation}. */
  public Optional<TableName> relation() {
    return TableName.of(get("relation"));
  }

  /** The words of a list of strings: the parts of a qualified name, the columns of a key. */
  public static List<String> words(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false)
        .map(each -> each.path("String").path("sval").asText(""))
        .toList();
  }

  /** A qualified name as people write it. */
  public static String name(JsonNode list) {
    return words(list).stream()
        .filter(word -> !word.equals("pg_catalog"))
        .collect(Collectors.joining("."));
  }

  /** Every table that is named anywhere in it. */
  public List<TableName> tables() {
    return node.findValues("RangeVar").stream()
        .map(TableName::of)
        .flatMap(Optional::stream)
        .collect(Collectors.toCollection(() -> new ArrayList<>(relation().stream().toList())));
  }
}
