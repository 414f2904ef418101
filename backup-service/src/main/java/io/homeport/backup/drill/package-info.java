/** Proving a backup: restoring it into a throwaway database and comparing. */
@NullMarked
package io.homeport.backup.drill;

import org.jspecify.annotations.NullMarked;
