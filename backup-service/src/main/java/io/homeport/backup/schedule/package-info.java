/** What is due by the clock: backups, and the end of their keeping. */
@NullMarked
package io.homeport.backup.schedule;

import org.jspecify.annotations.NullMarked;
