/** What a PostgreSQL database holds, read from its catalogue. */
@NullMarked
package io.homeport.specs.catalogue;

import org.jspecify.annotations.NullMarked;
