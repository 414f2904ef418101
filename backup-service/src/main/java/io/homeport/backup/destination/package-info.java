/** Where backups are kept: several places, and the copy of each backup in each of them. */
@NullMarked
package io.homeport.backup.destination;

import org.jspecify.annotations.NullMarked;
