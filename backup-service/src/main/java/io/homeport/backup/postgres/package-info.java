/** Reaching a PostgreSQL server: as a client over JDBC, and through its own programs. */
@NullMarked
package io.homeport.backup.postgres;

import org.jspecify.annotations.NullMarked;
