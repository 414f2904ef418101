/** Backups: requested, taken, stored, restored, verified. */
@NullMarked
package io.homeport.backup.backup;

import org.jspecify.annotations.NullMarked;
