/** Backups that are proven: policies, backups, drills and restores. */
@NullMarked
package io.homeport.backup;

import org.jspecify.annotations.NullMarked;
