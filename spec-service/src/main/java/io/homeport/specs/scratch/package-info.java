/** A throwaway PostgreSQL, and applying an app's migrations to it. */
@NullMarked
package io.homeport.specs.scratch;

import org.jspecify.annotations.NullMarked;
