/** Putting a verified backup's data back beside the live database. */
@NullMarked
package io.homeport.backup.restore;

import org.jspecify.annotations.NullMarked;
