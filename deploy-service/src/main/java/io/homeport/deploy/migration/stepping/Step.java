package io.homeport.deploy.migration.stepping;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.homeport.deploy.migration.judging.TableName;
import java.util.List;

/**
 * One part of a change that a serving app does not feel. It is kept in the database before it is
 * run, so a step is data, and one that was cut off can be run again.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Step.Transaction.class, name = "transaction"),
  @JsonSubTypes.Type(value = Step.Index.class, name = "index"),
  @JsonSubTypes.Type(value = Step.Outside.class, name = "outside"),
  @JsonSubTypes.Type(value = Step.Fill.class, name = "fill"),
  @JsonSubTypes.Type(value = Step.Batches.class, name = "batches")
})
public sealed interface Step {

  /** Statements that need a lock for a moment, or a weak one for long; in one transaction. */
  record Transaction(List<String> sql) implements Step {}

  /**
   * An index made concurrently, which leaves an invalid one behind when it is cut off.
   *
   * @param sql creates it
   */
  record Index(String sql, TableName index) implements Step {}

  /** What cannot run in a transaction, and does nothing the second time. */
  record Outside(String sql) implements Step {}

  /** Gives the rows that are there a new column's default, block by block. */
  record Fill(TableName table, String column) implements Step {}

  /**
   * An UPDATE or DELETE, one range of the primary key after the other.
   *
   * @param sql ends with a condition, to which {@code and} can be added
   */
  record Batches(String sql, TableName table, List<String> key) implements Step {}
}
