/** Real PostgreSQL and Kafka, and tokens, for tests. */
package io.homeport.testkit;
