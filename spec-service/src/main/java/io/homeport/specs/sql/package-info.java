/** Reading SQL text as far as one can without PostgreSQL's own grammar. */
@NullMarked
package io.homeport.specs.sql;

import org.jspecify.annotations.NullMarked;
