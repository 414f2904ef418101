/** Environment records, as a part of backups. */
@NullMarked
package io.homeport.backup.record;

import org.jspecify.annotations.NullMarked;
