package io.homeport.deploy.migration.judging;

import java.util.Map;

/**
 * A statement as PostgreSQL reads it.
 *
 * @param trials commands of an ALTER TABLE that may rewrite the table, by their number, as
 *     statements on {@code pg_temp.homeport_trial}
 */
public record ParsedStatement(SqlTree tree, Map<Integer, String> trials) {}
