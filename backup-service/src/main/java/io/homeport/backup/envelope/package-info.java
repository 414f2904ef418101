/** The encrypted form in which everything of a backup is stored: see backup-format.md. */
@NullMarked
package io.homeport.backup.envelope;

import org.jspecify.annotations.NullMarked;
