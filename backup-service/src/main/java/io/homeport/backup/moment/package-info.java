/**
 * Restoring to a moment: the log and the base backups of the cluster of apps, kept by pgBackRest.
 */
@NullMarked
package io.homeport.backup.moment;

import org.jspecify.annotations.NullMarked;
