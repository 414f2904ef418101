package io.homeport.specs.scratch;

/**
 * A statement that did not apply.
 *
 * @param line where in the file the error is, from 1
 * @param sqlState PostgreSQL's five characters
 * @param message PostgreSQL's own words, without details of rows
 * @param excerpt the beginning of the statement, without long literals
 * @see <a href="https://www.postgresql.org/docs/current/errcodes-appendix.html">Error codes</a>
 */
public record FailedStatement(
    String file,
    int line,
    FailureClass failureClass,
    String sqlState,
    String message,
    String excerpt) {}
