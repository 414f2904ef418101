/** Stored files of environments, as a part of their backups. */
@NullMarked
package io.homeport.backup.files;

import org.jspecify.annotations.NullMarked;
